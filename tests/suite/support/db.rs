//! Throw-away databases: a file of SQLite, a database of the PostgreSQL server that `./test` starts.

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions as _, Connection as _, Executor as _, Row as _};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use zmig_core::Dialect;

/// What a database of SQLite is called in its folder.
const FILE: &str = "test.db";

/// A row, each value as text.
pub(crate) type TextRow = Vec<Option<String>>;

/// A database that is there for one test.
pub(crate) struct Db {
    pub(crate) dialect: Dialect,
    pool: Pool,
    /// What goes with it.
    place: Place,
}

enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

enum Place {
    Folder(tempfile::TempDir),
    Memory,
    Database { name: String, server: Box<PgConnectOptions> },
}

impl Db {
    /// An empty database.
    pub(crate) async fn new(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let pool = sqlite_pool(folder.path()).await;
                Self { dialect, pool: Pool::Sqlite(pool), place: Place::Folder(folder) }
            }
            Dialect::Postgres => {
                let server = server();
                let name = unique_name();
                let mut admin = server.connect().await.expect("the test server answers");
                admin
                    .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                    .await
                    .expect("a new database");
                admin.close().await.expect("closes");
                let pool = postgres_pool(&server, &name).await;
                Self {
                    dialect,
                    pool: Pool::Postgres(pool),
                    place: Place::Database { name, server: Box::new(server) },
                }
            }
        }
    }

    /// What zmig finds in it.
    pub(crate) async fn introspect(&self) -> zmig::Introspection {
        self.try_introspect().await.expect("the catalog can be read")
    }

    /// What zmig finds in it, if it can.
    pub(crate) async fn try_introspect(&self) -> Result<zmig::Introspection, zmig::Error> {
        let options = zmig::IntrospectOptions::default();
        match (&self.pool, &self.place) {
            // A pooler's sessions have read a catalog before, which is ten times quicker than a new session's first time.
            (_, Place::Database { name, .. }) => zmig::introspect(&pooled_url(name), &options).await,
            (Pool::Sqlite(pool), _) => zmig::introspect(pool, &options).await,
            (Pool::Postgres(pool), _) => zmig::introspect(pool, &options).await,
        }
    }

    /// Whether it is a PostgreSQL from before that version.
    pub(crate) async fn is_older_than(&self, version: u32) -> bool {
        match self.dialect {
            Dialect::Sqlite => false,
            Dialect::Postgres => {
                let found = self.rows("SHOW server_version_num").await;
                let number = found[0][0].as_deref().and_then(|n| n.parse::<u32>().ok());
                number.is_some_and(|n| n / 10_000 < version)
            }
        }
    }

    /// Has zmig's runner apply what is pending.
    pub(crate) async fn run_pending(
        &self,
        migrations: &zmig::Migrations,
    ) -> Result<zmig::Report, zmig::Error> {
        match &self.pool {
            Pool::Sqlite(pool) => migrations.run_pending(pool).await,
            Pool::Postgres(pool) => migrations.run_pending(pool).await,
        }
    }

    /// Has zmig's runner take something back.
    pub(crate) async fn rollback(
        &self,
        migrations: &zmig::Migrations,
        target: zmig::RollbackTarget,
    ) -> Result<zmig::Report, zmig::Error> {
        match &self.pool {
            Pool::Sqlite(pool) => migrations.rollback(pool, target).await,
            Pool::Postgres(pool) => migrations.rollback(pool, target).await,
        }
    }

    /// An empty database that is the quickest of its kind: SQLite's is in memory.
    pub(crate) async fn quick(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => {
                Self { dialect, pool: Pool::Sqlite(memory_pool().await), place: Place::Memory }
            }
            Dialect::Postgres => Self::new(dialect).await,
        }
    }

    /// One of each kind.
    pub(crate) async fn each() -> [Self; 2] {
        [Self::new(Dialect::Sqlite).await, Self::new(Dialect::Postgres).await]
    }

    /// Where it is, for a program of its own.
    pub(crate) fn url(&self) -> String {
        match &self.place {
            Place::Folder(folder) => format!("sqlite://{}?mode=rwc", folder.path().join(FILE).display()),
            Place::Memory => unreachable!("a database in memory is this program's own"),
            Place::Database { name, .. } => {
                let server = server_url();
                let (before, _) = server.rsplit_once('/').expect("a URL with a database");
                format!("{before}/{name}")
            }
        }
    }

    /// Drops it.
    pub(crate) async fn drop(self) {
        match self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
        if let Place::Database { name, server } = self.place {
            let mut admin = server.connect().await.expect("the test server answers");
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            admin.execute(AssertSqlSafe(sql)).await.expect("the database goes");
        }
    }

    /// Makes it empty again, which is quicker than a new one.
    pub(crate) async fn reset(&mut self) {
        match &self.place {
            Place::Database { .. } => self.reset_database().await,
            Place::Folder(_) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                self.let_go().await;
                self.pool = Pool::Sqlite(sqlite_pool(folder.path()).await);
                self.place = Place::Folder(folder);
            }
            Place::Memory => {
                self.let_go().await;
                self.pool = Pool::Sqlite(memory_pool().await);
            }
        }
    }

    async fn let_go(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// The server's own schemas stay, and `public`, as an empty one.
    async fn reset_database(&self) {
        let others = "SELECT quote_ident(nspname) FROM pg_namespace \
                      WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')";
        let mut sql = "DROP SCHEMA public CASCADE; CREATE SCHEMA public".to_owned();
        for row in self.rows(others).await {
            let name = row[0].as_deref().unwrap_or_default();
            sql.push_str(&format!("; DROP SCHEMA {name} CASCADE"));
        }
        self.run(&sql).await;
    }

    /// Takes all rows out of all tables, whoever refers to them.
    pub(crate) async fn empty(&self) {
        match self.dialect {
            Dialect::Sqlite => {
                let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                              AND name NOT LIKE '\\_\\_zmig%' ESCAPE '\\'";
                let mut sql = "PRAGMA foreign_keys = OFF".to_owned();
                for row in self.rows(tables).await {
                    let name = self.dialect.quote_name(row[0].as_deref().unwrap_or_default());
                    sql.push_str(&format!("; DELETE FROM {name}"));
                }
                self.run(&format!("{sql}; PRAGMA foreign_keys = ON")).await;
            }
            Dialect::Postgres => {
                let tables = "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables \
                              WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema' \
                              AND tablename !~ '^__zmig'";
                if let Some(names) = self.rows(tables).await.into_iter().next().and_then(|mut r| r.remove(0))
                {
                    self.run(&format!("TRUNCATE {names} CASCADE")).await;
                }
            }
        }
    }

    /// Lets go of all connections, and with them of what they left open. A database in memory stays, and an open
    /// transaction in it is taken back.
    pub(crate) async fn reconnect(&mut self) {
        self.pool = match &self.place {
            Place::Memory => {
                let _ = self.try_run("ROLLBACK").await;
                return self.run("PRAGMA foreign_keys = ON").await;
            }
            Place::Folder(folder) => {
                self.let_go().await;
                Pool::Sqlite(sqlite_pool(folder.path()).await)
            }
            Place::Database { name, server } => {
                self.let_go().await;
                Pool::Postgres(postgres_pool(server, name).await)
            }
        };
    }

    /// Runs statements as they are.
    pub(crate) async fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match &self.pool {
            Pool::Sqlite(pool) => sql.execute(pool).await.map(|_| ()),
            Pool::Postgres(pool) => sql.execute(pool).await.map(|_| ()),
        }
    }

    /// Runs statements that must succeed.
    pub(crate) async fn run(&self, sql: &str) {
        if let Err(error) = self.try_run(sql).await {
            panic!("{}: {error}\n{sql}", self.dialect);
        }
    }

    /// The rows of a query, whose columns must all be text on PostgreSQL.
    pub(crate) async fn rows(&self, sql: &str) -> Vec<TextRow> {
        self.try_rows(sql).await.unwrap_or_else(|error| panic!("{}: {error}\n{sql}", self.dialect))
    }

    /// The rows of a query that may fail.
    pub(crate) async fn try_rows(&self, sql: &str) -> Result<Vec<TextRow>, sqlx::Error> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match &self.pool {
            Pool::Sqlite(pool) => query.fetch_all(pool).await.map(|rows| {
                let value = |row: &sqlx::sqlite::SqliteRow, i| row.try_get_unchecked(i).expect("text");
                rows.iter().map(|r| (0..r.columns().len()).map(|i| value(r, i)).collect()).collect()
            }),
            Pool::Postgres(pool) => query.fetch_all(pool).await.map(|rows| {
                let value = |row: &sqlx::postgres::PgRow, i| {
                    let column = row.column(i).name().to_owned();
                    row.try_get_unchecked(i).unwrap_or_else(|e| panic!("{column}: {e}\n{sql}"))
                };
                rows.iter().map(|r| (0..r.columns().len()).map(|i| value(r, i)).collect()).collect()
            }),
        }
    }

    /// Runs sqlx's own migrator over a folder, as far as `target`.
    pub(crate) async fn migrate(&self, folder: &Path, target: Option<i64>) -> Result<(), String> {
        let migrator = Migrator::new(folder).await.map_err(|e| e.to_string())?;
        let last = migrator.iter().map(|m| m.version).max().unwrap_or_default();
        let target = target.unwrap_or(last);
        match &self.pool {
            Pool::Sqlite(pool) => migrator.run_to(target, pool).await,
            Pool::Postgres(pool) => migrator.run_to(target, pool).await,
        }
        .map_err(|e| e.to_string())
    }

    /// Takes migrations back with sqlx's own migrator, down to `target`, which stays.
    pub(crate) async fn undo(&self, folder: &Path, target: i64) -> Result<(), String> {
        let migrator = Migrator::new(folder).await.map_err(|e| e.to_string())?;
        match &self.pool {
            Pool::Sqlite(pool) => migrator.undo(pool, target).await,
            Pool::Postgres(pool) => migrator.undo(pool, target).await,
        }
        .map_err(|e| e.to_string())
    }
}

