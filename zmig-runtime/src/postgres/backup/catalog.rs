//! Which tables there are to copy, and what there is to copy of them.

use super::super::PostgresDriver;
use crate::backup::{Broken, ColumnCopy, SequenceCopy};
use crate::driver::{Driver as _, Fault, Kind};
use std::collections::BTreeSet;
use zmig_core::Dialect;

/// A table with rows of its own.
#[derive(Clone, Debug)]
pub(in crate::postgres) struct Relation {
    pub oid: String,
    /// As the model calls it.
    pub name: String,
    /// Its name and those of the tables that it is a part of.
    pub names: BTreeSet<String>,
    /// Quoted and qualified.
    pub sql: String,
    /// What is not computed.
    pub columns: Vec<ColumnCopy>,
}

impl Relation {
    /// Its columns, quoted.
    pub(in crate::postgres) fn list(&self) -> String {
        let quoted: Vec<_> = self.columns.iter().map(|c| Dialect::Postgres.quote_name(&c.name)).collect();
        quoted.join(", ")
    }
}

/// The tables, or those that are wanted with their partitions and children. What belongs to the system or to an
/// extension is not the database's own, and a table without a column that holds something has nothing to copy.
pub(in crate::postgres) async fn read(
    driver: &mut PostgresDriver,
    wanted: Option<&BTreeSet<String>>,
) -> Result<Vec<Relation>, Broken> {
    let sql = "WITH RECURSIVE named AS (\
         SELECT c.oid, c.relkind, c.relpersistence, format('%I.%I', n.nspname, c.relname) AS sql, \
                CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END AS name \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'), \
       family(oid, above) AS (\
         SELECT oid, oid FROM named \
         UNION SELECT f.oid, i.inhparent FROM family f JOIN pg_inherits i ON i.inhrelid = f.above) \
       SELECT t.oid, t.name, t.sql, \
         (SELECT json_agg(a.name) FROM family f JOIN named a ON a.oid = f.above WHERE f.oid = t.oid), \
         (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) \
                          ORDER BY a.attnum) \
          FROM pg_attribute a \
          WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') \
       FROM named t WHERE t.relkind = 'r' AND t.relpersistence <> 't' \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = t.oid \
                         AND d.deptype = 'e') \
       ORDER BY t.name COLLATE \"C\"";
    let rows = driver.query(sql.to_owned()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let relation = parse(row).ok_or_else(|| Fault::new(Kind::Other, "the catalog cannot be read"))?;
        let is_wanted = wanted.is_none_or(|wanted| !wanted.is_disjoint(&relation.names));
        if is_wanted && !relation.columns.is_empty() {
            found.push(relation);
        }
    }
    Ok(found)
}

fn parse(row: Vec<Option<String>>) -> Option<Relation> {
    let [oid, name, sql, names, columns] = <[Option<String>; 5]>::try_from(row).ok()?;
    let columns = columns.map_or(Some(Vec::new()), |text| serde_json::from_str(&text).ok())?;
    Some(Relation { oid: oid?, name: name?, names: serde_json::from_str(&names?).ok()?, sql: sql?, columns })
}

/// Where the numbering of a table's columns stands.
pub(super) async fn sequences(
    driver: &mut PostgresDriver,
    relation: &Relation,
) -> Result<Vec<SequenceCopy>, Broken> {
    let mut found = Vec::new();
    for (column, sequence) in owned(driver, relation).await? {
        let row = driver.execute(format!("SELECT last_value, is_called FROM {sequence}")).await?;
        let [last, called] = <[Option<String>; 2]>::try_from(row.unwrap_or_default()).unwrap_or_default();
        let last_value = last.and_then(|n| n.parse().ok());
        let last_value = last_value.ok_or_else(|| Broken(format!("{sequence} cannot be read")))?;
        found.push(SequenceCopy { column, last_value, is_called: called.as_deref() == Some("t") });
    }
    Ok(found)
}

/// The columns that have a sequence of their own, with its name, quoted.
pub(in crate::postgres) async fn owned(
    driver: &mut PostgresDriver,
    relation: &Relation,
) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!(
        "SELECT a.attname, format('%I.%I', n.nspname, s.relname) FROM pg_depend d \
         JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace n ON n.oid = s.relnamespace \
         JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass \
         AND d.deptype IN ('a', 'i') AND d.refobjid = {} ORDER BY a.attnum, 2",
        relation.oid
    );
    let rows = driver.query(sql).await?;
    let pair = |row: Vec<Option<String>>| {
        let [column, sequence] = <[Option<String>; 2]>::try_from(row).ok()?;
        Some((column?, sequence?))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}
