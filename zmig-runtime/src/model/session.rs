//! What a query can be run on.

use super::Db;
#[cfg(feature = "csv")]
use crate::csv::CsvFolder;
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgConnection, PgPool, Postgres};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteConnection, SqlitePool};
use zmig_core::Dialect;

/// A database to read and write models in: a pool (`&SqlitePool`, `&PgPool`), a connection (`&mut SqliteConnection`,
/// `&mut PgConnection`), a transaction or a connection out of a pool (`&mut tx`, `&mut conn`), a `&CsvFolder`, or a [`&Db`](Db).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no database that models are read from",
    note = "give a `&SqlitePool`, a `&PgPool`, a `&zmig::Db`, or `&mut` of a connection or a transaction"
)]
pub trait Session<'c>: Send + 'c {
    /// The database.
    #[doc(hidden)]
    fn handle(self) -> Handle<'c>;
}

/// A database, whichever it is.
#[doc(hidden)]
pub enum Handle<'c> {
    /// A pool of SQLite.
    #[cfg(feature = "sqlite")]
    SqlitePool(&'c SqlitePool),
    /// A connection of SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(&'c mut SqliteConnection),
    /// A pool of PostgreSQL.
    #[cfg(feature = "postgres")]
    PostgresPool(&'c PgPool),
    /// A connection of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'c mut PgConnection),
    /// A folder of CSV files.
    #[cfg(feature = "csv")]
    Csv(&'c CsvFolder),
}

impl Handle<'_> {
    /// What it speaks.
    pub(super) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite")]
            Self::SqlitePool(_) | Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "csv")]
            Self::Csv(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::PostgresPool(_) | Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The same database once more.
    pub(super) fn again(&mut self) -> Handle<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::SqlitePool(pool) => Handle::SqlitePool(pool),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(conn) => Handle::Sqlite(conn),
            #[cfg(feature = "postgres")]
            Self::PostgresPool(pool) => Handle::PostgresPool(pool),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => Handle::Postgres(conn),
            #[cfg(feature = "csv")]
            Self::Csv(folder) => Handle::Csv(folder),
        }
    }
}

macro_rules! sessions {
    ($($(#[$cfg:meta])* $ty:ty, $this:ident => $handle:expr;)+) => { $(
        $(#[$cfg])*
        impl<'c> Session<'c> for $ty {
            fn handle(self) -> Handle<'c> {
                let $this = self;
                $handle
            }
        }
    )+ };
}
sessions! {
    #[cfg(feature = "sqlite")] &'c SqlitePool, pool => Handle::SqlitePool(pool);
    #[cfg(feature = "sqlite")] &'c mut SqliteConnection, conn => Handle::Sqlite(conn);
    #[cfg(feature = "sqlite")] &'c mut sqlx::pool::PoolConnection<Sqlite>, conn => Handle::Sqlite(conn);
    #[cfg(feature = "sqlite")] &'c mut sqlx::Transaction<'_, Sqlite>, conn => Handle::Sqlite(conn);
    #[cfg(feature = "postgres")] &'c PgPool, pool => Handle::PostgresPool(pool);
    #[cfg(feature = "postgres")] &'c mut PgConnection, conn => Handle::Postgres(conn);
    #[cfg(feature = "postgres")] &'c mut sqlx::pool::PoolConnection<Postgres>, conn => Handle::Postgres(conn);
    #[cfg(feature = "postgres")] &'c mut sqlx::Transaction<'_, Postgres>, conn => Handle::Postgres(conn);
    #[cfg(feature = "csv")] &'c CsvFolder, folder => Handle::Csv(folder);
    &'c Db, db => db.handle();
}

impl<'c> Session<'c> for Handle<'c> {
    fn handle(self) -> Self {
        self
    }
}
