//! SQLite.

#[cfg(feature = "backup")]
mod backup;
mod driver;
mod fault;
mod file_lock;

pub(crate) mod introspect;
mod rebuild;
#[cfg(feature = "backup")]
mod restore;
mod sets_inside;
mod watch;

pub(crate) use driver::SqliteDriver;
#[cfg(feature = "transfer")]
pub(crate) use file_lock::FileLock;

use crate::Error;
use crate::secret::show_url;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqlitePool};

/// Where a database of SQLite is.
#[derive(Debug)]
pub struct Place {
    /// The application's pool, if the run was given one.
    pub(crate) pool: Option<SqlitePool>,
    /// How to connect.
    pub(crate) options: SqliteConnectOptions,
    /// What to call it in messages.
    pub(crate) shown: String,
}

impl Place {
    pub(crate) fn of_url(url: &str) -> Result<Self, Error> {
        let shown = show_url(url);
        let options: SqliteConnectOptions = url
            .parse()
            .map_err(|e: sqlx::Error| Error::Url { shown: shown.clone(), reason: e.to_string() })?;
        Ok(Self { pool: None, options: options.disable_statement_logging(), shown })
    }

    pub(crate) fn of_pool(pool: &SqlitePool) -> Self {
        let options = (*pool.connect_options()).clone();
        let shown = format!("sqlite://{}", options.get_filename().display());
        Self { pool: Some(pool.clone()), options, shown }
    }
}
