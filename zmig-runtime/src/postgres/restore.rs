//! Rows of a backup put back into their tables, in the transaction that is open: all of them or none.

use super::backup::{Relation, catalog, load, rows_digest};
use super::{PostgresDriver, SETTINGS};
use crate::backup::{Broken, ColumnCopy, Manifest, TableCopy};
use crate::driver::{Driver as _, Row};
use crate::history::TABLE;
use std::collections::BTreeMap;
use std::path::Path;
use zmig_core::{Dialect, split_qualified};

pub(super) async fn put_back(
    driver: &mut PostgresDriver,
    folder: &Path,
    manifest: &Manifest,
) -> Result<(), Broken> {
    driver.execute(SETTINGS.to_owned()).await?;
    let version = driver.execute("SELECT current_setting('server_version')".to_owned()).await?;
    // How the server computes a digest is its own business from version to version.
    let same_server = super::backup::first(version) == manifest.contents.server_version;
    let tables = fitting(driver, manifest).await?;
    if tables.is_empty() {
        return Ok(());
    }
    let partitioned = partitioned(driver, &tables).await?;
    refuse_others(driver, &tables, &partitioned).await?;
    let (off, on) = triggers(driver, &tables).await?;
    let (defer, restore) = keys(driver, &tables).await?;
    let mut names: Vec<String> = tables.iter().map(|(_, r)| format!("ONLY {}", r.sql)).collect();
    names.extend(partitioned.into_iter().map(|p| p.sql));
    driver.execute(format!("{off}{defer}TRUNCATE {}", names.join(", "))).await?;
    for (table, relation) in &tables {
        let Some(file) = &table.file else { continue };
        let path = folder.join(file);
        let sha256 = load(driver, &relation.sql, relation, &path).await?;
        let written = manifest.contents.files.iter().find(|f| f.name == *file);
        let (rows, digest) = rows_digest(driver, &format!("ONLY {}", relation.sql), &relation.list()).await?;
        let is_same = rows == table.rows && (!same_server || digest == table.digest);
        if !is_same || written.is_none_or(|f| f.sha256 != sha256) {
            return Err(Broken(format!("{} came back as something else", table.name)));
        }
    }
    driver.execute(format!("SET CONSTRAINTS ALL IMMEDIATE;\n{restore}{on}")).await?;
    // Last of all, since a sequence does not follow the transaction.
    for (table, relation) in &tables {
        let owned = catalog::owned(driver, relation).await?;
        for copy in &table.sequences {
            if let Some((_, sequence)) = owned.iter().find(|(column, _)| *column == copy.column) {
                let sequence = Dialect::Postgres.quote_text(sequence);
                let set = format!("SELECT setval({sequence}, {}, {})", copy.last_value, copy.is_called);
                driver.execute(set).await?;
            }
        }
    }
    Ok(())
}

/// The tables of the backup with those of the database, whose columns must be the same. The history stays as it is: it
/// says what was done to the database, and that was.
async fn fitting<'a>(
    driver: &mut PostgresDriver,
    manifest: &'a Manifest,
) -> Result<Vec<(&'a TableCopy, Relation)>, Broken> {
    let found = catalog::read(driver, None).await?;
    let mut found: BTreeMap<String, Relation> = found.into_iter().map(|r| (r.name.clone(), r)).collect();
    let (mut fit, mut wrong) = (Vec::new(), Vec::new());
    for table in &manifest.contents.tables {
        if split_qualified(&table.name).1.starts_with(TABLE) {
            continue;
        }
        match found.remove(&table.name) {
            None => wrong.push(format!("{} is not there", table.name)),
            Some(relation) => match difference(&table.columns, &relation.columns) {
                Some(difference) => wrong.push(format!("{}: {difference}", table.name)),
                None => fit.push((table, Relation { columns: table.columns.clone(), ..relation })),
            },
        }
    }
    if wrong.is_empty() {
        return Ok(fit);
    }
    Err(Broken(format!(
        "the tables are not what they were: {}; bring them back first, with `cargo zmig rollback` or `cargo zmig migrate --to`",
        crate::error::list(&wrong)
    )))
}

fn difference(then: &[ColumnCopy], now: &[ColumnCopy]) -> Option<String> {
    let lacks = then.iter().find(|c| !now.contains(c));
    let other = now.iter().find(|c| !then.contains(c));
    match (lacks, other) {
        (Some(then), Some(now)) if then.name == now.name => {
            Some(format!("{} was {} and is {}", then.name, then.ty, now.ty))
        }
        (Some(then), _) => Some(format!("{} is missing", then.name)),
        (None, Some(now)) => Some(format!("{} is new", now.name)),
        (None, None) => None,
    }
}

fn oids(tables: &[(&TableCopy, Relation)]) -> String {
    tables.iter().map(|(_, r)| r.oid.as_str()).collect::<Vec<_>>().join(", ")
}

