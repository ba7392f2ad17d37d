//! A folder and the database that it is staged in: when that is made, what is loaded, what is written back.

use super::folder::{Folder, View, Work, Writer, refused};
use super::image::Image;
use super::publish::publish;
use super::shape;
use crate::driver::{Driver as _, Fault};
use crate::error::During as _;
use crate::sqlite::{Place, SqliteDriver};
use crate::{Error, RunOptions, chance};
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zmig_core::Dialect;

/// A folder, and the database that stands for it.
pub(crate) struct CsvDriver {
    pub(super) folder: Folder,
    options: RunOptions,
    /// Made when somebody asks for it: whoever finds everything up to date needs none.
    pub(super) staged: Option<Staged>,
    /// Held from the beginning of a transaction to its end.
    pub(super) writer: Option<Arc<Writer>>,
    /// Whether it is held between transactions too.
    pub(super) holds_session: bool,
    pub(super) in_transaction: bool,
    /// Whether files without a description are tables.
    pub(super) with_strays: bool,
}

/// How often a folder is read again that somebody changes meanwhile.
const TRIES: usize = 8;

fn restless(folder: &Folder) -> Fault {
    refused(format!("{} is changed all the time; run again at a quieter moment", folder.path().display()))
}

pub(super) struct Staged {
    pub driver: SqliteDriver,
    pub image: Image,
    work: Arc<Work>,
    pub touched: Touched,
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
    pub(super) async fn staged(&mut self) -> Result<&mut Staged, Fault> {
        if self.staged.is_none() {
            self.stage().await?;
        }
        self.staged.as_mut().ok_or_else(|| refused("the staged database is gone"))
    }

    pub(super) async fn stage(&mut self) -> Result<(), Fault> {
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

    pub(super) async fn drop_staged(&mut self) {
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
    pub(super) async fn is_current(&mut self) -> Result<bool, Fault> {
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

    /// SQLite tells nobody of the rows that a dropped column leaves, and another one may get its name.
    pub(super) fn watch_for_drops(&self, sql: &str) {
        let Some(staged) = &self.staged else { return };
        // A word by itself may stand in a text, as the way back does that the history keeps.
        if !self.in_transaction || !drops_a_column(sql) {
            return;
        }
        let mut touched = staged.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let tables = staged.image.rows.keys();
        touched.extend(tables.filter(|table| names(sql, &table.replace('"', "\"\""))).cloned());
    }

    /// Has every row be looked at.
    pub(super) fn touch_all(&self) {
        if let Some(staged) = &self.staged {
            let mut touched = staged.touched.lock().unwrap_or_else(PoisonError::into_inner);
            touched.extend(staged.image.rows.keys().cloned());
        }
    }

    /// The staged database, with the rows of the tables that a statement names.
    pub(super) async fn ready(&mut self, sql: &str) -> Result<&mut SqliteDriver, Fault> {
        let missing = self.staged().await?.image.missing();
        if !self.in_transaction && !missing.is_empty() {
            let named = missing.into_iter().filter(|table| names(sql, table));
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
    pub(super) async fn lock(&mut self) -> Result<bool, Fault> {
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

    /// Gives the lock back, unless it is held between transactions too.
    pub(super) fn unlock(&mut self) {
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
    pub(super) async fn publish_between<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
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

/// Whether one of the statements takes a column out of a table.
fn drops_a_column(sql: &str) -> bool {
    let starts = crate::statements::starts(sql, Dialect::Sqlite);
    let ends = starts.iter().skip(1).copied().chain([sql.len()]);
    starts.iter().zip(ends).any(|(start, end)| {
        let statement = sql.get(*start..end).unwrap_or(sql);
        let alters = statement.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("alter"));
        alters && names(statement, "drop")
    })
}

/// Whether a statement names a table, in whatever case: the name stands there, and not within a longer one.
fn names(sql: &str, table: &str) -> bool {
    let (sql, table) = (sql.to_lowercase(), table.to_lowercase());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, last) = (is_word(table.chars().next()), is_word(table.chars().next_back()));
    sql.match_indices(&table).any(|(at, _)| {
        let before = first && is_word(sql[..at].chars().next_back());
        let after = last && is_word(sql[at + table.len()..].chars().next());
        !before && !after
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drops_a_column_is_seen_among_other_statements() {
        for (sql, yes) in [
            ("alter table t drop x", true),
            ("-- a remark\nCREATE TABLE u (a);\nALTER TABLE t\nDROP COLUMN x;\n", true),
            ("ALTER TABLE t ADD COLUMN x; DROP TABLE u", false),
            ("ALTER TABLE t ADD COLUMN x;\nINSERT INTO h VALUES ('ALTER TABLE t DROP COLUMN x;')", false),
        ] {
            assert_eq!(drops_a_column(sql), yes, "{sql}");
        }
    }

    #[test]
    fn a_name_is_one_where_it_stands_by_itself() {
        for (sql, table, yes) in [
            ("SELECT * FROM users", "users", true),
            ("SELECT count(*) FROM \"Users\" WHERE 1", "users", true),
            ("SELECT users_old FROM old_users", "users", false),
            ("SELECT type FROM sqlite_master", "t", false),
            ("SELECT * FROM \"a|b\"x", "a|b", true),
            ("SELECT * FROM main.t", "T", true),
        ] {
            assert_eq!(names(sql, table), yes, "{sql}");
        }
    }
}