/// One connection, so that what a statement leaves behind is met by the next.
async fn sqlite_pool(folder: &Path) -> sqlx::SqlitePool {
    let options = SqliteConnectOptions::new().filename(folder.join(FILE)).create_if_missing(true);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a new file")
}

/// The connection is the database, so that it is kept.
async fn memory_pool() -> sqlx::SqlitePool {
    let options = SqlitePoolOptions::new().max_connections(1).min_connections(1);
    let options = options.idle_timeout(None).max_lifetime(None);
    options.connect("sqlite::memory:").await.expect("a database in memory")
}

async fn postgres_pool(server: &PgConnectOptions, name: &str) -> sqlx::PgPool {
    let options = server.clone().database(name).options([("timezone", "Asia/Kolkata"), ("jit", "off")]);
    PgPoolOptions::new().max_connections(1).connect_with(options).await.expect("the new database answers")
}

fn server_url() -> String {
    std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one")
}

/// A database of the server behind its transaction pooler, if there is one; else the server itself.
fn pooled_url(name: &str) -> String {
    let (url, query) = match std::env::var("ZMIG_TEST_PGBOUNCER_URL") {
        Ok(url) => (url, "?sslmode=disable&statement-cache-capacity=0"),
        Err(_) => (server_url(), ""),
    };
    let (before, _) = url.rsplit_once('/').expect("a URL with a database");
    format!("{before}/{name}{query}")
}

fn server() -> PgConnectOptions {
    server_url().parse().expect("ZMIG_TEST_POSTGRES_URL is a URL of PostgreSQL")
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("zt_{}_{}_{next}", std::process::id(), now.as_nanos())
}
