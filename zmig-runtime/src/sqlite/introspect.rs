//! SQLite's catalog as the model.
//!
//! The pragmas say what a table is made of, its statement says the rest: checks, names, collations, what is deferred. Where a
//! statement could not be read, the pragmas alone count, and the table's statement is listed as something that zmig does
//! not manage, so that nothing is lost in silence.

mod catalog;
mod checks;
mod default;
mod keys;
mod needs;
mod sql;
mod table;
mod unmanaged;

use crate::driver::Driver;
use crate::error::During as _;
use crate::{Error, IntrospectOptions, Introspection};
use catalog::RawTable;
use std::collections::BTreeMap;
use zmig_core::{Dialect, Schema};

/// The tables of a database by their names in small letters, as SQLite compares them.
type Tables<'a> = BTreeMap<String, &'a RawTable>;

/// Reads it.
pub(crate) async fn read<Dr: Driver>(
    driver: &mut Dr,
    options: &IntrospectOptions,
) -> Result<Introspection, Error> {
    let mut catalog = catalog::read(driver).await.during("reading the catalog")?;
    let shadows = unmanaged::take_shadows(driver, &mut catalog).await;
    let tables: Tables<'_> = catalog.tables.iter().map(|t| (t.name.to_ascii_lowercase(), t)).collect();
    let mut unmanaged = unmanaged::others(&catalog);
    unmanaged.extend(shadows);
    let mut schema = Schema::default();
    for raw in catalog.tables.iter().filter(|t| options.takes(&t.name)) {
        if raw.name.contains('.') {
            // The dot would name a schema of the database.
            unmanaged.push(unmanaged::unnameable(raw));
            continue;
        }
        let built = table::build(raw, &tables);
        unmanaged.extend(built.notes);
        for enum_type in built.enums {
            schema.enums.insert(enum_type.name.clone(), enum_type);
        }
        schema.tables.insert(built.table.name.clone(), built.table);
    }
    Ok(Introspection { dialect: Dialect::Sqlite, schema, unmanaged })
}
