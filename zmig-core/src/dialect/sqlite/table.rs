//! A table from nothing.

use super::{column, index};
use crate::dialect::clause::{block, check, foreign_key, q};
use crate::{PlanError, Schema, Table};

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
    block(&format!("CREATE TABLE {}", q(name)), &parts)
}

/// What SQLite has no form for.
///
/// # Errors
/// When a column is numbered that is not the whole key.
pub(crate) fn check_identity(table: &Table) -> Result<(), PlanError> {
    for column in table.columns.iter().filter(|c| c.identity) {
        if table.primary_key.len() != 1 || !table.is_key(&column.name) {
            return Err(PlanError::Unsupported {
                dialect: crate::Dialect::Sqlite.title(),
                what: format!("auto_increment on {}.{}", table.name, column.name),
                why: "it numbers only a column that is the whole primary key; make it that, or number it yourself"
                    .into(),
            });
        }
    }
    Ok(())
}
