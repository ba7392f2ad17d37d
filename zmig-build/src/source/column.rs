//! A column as one source writes it.

use super::ColumnAnnotations;
use zmig_core::{Action, Deferrable, Generated, Identity, Type};

/// One column, or what one source adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSource {
    /// The column's name.
    pub name: String,
    /// What it holds.
    pub ty: TypeSource,
    /// The greatest number of characters, which makes a `str` a varchar.
    pub max_length: Option<u32>,
    /// Whether NULL is refused; `None` where the source does not say (nullable then, unless it is a key).
    pub required: Option<bool>,
    /// Whether it is the primary key, or part of it in the order of the columns.
    pub pk: bool,
    /// Whether the database numbers new rows, and how.
    pub identity: Identity,
    /// The default as it was written; it is typed once the column's type is known.
    pub default: Option<DefaultSource>,
    /// How a generated column is computed.
    pub generated: Option<Generated>,
    /// The order of its text.
    pub collation: Option<String>,
    /// Whether its values are unique by themselves.
    pub unique: bool,
    /// Whether it has an index of its own.
    pub indexed: bool,
    /// The table and column that it refers to.
    pub foreign_key: Option<(String, String)>,
    /// What happens when the row referred to goes.
    pub on_delete: Action,
    /// What happens when the key referred to changes.
    pub on_update: Action,
    /// The names of its keys and index, where the source gives them.
    pub key_names: KeyNames,
    /// Whether its foreign key may wait for the end of a transaction.
    pub deferrable: Deferrable,
    /// A remark for the database.
    pub comment: Option<String>,
    /// The column's name before.
    pub renamed_from: Option<String>,
    /// What existing rows get.
    pub backfill: Option<DefaultSource>,
    /// The SQL that converts an existing value.
    pub using: Option<String>,
    /// Rules, redaction, the Rust type of a raw type.
    pub annotations: ColumnAnnotations,
}

/// Names of constraints and indexes that a column says, where they are not the derived ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyNames {
    /// The primary key's.
    pub pk: Option<String>,
    /// The unique set's.
    pub unique: Option<String>,
    /// The index's.
    pub indexed: Option<String>,
    /// The foreign key's.
    pub foreign_key: Option<String>,
}

/// The type of a column as one source writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TypeSource {
    /// Nothing: it is its foreign key's target's.
    #[default]
    Unsaid,
    /// A type that stands for itself, `enum:name` for a shared enum, or `domain:name`.
    Is(Type),
    /// An enum of this column alone, with its values; `array` when the column holds a list of them.
    #[expect(missing_docs, reason = "described above")]
    Enum { values: Vec<String>, array: bool },
    /// A Rust enum by its name, whose variants some other file may declare.
    #[expect(missing_docs, reason = "described above")]
    RustEnum { name: String, array: bool },
}

/// A value as it is written, before the column's type is known.
#[derive(Clone, Debug, PartialEq, Eq)]
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
