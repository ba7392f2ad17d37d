//! A table: columns, keys, indexes and checks.

use crate::{Check, Column, ForeignKey, Index, SchemaName, Unique};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One table.
///
/// Equality ignores the order of columns: it is how they were created, databases cannot change it without copying
/// the table, and no query should depend on it. Constraints and indexes are kept sorted by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The table's name.
    pub name: String,
    /// The schema whose version covers this table: that of the file or struct with its primary key.
    pub owner: SchemaName,
    /// The columns, in their order of creation.
    pub columns: Vec<Column>,
    /// Names of the primary key's columns, in key order; empty for a table without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_key: Vec<String>,
    /// The name of the primary key's constraint, where it is not the derived one; see [`crate::primary_key_name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key_name: Option<String>,
    /// Sets of columns that are unique together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    /// Indexes that are not constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// References to other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Conditions that every row meets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// How the table is kept, where a database has a choice.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub options: BTreeSet<TableOption>,
    /// A remark that is stored in the database, where it has room for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// How a table is kept. An option that a database does not have is ignored there: it changes nothing of what the table
/// holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableOption {
    /// SQLite: a value of another type than the column's is refused. PostgreSQL always does.
    Strict,
    /// SQLite: the rows are kept in the primary key's index.
    WithoutRowid,
    /// PostgreSQL: changes are not logged, so that the table is empty after a crash.
    Unlogged,
}

impl TableOption {
    /// Every option, in the order in which messages list them.
    pub const ALL: [Self; 3] = [Self::Strict, Self::WithoutRowid, Self::Unlogged];

    /// As YAML and attributes write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::WithoutRowid => "without_rowid",
            Self::Unlogged => "unlogged",
        }
    }

    /// Reads `strict`, `WITHOUT ROWID`, `unlogged`.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = text.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|o| o.keyword() == folded)
    }
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<String>, owner: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            owner: owner.into(),
            columns: Vec::new(),
            primary_key: Vec::new(),
            primary_key_name: None,
            uniques: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            options: BTreeSet::new(),
            comment: None,
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The column of that name, to be changed.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|c| c.name == name)
    }

    /// The name of the primary key's constraint.
    pub fn key_name(&self) -> String {
        self.primary_key_name.clone().unwrap_or_else(|| crate::primary_key_name(&self.name))
    }

    /// Whether a column is part of the primary key.
    pub fn is_key(&self, column: &str) -> bool {
        self.primary_key.iter().any(|k| k == column)
    }

    /// Sorts what has no order of its own, so that equal tables are written as equal bytes.
    pub fn canonicalise(&mut self) {
        self.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        self.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        self.checks.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            name,
            owner,
            columns,
            primary_key,
            primary_key_name,
            uniques,
            indexes,
            foreign_keys,
            checks,
            options,
            comment,
        } = self;
        *name == other.name
            && *owner == other.owner
            // Mostly the order is the same, and then there is nothing to look up.
            && (*columns == other.columns
                || columns.len() == other.columns.len()
                    && columns.iter().all(|c| other.column(&c.name) == Some(c)))
            && *primary_key == other.primary_key
            && *primary_key_name == other.primary_key_name
            && *uniques == other.uniques
            && *indexes == other.indexes
            && *foreign_keys == other.foreign_keys
            && *checks == other.checks
            && *options == other.options
            && *comment == other.comment
    }
}

impl Eq for Table {}
