//! A database whose kind is known when the program runs.

use super::session::Handle;
#[cfg(feature = "csv")]
use crate::csv::CsvFolder;
#[cfg(feature = "postgres")]
use sqlx::postgres::PgPool;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqlitePool;

/// A database whose kind is known when the program runs: what an application works with that runs on SQLite here and on
/// PostgreSQL there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Db {
    /// A pool of connections to a database of SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(SqlitePool),
    /// A pool of connections to a database of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
    /// A folder of CSV files.
    #[cfg(feature = "csv")]
    Csv(CsvFolder),
}

impl Db {
    /// Connects to the database at a URL: `sqlite://app.db`, `postgres://…`, `csv:./Data`.
    ///
    /// # Errors
    /// When there is no such database, or its backend is not compiled in.
    #[allow(unused_variables, reason = "without a backend nothing is connected to")]
    pub async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        #[cfg(feature = "postgres")]
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Ok(Self::Postgres(PgPool::connect(url).await?));
        }
        #[cfg(feature = "csv")]
        if let Some(path) = url.strip_prefix("csv:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let folder = CsvFolder::open(path).map_err(|e| sqlx::Error::Configuration(Box::new(e)))?;
            return Ok(Self::Csv(folder));
        }
        #[cfg(feature = "sqlite")]
        if url.starts_with("sqlite:") {
            return Ok(Self::Sqlite(SqlitePool::connect(url).await?));
        }
        let scheme = url.split(':').next().unwrap_or_default();
        let text = format!(
            "`{scheme}:` is no database that this program knows: those that it was built with are features of zmig \
             (`sqlite`, `postgres`, `csv`)"
        );
        Err(sqlx::Error::Configuration(text.into()))
    }

    pub(super) fn handle(&self) -> Handle<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => Handle::SqlitePool(pool),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Handle::PostgresPool(pool),
            #[cfg(feature = "csv")]
            Self::Csv(folder) => Handle::Csv(folder),
        }
    }
}
