//! A table as one source writes it.

use super::{ColumnSource, DefaultSource, TableAnnotations, TypeSource};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Action, Check, Deferrable, IndexKey, TableOption, Type, check_constraint_name};

/// One table, or what one source adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableSource {
    /// The table's name.
    pub name: String,
    /// The columns, in the order of the source.
    pub columns: Vec<ColumnSource>,
    /// The primary key, where it is not said by the columns.
    pub primary_key: Option<Vec<String>>,
    /// The name of the primary key's constraint, where the source gives one.
    pub primary_key_name: Option<String>,
    /// Sets of columns that are unique together.
    pub uniques: Vec<UniqueSource>,
    /// Indexes.
    pub indexes: Vec<IndexSource>,
    /// Columns of json or arrays that are searched by what they contain.
    pub jsonb_gin_indexes: Vec<String>,
    /// References of several columns.
    pub foreign_keys: Vec<ForeignKeySource>,
    /// Conditions.
    pub checks: Vec<CheckSource>,
    /// How the table is kept.
    pub options: BTreeSet<TableOption>,
    /// A remark for the database.
    pub comment: Option<String>,
    /// The table's name before.
    pub renamed_from: Option<String>,
    /// Columns that are gone for good.
    pub dropped: Vec<String>,
    /// The schema that owns the table, where this source only adds to it.
    pub extends: Option<String>,
    /// What concerns the struct alone. The columns' annotations lie in the columns.
    pub annotations: TableAnnotations,
}

impl TableSource {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnSource> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The tables that its relations name; of many to many the one in between.
    pub(crate) fn related(&self) -> impl Iterator<Item = &str> {
        let own = &self.annotations;
        let columns = own.has_one.values().chain(own.has_many.values());
        let tables = columns.filter_map(|text| text.rsplit_once('.')).map(|(table, _)| table);
        let between = own.many_to_many.values().map(|m| &*m.through);
        tables.chain(own.belongs_to.values().map(String::as_str)).chain(between)
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UniqueSource {
    /// The constraint's name, where the source gives one.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// Whether two NULLs are the same.
    pub nulls_not_distinct: bool,
    /// Whether it may wait for the end of a transaction.
    pub deferrable: Deferrable,
    /// Columns stored beside the set.
    pub include: Vec<String>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexSource {
    /// The index's name, where the source gives one.
    pub name: Option<String>,
    /// The keys.
    pub keys: Vec<IndexKey>,
    /// Whether it is unique.
    pub unique: bool,
    /// The condition of a partial index.
    pub condition: Option<String>,
    /// The access method.
    pub using: Option<String>,
    /// Columns stored beside the keys.
    pub include: Vec<String>,
    /// Whether two NULLs are the same.
    pub nulls_not_distinct: bool,
    /// Storage parameters.
    pub parameters: BTreeMap<String, String>,
}

/// A reference of one or several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignKeySource {
    /// The constraint's name, where the source gives one.
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub references: String,
    /// The columns referred to.
    pub ref_columns: Vec<String>,
    /// What happens when the row referred to goes.
    pub on_delete: Action,
    /// What happens when the key referred to changes.
    pub on_update: Action,
    /// Whether it may wait for the end of a transaction.
    pub deferrable: Deferrable,
    /// Whether the key is NULL as a whole or not at all.
    pub match_full: bool,
}

/// A condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckSource {
    /// Its name as written; the constraint's is `ck_{table}_{name}`.
    pub name: String,
    /// The condition, in SQL.
    pub expr: String,
    /// The constraint's name, where the source gives one.
    pub constraint: Option<String>,
}

impl CheckSource {
    /// The check of a table or a domain.
    pub(crate) fn check(&self, of: &str) -> Check {
        let derived = || check_constraint_name(of, &self.name);
        Check { name: self.constraint.clone().unwrap_or_else(derived), expr: self.expr.clone() }
    }
}
