//! The databases that scripts run on, and SQL by hand.

use sqlx::{Column as _, Connection as _, Row as _, ValueRef as _};
use std::sync::atomic::{AtomicU32, Ordering};

/// A kind of databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub(super) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// As a case names it.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|b| b.name() == name)
            .ok_or_else(|| format!("no backend is called `{name}`"))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A database of PostgreSQL's for one script; dropped at its end.
pub(super) struct Postgres {
    admin: String,
    pub(super) name: String,
}

impl Postgres {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let admin = std::env::var("ZMIG_TEST_POSTGRES_URL")
            .expect("ZMIG_TEST_POSTGRES_URL names no PostgreSQL to test with: run ./test, which starts one");
        let name = format!("zmig_script_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        query(&admin, &format!("CREATE DATABASE {name}")).unwrap();
        Self { admin, name }
    }

    pub(super) fn url(&self) -> String {
        let (server, _) = self.admin.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    /// As messages show it.
    pub(super) fn shown_url(&self) -> String {
        self.password().map_or_else(|| self.url(), |password| self.url().replace(password, "***"))
    }

    /// What no output may hold.
    pub(super) fn password(&self) -> Option<&str> {
        let (user, _) = self.admin.split_once("://")?.1.rsplit_once('@')?;
        user.split_once(':').map(|(_, password)| password)
    }

    /// Host and port.
    pub(super) fn server(&self) -> &str {
        let rest = self.admin.rsplit_once('@').map_or(self.admin.as_str(), |(_, rest)| rest);
        rest.split_once('/').map_or(rest, |(server, _)| server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            query(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).unwrap();
        }
    }
}

/// Runs SQL and prints its rows as the tools of the databases do for programs: a row a line, `|` between values.
pub(super) fn query(url: &str, sql: &str) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    runtime.block_on(async {
        if url.starts_with("postgres") {
            let mut connection = sqlx::PgConnection::connect(url).await.map_err(|e| e.to_string())?;
            let rows = sqlx::raw_sql(sql).fetch_all(&mut connection).await.map_err(|e| said(&e))?;
            let value = |row: &sqlx::postgres::PgRow, n: usize| match row.try_get_raw(n) {
                Ok(value) if value.is_null() => String::new(),
                Ok(value) => value.as_str().unwrap_or("?").to_owned(),
                Err(e) => e.to_string(),
            };
            let line = |row: &sqlx::postgres::PgRow| {
                row.columns().iter().map(|c| value(row, c.ordinal())).collect::<Vec<_>>().join("|") + "\n"
            };
            Ok(rows.iter().map(line).collect())
        } else {
            let mut connection = sqlx::SqliteConnection::connect(url).await.map_err(|e| e.to_string())?;
            let rows = sqlx::raw_sql(sql).fetch_all(&mut connection).await.map_err(|e| said(&e))?;
            let value = |row: &sqlx::sqlite::SqliteRow, n: usize| {
                row.try_get_unchecked::<Option<String>, _>(n).map(Option::unwrap_or_default)
            };
            let line = |row: &sqlx::sqlite::SqliteRow| {
                let all =
                    row.columns().iter().map(|c| value(row, c.ordinal()).unwrap_or_else(|e| e.to_string()));
                all.collect::<Vec<_>>().join("|") + "\n"
            };
            Ok(rows.iter().map(line).collect())
        }
    })
}

fn said(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |e| e.message().to_owned())
}
