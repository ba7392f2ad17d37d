//! The runner's hands on a folder of CSV files: a staged database of SQLite, and what becomes of its commits.

use super::folder::{Folder, View, Work, Writer, file_name, refused};
use super::image::Image;
use super::load;
use super::publish::publish;
use super::shape;
use crate::driver::{Dependants, Driver, Facts, Fault, Row, Source};
use crate::error::During as _;
use crate::history::TABLE;
use crate::sqlite::{Place, SqliteDriver};
use crate::{Error, HookConnection, IntrospectOptions, Introspection, RunOptions, chance};
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zmig_core::Dialect;

/// A folder, and the database that stands for it.
pub(crate) struct CsvDriver {
    folder: Folder,
    options: RunOptions,
    /// Made when somebody asks for it: whoever finds everything up to date needs none.
    staged: Option<Staged>,
    /// Held from the beginning of a transaction to its end.
    writer: Option<Arc<Writer>>,
    /// Whether it is held between transactions too.
    holds_session: bool,
    in_transaction: bool,
    /// Whether files without a description are tables.
    with_strays: bool,
}

/// How often a folder is read again that somebody changes meanwhile.
const TRIES: usize = 8;

fn restless(folder: &Folder) -> Fault {
    refused(format!("{} is changed all the time; run again at a quieter moment", folder.path().display()))
}

struct Staged {
    driver: SqliteDriver,
    image: Image,
    work: Arc<Work>,
    touched: Touched,
}

/// The tables whose rows were changed.
pub(super) type Touched = Arc<Mutex<BTreeSet<String>>>;

impl CsvDriver {
    pub(crate) fn open(folder: Folder, options: &RunOptions) -> Self {
        Self {
            folder,
            options: options.clone(),
            staged: None,
            writer: None,
            holds_session: false,
            in_transaction: false,
            with_strays: false,
        }
    }

    /// Takes files without a description for tables.
    pub(crate) fn with_strays(mut self) -> Self {
        self.with_strays = true;
        self
    }

    /// The staged database, made where there is none.
    async fn staged(&mut self) -> Result<&mut Staged, Fault> {
        if self.staged.is_none() {
            self.stage().await?;
        }
        self.staged.as_mut().ok_or_else(|| refused("the staged database is gone"))
    }

    async fn stage(&mut self) -> Result<(), Fault> {
        self.drop_staged().await;
        let (folder, with_strays) = (self.folder.clone(), self.with_strays);
        let (image, work) = blocking(move || {
            for _ in 0..TRIES {
                let work = Work::begin(folder.path())?;
                if let Some(image) = Image::stage(&folder, &work, with_strays)? {
                    return Ok((image, Arc::new(work)));
                }
            }
            Err(restless(&folder))
        })
        .await?;
        let options = super::access::options(&work);
        let place = Place { pool: None, options, shown: self.folder.path().display().to_string() };
        let mut driver =
            SqliteDriver::open(place, &self.options).await.map_err(|e| refused(e.to_string()))?;
        driver.take_over().await?;
        let touched = Touched::default();
        watch(driver.conn()?, &touched).await?;
        self.staged = Some(Staged { driver, image, work, touched });
        Ok(())
    }

    async fn drop_staged(&mut self) {
        if let Some(staged) = self.staged.take() {
            staged.driver.close().await;
        }
    }

    /// Makes sure that the staged database is what the folder is, with the rows of all tables.
    pub(crate) async fn load_all(&mut self) -> Result<(), Fault> {
        for _ in 0..TRIES {
            if !self.is_current().await? {
                self.stage().await?;
            }
            let missing = self.staged().await?.image.missing();
            if self.load(missing).await? {
                return Ok(());
            }
        }
        Err(restless(&self.folder))
    }

    /// Whether the staged database is there, in the folder, and what that is now.
    async fn is_current(&mut self) -> Result<bool, Fault> {
        let Some(staged) = &self.staged else { return Ok(false) };
        if self.writer.is_some() && !staged.work.in_folder {
            return Ok(false);
        }
        let (folder, image) = (self.folder.clone(), staged.image.clone());
        blocking(move || image.is_current(&View::open(folder.path())?)).await
    }

