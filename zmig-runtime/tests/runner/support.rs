//! Databases of their own for tests, and migrations that are built by hand.

use sqlx::{AssertSqlSafe, Column as _, ConnectOptions as _, Row as _, TypeInfo as _, ValueRef as _};
use std::sync::atomic::{AtomicU32, Ordering};
use zmig_core::{Checksum, SetDigest, Transaction};
use zmig_runtime::{App, Digests, Embedded, Migrations, Reversibility, Risk, Script};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
    /// A folder of CSV files.
    Csv,
}

pub const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::Csv];
pub const BOTH: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

/// A database that goes when the test ends.
pub struct Db {
    pub backend: Backend,
    pub url: String,
    folder: Option<tempfile::TempDir>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub fn server() -> String {
    std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one")
}

impl Db {
    pub async fn new(backend: Backend) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display());
                Self { backend, url, folder: Some(folder) }
            }
            Backend::Csv => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("csv:{}", folder.path().join("Data").display());
                Self { backend, url, folder: Some(folder) }
            }
            Backend::Postgres => {
                let name = format!("zmig_runner_{}_{number}", std::process::id());
                let server = server();
                on_postgres(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                on_postgres(&server, &format!("CREATE DATABASE {name}")).await;
                let (base, _) = server.rsplit_once('/').unwrap();
                Self { backend, url: format!("{base}/{name}"), folder: None }
            }
        }
    }

    /// A database that is there, and stays.
    pub fn at(backend: Backend, url: &str) -> Self {
        assert!(backend != Backend::Postgres, "others go when the test ends");
        Self { backend, url: url.to_owned(), folder: None }
    }

    pub fn path(&self) -> std::path::PathBuf {
        let name = if self.backend == Backend::Csv { "Data" } else { "app.db" };
        self.folder.as_ref().unwrap().path().join(name)
    }

    /// The rows of a query, each value as text.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.try_rows(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    pub async fn try_rows(&self, sql: &str) -> sqlx::Result<Vec<Vec<String>>> {
        match self.backend {
            Backend::Sqlite => {
                let mut conn =
                    self.url.parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap().connect().await?;
                let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut conn).await?;
                sqlx::Connection::close(conn).await?;
                Ok(rows.iter().map(sqlite_text).collect())
            }
            Backend::Csv => {
                let folder = zmig_runtime::CsvFolder::open(self.url.strip_prefix("csv:").unwrap()).unwrap();
                if sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select")) {
                    let mut data = folder.read().await.unwrap_or_else(|e| panic!("{e}"));
                    let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *data).await?;
                    return Ok(rows.iter().map(sqlite_text).collect());
                }
                let mut data = folder.begin().await.unwrap_or_else(|e| panic!("{e}"));
                let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *data).await?;
                data.commit().await.unwrap_or_else(|e| panic!("{e}"));
                Ok(rows.iter().map(sqlite_text).collect())
            }
            Backend::Postgres => {
                let mut conn =
                    self.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await?;
                let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut conn).await?;
                sqlx::Connection::close(conn).await?;
                Ok(rows.iter().map(postgres_text).collect())
            }
        }
    }

    /// One value.
    pub async fn value(&self, sql: &str) -> String {
        self.rows(sql).await.into_iter().next().and_then(|r| r.into_iter().next()).unwrap_or_default()
    }

    /// One column.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        self.rows(sql).await.into_iter().filter_map(|r| r.into_iter().next()).collect()
    }

    pub async fn has_table(&self, name: &str) -> bool {
        self.try_rows(&format!("SELECT 1 FROM {name} LIMIT 0")).await.is_ok()
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if self.backend == Backend::Postgres {
            let (_, name) = self.url.rsplit_once('/').unwrap();
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(on_postgres(&server(), &sql));
            })
            .join()
            .ok();
        }
    }
}

pub async fn on_postgres(url: &str, sql: &str) {
    let mut conn = url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
}

