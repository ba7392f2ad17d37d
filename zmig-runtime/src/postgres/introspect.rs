//! PostgreSQL's catalog as the model.
//!
//! A dozen queries in one transaction, whatever the number of tables, and then plain functions over what they said. How
//! expressions, types and definitions are spelled is left to the server's own printer; what it prints for a constant is
//! read back into a literal where zmig writes that literal as the same constant.

mod catalog;
mod cells;
mod columns;
mod constant;
mod constraints;
mod defaults;
mod indexes;
mod look;
mod named_types;
mod names;
mod objects;
mod relations;
mod sequences;
mod tables;
mod types;
mod unmanaged;

use crate::chance;
use crate::driver::{Driver, Fault, Kind};
use crate::{Error, IntrospectOptions, Introspection};
use catalog::Catalog;
use look::Look;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use unmanaged::Found;
use zmig_core::{Dialect, Schema, Table, UnmanagedKind};

/// How often a look is taken again that met a table in the moment of its going.
const TRIES: u32 = 12;

/// For how long looks are taken again that another connection's locks were in the way of.
const PATIENCE: Duration = Duration::from_secs(10);

/// Around how long a look lets the other connection have its way before it begins anew.
const PAUSE: Duration = Duration::from_millis(60);

/// Reads it. `home` is the schema whose names stand alone in the model, where the session's path begins with another.
pub(crate) async fn read<Dr: Driver>(
    driver: &mut Dr,
    home: Option<&str>,
    options: &IntrospectOptions,
) -> Result<Introspection, Error> {
    let begun = Instant::now();
    let mut moving = 1;
    loop {
        let fault = match look(driver, home, options).await {
            Ok(found) => return Ok(found),
            Err(fault) => fault,
        };
        if is_in_motion(&fault) && moving < TRIES {
            moving += 1;
        } else if fault.kind == Kind::Contention
            && begun.elapsed() < PATIENCE
            // In a transaction that was open before, letting go of the look's locks is not enough.
            && !look::is_in_transaction(driver).await.unwrap_or(true)
        {
            tokio::time::sleep(chance::pause(PAUSE)).await;
        } else {
            return Err(explain(&fault));
        }
    }
}

async fn look<Dr: Driver>(
    driver: &mut Dr,
    home: Option<&str>,
    options: &IntrospectOptions,
) -> Result<Introspection, Fault> {
    let look = Look::begin(driver, home).await?;
    let view = look.view.clone();
    let found = async {
        let catalog = Catalog::read(driver, view, options).await?;
        let (schema, left_over) = schema(&catalog, options);
        let unmanaged = unmanaged::read(driver, &catalog, options, left_over).await?;
        Ok(Introspection { dialect: Dialect::Postgres, schema, unmanaged })
    }
    .await;
    look.end(driver).await;
    found
}

/// The functions that print definitions look at the catalog as it is, not as it was when the transaction began.
fn is_in_motion(fault: &Fault) -> bool {
    let gone = ["cache lookup failed", "could not open relation with OID", "could not find tuple"];
    fault.code.as_deref() == Some("XX000") && gone.iter().any(|g| fault.message.contains(g))
}

fn explain(fault: &Fault) -> Error {
    const DOING: &str = "reading the catalog";
    let message = fault.text();
    match fault.kind {
        Kind::Rights => Error::Database {
            doing: DOING,
            message: format!(
                "{message}\n  next: let this user read the catalog, which PostgreSQL lets everyone \
                 (`GRANT USAGE ON SCHEMA pg_catalog`, `GRANT SELECT ON` the table that is named)"
            ),
        },
        Kind::Contention => Error::Database {
            doing: DOING,
            message: format!(
                "{message}: another connection is changing a table\n  next: run again when it is done"
            ),
        },
        _ => Error::from_fault(DOING, fault),
    }
}

/// The schema, and what belongs to its tables that it has no place for.
fn schema(catalog: &Catalog, options: &IntrospectOptions) -> (Schema, Vec<Found>) {
    let types = catalog.types_of_model();
    let mut schema = Schema::default();
    named_types::add(&mut schema, catalog, &types);
    let columns = tables::Columns::new(catalog, &types, &schema);
    let mut tables: BTreeMap<u32, Table> = BTreeMap::new();
    for relation in &catalog.relations {
        if let Some(name) = catalog.table_name(relation.oid).filter(|name| options.takes(name)) {
            tables.insert(relation.oid, columns.table(relation, name));
        }
    }
    let left_over = add_objects(&mut tables, catalog);
    schema.tables = tables.into_values().map(|t| (t.name.clone(), t)).collect();
    (schema, left_over)
}

fn add_objects(tables: &mut BTreeMap<u32, Table>, catalog: &Catalog) -> Vec<Found> {
    let mut left_over = Vec::new();
    for found in &catalog.constraints {
        let Some(table) = tables.get_mut(&found.table) else { continue };
        // Those of triggers are listed with the triggers; NOT NULL is a property of its column.
        if found.inherited || found.kind == 't' || found.kind == 'n' && found.valid {
            continue;
        }
        let held = found.kind == 'n' || objects::add_constraint(table, found, catalog);
        let thing = if held {
            objects::left_out(found).map(|what| Found::note(what, &found.name))
        } else {
            Some(Found::constraint(found.oid, kind(found.kind), &found.name))
        };
        if let Some(thing) = thing {
            let sql = format!(
                "ALTER TABLE {} ADD CONSTRAINT {} {}",
                catalog.relation(found.table).map_or_else(String::new, |r| r.sql(&catalog.view.home)),
                Dialect::Postgres.quote_name(&found.name),
                found.definition
            );
            left_over.push(thing.of(found.table).made_by(sql));
        }
    }
    for keys in catalog.keys.chunk_by(|a, b| a.index == b.index) {
        let Some(first) = keys.first() else { continue };
        let Some(table) = tables.get_mut(&first.table) else { continue };
        if !objects::add_index(table, keys, catalog) {
            let kind = if first.valid { "index" } else { UnmanagedKind::INVALID_INDEX };
            let index = Found::index(first.index, kind, &first.name);
            left_over.push(index.of(first.table).made_by(first.definition.clone()));
        }
    }
    left_over
}

/// What to call a constraint that the model cannot hold.
fn kind(code: char) -> UnmanagedKind {
    let words = match code {
        'x' => return UnmanagedKind::Exclusion,
        'p' => "primary key",
        'u' => "unique constraint",
        'f' => "foreign key",
        'c' => "check",
        _ => "constraint",
    };
    UnmanagedKind::Other(words.to_owned())
}
