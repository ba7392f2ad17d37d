//! Running a statement on whichever database it is: the one place where models meet sqlx.

use super::row::Row;
use super::session::Handle;
use super::sql::Statement;
use super::{ModelError, TableShape};
use sqlx::{Arguments as _, AssertSqlSafe, Executor};
use std::future::{Future, poll_fn};
use std::pin::Pin;

/// A future behind a pointer, so that a caller compiles nothing of what is below.
pub(super) type Boxed<'f, T> = Pin<Box<dyn Future<Output = Result<T, ModelError>> + Send + 'f>>;

/// What is done with each row of a result.
pub(super) type Each<'f> = &'f mut (dyn FnMut(Row<'_>) -> sqlx::Result<()> + Send);

/// What a statement does, for an error.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub what: &'static str,
    pub table: &'static TableShape,
    /// Whether it leaves the data as it is.
    pub reads: bool,
    /// Whether it only reads, and one row at most: then nobody waits for a word that there are no more.
    pub one: bool,
}

impl Doing {
    pub(super) fn failed(self, secret: bool, source: sqlx::Error) -> ModelError {
        ModelError::Database {
            doing: self.what,
            table: self.table.name,
            source,
            secret: secret || self.table.keeps_secrets(),
        }
    }
}

/// Runs a statement and gives its rows to `each`.
pub(super) fn fetch<'f>(
    on: Handle<'f>,
    statement: Statement<'f>,
    doing: Doing,
    each: Each<'f>,
) -> Boxed<'f, ()> {
    Box::pin(async move {
        let secret = statement.secret;
        match on {
            #[cfg(feature = "sqlite")]
            Handle::SqlitePool(pool) => {
                fetch_sqlite(pool, statement, doing.one, each).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "sqlite")]
            Handle::Sqlite(conn) => {
                fetch_sqlite(conn, statement, doing.one, each).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "postgres")]
            Handle::PostgresPool(pool) => {
                fetch_postgres(pool, statement, doing.one, each).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "postgres")]
            Handle::Postgres(conn) => {
                fetch_postgres(conn, statement, doing.one, each).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "csv")]
            Handle::Csv(folder) if doing.reads => {
                let mut snapshot = folder.read().await.map_err(folder_failed)?;
                fetch_sqlite(&mut *snapshot, statement, doing.one, each)
                    .await
                    .map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "csv")]
            Handle::Csv(folder) => {
                let mut change = folder.begin().await.map_err(folder_failed)?;
                fetch_sqlite(&mut *change, statement, doing.one, each)
                    .await
                    .map_err(|e| doing.failed(secret, e))?;
                change.commit().await.map_err(folder_failed)
            }
        }
    })
}

/// Runs a statement and says how many rows it changed.
pub(super) fn execute<'f>(on: Handle<'f>, statement: Statement<'f>, doing: Doing) -> Boxed<'f, u64> {
    Box::pin(async move {
        let secret = statement.secret;
        match on {
            #[cfg(feature = "sqlite")]
            Handle::SqlitePool(pool) => {
                run_sqlite(pool, statement).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "sqlite")]
            Handle::Sqlite(conn) => run_sqlite(conn, statement).await.map_err(|e| doing.failed(secret, e)),
            #[cfg(feature = "postgres")]
            Handle::PostgresPool(pool) => {
                run_postgres(pool, statement).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "postgres")]
            Handle::Postgres(conn) => {
                run_postgres(conn, statement).await.map_err(|e| doing.failed(secret, e))
            }
            #[cfg(feature = "csv")]
            Handle::Csv(folder) => {
                let mut change = folder.begin().await.map_err(folder_failed)?;
                let done = run_sqlite(&mut *change, statement).await.map_err(|e| doing.failed(secret, e))?;
                change.commit().await.map_err(folder_failed)?;
                Ok(done)
            }
        }
    })
}

#[cfg(feature = "csv")]
pub(super) fn folder_failed(error: crate::Error) -> ModelError {
    ModelError::Folder(Box::new(error))
}

macro_rules! backend {
    ($feature:literal, $fetch:ident, $run:ident, $arguments:ident, $db:ty, $args:ty, $row:ident) => {
        #[cfg(feature = $feature)]
        async fn $fetch<'f, E>(on: E, statement: Statement<'f>, one: bool, each: Each<'_>) -> sqlx::Result<()>
        where
            E: Executor<'f, Database = $db>,
        {
            let arguments = $arguments(&statement)?;
            let query = sqlx::query_with(AssertSqlSafe(statement.text), arguments);
            if one {
                return match on.fetch_optional(query).await? {
                    Some(row) => each(Row::$row(&row).by_place()),
                    None => Ok(()),
                };
            }
            let mut rows = on.fetch(query);
            while let Some(row) = poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                each(Row::$row(&row?).by_place())?;
            }
            Ok(())
        }

        #[cfg(feature = $feature)]
        pub(super) async fn $run<'f, E>(on: E, statement: Statement<'f>) -> sqlx::Result<u64>
        where
            E: Executor<'f, Database = $db>,
        {
            let arguments = $arguments(&statement)?;
            let done = on.execute(sqlx::query_with(AssertSqlSafe(statement.text), arguments)).await?;
            Ok(done.rows_affected())
        }

        #[cfg(feature = $feature)]
        fn $arguments(statement: &Statement<'_>) -> sqlx::Result<$args> {
            let mut arguments = <$args>::default();
            for value in statement.values() {
                arguments.add(value).map_err(sqlx::Error::Encode)?;
            }
            Ok(arguments)
        }
    };
}
backend!(
    "sqlite",
    fetch_sqlite,
    run_sqlite,
    sqlite_arguments,
    sqlx::Sqlite,
    sqlx::sqlite::SqliteArguments,
    sqlite
);
backend!(
    "postgres",
    fetch_postgres,
    run_postgres,
    postgres_arguments,
    sqlx::Postgres,
    sqlx::postgres::PgArguments,
    postgres
);
