//! A database for one test, of either kind, gone after it.

use sqlx::{Connection, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// An empty database of the test's own.
pub(crate) enum Fresh {
    /// A file in a folder of its own.
    Sqlite(TempDir),
    /// A database of its own on the server that `ZMIG_TEST_POSTGRES_URL` names.
    Postgres { server: String, name: String },
}

impl Fresh {
    /// One of each kind.
    pub(crate) async fn each() -> [Self; 2] {
        [Self::Sqlite(tempfile::tempdir().expect("a folder")), Self::postgres().await]
    }

    async fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("ZMIG_TEST_POSTGRES_URL").expect(
            "ZMIG_TEST_POSTGRES_URL names no PostgreSQL server for the tests: run ./test, which starts one",
        );
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("zmig_suite_{}_{number}", std::process::id());
        run(&server, format!("CREATE DATABASE {name}")).await;
        Self::Postgres { server, name }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display()),
            Self::Postgres { server, name } => {
                let (before, _) = server.rsplit_once('/').expect("a URL with a database");
                format!("{before}/{name}")
            }
        }
    }

    /// Takes it away. A test that fails leaves it, which the throw-away server does not mind.
    pub(crate) async fn remove(self) {
        if let Self::Postgres { server, name } = self {
            run(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.expect("the server of ZMIG_TEST_POSTGRES_URL");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("a database comes or goes");
}
