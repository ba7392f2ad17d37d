//! The way from a backup back into a database.

use super::{Backup, Broken, Manifest, of_file};
use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::{Error, Migrations, RunOptions, environment, lock};
use std::path::{Path, PathBuf};

/// Which backup is restored, and into which database.
///
/// ```
/// use zmig_runtime::RestoreOptions;
///
/// // The second names the database that is overwritten, so that no URL is mistaken for another.
/// let options = RestoreOptions::new("backups/app.db_20251120093000", "app.db");
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RestoreOptions {
    pub(crate) backup: PathBuf,
    pub(crate) database: String,
    pub(crate) run: RunOptions,
}

impl RestoreOptions {
    /// A backup's folder, and the name of the database whose content it replaces: SQLite's file name.
    pub fn new(backup: impl Into<PathBuf>, database: impl Into<String>) -> Self {
        Self { backup: backup.into(), database: database.into(), run: RunOptions::default() }
    }

    /// How long it waits, and which environment it is for.
    pub fn run_options(mut self, options: RunOptions) -> Self {
        self.run = options;
        self
    }
}

impl Migrations {
    /// Puts a backup back. What the database holds now is gone after it, so the options name the database.
    ///
    /// SQLite: the file is replaced, with its history, when nobody else has it open. PostgreSQL: the rows of the tables in
    /// the backup are replaced in one transaction; their columns must be the backup's, and the history stays as it is.
    ///
    /// # Errors
    /// When the backup is not whole, is of another kind of database, or does not fit; when somebody else has the database
    /// open (SQLite); and as [`Migrations::run_pending`]. Then nothing is changed.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::RestoreOptions;
    ///
    /// let options = RestoreOptions::new("backups/shop_20251120093000", "shop");
    /// migrations.restore("postgres://localhost/shop", &options).await?;
    /// # Ok(()) }
    /// ```
    pub async fn restore<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &RestoreOptions,
    ) -> Result<Backup, Error> {
        into(&db, options).await
    }
}

fn into<'a>(db: &'a dyn Database, options: &'a RestoreOptions) -> Work<'a, Backup> {
    Box::pin(async move {
        let run_options = &options.run;
        with_driver!(db, run_options, |driver| locked(driver, options))
    })
}

async fn locked<D: Driver>(driver: &mut D, options: &RestoreOptions) -> Result<Backup, Error> {
    let refused = |Broken(reason): Broken| Error::Restore { backup: options.backup.clone(), reason };
    driver.take_over().await.during("preparing the connection")?;
    environment::look(driver, &options.run).await?;
    let source = driver.source();
    if source.database != options.database {
        let reason = format!("the database is called {} and not {}", source.database, options.database);
        return Err(refused(Broken(reason)));
    }
    let manifest = Manifest::read(&options.backup).map_err(|reason| refused(Broken(reason)))?;
    if manifest.dialect != D::DIALECT {
        let (of, to) = (manifest.dialect.title(), D::DIALECT.title());
        return Err(refused(Broken(format!("it is one of {of}, and the database is of {to}"))));
    }
    whole(&options.backup, &manifest).map_err(refused)?;
    lock::begin(driver, &options.run).await?;
    if let Err(broken) = driver.put_back(&options.backup, &manifest).await {
        driver.rollback().await;
        return Err(refused(broken));
    }
    driver.commit().await.during("committing what was restored")?;
    tracing::info!(path = %options.backup.display(), "restored a backup");
    Ok(manifest.backup(&options.backup))
}

/// Refuses a backup whose files are not what was written.
fn whole(folder: &Path, manifest: &Manifest) -> Result<(), Broken> {
    for file in &manifest.contents.files {
        let path = folder.join(&file.name);
        if of_file(&path)? != file.sha256 {
            return Err(Broken(format!("{} is not what was backed up: it was changed", path.display())));
        }
    }
    Ok(())
}
