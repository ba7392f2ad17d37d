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
    /// Whether a struct of the program describes the table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub in_code: bool,
    /// Columns that a full-text search looks through.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text_search: Vec<String>,
    /// The language of that text, where it is not `simple`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text_search_language: Option<String>,
    /// Relations to one row that points here: the relation's name, and `table.column` of its foreign key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub has_one: BTreeMap<String, String>,
    /// Relations to many rows that point here: the relation's name, and `table.column` of their foreign key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub has_many: BTreeMap<String, String>,
    /// Relations to one: the column with the foreign key, and the table it points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub belongs_to: BTreeMap<String, String>,
    /// Relations to many by way of a table in between, by the relation's name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub many_to_many: BTreeMap<String, ManyToMany>,
    /// Whether rows are marked as deleted (`deleted_at`) rather than deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub soft_delete: bool,
    /// Whether `created_at` and `updated_at` are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timestamps: bool,
}

/// The table between two others, and its columns whose foreign keys point at either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManyToMany {
    /// The table in between.
    pub through: String,
    /// Its column that points at this table.
    pub here: String,
    /// Its column that points at the other table.
    pub there: String,
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
    /// The Rust type of a raw database type, or of what a json column holds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rust_type: Option<String>,
}

/// What a value must satisfy before it is written. NULL satisfies everything.
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
    /// Whether text holds more than blanks.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enforce: Enforce,
}

/// Who sees to it that rules are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Enforce {
    /// The program alone, before it writes.
    #[default]
    Code,
    /// The program, and the database by checks.
    Database,
}

impl Enforce {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Code, Self::Database];

    /// The word in a source.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Database => "database",
        }
    }
}
