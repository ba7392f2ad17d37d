//! What concerns the typed structs and not the database.

use super::is_default;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a table's struct has beyond the table. Changing it asks for no migration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableAnnotations {
    /// By column; columns without annotations are absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: BTreeMap<String, ColumnAnnotations>,
    /// Columns that a full-text search looks through.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text_search: Vec<String>,
    /// Relations to many: the relation's name, and `table.column` of the foreign key that points here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub has_many: BTreeMap<String, String>,
    /// Relations to one: the column with the foreign key, and the table it points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub belongs_to: BTreeMap<String, String>,
    /// Whether rows are marked as deleted (`deleted_at`) rather than deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub soft_delete: bool,
    /// Whether `created_at` and `updated_at` are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timestamps: bool,
}

/// What a field has beyond its column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnAnnotations {
    /// Whether its value is hidden in `Debug`, logs and errors.
    #[serde(default, skip_serializing_if = "is_default")]
    pub redacted: bool,
    /// What a value must satisfy before it is written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: Rules,
    /// The Rust type of a raw database type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rust_type: Option<String>,
}

/// What a value must satisfy before it is written. The database does not know of it; a check does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The least number of characters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min_length: Option<u32>,
    /// The greatest number of characters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_length: Option<u32>,
    /// The least value, in the text form of the column's type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min: Option<String>,
    /// The greatest value, in the text form of the column's type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max: Option<String>,
    /// A regular expression that the whole text matches.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pattern: Option<String>,
    /// The values that are allowed; empty for all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub one_of: Vec<String>,
}
