//! A column as one source writes it.

use super::{ColumnAnnotations, is_default};
use serde::{Deserialize, Serialize};
use zmig_core::{Action, Type};

/// One column, or what one source adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSource {
    /// The column's name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type", default, skip_serializing_if = "is_default")]
    pub ty: TypeSource,
    /// The greatest number of characters, which makes a `str` a varchar.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_length: Option<u32>,
    /// Whether NULL is refused; `None` where the source does not say (nullable then, unless it is a key).
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Option<bool>,
    /// Whether it is the primary key, or part of it in the order of the columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pk: bool,
    /// Whether the database numbers new rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: bool,
    /// The default as it was written; it is typed once the column's type is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<DefaultSource>,
    /// The expression of a generated column.
    #[serde(default, skip_serializing_if = "is_default")]
    pub generated: Option<String>,
    /// Whether its values are unique by themselves.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// Whether it has an index of its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexed: bool,
    /// The table and column that it refers to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub foreign_key: Option<(String, String)>,
    /// What happens when the row referred to goes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    /// What happens when the key referred to changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
    /// A remark for the database.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
    /// The column's name before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub renamed_from: Option<String>,
    /// What existing rows get.
    #[serde(default, skip_serializing_if = "is_default")]
    pub backfill: Option<DefaultSource>,
    /// The SQL that converts an existing value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub using: Option<String>,
    /// Rules, redaction, the Rust type of a raw type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub annotations: ColumnAnnotations,
}

/// The type of a column as one source writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeSource {
    /// Nothing: it is its foreign key's target's.
    #[default]
    Unsaid,
    /// A type that stands for itself, or `enum:name` for a shared enum.
    Is(Type),
    /// An enum of this column alone, with its values; `array` when the column holds a list of them.
    #[expect(missing_docs, reason = "described above")]
    Enum { values: Vec<String>, array: bool },
    /// A Rust enum by its name, whose variants some other file may declare.
    #[expect(missing_docs, reason = "described above")]
    RustEnum { name: String, array: bool },
}

/// A value as it is written, before the column's type is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultSource {
    /// `null`
    Null,
    /// `now`
    Now,
    /// A literal's text, as written.
    Literal(String),
    /// `{expr: …}`
    Expr(String),
}
