//! Indexes, unique sets and checks.

use serde::{Deserialize, Serialize};

/// Columns that are unique together: a constraint, which a foreign key may point at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// The constraint's name; see [`crate::unique_name`].
    pub name: String,
    /// The columns, in the order of the index behind it.
    pub columns: Vec<String>,
}

/// An index that is not a constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The index's name; see [`crate::index_name`].
    pub name: String,
    /// What it is sorted by.
    pub keys: Vec<IndexKey>,
    /// Whether no two rows may agree in all keys.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The SQL condition of a partial index.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The access method (`gin`, `gist`, `brin`, `hash`), where the database has several; `None` is its B-tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// Columns that are stored in the index without being searched by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// A column, ascending.
    Column(String),
    /// A column, descending.
    Descending(String),
    /// An SQL expression.
    Expr(String),
}

/// A named condition that every row of a table meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The constraint's name.
    pub name: String,
    /// The condition, in SQL.
    pub expr: String,
}

impl IndexKey {
    /// The column that this key names, if it is one.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Column(c) | Self::Descending(c) => Some(c),
            Self::Expr(_) => None,
        }
    }
}

impl Index {
    /// Whether the index can be described by columns alone, so that renaming one is seen through.
    pub fn mentions(&self, column: &str) -> bool {
        self.keys.iter().any(|k| k.column() == Some(column)) || self.include.iter().any(|c| c == column)
    }

    /// Whether the index holds SQL text, in which a column's name may stand.
    pub fn has_expressions(&self) -> bool {
        self.condition.is_some() || self.keys.iter().any(|k| matches!(k, IndexKey::Expr(_)))
    }
}
