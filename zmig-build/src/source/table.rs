//! A table as one source writes it.

use super::{ColumnSource, DefaultSource, TableAnnotations, TypeSource, is_default};
use serde::{Deserialize, Serialize};
use zmig_core::{Action, IndexKey, Type};

/// One table, or what one source adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSource {
    /// The table's name.
    pub name: String,
    /// The columns, in the order of the source.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<ColumnSource>,
    /// The primary key, where it is not said by the columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub primary_key: Option<Vec<String>>,
    /// Sets of columns that are unique together.
    #[serde(default, skip_serializing_if = "is_default")]
    pub uniques: Vec<UniqueSource>,
    /// Indexes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<IndexSource>,
    /// References of several columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub foreign_keys: Vec<ForeignKeySource>,
    /// Conditions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub checks: Vec<CheckSource>,
    /// A remark for the database.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
    /// The table's name before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub renamed_from: Option<String>,
    /// Columns that are gone for good.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dropped: Vec<String>,
    /// The schema that owns the table, where this source only adds to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extends: Option<String>,
    /// What concerns the struct alone. The columns' annotations lie in the columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub annotations: TableAnnotations,
}

impl TableSource {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnSource> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Adds the columns that `timestamps` and `soft_delete` stand for, where they are not written out.
    pub(crate) fn add_kept_columns(&mut self) {
        let mut add = |name: &str, required: bool| {
            if self.columns.iter().any(|c| c.name == name) {
                return;
            }
            self.columns.push(ColumnSource {
                name: name.to_owned(),
                ty: TypeSource::Is(Type::DateTime),
                required: Some(required),
                default: required.then_some(DefaultSource::Now),
                ..ColumnSource::default()
            });
        };
        if self.annotations.timestamps {
            add("created_at", true);
            add("updated_at", true);
        }
        if self.annotations.soft_delete {
            add("deleted_at", false);
        }
    }
}

/// Columns that are unique together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniqueSource {
    /// The constraint's name, where the source gives one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexSource {
    /// The index's name, where the source gives one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// The keys.
    pub keys: Vec<IndexKey>,
    /// Whether it is unique.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// The condition of a partial index.
    #[serde(default, rename = "where", skip_serializing_if = "is_default")]
    pub condition: Option<String>,
    /// The access method.
    #[serde(default, skip_serializing_if = "is_default")]
    pub using: Option<String>,
    /// Columns stored beside the keys.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<String>,
}

/// A reference of one or several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKeySource {
    /// The constraint's name, where the source gives one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub references: String,
    /// The columns referred to.
    pub ref_columns: Vec<String>,
    /// What happens when the row referred to goes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    /// What happens when the key referred to changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
}

/// A condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSource {
    /// Its name as written; the constraint's is `ck_{table}_{name}`.
    pub name: String,
    /// The condition, in SQL.
    pub expr: String,
}