/// A table whose rows are in others.
struct Partitioned {
    oid: String,
    sql: String,
}

/// The tables that those of the backup are partitions of. They are emptied with all their partitions, so that each of
/// those must be there.
async fn partitioned(
    driver: &mut PostgresDriver,
    tables: &[(&TableCopy, Relation)],
) -> Result<Vec<Partitioned>, Broken> {
    let oids = oids(tables);
    let sql = format!(
        "WITH RECURSIVE up(oid) AS (\
           SELECT inhparent FROM pg_inherits WHERE inhrelid IN ({oids}) \
           UNION SELECT i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.oid) \
         SELECT c.oid, format('%I.%I', n.nspname, c.relname), (SELECT min(t.relid::text) FROM pg_partition_tree(c.oid) t \
                WHERE t.isleaf AND t.relid <> ALL (ARRAY[{oids}]::oid[])) \
         FROM up JOIN pg_class c ON c.oid = up.oid AND c.relkind = 'p' JOIN pg_namespace n ON n.oid = c.relnamespace \
         ORDER BY 2"
    );
    let mut found = Vec::new();
    for row in driver.query(sql).await? {
        match row.as_slice() {
            [_, Some(sql), Some(other)] => {
                return Err(Broken(format!(
                    "{other} is a part of {sql} and is not in the backup: restore one that has it"
                )));
            }
            [Some(oid), Some(sql), None] => found.push(Partitioned { oid: oid.clone(), sql: sql.clone() }),
            _ => {}
        }
    }
    Ok(found)
}

/// Tables that refer to what is emptied, and are not filled again.
async fn refuse_others(
    driver: &mut PostgresDriver,
    tables: &[(&TableCopy, Relation)],
    partitioned: &[Partitioned],
) -> Result<(), Broken> {
    let mut oids = oids(tables);
    partitioned.iter().for_each(|p| oids.push_str(&format!(", {}", p.oid)));
    let sql = format!(
        "SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint \
         WHERE contype = 'f' AND confrelid IN ({oids}) AND conrelid NOT IN ({oids}) ORDER BY 1, 2"
    );
    match driver.query(sql).await?.first().map(Vec::as_slice) {
        Some([Some(from), Some(to)]) => Err(Broken(format!(
            "{from} refers to {to}, which would be emptied, and is not in the backup: restore one that has both"
        ))),
        _ => Ok(()),
    }
}

/// Triggers must not see rows that were there before: statements that switch them off, and on again as they were.
async fn triggers(
    driver: &mut PostgresDriver,
    tables: &[(&TableCopy, Relation)],
) -> Result<(String, String), Broken> {
    let sql = format!(
        "SELECT format('%I.%I', n.nspname, c.relname), quote_ident(t.tgname), \
         CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END \
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgrelid IN ({}) ORDER BY 1, 2",
        oids(tables)
    );
    let (mut off, mut on) = (String::new(), String::new());
    for row in driver.query(sql).await? {
        let [Some(table), Some(trigger), Some(how)] = row.as_slice() else { continue };
        off.push_str(&format!("ALTER TABLE ONLY {table} DISABLE TRIGGER {trigger};\n"));
        on.push_str(&format!("ALTER TABLE ONLY {table} {how} TRIGGER {trigger};\n"));
    }
    Ok((off, on))
}

/// Foreign keys must wait until every table is full: statements that let them, and that make them what they were.
async fn keys(
    driver: &mut PostgresDriver,
    tables: &[(&TableCopy, Relation)],
) -> Result<(String, String), Broken> {
    // A partition's keys are those of its table.
    let sql = format!(
        "WITH RECURSIVE up(oid, parent) AS (\
           SELECT oid, conparentid FROM pg_constraint WHERE contype = 'f' AND conrelid IN ({}) \
           UNION SELECT c.oid, c.conparentid FROM up JOIN pg_constraint c ON c.oid = up.parent) \
         SELECT k.conrelid::regclass::text, quote_ident(k.conname), \
           CASE WHEN k.condeferrable THEN 'DEFERRABLE INITIALLY IMMEDIATE' ELSE 'NOT DEFERRABLE' END \
         FROM up JOIN pg_constraint k ON k.oid = up.oid WHERE up.parent = 0 AND NOT k.condeferred ORDER BY 1, 2",
        oids(tables)
    );
    let (mut defer, mut restore) = (String::new(), String::new());
    let all: Vec<Row> = driver.query(sql).await?;
    for row in all {
        let [Some(table), Some(key), Some(how)] = row.as_slice() else { continue };
        let alter = format!("ALTER TABLE {table} ALTER CONSTRAINT {key}");
        defer.push_str(&format!("{alter} DEFERRABLE INITIALLY DEFERRED;\n"));
        restore.push_str(&format!("{alter} {how};\n"));
    }
    Ok((defer, restore))
}