    /// Loads the rows of tables. False where the folder was changed meanwhile; then the staged database is gone.
    async fn load(&mut self, tables: Vec<String>) -> Result<bool, Fault> {
        let folder = self.folder.clone();
        let staged = self.staged().await?;
        if tables.is_empty() {
            return Ok(true);
        }
        let (mut image, work) = (staged.image.clone(), Arc::clone(&staged.work));
        let loaded = blocking(move || {
            let conn = shape::open(&work.database())?;
            Ok(image.load(&folder, &conn, &tables)?.then_some(image))
        })
        .await;
        match loaded {
            Ok(Some(image)) => {
                self.staged().await?.image = image;
                Ok(true)
            }
            Ok(None) => {
                self.drop_staged().await;
                Ok(false)
            }
            Err(fault) => {
                self.drop_staged().await;
                Err(fault)
            }
        }
    }

    /// The staged database, with the rows of the tables that a statement names.
    async fn ready(&mut self, sql: &str) -> Result<&mut SqliteDriver, Fault> {
        let missing = self.staged().await?.image.missing();
        if !self.in_transaction && !missing.is_empty() {
            let text = sql.to_lowercase();
            let named = missing.into_iter().filter(|table| text.contains(&table.to_lowercase()));
            self.load_patiently(named.collect()).await?;
        }
        Ok(&mut self.staged().await?.driver)
    }

    async fn load_patiently(&mut self, tables: Vec<String>) -> Result<(), Fault> {
        for _ in 0..TRIES {
            if self.load(tables.clone()).await? {
                return Ok(());
            }
        }
        Err(restless(&self.folder))
    }

    /// Takes the folder's lock, and reads what the folder is now. False where somebody else has it.
    async fn lock(&mut self) -> Result<bool, Fault> {
        if self.writer.is_none() {
            let folder = self.folder.clone();
            match blocking(move || folder.try_lock()).await? {
                Some(writer) => self.writer = Some(Arc::new(writer)),
                None => return Ok(false),
            }
        }
        let loaded = self.load_all().await;
        if loaded.is_err() {
            self.unlock();
        }
        loaded.map(|()| true)
    }

    fn unlock(&mut self) {
        if !self.holds_session {
            self.writer = None;
        }
    }

    /// Brings what is committed into the folder. Where that fails, the staged database goes, since it is ahead.
    pub(crate) async fn publish(&mut self) -> Result<(), Fault> {
        let folder = self.folder.clone();
        let (Some(staged), Some(writer)) = (&self.staged, self.writer.clone()) else { return Ok(()) };
        let touched = std::mem::take(&mut *staged.touched.lock().unwrap_or_else(PoisonError::into_inner));
        let (image, work) = (staged.image.clone(), Arc::clone(&staged.work));
        let published = blocking(move || {
            // Held by this work too, should nobody wait for it any more.
            let _writer = writer;
            publish(&folder, &work.database(), &image, &touched)
        })
        .await;
        match published {
            Ok(image) => {
                if let Some(staged) = &mut self.staged {
                    staged.image = image;
                }
                Ok(())
            }
            Err(fault) => {
                self.drop_staged().await;
                Err(fault)
            }
        }
    }

