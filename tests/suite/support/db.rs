//! Throw-away databases: a file of SQLite, a database of the PostgreSQL server that `./test` starts.

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions as _, Connection as _, Executor as _, Row as _};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use zmig_core::Dialect;

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
            Place::Database { .. } => self.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await,
            Place::Folder(_) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                if let Pool::Sqlite(old) = &self.pool {
                    old.close().await;
                }
                self.pool = Pool::Sqlite(sqlite_pool(folder.path()).await);
                self.place = Place::Folder(folder);
            }
        }
    }

    /// Lets go of all connections, and with them of what they left open.
    pub(crate) async fn reconnect(&mut self) {
        self.pool = match (&self.pool, &self.place) {
            (Pool::Sqlite(old), Place::Folder(folder)) => {
                old.close().await;
                Pool::Sqlite(sqlite_pool(folder.path()).await)
            }
            (Pool::Postgres(old), Place::Database { name, server }) => {
                old.close().await;
                Pool::Postgres(postgres_pool(server, name).await)
            }
            _ => unreachable!("a pool has its own kind of place"),
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
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let rows = match &self.pool {
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
        };
        rows.unwrap_or_else(|error| panic!("{}: {error}\n{sql}", self.dialect))
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
    let options = SqliteConnectOptions::new().filename(folder.join("test.db")).create_if_missing(true);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a new file")
}

async fn postgres_pool(server: &PgConnectOptions, name: &str) -> sqlx::PgPool {
    let options = server.clone().database(name).options([("timezone", "Asia/Kolkata")]);
    PgPoolOptions::new().max_connections(1).connect_with(options).await.expect("the new database answers")
}

fn server() -> PgConnectOptions {
    let url = std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one");
    url.parse().expect("ZMIG_TEST_POSTGRES_URL is a URL of PostgreSQL")
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("zt_{}_{}_{next}", std::process::id(), now.as_nanos())
}
