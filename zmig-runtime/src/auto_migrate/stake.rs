//! How many rows hold what a change would lose.

use crate::driver::Driver;
use std::collections::BTreeMap;
use zmig_core::Change;

/// Counts, for each change that loses something, the rows that hold it: rows of a table that goes, values of a column that
/// goes or is converted. The changes begin at the database as it is.
pub(super) async fn count<D: Driver>(
    driver: &mut D,
    changes: &[Change],
    loses: impl Fn(&Change) -> bool,
) -> Vec<Option<u64>> {
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    let mut columns: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut out = Vec::with_capacity(changes.len());
    for change in changes {
        match change {
            Change::RenameTable { from, to, .. } => {
                let live = tables.remove(from).unwrap_or_else(|| from.clone());
                tables.insert(to.clone(), live);
            }
            Change::RenameColumn { table, from, to } => {
                let table = tables.get(table).unwrap_or(table).clone();
                let live = columns.remove(&(table.clone(), from.clone())).unwrap_or_else(|| from.clone());
                columns.insert((table, to.clone()), live);
            }
            _ => {}
        }
        let (table, column) = match change {
            Change::DropTable { table } => (Some(&table.name), None),
            Change::DropColumn { table, column, .. } => (Some(table), Some(&column.name)),
            Change::AlterColumn { table, from, .. } => (Some(table), Some(&from.name)),
            _ => (None, None),
        };
        let Some(table) = table.filter(|_| loses(change)) else {
            out.push(None);
            continue;
        };
        let table = tables.get(table).unwrap_or(table);
        let what = match column {
            Some(column) => {
                let column = columns.get(&(table.clone(), column.clone())).unwrap_or(column);
                D::DIALECT.quote_name(column)
            }
            None => "*".to_owned(),
        };
        let sql = format!("SELECT count({what}) FROM {}", D::DIALECT.quote_qualified(table));
        // A number that cannot be had is no reason to stop.
        let rows = driver.query(sql).await.unwrap_or_default();
        out.push(rows.first().and_then(|r| r.first()?.as_ref()?.parse().ok()));
    }
    out
}
