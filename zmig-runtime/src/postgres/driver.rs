//! The runner's hands on PostgreSQL.
//!
//! Everything goes through the simple protocol: no prepared statement is left behind in a pooler, and many statements
//! make one message. What is set, is set for the transaction.

use super::{Place, fault, session};
use crate::driver::{Dependants, Driver, Facts, Fault, Kind, Row, Source, drain};
use crate::history::TABLE;
use crate::secret::hide_password;
use crate::{Error, HookConnection, IntrospectOptions, Introspection, RunOptions};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow, Postgres};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use zmig_core::Dialect;

/// The key of the lock: one a schema, since each schema has a history of its own. The server computes it.
pub(super) const KEY: &str = "hashtextextended('zmig ' || current_schema(), 0)";

/// The oldest version of the server that is served.
const OLDEST: u32 = 13;

/// A connection to PostgreSQL.
pub(crate) struct PostgresDriver {
    held: Held,
    pub(super) options: PgConnectOptions,
    /// The schema that tables are created in, quoted.
    schema: String,
    /// `search_path` as the session began with it.
    search_path: String,
    ddl_lock_timeout_ms: u128,
    pub(super) statement_timeout_ms: Option<u128>,
    /// Whether the server can be asked to notice that its client is gone.
    watch: bool,
    /// The backend's number, once the session is the runner's own.
    pub(super) pid: Option<String>,
}

enum Held {
    Own(PgConnection),
    Pooled(PoolConnection<Postgres>),
    Gone,
}

impl PostgresDriver {
    pub(crate) async fn open(place: Place, options: &RunOptions) -> Result<Self, Error> {
        let held = match &place.pool {
            Some(pool) => pool.acquire().await.map(Held::Pooled),
            None => place.options.connect().await.map(Held::Own),
        };
        let held = held.map_err(|e| {
            let url = place.options.to_url_lossy();
            Error::Connect { database: place.shown.clone(), reason: connect_reason(&e, url.as_str()) }
        })?;
        Ok(Self {
            held,
            options: place.options,
            schema: String::new(),
            search_path: String::new(),
            ddl_lock_timeout_ms: options.ddl_lock_timeout.as_millis().max(1),
            statement_timeout_ms: options.statement_timeout.map(|t| t.as_millis().max(1)),
            watch: true,
            pid: None,
        })
    }

    pub(crate) fn conn(&mut self) -> Result<&mut PgConnection, Fault> {
        match &mut self.held {
            Held::Own(conn) => Ok(conn),
            Held::Pooled(conn) => Ok(conn),
            Held::Gone => Err(Fault::new(Kind::Lost, "the connection is closed")),
        }
    }

    async fn send(&mut self, sql: String, mut on_row: impl FnMut(Row) + Send) -> Result<(), Fault> {
        let conn = self.conn()?;
        let stream = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(conn);
        let on_row = |row: PgRow| {
            on_row(to_text(&row)?);
            Ok(())
        };
        drain(stream, false, on_row).await.map_err(|(done, error)| match error {
            Ok(error) => fault::read(&error, done),
            Err(fault) => fault,
        })
    }

    /// Begins a transaction with the lock, if it can be had. The first row is the server's version.
    fn begin_message(&self) -> String {
        let mut sql = String::from("BEGIN ISOLATION LEVEL READ COMMITTED;\n");
        sql.push_str("SELECT current_setting('server_version_num'), current_setting('server_version');\n");
        sql.push_str(&format!("SET LOCAL lock_timeout = {};\n", self.ddl_lock_timeout_ms));
        sql.push_str("SET LOCAL idle_in_transaction_session_timeout = 0;\n");
        if let Some(ms) = self.statement_timeout_ms {
            sql.push_str(&format!("SET LOCAL statement_timeout = {ms};\n"));
        }
        if self.watch {
            sql.push_str(
                "SELECT set_config('client_connection_check_interval', '500ms', true) \
                 WHERE current_setting('server_version_num')::int >= 140000;\n",
            );
        }
        if !self.search_path.is_empty() {
            sql.push_str(&self.set_search_path());
        }
        sql.push_str(&format!(
            "SELECT pg_try_advisory_xact_lock({KEY}), quote_ident(current_schema()), current_setting('search_path');\n"
        ));
        sql
    }

    /// What the server says of the lock. One that is too old says so, whatever else it does not understand.
    async fn begin(&mut self) -> Result<Row, Fault> {
        let mut rows: Vec<Row> = Vec::new();
        let begun = self.send(self.begin_message(), |row| rows.push(row)).await;
        if let Some(reason) = rows.first().and_then(too_old) {
            self.rollback().await;
            return Err(Fault::new(Kind::Other, reason));
        }
        begun.map(|()| rows.pop().unwrap_or_default())
    }

