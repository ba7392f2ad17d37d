//! Unique sets that stand inside their tables, as everybody but zmig writes them.
//!
//! zmig's own are indexes, and its migrations drop them as such. For a set inside a table SQLite keeps an index as well, and
//! does not let it be dropped. A table that was there before zmig is therefore copied before the first migration that
//! drops such a set, or gives it another name: the copy is the same table, with its sets beside it.

use super::{SqliteDriver, rebuild};
use crate::IntrospectOptions;
use crate::driver::{Driver as _, Fault, Kind};
use crate::introspect::{self, Introspection};
use std::collections::BTreeSet;
use zmig_core::{Table, UnmanagedKind, sqlite_copy};

/// What stands inside tables.
#[derive(Default)]
pub(super) struct Inside {
    /// The tables' names.
    pub(super) tables: Vec<String>,
    found: Option<Introspection>,
}

/// Looks for the sets that SQL drops as indexes and that are none. Where it drops none, or all of them are there, nothing
/// else is looked at.
pub(super) async fn find(driver: &mut SqliteDriver, sql: &str) -> Result<Inside, Fault> {
    let mut missing = dropped(sql);
    if missing.is_empty() {
        return Ok(Inside::default());
    }
    let indexes = "SELECT name FROM main.sqlite_master WHERE type = 'index'".to_owned();
    for name in driver.query(indexes).await?.into_iter().filter_map(|row| row.into_iter().next()?) {
        missing.remove(&name);
    }
    if missing.is_empty() {
        return Ok(Inside::default());
    }
    let found = introspect::read(driver, &IntrospectOptions::default()).await;
    let found = found.map_err(|error| Fault::new(Kind::Other, error.to_string()))?;
    let is_missing = |table: &&Table| {
        let uniques = table.uniques.iter().map(|u| &u.name);
        uniques.chain(table.indexes.iter().map(|i| &i.name)).any(|name| missing.contains(name))
    };
    let tables = found.schema.tables.values().filter(is_missing).map(|t| t.name.clone()).collect();
    Ok(Inside { tables, found: Some(found) })
}

/// Copies the tables, in the open transaction and with foreign keys off.
pub(super) async fn take_out(driver: &mut SqliteDriver, sql: &str) -> Result<(), Fault> {
    let inside = find(driver, sql).await?;
    let Some(found) = inside.found else { return Ok(()) };
    for name in &inside.tables {
        let Some(table) = found.schema.table(name) else { continue };
        refuse_loss(&found, name)?;
        let copy = sqlite_copy(&found.schema, table).map_err(|e| Fault::new(Kind::Other, e.to_string()))?;
        tracing::info!(table = name, "copied, so that its unique sets are indexes");
        let dependants = rebuild::before(driver, name).await?;
        driver.execute(copy.join(";\n")).await?;
        rebuild::after(driver, name, dependants, "").await?;
    }
    Ok(())
}

/// What stands in a table's statement and has no room in the model would be gone.
fn refuse_loss(found: &Introspection, table: &str) -> Result<(), Fault> {
    let is_lost = |kind: &UnmanagedKind| matches!(kind, UnmanagedKind::Other(kind) if kind != "index");
    let mut lost = found.unmanaged.iter().filter(|u| u.table.as_deref() == Some(table) && is_lost(&u.kind));
    let Some(thing) = lost.next() else { return Ok(()) };
    let message = format!(
        "a unique set that it drops stands inside the table {table}, which has to be copied for that, and the copy would not have \
         this: {thing}; make the table anew by hand, with the set as an index"
    );
    Err(Fault::new(Kind::Other, message))
}

/// The indexes that SQL of zmig's drops.
fn dropped(sql: &str) -> BTreeSet<String> {
    const DROP: &str = "DROP INDEX \"";
    let quoted = sql.match_indices(DROP).filter_map(|(at, _)| {
        let rest = &sql[at + DROP.len()..];
        let mut end = 0;
        loop {
            end += rest[end..].find('"')?;
            if !rest[end + 1..].starts_with('"') {
                return Some(rest[..end].replace("\"\"", "\""));
            }
            end += 2;
        }
    });
    quoted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_indexes_are_found_by_their_names() {
        let names = |sql: &str| dropped(sql).into_iter().collect::<Vec<_>>().join("|");
        assert_eq!(names("DROP INDEX \"a\";\nDROP INDEX \"b \"\"c\"\"\"\n;\nDROP TABLE \"t\""), "a|b \"c\"");
        for none in ["", "DROP INDEX", "DROP INDEX \"", "DROP INDEX \"a\"\"", "CREATE INDEX \"a\" ON t (b)"] {
            assert_eq!(names(none), "", "{none}");
        }
    }
}
