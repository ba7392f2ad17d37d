//! What a template is about, and whether changes are what it means.

use super::template::Template;
use std::collections::BTreeSet;
use zmig_core::Change;

impl Template {
    /// The table.
    pub(super) fn table(&self) -> &str {
        match self {
            Self::AddColumn { table, .. }
            | Self::AddIndex { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::CreateTable { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::AddCheck { table, .. } => table,
        }
    }

    /// Its columns that have to be there.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::AddIndex { columns, .. } => columns.iter().map(String::as_str).collect(),
            Self::AddForeignKey { column, .. } => vec![column],
            Self::RenameColumn { from, .. } => vec![from],
            Self::AddColumn { .. } | Self::CreateTable { .. } | Self::AddCheck { .. } => Vec::new(),
        }
    }

    /// The column that must not be there.
    pub(super) fn new_column(&self) -> Option<&str> {
        match self {
            Self::AddColumn { column, .. } => Some(column),
            Self::RenameColumn { to, .. } => Some(to),
            _ => None,
        }
    }

    /// In a few words.
    pub(super) fn what(&self) -> String {
        match self {
            Self::AddColumn { table, column, .. } => format!("the column {table}.{column}"),
            Self::AddIndex { table, columns, unique: false } => {
                format!("an index on {table} ({})", columns.join(", "))
            }
            Self::AddIndex { table, columns, .. } => {
                format!("a unique set of {table} ({})", columns.join(", "))
            }
            Self::AddForeignKey { table, column, .. } => format!("the foreign key of {table}.{column}"),
            Self::CreateTable { table, .. } => format!("the table {table}"),
            Self::RenameColumn { table, from, to } => format!("the name {to} of {table}.{from}"),
            Self::AddCheck { table, name, .. } => format!("the check {name} of {table}"),
        }
    }

    /// Whether the changes are what is meant, all of it and nothing besides.
    pub(super) fn is_meant(&self, changes: &[Change]) -> bool {
        let main = changes.iter().filter(|c| self.is_main(c)).count();
        main == 1 && changes.iter().all(|c| self.is_main(c) || self.belongs(c))
    }

    fn is_main(&self, change: &Change) -> bool {
        if change.table().is_none_or(|t| t != self.table()) {
            return false;
        }
        match (self, change) {
            (Self::AddColumn { column: name, .. }, Change::AddColumn { column, .. }) => column.name == *name,
            (Self::AddIndex { columns, unique: false, .. }, Change::AddIndex { index, .. }) => {
                index.columns().as_ref() == Some(columns)
            }
            (Self::AddIndex { columns, unique: true, .. }, Change::AddUnique { unique, .. }) => {
                unique.columns.iter().collect::<BTreeSet<_>>() == columns.iter().collect()
            }
            (
                Self::AddForeignKey { column, references: (other, key), .. },
                Change::AddForeignKey { foreign_key, .. },
            ) => {
                (&foreign_key.columns[..], &foreign_key.references, &foreign_key.ref_columns[..])
                    == (std::slice::from_ref(column), other, std::slice::from_ref(key))
            }
            (Self::CreateTable { .. }, Change::CreateTable { .. }) => true,
            (Self::RenameColumn { from, to, .. }, Change::RenameColumn { from: was, to: is, .. }) => {
                (from, to) == (was, is)
            }
            (Self::AddCheck { expr, .. }, Change::AddCheck { check, .. }) => check.expr == *expr,
            _ => false,
        }
    }

    /// What comes with it by what is said of the column or the table itself.
    fn belongs(&self, change: &Change) -> bool {
        let is_own = change.table().is_some_and(|t| t == self.table());
        match (self, change) {
            (Self::AddColumn { table, column, .. }, Change::CreateEnum { enum_type }) => {
                enum_type.name == format!("{table}_{column}")
            }
            (Self::AddColumn { column, .. }, Change::AddIndex { index, .. }) => {
                is_own && index.mentions(column)
            }
            (Self::AddColumn { column, .. }, Change::AddUnique { unique, .. }) => {
                is_own && unique.columns.contains(column)
            }
            (Self::AddColumn { column, .. }, Change::AddForeignKey { foreign_key, .. }) => {
                is_own && foreign_key.columns.contains(column)
            }
            (Self::CreateTable { table, .. }, Change::CreateEnum { enum_type }) => {
                enum_type.name.starts_with(&format!("{table}_"))
            }
            (Self::CreateTable { .. }, Change::AddForeignKey { .. }) => is_own,
            (Self::RenameColumn { table, from, to }, Change::RenameEnum { from: was, to: is, .. }) => {
                *was == format!("{table}_{from}") && *is == format!("{table}_{to}")
            }
            _ => false,
        }
    }
}
