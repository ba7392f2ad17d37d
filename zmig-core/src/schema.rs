//! A whole schema: the tables, the shared enums and the domains of one project.

use crate::IntoSorted as _;
use crate::{Column, Domain, Table, Type};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Domains by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<String, Domain>,
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

    /// Tables and columns whose type is that domain or an array of it, in order.
    pub fn users_of_domain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Table, &'a Column)> {
        self.tables
            .values()
            .flat_map(|t| t.columns.iter().map(move |c| (t, c)))
            .filter(move |(_, c)| c.ty.domain_name() == Some(name))
    }

    /// What a type is made of: a domain's base in the domain's place, and the type itself where it is none or one that is
    /// not there.
    pub fn base_type<'a>(&'a self, ty: &'a Type) -> Cow<'a, Type> {
        match ty {
            Type::Domain(name) => Cow::Borrowed(self.domains.get(name).map_or(ty, |d| &d.ty)),
            Type::Array(inner) if inner.domain_name().is_some() => {
                Cow::Owned(Type::Array(Box::new(self.base_type(inner).into_owned())))
            }
            ty => Cow::Borrowed(ty),
        }
    }

    /// Whether a column may hold NULL, as far as it and its domain say.
    pub fn may_be_null(&self, column: &Column) -> bool {
        let domain = || column.ty.domain_name().and_then(|d| self.domains.get(d));
        column.nullable && (matches!(column.ty, Type::Array(_)) || domain().is_none_or(|d| d.nullable))
    }

    /// Tables with a foreign key that points at `table`, itself included when it refers to itself.
    pub fn referrers<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Table> {
        self.tables.values().filter(move |t| t.foreign_keys.iter().any(|f| f.references == table))
    }

    /// The name of the enum that belongs to one column alone.
    pub fn column_enum_name(table: &str, column: &str) -> String {
        crate::names::beside(table, &crate::shorten(&format!("{}_{column}", crate::names::bare(table))))
    }

    /// Every table, enum and domain belongs to whom it belongs to in `known`, and what is not there to `default`. For
    /// schemas that were read from a database, which knows of no owners.
    pub fn adopt_owners(&mut self, known: &Self, default: &str) {
        let or_default = |owner: Option<&SchemaName>| owner.map_or(default, String::as_str).to_owned();
        for table in self.tables.values_mut() {
            table.owner = or_default(known.tables.get(&table.name).map(|t| &t.owner));
        }
        for enum_type in self.enums.values_mut() {
            enum_type.owner = or_default(known.enums.get(&enum_type.name).map(|e| &e.owner));
        }
        for domain in self.domains.values_mut() {
            domain.owner = or_default(known.domains.get(&domain.name).map(|d| &d.owner));
        }
    }

    /// The schema without its owners, for comparing it with one that knows of none.
    #[must_use]
    pub fn without_owners(&self) -> Self {
        let mut out = self.clone();
        out.adopt_owners(&Self::default(), "");
        out
    }

    /// The namespaces that its tables, enums and domains lie in, other than the search path's first.
    pub fn namespaces(&self) -> BTreeSet<&str> {
        let names = self.tables.keys().chain(self.enums.keys()).chain(self.domains.keys());
        names.filter_map(|name| crate::split_qualified(name).0).into_sorted()
    }

    /// Whether `ty` names an enum that this schema lacks.
    pub fn missing_enum<'a>(&self, ty: &'a Type) -> Option<&'a str> {
        ty.enum_name().filter(|n| !self.enums.contains_key(*n))
    }

    /// Whether `ty` names a domain that this schema lacks.
    pub fn missing_domain<'a>(&self, ty: &'a Type) -> Option<&'a str> {
        ty.domain_name().filter(|n| !self.domains.contains_key(*n))
    }
}
