//! A table from nothing.

use super::{column, index};
use crate::dialect::clause::{block, check, foreign_key, q};
use crate::{Schema, Table, TableOption};

/// The statements that create a table and its indexes.
pub(crate) fn create(table: &Table, schema: &Schema) -> Vec<String> {
    let mut sql = vec![create_as(table, &table.name, schema)];
    sql.extend(index::create_all(table));
    sql
}

/// `CREATE TABLE` under another name, its constraints named as if it had its own.
pub(crate) fn create_as(table: &Table, name: &str, schema: &Schema) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(|c| column::definition(table, c, schema)).collect();
    parts.extend(column::key_line(table));
    parts.extend(table.checks.iter().map(check));
    parts.extend(table.foreign_keys.iter().map(foreign_key));
    let mut sql = block(&format!("CREATE TABLE {}", q(name)), &parts);
    let words = [(TableOption::Strict, "STRICT"), (TableOption::WithoutRowid, "WITHOUT ROWID")];
    // Between two keys it has rowids.
    let holds = |o: &TableOption| {
        table.options.contains(o) && !(*o == TableOption::WithoutRowid && table.primary_key.is_empty())
    };
    let words: Vec<_> = words.iter().filter(|(o, _)| holds(o)).map(|(_, w)| *w).collect();
    if !words.is_empty() {
        sql.push_str(&format!(" {}", words.join(", ")));
    }
    sql
}
