//! The runner's hands on SQLite.

use super::file_lock::FileLock;
use super::watch::Watch;
use super::{Place, fault, rebuild, sets_inside};
use crate::driver::{Dependants, Driver, Facts, Fault, Kind, Row, Source, drain};
use crate::history::TABLE;
use crate::{Error, HookConnection, IntrospectOptions, Introspection, RunOptions, chance, statements};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Decode, Row as _, TypeInfo as _, ValueRef as _,
};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use zmig_core::Dialect;

/// How long a look outside a transaction, or a commit, waits for others.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to SQLite.
pub(crate) struct SqliteDriver {
    held: Held,
    /// How to connect.
    pub(super) options: SqliteConnectOptions,
    /// The database's file, known once the connection is the runner's own; none for one in memory.
    pub(super) file: Option<PathBuf>,
    /// What `foreign_keys` was, for a connection that goes back to its pool.
    foreign_keys: Option<String>,
    in_transaction: bool,
    watch: Watch,
    file_lock: Option<FileLock>,
}

enum Held {
    Own(SqliteConnection),
    Pooled(PoolConnection<Sqlite>),
    Gone,
}

impl SqliteDriver {
    pub(crate) async fn open(place: Place, options: &RunOptions) -> Result<Self, Error> {
        let held = match &place.pool {
            Some(pool) => pool.acquire().await.map(Held::Pooled),
            None => place.options.connect().await.map(Held::Own),
        };
        let held = held.map_err(|e| Error::Connect {
            reason: connect_reason(&e, &place),
            database: place.shown.clone(),
        })?;
        Ok(Self {
            held,
            options: place.options,
            file: None,
            foreign_keys: None,
            in_transaction: false,
            watch: Watch::new(options.statement_timeout),
            file_lock: None,
        })
    }

    pub(crate) fn conn(&mut self) -> Result<&mut SqliteConnection, Fault> {
        match &mut self.held {
            Held::Own(conn) => Ok(conn),
            Held::Pooled(conn) => Ok(conn),
            Held::Gone => Err(Fault::new(Kind::Lost, "the connection is closed")),
        }
    }

    async fn send(
        &mut self,
        sql: String,
        many: bool,
        mut on_row: impl FnMut(Row) + Send,
    ) -> Result<(), Fault> {
        self.watch.start();
        let conn = self.conn()?;
        let stream = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(conn);
        let on_row = |row: SqliteRow| {
            on_row(to_text(&row)?);
            Ok(())
        };
        let result = drain(stream, many, on_row).await.map_err(|(done, error)| match error {
            Ok(error) => fault::read(&error, done),
            Err(fault) => fault,
        });
        self.watch.stop();
        result
    }

