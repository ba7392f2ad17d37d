//! What a macro needs to know of a table.

use super::Relation;
use crate::source::TableAnnotations;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zmig_core::{Domain, EnumType, Schema, Table};

/// A table with its enums and annotations, as the macros read it from `$OUT_DIR/zmig/tables/{table}.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableModel {
    /// The table.
    pub table: Table,
    /// The enums that its columns have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<String, EnumType>,
    /// The domains that its columns are made of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<String, Domain>,
    /// What concerns the struct alone.
    #[serde(default)]
    pub annotations: TableAnnotations,
    /// Its relations to other tables, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
}

impl TableModel {
    /// The same with what domains are made of in their place: what a row is read by.
    #[must_use]
    pub fn without_domains(&self) -> Self {
        let domains = self.domains.clone();
        let schema = Schema { domains, ..Schema::default() };
        let mut out = self.clone();
        for column in &mut out.table.columns {
            column.nullable = schema.may_be_null(column);
            column.ty = schema.base_type(&column.ty).into_owned();
        }
        out
    }
}
