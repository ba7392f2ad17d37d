//! Copies of the data, made before something may lose it, each read back and compared before it counts.
//!
//! A backup is a folder with the data and a manifest. It is written under a name that nobody takes for a backup and
//! renamed when everything in it is on the disk and equal to the database: what is there under its name is whole.

mod digest;
mod first;
mod folder;
mod manifest;
mod options;
mod restore;
mod retention;

pub(crate) use digest::{FileDigest, RowsDigest, of_file};
pub(crate) use first::First;
#[cfg(feature = "transfer")]
pub(crate) use folder::private_folder;
pub(crate) use folder::{Partial, create_file, sync};
pub(crate) use manifest::{BackupFile, ColumnCopy, Contents, Manifest, SequenceCopy, TableCopy};
pub use options::{BackupOptions, BackupPolicy};
pub use restore::RestoreOptions;
pub use retention::backups;
pub(crate) use retention::newest;

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::words::counted;
use crate::{Error, Migrations, RunOptions, lock};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use zmig_core::Dialect;

/// A backup that was read back and is equal to what it is a copy of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Backup {
    /// Its folder.
    pub path: PathBuf,
    /// The kind of database.
    pub dialect: Dialect,
    /// The database's name: SQLite's file name.
    pub database: String,
    /// When it was made, in UTC.
    pub made_at: DateTime<Utc>,
    /// Whether it has every table.
    pub whole: bool,
    /// Its tables, by name.
    pub tables: Vec<BackupTable>,
    /// What it takes on the disk, in bytes.
    pub bytes: u64,
}

/// A table of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BackupTable {
    /// Its name; one outside the first schema of the search path is named with its schema.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
}

impl fmt::Display for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: u64 = self.tables.iter().map(|t| t.rows).sum();
        let what = if self.whole { "all of it" } else { "a part of it" };
        write!(
            f,
            "{}: {} of {}, {what}: {}, {}, {} bytes",
            self.path.display(),
            self.dialect.title(),
            self.database,
            counted(self.tables.len(), "table"),
            counted(rows, "row"),
            self.bytes
        )
    }
}

impl Migrations {
    /// Makes a backup of a database, reads it back and compares it; then deletes those that the options do not keep.
    ///
    /// SQLite is copied whole, by `VACUUM INTO`; whoever writes waits for it, and whoever reads does not. PostgreSQL is
    /// copied by `COPY` in one snapshot, for which nobody waits.
    ///
    /// # Errors
    /// When it cannot be made, or is not equal to the database when it is read back. Then nothing is left of it.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::BackupOptions;
    ///
    /// let backup = migrations.backup("sqlite://app.db", &BackupOptions::default().keep(7)).await?;
    /// println!("{backup}");
    /// # Ok(()) }
    /// ```
    pub async fn backup<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &BackupOptions,
    ) -> Result<Backup, Error> {
        by_itself(&db, options).await
    }
}

fn by_itself<'a>(db: &'a dyn Database, options: &'a BackupOptions) -> Work<'a, Backup> {
    Box::pin(async move {
        let run_options = &RunOptions::default();
        with_driver!(db, run_options, |driver| locked(driver, options, run_options))
    })
}

/// Makes one under the lock, so that no migration runs meanwhile.
async fn locked<D: Driver>(
    driver: &mut D,
    options: &BackupOptions,
    run_options: &RunOptions,
) -> Result<Backup, Error> {
    driver.take_over().await.during("preparing the connection")?;
    driver.facts().await.during("looking at the database")?;
    lock::begin(driver, run_options).await?;
    let made = make(driver, options, options.tables.as_ref()).await;
    driver.rollback().await;
    made
}

/// Makes one. The driver is in a transaction that holds the lock, and stays in it.
pub(crate) async fn make<D: Driver>(
    driver: &mut D,
    options: &BackupOptions,
    tables: Option<&BTreeSet<String>>,
) -> Result<Backup, Error> {
    let source = driver.source();
    let partial = Partial::begin(&options.folder, &source.database)?;
    let contents = driver.copy_out(partial.path(), tables).await.map_err(|e| options.explain(e))?;
    // Tables that a run is about to make are not there yet; those that somebody named should be.
    if options.tables.is_some() && !contents.missing.is_empty() {
        let reason = format!("there is no table {}", contents.missing.join(", "));
        return Err(options.explain(Broken(reason)));
    }
    let manifest = Manifest::new(D::DIALECT, source, contents, tables.is_none());
    let backup = partial.finish(&manifest)?;
    tracing::info!(path = %backup.path.display(), "made a backup");
    retention::apply(options, &backup, &manifest);
    Ok(backup)
}

/// What went wrong with a copy.
#[derive(Debug)]
pub(crate) struct Broken(pub String);

impl Broken {
    pub(crate) fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self(format!("{doing} {} failed: {error}", path.display()))
    }
}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        Self(match error.as_database_error() {
            Some(e) => e.message().to_owned(),
            None => error.to_string(),
        })
    }
}

impl From<crate::driver::Fault> for Broken {
    fn from(fault: crate::driver::Fault) -> Self {
        Self(fault.text())
    }
}
