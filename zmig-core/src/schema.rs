//! A whole schema: the tables and the shared enums of one project.

use crate::{Column, Table, Type};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of a table, as the database knows it.
pub type TableName = String;

/// The name of a schema, such as `zSchema.users`: what versions and migrations belong to.
pub type SchemaName = String;

/// The canonical form of everything that a project describes, whichever language it was written in.
///
/// Two schemas are equal when they describe the same database. Where they were read from, and what only concerns
/// the typed structs (rules, relations, redaction), is kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Tables by name.
    pub tables: BTreeMap<TableName, Table>,
    /// Enum types by name. `enum(a, b)` on a column is an enum of its own named `{table}_{column}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<String, EnumType>,
}

/// A named list of values that a column may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumType {
    /// The type's name, unique in a database.
    pub name: String,
    /// The schema whose migrations change it.
    pub owner: SchemaName,
    /// The values, in their order of comparison.
    pub values: Vec<String>,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The column of that name in that table.
    pub fn column(&self, table: &str, column: &str) -> Option<&Column> {
        self.table(table)?.column(column)
    }

    /// The values of an enum, empty if there is none of that name.
    pub fn enum_values(&self, name: &str) -> &[String] {
        self.enums.get(name).map_or(&[], |e| &e.values)
    }

    /// Tables and columns whose type is that enum or an array of it, in order.
    pub fn users_of_enum<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Table, &'a Column)> {
        self.tables
            .values()
            .flat_map(|t| t.columns.iter().map(move |c| (t, c)))
            .filter(move |(_, c)| c.ty.enum_name() == Some(name))
    }

    /// Tables with a foreign key that points at `table`, itself included when it refers to itself.
    pub fn referrers<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Table> {
        self.tables.values().filter(move |t| t.foreign_keys.iter().any(|f| f.references == table))
    }

    /// The name of the enum that belongs to one column alone.
    pub fn column_enum_name(table: &str, column: &str) -> String {
        crate::shorten(&format!("{table}_{column}"))
    }

    /// Whether `ty` names an enum that this schema lacks.
    pub fn missing_enum<'a>(&self, ty: &'a Type) -> Option<&'a str> {
        ty.enum_name().filter(|n| !self.enums.contains_key(*n))
    }
}