fn sqlite_text(row: &sqlx::sqlite::SqliteRow) -> Vec<String> {
    let text = |i: usize| {
        let value = row.try_get_raw(i).unwrap();
        if value.is_null() {
            return "NULL".to_owned();
        }
        match value.type_info().name() {
            "INTEGER" => row.get_unchecked::<i64, _>(i).to_string(),
            "REAL" => row.get_unchecked::<f64, _>(i).to_string(),
            _ => row.get_unchecked::<String, _>(i),
        }
    };
    row.columns().iter().map(|c| text(c.ordinal())).collect()
}

fn postgres_text(row: &sqlx::postgres::PgRow) -> Vec<String> {
    let text = |i: usize| {
        let value = row.try_get_raw(i).unwrap();
        if value.is_null() { "NULL".to_owned() } else { value.as_str().unwrap().to_owned() }
    };
    row.columns().iter().map(|c| text(c.ordinal())).collect()
}

/// A migration built by hand.
#[derive(Clone, Debug)]
pub struct One {
    pub name: String,
    pub schema: &'static str,
    pub parent: Option<String>,
    pub depends_on: Vec<String>,
    pub up: String,
    pub down: Option<String>,
    pub guard: Option<String>,
    pub manifest: String,
    pub risk: Risk,
}

/// The `n`th migration of the schema `s`, after the one before it.
pub fn one(n: u32, up: impl Into<String>, down: impl Into<String>) -> One {
    One {
        name: name(n),
        schema: "s",
        parent: (n > 1).then(|| name(n - 1)),
        depends_on: Vec::new(),
        up: up.into(),
        down: Some(down.into()),
        guard: None,
        manifest: r#"{ "changes": [ { "drop_table": {} } ] }"#.to_owned(),
        risk: Risk::Safe,
    }
}

pub fn name(n: u32) -> String {
    format!("2025010100{:02}{:02}_s_v1_{n}_0", n / 60, n % 60)
}

/// `count` migrations, each of which makes a table `t1`, `t2`, ….
pub fn tables(count: u32) -> Vec<One> {
    (1..=count).map(table).collect()
}

pub fn table(n: u32) -> One {
    one(n, format!("CREATE TABLE t{n} (id INTEGER PRIMARY KEY, note TEXT);\n"), format!("DROP TABLE t{n};\n"))
}

/// The migrations as `zmig::embed!()` would make them, with the same SQL for both backends.
pub fn migrations(all: &[One]) -> Migrations {
    let all: Vec<Embedded> = all.iter().enumerate().map(|(i, one)| embedded(one, i)).collect();
    let digest = SetDigest::of(
        all.iter().map(|m| (m.name, m.sqlite.as_ref().unwrap().up_hash.parse::<Checksum>().unwrap())),
    );
    let digest: &'static str = String::leak(digest.to_string());
    let app = App { name: "test-app", version: "1.2.3" };
    Migrations::__new(app, Vec::leak(all), Digests { sqlite: digest, postgres: digest })
}

fn leak(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

fn embedded(one: &One, i: usize) -> Embedded {
    let up = leak(one.up.clone());
    let down = leak(one.down.clone().unwrap_or_default());
    let outside = up.starts_with("-- no-transaction");
    let script = Script {
        up,
        down,
        up_hash: leak(Checksum::of(up).to_string()),
        down_hash: leak(Checksum::of(down).to_string()),
        transaction: if outside { Transaction::None } else { Transaction::Shared },
        reversibility: if one.down.is_some() { Reversibility::Exact } else { Reversibility::None },
        risk: one.risk,
    };
    let depends_on: Vec<&'static str> = one.depends_on.iter().map(|d| leak(d.clone())).collect();
    Embedded {
        name: leak(one.name.clone()),
        schema: one.schema,
        parent: one.parent.clone().map(leak),
        depends_on: Vec::leak(depends_on),
        replaces: &[],
        from: (i > 0).then(|| leak(format!("v1.{i}.0"))),
        to: leak(format!("v1.{}.0", i + 1)),
        data_type: None,
        part: 1,
        parts: 1,
        schema_hash: leak(Checksum::of("schema").to_string()),
        summary: leak(format!("change {}", i + 1)),
        notes: None,
        guard: one.guard.clone().map(leak),
        manifest: leak(one.manifest.clone()),
        sqlite: Some(script),
        postgres: Some(script),
    }
}

/// How many advisory locks are held in a database of PostgreSQL.
pub const ADVISORY_LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