    fn set_search_path(&self) -> String {
        let path = Dialect::Postgres.quote_text(&self.search_path);
        format!("SELECT set_config('search_path', {path}, true);\n")
    }
}

/// Why a server with this version is not served, if it is not.
fn too_old(row: &Row) -> Option<String> {
    let [Some(number), Some(name)] = row.as_slice() else { return None };
    let is_old = number.parse::<u32>().is_ok_and(|number| number < OLDEST * 10_000);
    is_old.then(|| {
        format!("the server is PostgreSQL {name}, and zmig needs {OLDEST} or later: update the server")
    })
}

pub(super) fn connect_reason(error: &sqlx::Error, url: &str) -> String {
    let reason = match error {
        // The driver's own text goes on about lines of the server's source.
        sqlx::Error::Database(said) => said.message().to_owned(),
        sqlx::Error::PoolTimedOut => {
            "the pool has no connection to spare; give the run a pool of its own, a larger one, or a URL"
                .to_owned()
        }
        error => error.to_string(),
    };
    hide_password(&reason, url)
}

fn to_text(row: &PgRow) -> Result<Row, Fault> {
    let broken = |e: &dyn std::fmt::Display| Fault::new(Kind::Other, format!("a value cannot be read: {e}"));
    (0..row.len())
        .map(|i| {
            let value = row.try_get_raw(i).map_err(|e| broken(&e))?;
            if sqlx::ValueRef::is_null(&value) {
                return Ok(None);
            }
            value.as_str().map(|text| Some(text.to_owned())).map_err(|e| broken(&e))
        })
        .collect()
}

fn first_is_true(row: Option<&Row>) -> bool {
    row.and_then(|r| r.first()?.as_deref()) == Some("t")
}

impl Driver for PostgresDriver {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn newest(&mut self) -> Result<Option<String>, Fault> {
        // The table that is found may be another schema's, further down the search path. To ask the catalog which one
        // it is would take as long again as the rest.
        let sql = format!(
            "SELECT set_digest, database_schema = current_schema() FROM {TABLE} ORDER BY id DESC LIMIT 1"
        );
        match self.query(sql).await {
            Ok(rows) => Ok(rows.into_iter().next().and_then(|row| {
                let [digest, here] = <[Option<String>; 2]>::try_from(row).ok()?;
                digest.filter(|_| here.as_deref() == Some("t"))
            })),
            Err(fault) if fault.kind == Kind::NoTable => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn take_over(&mut self) -> Result<(), Fault> {
        self.held = match std::mem::replace(&mut self.held, Held::Gone) {
            Held::Pooled(conn) => Held::Own(conn.detach()),
            held => held,
        };
        Ok(())
    }

    async fn try_begin(&mut self, _: bool) -> Result<bool, Fault> {
        let row = match self.begin().await {
            // Not every platform can notice that a client is gone.
            Err(fault) if self.watch && fault.code.as_deref() == Some("22023") => {
                self.watch = false;
                self.rollback().await;
                self.begin().await?
            }
            other => other?,
        };
        let [got, schema, search_path] = row.as_slice() else {
            return Err(Fault::new(Kind::Other, "the server did not answer about the lock"));
        };
        let Some(schema) = schema else {
            self.rollback().await;
            let reason = "there is no schema to create tables in: `search_path` names none that exists";
            return Err(Fault::new(Kind::Other, reason));
        };
        if got.as_deref() != Some("t") {
            self.rollback().await;
            return Ok(false);
        }
        self.schema.clone_from(schema);
        if self.search_path.is_empty() {
            self.search_path = search_path.clone().unwrap_or_default();
        }
        Ok(true)
    }

    fn connection(&mut self) -> Result<HookConnection<'_>, Fault> {
        self.conn().map(HookConnection::Postgres)
    }

    async fn after_call(&mut self, in_order: bool) -> Result<(), Fault> {
        self.conn()?.clear_cached_statements().await.map_err(|e| fault::read(&e, 0))?;
        if in_order && !self.search_path.is_empty() {
            self.execute(self.set_search_path()).await?;
        }
        Ok(())
    }

    fn read_error(error: &sqlx::Error) -> Fault {
        fault::read(error, 0)
    }

    async fn commit(&mut self) -> Result<(), Fault> {
        self.execute("COMMIT".to_owned()).await.map(|_| ())
    }

    async fn rollback(&mut self) {
        if let Err(fault) = self.execute("ROLLBACK".to_owned()).await {
            tracing::debug!(error = fault.text(), "rolling back");
        }
    }

