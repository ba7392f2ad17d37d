//! What hangs on a table that is copied and replaced: triggers and indexes go with the old table, views break when they
//! lose a column.

use super::SqliteDriver;
use crate::driver::{Dependants, Driver as _, Fault, Kind};
use zmig_core::Dialect;

/// Remembers them. The step itself sees to it that views and triggers, which for a moment name a table that is not there,
/// are left as they are.
pub(super) async fn before(driver: &mut SqliteDriver, table: &str) -> Result<Dependants, Fault> {
    let mut dependants = Dependants::default();
    let table = Dialect::Sqlite.quote_text(table);
    let sql = format!(
        "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND (type = 'view' \
         OR (type IN ('trigger', 'index') AND tbl_name = {table} COLLATE NOCASE)) ORDER BY rowid"
    );
    for row in driver.query(sql).await? {
        let [Some(kind), Some(name), Some(sql)] = row.as_slice() else { continue };
        match kind.as_str() {
            "trigger" => dependants.triggers.push((name.clone(), sql.clone())),
            "index" => dependants.indexes.push((name.clone(), sql.clone())),
            _ => {
                if read_view(driver, name).await.is_ok() {
                    dependants.views.push(name.clone());
                }
            }
        }
    }
    Ok(dependants)
}

/// A copy has the columns that its migration knows. One that somebody added beside the migrations would be gone without a
/// word, with all that is in it.
pub(super) async fn refuse_loss(driver: &mut SqliteDriver, table: &str, texts: &[&str]) -> Result<(), Fault> {
    let sql = format!(
        "SELECT name FROM pragma_table_xinfo({}) WHERE hidden = 0 ORDER BY cid",
        Dialect::Sqlite.quote_text(table)
    );
    let texts: Vec<String> = texts.iter().map(|t| t.to_lowercase()).collect();
    let known = |name: &String| {
        let name = name.to_lowercase();
        texts.iter().any(|text| has_word(text, &name) || has_word(text, &name.replace('"', "\"\"")))
    };
    let names = driver.query(sql).await?.into_iter().filter_map(|row| row.into_iter().next().flatten());
    let lost: Vec<String> = names.filter(|name| !known(name)).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{table} has columns that no migration made, and which this one would not take along: {}; drop them, or describe them in the \
         schema of a new version (`cargo zmig migrate --force-sync --dry-run` lists everything of that kind); where the step was \
         written by hand and they are to go, name them in a remark of it",
        crate::error::list(&lost)
    );
    Err(Fault::new(Kind::Other, message))
}

/// Whether a name stands in a text by itself, quoted or not.
fn has_word(text: &str, name: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + name.len()..].chars().next())
    })
}

/// Puts back what is missing.
pub(super) async fn after(
    driver: &mut SqliteDriver,
    table: &str,
    dependants: Dependants,
    mentions: &str,
) -> Result<(), Fault> {
    for (name, sql) in dependants.indexes {
        // The migration names the indexes that it drops or replaces; others are nobody's but the user's.
        let is_own = mentions.contains(&serde_json::Value::from(name.as_str()).to_string());
        if is_own || exists(driver, "index", &name).await? {
            continue;
        }
        match driver.execute(sql).await {
            Ok(_) => {}
            // Its column went, and an index goes with its column.
            Err(fault) if fault.message.contains("no such column") => {
                tracing::warn!(index = name, table, "an index went with its column");
            }
            Err(fault) => return Err(named("index", &name, fault)),
        }
    }
    for (name, sql) in dependants.triggers {
        if !exists(driver, "trigger", &name).await? {
            driver.execute(sql).await.map_err(|fault| named("trigger", &name, fault))?;
        }
    }
    for name in dependants.views {
        read_view(driver, &name).await.map_err(|fault| named("view", &name, fault))?;
    }
    Ok(())
}

fn named(kind: &str, name: &str, fault: Fault) -> Fault {
    let message = format!(
        "the {kind} {name} does not go with the changed table: {}; drop or change it in a migration before this one",
        fault.message
    );
    Fault { message, kind: Kind::Other, ..fault }
}

async fn exists(driver: &mut SqliteDriver, kind: &str, name: &str) -> Result<bool, Fault> {
    let name = Dialect::Sqlite.quote_text(name);
    let sql = format!("SELECT 1 FROM main.sqlite_master WHERE type = '{kind}' AND name = {name}");
    Ok(!driver.query(sql).await?.is_empty())
}

async fn read_view(driver: &mut SqliteDriver, name: &str) -> Result<(), Fault> {
    let view = Dialect::Sqlite.quote_name(name);
    driver.query(format!("SELECT 1 FROM main.{view} LIMIT 0")).await.map(|_| ())
}
