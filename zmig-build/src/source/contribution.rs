//! All that one source says of one schema.

use super::{CheckSource, DefaultSource, TableSource};
use std::collections::BTreeSet;
use zmig_core::{DataType, Hooks, SchemaName, Type};

/// What one source says of one schema: a YAML file, or one struct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// The schema's name.
    pub schema: SchemaName,
    /// What it says of the schema as a whole.
    pub meta: Meta,
    /// Shared enums.
    pub enums: Vec<EnumSource>,
    /// Domains.
    pub domains: Vec<DomainSource>,
    /// Tables, in the order of the source.
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
            out.extend(table.related());
        }
        out
    }
}

/// What a source says of its schema as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The kind of place that the data is in (`Data_Type`).
    pub data_type: Option<DataType>,
    /// A title for people (`Data_Label`).
    pub label: Option<String>,
    /// The name of the environment variable that holds the URL (`Data_Source`); never the URL.
    pub source: Option<String>,
    /// `Data_Paradigm`, kept for its readers.
    pub paradigm: Option<String>,
    /// The opt-in: `zMigration: true`, or a struct's `version`. Without it nothing is generated or applied.
    pub enabled: bool,
    /// The version, as written.
    pub version: Option<String>,
    /// What its author says of this version.
    pub notes: Option<String>,
    /// What runs beside this version's migrations.
    pub hooks: Hooks,
    /// Codes of the lint rules that are accepted for this version.
    pub allow: Vec<String>,
    /// The schema that owns this source's tables, where it only adds to them.
    pub extends: Option<SchemaName>,
    /// Tables that are gone for good.
    pub dropped_tables: Vec<String>,
}

/// A shared enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumSource {
    /// Its name.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// A domain: a type with a name and conditions of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainSource {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub ty: Type,
    /// Whether NULL is refused.
    pub required: bool,
    /// The default of columns without one of their own, as it was written.
    pub default: Option<DefaultSource>,
    /// Conditions on `VALUE`.
    pub checks: Vec<CheckSource>,
    /// A remark for the database.
    pub comment: Option<String>,
}
