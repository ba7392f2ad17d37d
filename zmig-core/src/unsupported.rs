//! What a database cannot hold of a schema, as data and in words: the plan refuses it, and a build says it at its place.

mod postgres;
mod sqlite;

use crate::{Change, Dialect, Domain, EnumType, IntoSorted as _, Place, PlanError, Schema, Table};
use std::collections::BTreeSet;

/// Something in a schema that a database has no form for, and that cannot be left out without changing what the schema
/// means. What changes nothing of what a table holds (comments, access methods, storage) is left out without a word.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} cannot hold {what}: {why}", dialect.title())]
pub struct Unsupported {
    /// The database.
    pub dialect: Dialect,
    /// Where.
    pub place: Place,
    /// The object, e.g. `the domain email`.
    pub what: String,
    /// Why not, and what to do instead.
    pub why: String,
}

/// Everything in a schema that a database cannot hold, in the order of its names.
///
/// ```
/// use zmig_core::{Column, Dialect, Schema, Table, Type, unsupported};
///
/// let mut orders = Table::new("sales.orders", "zSchema.shop");
/// orders.columns.push(Column::new("id", Type::Int));
/// let mut schema = Schema::default();
/// schema.tables.insert(orders.name.clone(), orders);
/// assert_eq!(unsupported(&schema, Dialect::Postgres), vec![]);
/// assert!(unsupported(&schema, Dialect::Sqlite)[0].to_string().starts_with("SQLite cannot hold the table sales.orders"));
/// ```
pub fn unsupported(schema: &Schema, dialect: Dialect) -> Vec<Unsupported> {
    let mut found = Found { dialect, found: Vec::new() };
    schema.enums.values().for_each(|e| found.enum_type(e));
    schema.domains.values().for_each(|d| found.domain(d));
    schema.tables.values().for_each(|t| found.table(schema, t));
    found.found
}

/// The tables that changes have led to.
pub(crate) fn changed<'a>(schema: &'a Schema, changes: &[Change]) -> Vec<&'a Table> {
    let touched: BTreeSet<&str> = changes.iter().filter_map(Change::table).into_sorted();
    let renamed = changes.iter().filter_map(|c| match c {
        Change::RenameTable { to, .. } => Some(to.as_str()),
        _ => None,
    });
    touched.iter().copied().chain(renamed).filter_map(|name| schema.table(name)).collect()
}

/// Refuses what the database cannot hold of one table.
///
/// # Errors
/// The first such thing.
pub(crate) fn refuse_table(schema: &Schema, table: &Table, dialect: Dialect) -> Result<(), PlanError> {
    first(dialect, |found| found.table(schema, table))
}

/// The same for an enum.
///
/// # Errors
/// As above.
pub(crate) fn refuse_enum(enum_type: &EnumType, dialect: Dialect) -> Result<(), PlanError> {
    first(dialect, |found| found.enum_type(enum_type))
}

/// The same for a domain.
///
/// # Errors
/// As above.
pub(crate) fn refuse_domain(domain: &Domain, dialect: Dialect) -> Result<(), PlanError> {
    first(dialect, |found| found.domain(domain))
}

fn first(dialect: Dialect, look: impl FnOnce(&mut Found)) -> Result<(), PlanError> {
    let mut found = Found { dialect, found: Vec::new() };
    look(&mut found);
    match found.found.into_iter().next() {
        Some(Unsupported { what, why, .. }) => {
            Err(PlanError::Unsupported { dialect: dialect.title(), what, why })
        }
        None => Ok(()),
    }
}

struct Found {
    dialect: Dialect,
    found: Vec<Unsupported>,
}

impl Found {
    fn add(&mut self, place: Place, what: impl Into<String>, why: impl Into<String>) {
        let (what, why) = (what.into(), why.into());
        self.found.push(Unsupported { dialect: self.dialect, place, what, why });
    }

    fn enum_type(&mut self, enum_type: &EnumType) {
        if self.dialect == Dialect::Sqlite {
            sqlite::enum_type(enum_type, self);
        }
    }

    fn domain(&mut self, domain: &Domain) {
        if self.dialect == Dialect::Sqlite {
            sqlite::domain(domain, self);
        }
    }

    fn table(&mut self, schema: &Schema, table: &Table) {
        match self.dialect {
            Dialect::Sqlite => sqlite::table(table, self),
            Dialect::Postgres => postgres::table(schema, table, self),
        }
    }
}

fn on_column(table: &Table, column: &str) -> Place {
    Place::Column { table: table.name.clone(), column: column.to_owned() }
}

fn on_object(table: &Table, object: &str) -> Place {
    Place::Object { table: table.name.clone(), object: object.to_owned() }
}

#[cfg(test)]
mod tests;
