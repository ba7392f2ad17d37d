//! Indexes, unique sets and checks.

use crate::Deferrable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Columns that are unique together: a constraint, which a foreign key may point at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// The constraint's name; see [`crate::unique_name`].
    pub name: String,
    /// The columns, in the order of the index behind it.
    pub columns: Vec<String>,
    /// Whether two NULLs count as the same value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Whether it may wait for the end of a transaction.
    #[serde(default, skip_serializing_if = "Deferrable::is_no")]
    pub deferrable: Deferrable,
    /// Columns that are stored in the index behind it without being part of the set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
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
    /// Whether two NULLs count as the same value, in a unique index.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Storage parameters (`fillfactor`), where the database has them.
    #[serde(default, rename = "with", skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "KeyText", into = "KeyText")]
pub struct IndexKey {
    /// What is sorted.
    pub what: KeyOf,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Where NULLs are, if it is not where the direction has them: last ascending, first descending.
    pub nulls: Option<Nulls>,
    /// The operator class, if it is not the type's own.
    pub opclass: Option<String>,
    /// The order of its text, if it is not the column's.
    pub collation: Option<String>,
}

/// What an index is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOf {
    /// A column.
    Column(String),
    /// An SQL expression.
    Expr(String),
}

/// Where an index has its NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
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

impl Unique {
    /// A set whose NULLs are distinct and which never waits.
    pub fn new(name: impl Into<String>, columns: Vec<String>) -> Self {
        Self {
            name: name.into(),
            columns,
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            include: Vec::new(),
        }
    }
}

impl Index {
    /// A B-tree over all rows.
    pub fn new(name: impl Into<String>, keys: Vec<IndexKey>) -> Self {
        Self {
            name: name.into(),
            keys,
            unique: false,
            condition: None,
            using: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            parameters: BTreeMap::new(),
        }
    }

    /// Whether the index can be described by columns alone, so that renaming one is seen through.
    pub fn mentions(&self, column: &str) -> bool {
        self.keys.iter().any(|k| k.column() == Some(column)) || self.include.iter().any(|c| c == column)
    }

    /// Whether the index holds SQL text, in which a column's name may stand.
    pub fn has_expressions(&self) -> bool {
        self.condition.is_some() || self.keys.iter().any(|k| k.expression().is_some())
    }

    /// The columns that it is sorted by, if all its keys are columns.
    pub fn columns(&self) -> Option<Vec<String>> {
        self.keys.iter().map(|k| k.column().map(str::to_owned)).collect()
    }
}

impl IndexKey {
    /// A column, ascending.
    pub fn new(column: impl Into<String>) -> Self {
        Self::of(KeyOf::Column(column.into()))
    }

    /// An SQL expression, ascending.
    pub fn expr(sql: impl Into<String>) -> Self {
        Self::of(KeyOf::Expr(sql.into()))
    }

    fn of(what: KeyOf) -> Self {
        Self { what, descending: false, nulls: None, opclass: None, collation: None }
    }

    /// The same, the greatest first.
    #[must_use]
    pub fn desc(mut self) -> Self {
        self.descending = true;
        self
    }

    /// The column that this key names, if it is one.
    pub fn column(&self) -> Option<&str> {
        match &self.what {
            KeyOf::Column(column) => Some(column),
            KeyOf::Expr(_) => None,
        }
    }

    /// The expression that this key is, if it is one.
    pub fn expression(&self) -> Option<&str> {
        match &self.what {
            KeyOf::Column(_) => None,
            KeyOf::Expr(sql) => Some(sql),
        }
    }

    /// What a derived index name says of the key: `made_at desc`.
    pub fn label(&self) -> String {
        let (KeyOf::Column(text) | KeyOf::Expr(text)) = &self.what;
        if self.descending { format!("{text} desc") } else { text.clone() }
    }
}

impl Nulls {
    /// Where the direction has them by itself, in PostgreSQL.
    pub fn of_direction(descending: bool) -> Self {
        if descending { Self::First } else { Self::Last }
    }

    /// As YAML and attributes write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// A key in JSON. Where nothing else is said it is `{"column": "a"}`, `{"descending": "a"}` or `{"expr": "lower(a)"}`,
/// as it was before there was more to say.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    descending: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expr: Option<String>,
    /// Of an expression; a column says it by its key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    desc: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nulls: Option<Nulls>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opclass: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    collation: Option<String>,
}

impl From<IndexKey> for KeyText {
    fn from(key: IndexKey) -> Self {
        let IndexKey { what, descending, nulls, opclass, collation } = key;
        let (column, falling, expr, desc) = match (what, descending) {
            (KeyOf::Column(column), false) => (Some(column), None, None, false),
            (KeyOf::Column(column), true) => (None, Some(column), None, false),
            (KeyOf::Expr(sql), desc) => (None, None, Some(sql), desc),
        };
        Self { column, descending: falling, expr, desc, nulls, opclass, collation }
    }
}

impl TryFrom<KeyText> for IndexKey {
    type Error = &'static str;

    fn try_from(text: KeyText) -> Result<Self, &'static str> {
        let KeyText { column, descending, expr, desc, nulls, opclass, collation } = text;
        let (what, descending) = match (column, descending, expr, desc) {
            (Some(column), None, None, false) => (KeyOf::Column(column), false),
            (None, Some(column), None, false) => (KeyOf::Column(column), true),
            (None, None, Some(sql), desc) => (KeyOf::Expr(sql), desc),
            _ => return Err("a key of an index is one of `column`, `descending` and `expr`"),
        };
        Ok(Self { what, descending, nulls, opclass, collation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_always_were() {
        let exact = IndexKey {
            nulls: Some(Nulls::Last),
            opclass: Some("text_pattern_ops".into()),
            collation: Some("C".into()),
            ..IndexKey::new("a").desc()
        };
        for (key, text) in [
            (IndexKey::new("a"), r#"{"column":"a"}"#),
            (IndexKey::new("a").desc(), r#"{"descending":"a"}"#),
            (IndexKey::expr("lower(a)"), r#"{"expr":"lower(a)"}"#),
            (IndexKey::expr("lower(a)").desc(), r#"{"expr":"lower(a)","desc":true}"#),
            (exact, r#"{"descending":"a","nulls":"last","opclass":"text_pattern_ops","collation":"C"}"#),
        ] {
            assert_eq!(serde_json::to_string(&key).expect("JSON"), text);
            assert_eq!(serde_json::from_str::<IndexKey>(text).expect("reads back"), key);
        }
        for text in [r#"{}"#, r#"{"column":"a","expr":"b"}"#, r#"{"column":"a","desc":true}"#] {
            assert!(serde_json::from_str::<IndexKey>(text).is_err(), "{text}");
        }
    }
}
