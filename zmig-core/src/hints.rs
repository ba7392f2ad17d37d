//! What a source says about the way from the old schema to the new one, and not about either of them.

use std::collections::{BTreeMap, BTreeSet};

/// Hints for [`crate::diff`]. They lie in the same files as the schema and lose their meaning once the migration that
/// used them exists, so they are no part of a [`crate::Schema`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// By the table's new name.
    pub tables: BTreeMap<String, TableHints>,
    /// Tables that are gone for good, and not the old name of something new.
    pub dropped_tables: BTreeSet<String>,
    /// Takes every drop at its word. For callers that compare schemas for their own sake, such as tests.
    pub trust_drops: bool,
}

/// Hints about one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableHints {
    /// The table's name in the old schema.
    pub renamed_from: Option<String>,
    /// By the column's new name.
    pub columns: BTreeMap<String, ColumnHints>,
    /// Columns that are gone for good.
    pub dropped: BTreeSet<String>,
}

/// Hints about one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnHints {
    /// The column's name in the old schema.
    pub renamed_from: Option<String>,
    /// What existing rows get where the column is new, or where it was NULL and may no longer be.
    pub backfill: Option<crate::DefaultValue>,
    /// The SQL expression that converts an existing value, where a plain cast does not do.
    pub using: Option<String>,
}

impl Hints {
    /// The hints for a column, if any.
    pub fn column(&self, table: &str, column: &str) -> Option<&ColumnHints> {
        self.tables.get(table)?.columns.get(column)
    }
}