    /// After a statement that committed by itself.
    async fn publish_between<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        if self.holds_session && !self.in_transaction {
            self.publish().await?;
        }
        result
    }

    /// The connection to the staged database.
    pub(crate) fn conn(&mut self) -> Result<&mut SqliteConnection, Fault> {
        match &mut self.staged {
            Some(staged) => staged.driver.conn(),
            None => Err(refused("the staged database is gone")),
        }
    }

    /// Takes the lock, and waits for it.
    pub(crate) async fn lock_patiently(&mut self) -> Result<(), Error> {
        let started = Instant::now();
        while !self.lock().await.during("reading the folder")? {
            if started.elapsed() >= self.options.lock_timeout {
                return Err(Error::LockTimeout { waited: started.elapsed(), holder: None });
            }
            tokio::time::sleep(chance::pause(Duration::from_millis(60))).await;
        }
        Ok(())
    }

    /// How others connect to the staged database.
    pub(crate) async fn place(&mut self) -> Result<Place, Fault> {
        let (work, _) = self.parts().await?;
        let shown = self.folder.path().display().to_string();
        Ok(Place { pool: None, options: super::access::options(&work), shown })
    }

    /// The staged database's place, and who is told of changes.
    pub(super) async fn parts(&mut self) -> Result<(Arc<Work>, Touched), Fault> {
        let staged = self.staged().await?;
        Ok((Arc::clone(&staged.work), Arc::clone(&staged.touched)))
    }
}

/// Has SQLite tell whose rows change.
pub(super) async fn watch(conn: &mut SqliteConnection, touched: &Touched) -> Result<(), Fault> {
    let touched = Arc::clone(touched);
    let mut handle = conn.lock_handle().await.map_err(|e| SqliteDriver::read_error(&e))?;
    handle.set_update_hook(move |change| {
        let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
        if !touched.contains(change.table) {
            touched.insert(change.table.to_owned());
        }
    });
    Ok(())
}

/// Runs what reads or writes files where it is in nobody's way.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(refused(error.to_string())),
        },
    }
}

impl Driver for CsvDriver {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn newest(&mut self) -> Result<Option<String>, Fault> {
        let folder = self.folder.clone();
        blocking(move || {
            let opened = View::open(folder.path())?.open_file(&file_name(TABLE))?;
            opened.map_or(Ok(None), |opened| load::newest(&opened))
        })
        .await
    }

    async fn take_over(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    async fn try_begin(&mut self, foreign_keys_off: bool) -> Result<bool, Fault> {
        if !self.lock().await? {
            return Ok(false);
        }
        let staged = self.staged().await?;
        staged.touched.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let begun = staged.driver.try_begin(foreign_keys_off).await;
        self.in_transaction = matches!(begun, Ok(true));
        if !self.in_transaction {
            self.unlock();
        }
        begun
    }

    fn connection(&mut self) -> Result<HookConnection<'_>, Fault> {
        self.conn().map(HookConnection::Sqlite)
    }

    async fn after_call(&mut self, in_order: bool) -> Result<(), Fault> {
        self.staged().await?.driver.after_call(in_order).await
    }

    fn read_error(error: &sqlx::Error) -> Fault {
        SqliteDriver::read_error(error)
    }

    async fn commit(&mut self) -> Result<(), Fault> {
        if !self.in_transaction {
            // The files of a backup are in their places, and were the whole of it.
            return Ok(());
        }
        self.staged().await?.driver.commit().await?;
        self.in_transaction = false;
        let published = self.publish().await;
        self.unlock();
        published
    }

    async fn rollback(&mut self) {
        if let Some(staged) = &mut self.staged {
            staged.driver.rollback().await;
        }
        self.in_transaction = false;
        self.unlock();
    }

    async fn facts(&mut self) -> Result<Facts, Fault> {
        if !self.in_transaction && self.staged.is_some() && !self.is_current().await? {
            self.stage().await?;
        }
        self.staged().await?.driver.facts().await
    }

    fn table(&self, name: &str) -> String {
        format!("main.{}", Dialect::Sqlite.quote_name(name))
    }

    fn home(&self) -> String {
        "main".to_owned()
    }

    async fn run(&mut self, sql: String, mark: &str, many: bool, marked: &mut Vec<Row>) -> Result<(), Fault> {
        let driver = self.ready(&sql).await?;
        let result = driver.run(sql, mark, many, marked).await;
        self.publish_between(result).await
    }

    async fn execute(&mut self, sql: String) -> Result<Option<Row>, Fault> {
        let driver = self.ready(&sql).await?;
        let result = driver.execute(sql).await;
        self.publish_between(result).await
    }

