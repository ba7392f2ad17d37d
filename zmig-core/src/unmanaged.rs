//! What a database holds besides tables, enums and domains. zmig does not manage it: it lists it, and sees to it that no
//! change breaks it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something in a database that zmig does not manage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmanaged {
    /// What it is.
    pub kind: UnmanagedKind,
    /// Its name, qualified where it is not in the first schema of the search path. Names of functions hold the types of
    /// their arguments, `total(integer)`, since there may be several of one name.
    pub name: String,
    /// The table that it belongs to and goes with, if there is one: a trigger's, a policy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// What it would break with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// The statement that makes it, as the database gives it, where it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
}

/// A table, a column of one, or a type that something needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The table's name, as in [`crate::Schema::tables`]; or that of an enum or a domain, which no table has.
    pub table: String,
    /// The column's; `None` is the table itself, or the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Need {
    /// A whole table.
    pub fn table(table: impl Into<String>) -> Self {
        Self { table: table.into(), column: None }
    }

    /// A column.
    pub fn column(table: impl Into<String>, column: impl Into<String>) -> Self {
        Self { table: table.into(), column: Some(column.into()) }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}", self.table),
            None => f.write_str(&self.table),
        }
    }
}

/// Kinds of what zmig does not manage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnmanagedKind {
    /// A view.
    View,
    /// A view with rows of its own.
    MaterializedView,
    /// A function or procedure.
    Function,
    /// A trigger.
    Trigger,
    /// A policy of row level security.
    Policy,
    /// A part of a partitioned table.
    Partition,
    /// A table that is kept in parts.
    PartitionedTable,
    /// A table that has columns from another.
    InheritedTable,
    /// An extension.
    Extension,
    /// A sequence that no column owns.
    Sequence,
    /// An exclusion constraint.
    Exclusion,
    /// A table that a module of SQLite keeps, such as full text search.
    VirtualTable,
    /// Anything else, in a word or two.
    Other(String),
}

impl UnmanagedKind {
    /// The word for an index whose building was broken off, so that no query uses it.
    pub const INVALID_INDEX: &str = "invalid index";
    /// The word for what is special about a constraint that is part of the schema: rows that were there before it may
    /// not meet it.
    pub const NOT_VALIDATED: &str = "constraint that is not validated";

    /// The word for a remark on an object that the model keeps none for. It changes nothing of what the object does.
    pub const COMMENT: &str = "comment";

    fn is(&self, word: &str) -> bool {
        matches!(self, Self::Other(what) if what == word)
    }

    /// Whether it is an index whose building was broken off.
    pub fn is_invalid_index(&self) -> bool {
        self.is(Self::INVALID_INDEX)
    }

    /// Whether it is a remark on what the model keeps none for.
    pub fn is_comment(&self) -> bool {
        self.is(Self::COMMENT)
    }

    /// Whether it says of a constraint that it was never validated.
    pub fn is_not_validated(&self) -> bool {
        self.is(Self::NOT_VALIDATED)
    }
}

impl fmt::Display for UnmanagedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Function => "function",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Partition => "partition",
            Self::PartitionedTable => "partitioned table",
            Self::InheritedTable => "inherited table",
            Self::Extension => "extension",
            Self::Sequence => "sequence",
            Self::Exclusion => "exclusion constraint",
            Self::VirtualTable => "virtual table",
            Self::Other(what) => what,
        })
    }
}

impl fmt::Display for Unmanaged {
    /// `trigger touch on posts`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)?;
        match &self.table {
            Some(table) => write!(f, " on {table}"),
            None => Ok(()),
        }
    }
}
