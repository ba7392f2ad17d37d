//! All that one source says of one schema.

use super::{TableSource, is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Dialect, SchemaName};

/// What one source says of one schema: a YAML file, or one struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The schema's name.
    pub schema: SchemaName,
    /// What it says of the schema as a whole.
    #[serde(default, skip_serializing_if = "is_default")]
    pub meta: Meta,
    /// Shared enums.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enums: Vec<EnumSource>,
    /// Tables, in the order of the source.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tables: Vec<TableSource>,
}

impl Contribution {
    /// The tables that its foreign keys and relations point at, and those that it adds to.
    pub fn references(&self) -> BTreeSet<&str> {
        let mut out = BTreeSet::new();
        for table in &self.tables {
            out.extend(
                table.columns.iter().filter_map(|c| c.foreign_key.as_ref()).map(|(table, _)| &**table),
            );
            out.extend(table.foreign_keys.iter().map(|key| &*key.references));
            out.extend(table.annotations.belongs_to.values().map(String::as_str));
            let many = table.annotations.has_many.values();
            out.extend(many.filter_map(|text| text.split_once('.')).map(|(table, _)| table));
        }
        out
    }
}

/// What a source says of its schema as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// The kind of database (`Data_Type`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub data_type: Option<Dialect>,
    /// A title for people (`Data_Label`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Option<String>,
    /// The name of the environment variable that holds the URL (`Data_Source`); never the URL.
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Option<String>,
    /// `Data_Paradigm`, kept for its readers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub paradigm: Option<String>,
    /// The opt-in: `zMigration: true`, or a struct's `version`. Without it nothing is generated or applied.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enabled: bool,
    /// The version, as written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: Option<String>,
    /// What its author says of this version.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Option<String>,
    /// Hooks, by `before_migrate`, `after_migrate`, `on_rollback`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hooks: BTreeMap<String, Hook>,
    /// Codes of the lint rules that are accepted for this version.
    #[serde(default, skip_serializing_if = "is_default")]
    pub allow: Vec<String>,
    /// The schema that owns this source's tables, where it only adds to them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extends: Option<SchemaName>,
    /// Tables that are gone for good.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dropped_tables: Vec<String>,
}

/// What runs beside a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hook {
    /// A function of the application, by the name it registers.
    Function(String),
    /// SQL.
    Sql(String),
}

/// A shared enum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumSource {
    /// Its name.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}