    async fn query(&mut self, sql: String) -> Result<Vec<Row>, Fault> {
        let driver = self.ready(&sql).await?;
        driver.query(sql).await
    }

    fn restore_session(&self, _: &str) -> Option<String> {
        None
    }

    async fn before_rebuild(&mut self, table: &str, sql: &str, mentions: &str) -> Result<Dependants, Fault> {
        self.staged().await?.driver.before_rebuild(table, sql, mentions).await
    }

    async fn after_rebuild(
        &mut self,
        table: &str,
        dependants: Dependants,
        mentions: &str,
    ) -> Result<(), Fault> {
        self.staged().await?.driver.after_rebuild(table, dependants, mentions).await
    }

    async fn has_sets_inside(&mut self, sql: &str) -> Result<bool, Fault> {
        self.staged().await?.driver.has_sets_inside(sql).await
    }

    async fn take_sets_out(&mut self, sql: &str) -> Result<(), Fault> {
        self.staged().await?.driver.take_sets_out(sql).await
    }

    async fn broken_references(&mut self) -> Result<Vec<String>, Fault> {
        self.staged().await?.driver.broken_references().await
    }

    async fn open_session(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn try_lock_session(&mut self) -> Result<bool, Fault> {
        self.holds_session = self.lock().await?;
        Ok(self.holds_session)
    }

    async fn holds_session(&mut self) -> Result<bool, Fault> {
        Ok(self.holds_session && self.writer.is_some())
    }

    async fn unlock_session(&mut self) {
        self.holds_session = false;
        self.unlock();
    }

    async fn clear_leftovers(&mut self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn is_clean_after_error(&self, sql: &str) -> bool {
        crate::statements::starts(sql, Dialect::Sqlite).len() <= 1
    }

    async fn catalog(
        &mut self,
        home: Option<&str>,
        options: &IntrospectOptions,
    ) -> Result<Introspection, Error> {
        self.include_strays().await.map_err(|fault| Error::from_fault("reading the folder", &fault))?;
        let staged = self.staged().await.map_err(|fault| Error::from_fault("reading the folder", &fault))?;
        staged.driver.catalog(home, options).await
    }

    async fn include_strays(&mut self) -> Result<(), Fault> {
        if !self.with_strays && !self.in_transaction {
            self.with_strays = true;
            if self.staged.as_ref().is_some_and(|staged| !staged.image.strays.is_empty()) {
                self.drop_staged().await;
            }
        }
        Ok(())
    }

    async fn holder(&mut self) -> Option<String> {
        None
    }

    fn source(&self) -> Source {
        let path: PathBuf =
            self.folder.path().canonicalize().unwrap_or_else(|_| self.folder.path().to_owned());
        Source { database: self.folder.name(), place: path.display().to_string() }
    }

    #[cfg(feature = "backup")]
    async fn copy_out(
        &mut self,
        folder: &std::path::Path,
        _: Option<&BTreeSet<String>>,
    ) -> Result<crate::backup::Contents, crate::backup::Broken> {
        let (from, to) = (self.folder.clone(), folder.to_owned());
        let image = match &self.staged {
            Some(staged) => staged.image.clone(),
            None => Image::default(),
        };
        super::backup::in_background(move || super::backup::copy_out(&from, &to, &image)).await
    }

    #[cfg(feature = "backup")]
    async fn put_back(
        &mut self,
        folder: &std::path::Path,
        manifest: &crate::backup::Manifest,
    ) -> Result<(), crate::backup::Broken> {
        let (to, from, manifest) = (self.folder.clone(), folder.to_owned(), manifest.clone());
        let writer = self.writer.clone();
        let restored = super::backup::in_background(move || {
            let _writer = writer;
            super::backup::put_back(&to, &from, &manifest)
        })
        .await;
        self.rollback().await;
        self.drop_staged().await;
        restored
    }

    async fn close(mut self) {
        self.drop_staged().await;
    }
}
