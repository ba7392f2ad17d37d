//! An application's own work on a folder of CSV files: a database of SQLite to read, and one to change.

use super::folder::{Folder, Work};
use super::staged::{CsvDriver, watch};
use crate::driver::Fault;
use crate::error::During as _;
use crate::{Error, RunOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A folder of CSV files as a database: its tables are read and changed with SQL and with the models of any other table.
///
/// Each look and each change loads the folder into a private database of SQLite. That is made for data that people keep in
/// files, and not for a server under load.
///
/// ```
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # std::fs::write(dir.path().join("users.csv"), "id,name\n1,Ada\n")?;
/// # let path = dir.path();
/// use zmig_runtime::CsvFolder;
///
/// let folder = CsvFolder::open(path)?;
/// let mut data = folder.begin().await?;
/// sqlx::query("UPDATE users SET name = ? WHERE id = ?").bind("Ada L.").bind(1).execute(&mut *data).await?;
/// data.commit().await?;
///
/// let mut data = folder.read().await?;
/// let names: Vec<String> = sqlx::query_scalar("SELECT name FROM users").fetch_all(&mut *data).await?;
/// assert_eq!(names, ["Ada L."]);
/// # assert_eq!(std::fs::read_to_string(path.join("users.csv"))?, "id,name\n1,Ada L.\n");
/// # Ok(()) }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct CsvFolder {
    folder: Folder,
    patience: Duration,
}

impl CsvFolder {
    /// The folder at a path. One that does not exist is empty, and made by the first change.
    ///
    /// # Errors
    /// When that is a file.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let folder = Folder::of_url(&format!("csv:{}", path.display()))?;
        Ok(Self { folder, patience: Duration::from_secs(30) })
    }

    /// How long [`CsvFolder::begin`] waits for others; half a minute by default.
    #[must_use]
    pub fn lock_timeout(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder as it is now. What others change after that is not in it, nor does what is changed here reach the folder.
    /// Files that no migration described are tables too, with the types that their cells tell.
    ///
    /// # Errors
    /// When a file cannot be taken as it is: every mistake is told with its line, its column and what stands there.
    pub async fn read(&self) -> Result<CsvSnapshot, Error> {
        let mut driver = self.driver();
        driver.load_all().await.during("reading the folder")?;
        let (work, _) = driver.parts().await.during("reading the folder")?;
        let conn = connect(&work).await.during("reading the folder")?;
        Ok(CsvSnapshot { conn, _work: work })
    }

    /// Takes the folder's lock, and the folder as it is now. [`CsvTransaction::commit`] writes what was changed; dropped before,
    /// it changes nothing.
    ///
    /// # Errors
    /// When somebody else has the lock all the time, and as [`CsvFolder::read`].
    pub async fn begin(&self) -> Result<CsvTransaction, Error> {
        let mut driver = self.driver();
        driver.lock_patiently().await?;
        let (work, touched) = driver.parts().await.during("reading the folder")?;
        let mut conn = connect(&work).await.during("reading the folder")?;
        watch(&mut conn, &touched).await.during("reading the folder")?;
        run(&mut conn, "BEGIN IMMEDIATE").await.during("beginning a transaction")?;
        let version = schema_version(&mut conn).await.during("beginning a transaction")?;
        Ok(CsvTransaction { conn, driver, version })
    }

    fn driver(&self) -> CsvDriver {
        let options = RunOptions::default().lock_timeout(self.patience);
        CsvDriver::open(self.folder.clone(), &options).with_strays()
    }
}

/// A folder as it was at one moment. It goes by [`sqlx::SqliteConnection`].
#[derive(Debug)]
pub struct CsvSnapshot {
    conn: SqliteConnection,
    _work: Arc<Work>,
}

/// A change of a folder in the making. It goes by [`sqlx::SqliteConnection`], in a transaction that is open.
pub struct CsvTransaction {
    conn: SqliteConnection,
    driver: CsvDriver,
    /// That of the definitions at the beginning.
    version: i64,
}

impl CsvTransaction {
    /// Writes the files of the tables that were changed, all of them or none.
    ///
    /// # Errors
    /// When a constraint does not hold, or a file cannot be written. Then the folder is what it was.
    pub async fn commit(mut self) -> Result<(), Error> {
        // Nobody is told of the rows that a dropped column leaves.
        if schema_version(&mut self.conn).await.during("committing")? != self.version {
            self.driver.touch_all();
        }
        run(&mut self.conn, "COMMIT").await.during("committing")?;
        let closed = self.conn.close().await;
        closed.map_err(|e| super::folder::refused(e.to_string())).during("committing")?;
        self.driver.publish().await.during("writing the folder")
    }
}

impl std::fmt::Debug for CsvTransaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvTransaction").finish_non_exhaustive()
    }
}

async fn connect(work: &Work) -> Result<SqliteConnection, Fault> {
    let connected = options(work).connect().await;
    connected.map_err(|e| super::folder::refused(e.to_string()))
}

/// How to connect to a staged database. It needs no safety, since the files are what counts.
pub(super) fn options(work: &Work) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(work.database())
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-65536")
        .disable_statement_logging()
}

/// A number that every change of a definition raises.
async fn schema_version(conn: &mut SqliteConnection) -> Result<i64, Fault> {
    let asked = sqlx::query_scalar("PRAGMA main.schema_version").fetch_one(conn).await;
    asked.map_err(|e| super::folder::refused(e.to_string()))
}

async fn run(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), Fault> {
    let ran = sqlx::raw_sql(sql).execute(conn).await;
    ran.map(|_| ()).map_err(|e| super::folder::refused(e.to_string()))
}

macro_rules! goes_by_its_connection {
    ($($name:ident),*) => {$(
        impl Deref for $name {
            type Target = SqliteConnection;

            fn deref(&self) -> &SqliteConnection {
                &self.conn
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut SqliteConnection {
                &mut self.conn
            }
        }
    )*};
}
goes_by_its_connection!(CsvSnapshot, CsvTransaction);