    async fn facts(&mut self) -> Result<Facts, Fault> {
        let sql = format!(
            "SELECT quote_ident(current_schema()), \
             to_regclass(quote_ident(current_schema()) || '.{TABLE}') IS NOT NULL, \
             EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) \
                     AND relkind IN ('r', 'p', 'v', 'm', 'f') AND left(relname, {}) <> '{TABLE}')",
            TABLE.len()
        );
        let rows = self.query(sql).await?;
        let Some([schema, history, other]) = rows.first().map(Vec::as_slice) else {
            return Err(Fault::new(Kind::Other, "the server did not answer about its tables"));
        };
        self.schema = schema.clone().ok_or_else(|| {
            Fault::new(Kind::Other, "there is no schema to look in: `search_path` names none that exists")
        })?;
        let is = |value: &Option<String>| value.as_deref() == Some("t");
        Ok(Facts { history: is(history), other_tables: is(other) })
    }

    fn table(&self, name: &str) -> String {
        format!("{}.{}", self.schema, Dialect::Postgres.quote_name(name))
    }

    fn home(&self) -> String {
        match self.schema.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
            Some(quoted) => quoted.replace("\"\"", "\""),
            None => self.schema.clone(),
        }
    }

    async fn run(&mut self, sql: String, mark: &str, _: bool, marked: &mut Vec<Row>) -> Result<(), Fault> {
        let keep = |row: Row| {
            if row.first().and_then(Option::as_deref) == Some(mark) {
                marked.push(row);
            }
        };
        self.send(sql, keep).await
    }

    async fn execute(&mut self, sql: String) -> Result<Option<Row>, Fault> {
        let mut last = None;
        self.send(sql, |row| last = Some(row)).await?;
        Ok(last)
    }

    async fn query(&mut self, sql: String) -> Result<Vec<Row>, Fault> {
        let mut rows = Vec::new();
        self.send(sql, |row| rows.push(row)).await?;
        Ok(rows)
    }

    fn restore_session(&self, sql: &str) -> Option<String> {
        let touched = sql.to_ascii_lowercase().contains("search_path");
        (touched && !self.search_path.is_empty()).then(|| self.set_search_path())
    }

    async fn before_rebuild(&mut self, _: &str, _: &str, _: &str) -> Result<Dependants, Fault> {
        Ok(Dependants::default())
    }

    async fn after_rebuild(&mut self, _: &str, _: Dependants, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn has_sets_inside(&mut self, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }

    async fn take_sets_out(&mut self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn broken_references(&mut self) -> Result<Vec<String>, Fault> {
        Ok(Vec::new())
    }

    async fn open_session(&mut self) -> Result<(), Error> {
        session::open(self).await
    }

    async fn try_lock_session(&mut self) -> Result<bool, Fault> {
        let row = self.execute(format!("SELECT pg_try_advisory_lock({KEY})")).await?;
        Ok(first_is_true(row.as_ref()))
    }

    async fn holds_session(&mut self) -> Result<bool, Fault> {
        session::holds(self).await
    }

    async fn unlock_session(&mut self) {
        if let Err(fault) = self.execute(format!("SELECT pg_advisory_unlock({KEY})")).await {
            tracing::debug!(error = fault.text(), "unlocking");
        }
    }

    async fn clear_leftovers(&mut self, sql: &str) -> Result<(), Fault> {
        session::drop_invalid_indexes(self, sql).await
    }

    /// A message is one transaction of the server's, so an error takes all of it back.
    fn is_clean_after_error(&self, _: &str) -> bool {
        true
    }

    async fn catalog(
        &mut self,
        home: Option<&str>,
        options: &IntrospectOptions,
    ) -> Result<Introspection, Error> {
        super::introspect::read(self, home, options).await
    }

    async fn holder(&mut self) -> Option<String> {
        session::holder(self).await
    }

    fn source(&self) -> Source {
        let database = self.options.get_database().unwrap_or(self.options.get_username()).to_owned();
        Source {
            place: format!("{}:{}/{database}", self.options.get_host(), self.options.get_port()),
            database,
        }
    }

    #[cfg(feature = "backup")]
    async fn copy_out(
        &mut self,
        folder: &std::path::Path,
        tables: Option<&std::collections::BTreeSet<String>>,
    ) -> Result<crate::backup::Contents, crate::backup::Broken> {
        super::backup::copy_out(self, folder, tables).await
    }

    #[cfg(feature = "backup")]
    async fn put_back(
        &mut self,
        folder: &std::path::Path,
        manifest: &crate::backup::Manifest,
    ) -> Result<(), crate::backup::Broken> {
        super::restore::put_back(self, folder, manifest).await
    }

    async fn close(self) {
        let closed = match self.held {
            Held::Own(conn) => conn.close().await,
            Held::Pooled(_) | Held::Gone => Ok(()),
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "closing the connection");
        }
    }
}
