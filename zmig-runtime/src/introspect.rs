//! What a database holds, read back into the model: the catalog as the same [`Schema`] that YAML and structs give.

mod filter;

pub(crate) use filter::matches;

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::{Error, RunOptions};
use serde::Serialize;
use zmig_core::{Dialect, Schema, Unmanaged};

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Introspection {
    /// The kind of database.
    pub dialect: Dialect,
    /// Its tables, enums and domains, as far as this kind of database can hold them; see [`Schema::as_seen_by`].
    /// A database knows of no owners: every `owner` is empty, and [`Schema::adopt_owners`] sets them.
    pub schema: Schema,
    /// Everything else, sorted by kind and name.
    pub unmanaged: Vec<Unmanaged>,
}

/// What to read. By default, everything that is not the system's or zmig's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntrospectOptions {
    /// The schemas of the database to look into; every one that is not the system's where it is empty. SQLite has none.
    pub namespaces: Vec<String>,
    /// Names of the tables to read; all where it is empty. A `*` stands for any characters. A table that is not in the
    /// first schema of the search path is named with its own, `sales.orders`.
    pub include_tables: Vec<String>,
    /// Names of tables to leave out, in the same form; they win over those to be read.
    pub exclude_tables: Vec<String>,
}

/// Reads what a database holds, in a handful of queries whatever the number of tables. `db` is a sqlx pool or a URL.
///
/// Everything that is there is in the result: as a part of the schema, or in the list of what zmig does not manage. Left
/// out are only the tables that belong to the database itself, to zmig and to sqlx's migrator. A type that zmig has no
/// word for is a [`zmig_core::Type::Raw`].
///
/// Tables that the options leave out may still be named in what is read: by a foreign key, or by what a view needs.
///
/// # Errors
/// When the database cannot be reached, or does not let its catalog be read.
///
/// ```no_run
/// # async fn run() -> Result<(), zmig_runtime::Error> {
/// use zmig_runtime::{IntrospectOptions, introspect};
///
/// let found = introspect("sqlite://app.db", &IntrospectOptions::default()).await?;
/// for table in found.schema.tables.values() {
///     println!("{} has {} columns", table.name, table.columns.len());
/// }
/// for thing in &found.unmanaged {
///     println!("not zmig's: {thing}");
/// }
/// # Ok(()) }
/// ```
pub async fn introspect<D: Database + ?Sized>(
    db: &D,
    options: &IntrospectOptions,
) -> Result<Introspection, Error> {
    look(&db, options).await
}

fn look<'a>(db: &'a dyn Database, options: &'a IntrospectOptions) -> Work<'a, Introspection> {
    Box::pin(async move {
        let run_options = &RunOptions::default();
        with_driver!(db, run_options, |driver| read(driver, options))
    })
}

/// The same for those inside the runtime, who have a connection; in the transaction that is open, if one is.
pub(crate) async fn read<Dr: Driver>(
    driver: &mut Dr,
    options: &IntrospectOptions,
) -> Result<Introspection, Error> {
    read_beside(driver, None, options).await
}

/// The same where the session's path begins with another schema than that whose names stand alone in the model: `home`
/// is that one, and enums and domains are found wherever they are. SQLite has no schemas.
pub(crate) async fn read_beside<Dr: Driver>(
    driver: &mut Dr,
    home: Option<&str>,
    options: &IntrospectOptions,
) -> Result<Introspection, Error> {
    let mut found = driver.catalog(home, options).await?;
    for table in found.schema.tables.values_mut() {
        table.canonicalise();
    }
    for thing in &mut found.unmanaged {
        thing.needs.sort();
        thing.needs.dedup();
    }
    let place = |u: &Unmanaged| (u.kind.clone(), u.name.clone(), u.table.clone());
    found.unmanaged.sort_by_key(place);
    Ok(found)
}
