//! What tables and columns were called in the database before any of the changes.

use crate::{Change, Need};
use std::collections::BTreeMap;

/// By the name now the name before; `None` is new. What is not listed is called as it was.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: BTreeMap<String, Option<String>>,
    /// By the table's name before, and the column's now.
    columns: BTreeMap<(String, String), Option<String>>,
}

impl Names {
    /// The name that a table had.
    pub(super) fn table(&self, now: &str) -> Option<String> {
        self.tables.get(now).cloned().unwrap_or_else(|| Some(now.to_owned()))
    }

    /// The name that a column had, of a table by the name that it had.
    pub(super) fn column(&self, table: &str, now: &str) -> Option<String> {
        let key = (table.to_owned(), now.to_owned());
        self.columns.get(&key).cloned().unwrap_or_else(|| Some(now.to_owned()))
    }

    /// A column by the names that it and its table had.
    pub(super) fn need(&self, table: &str, column: &str) -> Option<Need> {
        let table = self.table(table)?;
        let column = self.column(&table, column)?;
        Some(Need::column(table, column))
    }

    /// Takes a change over.
    pub(super) fn follow(&mut self, change: &Change) {
        match change {
            Change::CreateTable { table } | Change::DropTable { table } => {
                self.tables.insert(table.name.clone(), None);
            }
            Change::RenameTable { from, to, .. } => {
                let before = self.table(from);
                self.tables.insert(from.clone(), None);
                self.tables.insert(to.clone(), before);
            }
            Change::AddColumn { table, column, .. } | Change::DropColumn { table, column, .. } => {
                if let Some(table) = self.table(table) {
                    self.columns.insert((table, column.name.clone()), None);
                }
            }
            Change::RenameColumn { table, from, to } => {
                if let Some(table) = self.table(table) {
                    let before = self.column(&table, from);
                    self.columns.insert((table.clone(), from.clone()), None);
                    self.columns.insert((table, to.clone()), before);
                }
            }
            _ => {}
        }
    }
}