    /// Reads; outside a transaction, waits while another connection commits.
    async fn read(&mut self, sql: String) -> Result<Vec<Row>, Fault> {
        let started = Instant::now();
        loop {
            let mut rows = Vec::new();
            match self.send(sql.clone(), false, |row| rows.push(row)).await {
                Ok(()) => return Ok(rows),
                Err(fault)
                    if fault.kind == Kind::Contention
                        && !self.in_transaction
                        && started.elapsed() < PATIENCE =>
                {
                    tokio::time::sleep(chance::pause(Duration::from_millis(20))).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }
}

fn connect_reason(error: &sqlx::Error, place: &Place) -> String {
    let file = place.options.get_filename();
    match error {
        sqlx::Error::PoolTimedOut => {
            "the pool has no connection to spare; give the run a pool of its own, a larger one, or a URL"
                .to_owned()
        }
        error if error.as_database_error().and_then(|e| e.code()).as_deref() == Some("14") => {
            let hint = if file.exists() {
                "it may not be read"
            } else {
                "there is no such file; add `?mode=rwc` to create it"
            };
            format!("{} ({hint})", error.as_database_error().map_or("", |e| e.message()))
        }
        error => error.as_database_error().map_or_else(|| error.to_string(), |e| e.message().to_owned()),
    }
}

fn to_text(row: &SqliteRow) -> Result<Row, Fault> {
    let broken = |e: &dyn std::fmt::Display| Fault::new(Kind::Other, format!("a value cannot be read: {e}"));
    (0..row.len())
        .map(|i| {
            let value = row.try_get_raw(i).map_err(|e| broken(&e))?;
            if value.is_null() {
                return Ok(None);
            }
            let kind = value.type_info().name().to_owned();
            let text = match kind.as_str() {
                "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(|i| i.to_string()),
                "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(|f| f.to_string()),
                "BLOB" => <&[u8] as Decode<Sqlite>>::decode(value).map(|b| format!("{} bytes", b.len())),
                _ => <String as Decode<Sqlite>>::decode(value),
            };
            text.map(Some).map_err(|e| broken(&e))
        })
        .collect()
}

impl Driver for SqliteDriver {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn newest(&mut self) -> Result<Option<String>, Fault> {
        let sql = format!("SELECT set_digest FROM main.{TABLE} ORDER BY id DESC LIMIT 1");
        match self.read(sql).await {
            Ok(rows) => Ok(rows.into_iter().next().and_then(|row| row.into_iter().next().flatten())),
            Err(fault) if fault.kind == Kind::NoTable => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn take_over(&mut self) -> Result<(), Fault> {
        let rows = self.read("PRAGMA database_list".to_owned()).await?;
        let main = rows.iter().find(|row| row.get(1).and_then(Option::as_deref) == Some("main"));
        let file = main.and_then(|row| row.get(2)?.clone()).filter(|file| !file.is_empty());
        self.file = file.map(PathBuf::from);
        if self.file.is_none() {
            // The connection is the database, so it stays in its pool.
            if self.foreign_keys.is_none() {
                let rows = self.read("PRAGMA foreign_keys".to_owned()).await?;
                self.foreign_keys = rows.into_iter().next().and_then(|row| row.into_iter().next().flatten());
            }
            return Ok(());
        }
        self.held = match std::mem::replace(&mut self.held, Held::Gone) {
            Held::Pooled(conn) => Held::Own(conn.detach()),
            held => held,
        };
        let watch = self.watch.clone();
        watch.install(self.conn()?).await.map_err(|e| fault::read(&e, 0))?;
        // The runner does its waiting itself, where it can be cancelled.
        self.execute("PRAGMA busy_timeout = 250".to_owned()).await.map(|_| ())
    }

    async fn try_begin(&mut self, foreign_keys_off: bool) -> Result<bool, Fault> {
        let enforced = if foreign_keys_off { "OFF" } else { "ON" };
        // The first pragma does nothing once a transaction has begun; a step that broke may have left the other on.
        let sql = format!(
            "PRAGMA foreign_keys = {enforced};\nPRAGMA legacy_alter_table = OFF;\nBEGIN IMMEDIATE;\n"
        );
        self.in_transaction = true;
        match self.execute(sql).await {
            Ok(_) => Ok(true),
            Err(fault) => {
                self.in_transaction = false;
                if fault.kind == Kind::Contention { Ok(false) } else { Err(fault) }
            }
        }
    }

    fn connection(&mut self) -> Result<HookConnection<'_>, Fault> {
        self.conn().map(HookConnection::Sqlite)
    }

    async fn after_call(&mut self, _: bool) -> Result<(), Fault> {
        Ok(())
    }

    fn read_error(error: &sqlx::Error) -> Fault {
        fault::read(error, 0)
    }

    async fn commit(&mut self) -> Result<(), Fault> {
        let started = Instant::now();
        loop {
            match self.execute("COMMIT".to_owned()).await {
                // Readers are still looking: the transaction stays open, and the commit can be tried again.
                Err(fault) if fault.kind == Kind::Contention && started.elapsed() < PATIENCE => {
                    tokio::time::sleep(chance::pause(Duration::from_millis(20))).await;
                }
                Err(fault) => return Err(fault),
                Ok(_) => {
                    self.in_transaction = false;
                    return Ok(());
                }
            }
        }
    }

    async fn rollback(&mut self) {
        if let Err(fault) = self.execute("ROLLBACK".to_owned()).await {
            tracing::debug!(error = fault.text(), "rolling back");
        }
        self.in_transaction = false;
    }

    async fn facts(&mut self) -> Result<Facts, Fault> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = '{TABLE}'), \
             EXISTS (SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view') \
                     AND substr(name, 1, {}) <> '{TABLE}' AND substr(name, 1, 7) <> 'sqlite_')",
            TABLE.len()
        );
        let rows = self.read(sql).await?;
        let Some([history, other]) = rows.first().map(Vec::as_slice) else {
            return Err(Fault::new(Kind::Other, "SQLite did not answer about its tables"));
        };
        let is = |value: &Option<String>| value.as_deref() == Some("1");
        Ok(Facts { history: is(history), other_tables: is(other) })
    }

    fn table(&self, name: &str) -> String {
        format!("main.{}", Dialect::Sqlite.quote_name(name))
    }

    fn home(&self) -> String {
        "main".to_owned()
    }

    async fn run(&mut self, sql: String, mark: &str, many: bool, marked: &mut Vec<Row>) -> Result<(), Fault> {
        let keep = |row: Row| {
            if row.first().and_then(Option::as_deref) == Some(mark) {
                marked.push(row);
            }
        };
        self.send(sql, many, keep).await
    }

    async fn execute(&mut self, sql: String) -> Result<Option<Row>, Fault> {
        let mut last = None;
        self.send(sql, false, |row| last = Some(row)).await?;
        Ok(last)
    }

    async fn query(&mut self, sql: String) -> Result<Vec<Row>, Fault> {
        self.read(sql).await
    }

    fn restore_session(&self, _: &str) -> Option<String> {
        None
    }

    async fn before_rebuild(&mut self, table: &str, sql: &str, mentions: &str) -> Result<Dependants, Fault> {
        rebuild::refuse_loss(self, table, &[sql, mentions]).await?;
        rebuild::before(self, table).await
    }

    async fn after_rebuild(
        &mut self,
        table: &str,
        dependants: Dependants,
        mentions: &str,
    ) -> Result<(), Fault> {
        rebuild::after(self, table, dependants, mentions).await
    }

    async fn has_sets_inside(&mut self, sql: &str) -> Result<bool, Fault> {
        Ok(!sets_inside::find(self, sql).await?.tables.is_empty())
    }

    async fn take_sets_out(&mut self, sql: &str) -> Result<(), Fault> {
        sets_inside::take_out(self, sql).await
    }

    async fn broken_references(&mut self) -> Result<Vec<String>, Fault> {
        let rows = self.query("PRAGMA foreign_key_check".to_owned()).await?;
        let text = |value: Option<&Option<String>>| {
            value.cloned().flatten().unwrap_or_else(|| "without rowid".to_owned())
        };
        Ok(rows
            .iter()
            .map(|row| format!("{} row {} -> {}", text(row.first()), text(row.get(1)), text(row.get(2))))
            .collect())
    }

    async fn open_session(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn try_lock_session(&mut self) -> Result<bool, Fault> {
        // A database in memory belongs to this process and its pool.
        let Some(file) = &self.file else { return Ok(true) };
        self.file_lock = FileLock::try_take(file)?;
        Ok(self.file_lock.is_some())
    }

    async fn holds_session(&mut self) -> Result<bool, Fault> {
        Ok(self.file.is_none() || self.file_lock.is_some())
    }

    async fn unlock_session(&mut self) {
        self.file_lock = None;
    }

    async fn clear_leftovers(&mut self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    /// Each statement commits by itself, so only one that stands alone is taken back whole.
    fn is_clean_after_error(&self, sql: &str) -> bool {
        statements::starts(sql, Dialect::Sqlite).len() <= 1
    }

    async fn catalog(
        &mut self,
        _: Option<&str>,
        options: &IntrospectOptions,
    ) -> Result<Introspection, Error> {
        super::introspect::read(self, options).await
    }

    async fn holder(&mut self) -> Option<String> {
        None
    }

    fn source(&self) -> Source {
        let name = self.file.as_ref().and_then(|f| f.file_name());
        Source {
            database: name.map_or_else(|| "memory".to_owned(), |n| n.to_string_lossy().into_owned()),
            place: self.file.as_ref().map_or_else(String::new, |f| f.display().to_string()),
        }
    }

    #[cfg(feature = "backup")]
    async fn copy_out(
        &mut self,
        folder: &std::path::Path,
        _: Option<&std::collections::BTreeSet<String>>,
    ) -> Result<crate::backup::Contents, crate::backup::Broken> {
        super::backup::copy_out(self, folder).await
    }

    #[cfg(feature = "backup")]
    async fn put_back(
        &mut self,
        folder: &std::path::Path,
        manifest: &crate::backup::Manifest,
    ) -> Result<(), crate::backup::Broken> {
        super::restore::put_back(self, folder, manifest).await
    }

    async fn close(mut self) {
        if let (Held::Pooled(_), Some(enforced)) = (&self.held, self.foreign_keys.take()) {
            let restore = format!(
                "PRAGMA foreign_keys = {enforced}; PRAGMA legacy_alter_table = OFF; DROP TABLE IF EXISTS temp.zmig_passed"
            );
            if let Err(fault) = self.execute(restore).await {
                tracing::debug!(error = fault.text(), "giving the connection back");
            }
        }
        if let Held::Own(conn) = std::mem::replace(&mut self.held, Held::Gone)
            && let Err(error) = conn.close().await
        {
            tracing::debug!(%error, "closing the connection");
        }
    }
}

impl Drop for SqliteDriver {
    /// The future was dropped: a statement that is under way stops, and a connection that is its own closes, which rolls
    /// back. One that goes back to its pool is rolled back first.
    fn drop(&mut self) {
        self.watch.cancel();
        if let Held::Pooled(mut conn) = std::mem::replace(&mut self.held, Held::Gone)
            && self.in_transaction
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                if let Err(error) = sqlx::raw_sql("ROLLBACK").execute(&mut *conn).await {
                    tracing::debug!(%error, "rolling back");
                }
            });
        }
    }
}
