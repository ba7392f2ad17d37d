//! What a macro needs to know of a table.

use crate::source::TableAnnotations;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zmig_core::{EnumType, Table};

/// A table with its enums and annotations, as the macros read it from `$OUT_DIR/zmig/tables/{table}.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableModel {
    /// The table.
    pub table: Table,
    /// The enums that its columns have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<String, EnumType>,
    /// What concerns the struct alone.
    #[serde(default)]
    pub annotations: TableAnnotations,
}
