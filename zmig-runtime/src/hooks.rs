//! Functions of the application that migrations call: hooks.

use crate::data;
use crate::driver::{Driver, Fault, Kind};
use crate::job::{Direction, Job};
use crate::{Cause, Error, RunOptions};
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

/// Why a hook failed: any error. It rolls the migration back.
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

/// What a hook returns: `Box::pin(async move { … })`.
pub type HookFuture<'a> = Pin<Box<dyn Future<Output = Result<(), HookError>> + Send + 'a>>;

pub(crate) type Function = Arc<dyn for<'a> Fn(HookContext<'a>) -> HookFuture<'a> + Send + Sync>;

/// What a hook is given: the connection of the migration's own transaction, and what is being migrated.
///
/// The transaction is the runner's: a hook neither commits nor rolls back. It may be called again where the runner has to
/// try the migration again, after everything that it did in the database was rolled back.
#[derive(Debug)]
pub struct HookContext<'a> {
    /// The connection, in its transaction.
    pub connection: HookConnection<'a>,
    /// The migration's name.
    pub migration: &'a str,
    /// The schema's name.
    pub schema: &'a str,
    /// The version that the database comes from; none before the first. For a data migration, the one that it follows.
    pub from: Option<&'a str>,
    /// The version that it goes to; none when the first is taken back. For a data migration, the one that it follows.
    pub to: Option<&'a str>,
    /// Whether the migration is applied; otherwise it is taken back.
    pub is_up: bool,
}

/// A connection, as sqlx has it: `sqlx::query(…).execute(&mut *conn)`.
#[derive(Debug)]
#[non_exhaustive]
pub enum HookConnection<'a> {
    /// To SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(&'a mut sqlx::SqliteConnection),
    /// To PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'a mut sqlx::PgConnection),
    /// To nothing: no backend is compiled in.
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    None(std::convert::Infallible, std::marker::PhantomData<&'a ()>),
}

impl HookContext<'_> {
    /// The connection, for a hook that is only for SQLite.
    ///
    /// # Errors
    /// Where the database is another.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&mut self) -> Result<&mut sqlx::SqliteConnection, HookError> {
        match &mut self.connection {
            HookConnection::Sqlite(conn) => Ok(conn),
            #[cfg(feature = "postgres")]
            HookConnection::Postgres(_) => {
                Err("this hook is for SQLite, and the database is PostgreSQL".into())
            }
        }
    }

    /// The connection, for a hook that is only for PostgreSQL.
    ///
    /// # Errors
    /// Where the database is another.
    #[cfg(feature = "postgres")]
    pub fn postgres(&mut self) -> Result<&mut sqlx::PgConnection, HookError> {
        match &mut self.connection {
            HookConnection::Postgres(conn) => Ok(conn),
            #[cfg(feature = "sqlite")]
            HookConnection::Sqlite(_) => {
                Err("this hook is for PostgreSQL, and the database is SQLite".into())
            }
        }
    }

    /// Runs statements that any database understands. Says how many rows they changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(&mut self, sql: impl sqlx::SqlSafeStr + Send) -> Result<u64, HookError> {
        let sql = sql.into_sql_str();
        match &mut self.connection {
            #[cfg(feature = "sqlite")]
            HookConnection::Sqlite(conn) => {
                Ok(sqlx::raw_sql(sql).execute(&mut **conn).await?.rows_affected())
            }
            #[cfg(feature = "postgres")]
            HookConnection::Postgres(conn) => {
                Ok(sqlx::raw_sql(sql).execute(&mut **conn).await?.rows_affected())
            }
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            HookConnection::None(never, _) => match *never {},
        }
    }
}

impl RunOptions {
    /// Registers a function under the name by which migrations call it (`zMigrationHooks`). It gets the connection of the
    /// migration's own transaction; an error or a panic rolls the migration back.
    ///
    /// ```
    /// use zmig_runtime::{HookContext, HookFuture, RunOptions};
    ///
    /// fn fill_slugs(mut cx: HookContext<'_>) -> HookFuture<'_> {
    ///     Box::pin(async move {
    ///         cx.execute("UPDATE products SET slug = lower(title)").await?;
    ///         Ok(())
    ///     })
    /// }
    ///
    /// let options = RunOptions::default()
    ///     .hook("fill_slugs", fill_slugs)
    ///     .hook("say_so", |cx| Box::pin(async move { Ok(println!("{} is done", cx.migration)) }));
    /// # let _ = options;
    /// ```
    pub fn hook<F>(mut self, name: impl Into<String>, function: F) -> Self
    where
        F: for<'a> Fn(HookContext<'a>) -> HookFuture<'a> + Send + Sync + 'static,
    {
        self.functions.insert(name.into(), Arc::new(function));
        self
    }
}

/// The functions that a run may call, by name.
#[derive(Clone, Default)]
pub(crate) struct Functions {
    by_name: BTreeMap<String, Function>,
    /// Whether calls are passed over: where a scratch database is only to show what the SQL makes.
    passed_over: bool,
}

impl Functions {
    pub(crate) fn insert(&mut self, name: String, function: Function) {
        self.by_name.insert(name, function);
    }

    /// Passes over every call.
    #[cfg(feature = "verify")]
    pub(crate) fn none_called() -> Self {
        Self { passed_over: true, ..Self::default() }
    }

    /// Refuses work that calls what is not registered.
    pub(crate) fn check(&self, jobs: &[Job<'_>]) -> Result<(), Error> {
        if self.passed_over {
            return Ok(());
        }
        let calls =
            jobs.iter().flat_map(|job| job.file.steps.iter().filter_map(move |s| Some((job, s.call?))));
        let missing: Vec<MissingFunction> = calls
            .filter(|(_, name)| !self.by_name.contains_key(*name))
            .map(|(job, name)| MissingFunction {
                function: name.to_owned(),
                migration: job.name().to_owned(),
                schema: job.record.schema.to_owned(),
            })
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(Error::NoFunction { missing }) }
    }

    /// Calls a function in the open transaction.
    pub(crate) async fn call<D: Driver>(
        &self,
        driver: &mut D,
        job: &Job<'_>,
        name: &str,
    ) -> Result<(), (Kind, Cause)> {
        if self.passed_over {
            return Ok(());
        }
        let cause = |fault: Fault| (fault.kind, Cause::Hook { name: name.to_owned(), message: fault.text() });
        let Some(function) = self.by_name.get(name) else {
            return Err(cause(Fault::new(Kind::Other, "it is not registered")));
        };
        let record = &job.record;
        let place = data::place_of(&record.meta);
        let context = HookContext {
            connection: driver.connection().map_err(cause)?,
            migration: record.migration,
            schema: place.map_or(record.schema, |(schema, _)| schema),
            from: place.map_or(record.from, |(_, version)| Some(version)),
            to: place.map_or(record.to, |(_, version)| Some(version)),
            is_up: job.direction == Direction::Up,
        };
        tracing::info!(migration = record.migration, function = name, "calling");
        let result = caught(|| function(context)).await.map_err(|error| cause(read::<D>(&error)));
        // What the function prepared goes also where it failed: the session may be a pooler's.
        let after = driver.after_call(result.is_ok()).await.map_err(cause);
        result.and(after)
    }
}

/// Runs what a function begins; a panic is an error like others.
pub(crate) async fn caught<'a>(begin: impl FnOnce() -> HookFuture<'a>) -> Result<(), HookError> {
    let panicked = |payload: Box<dyn Any + Send>| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        HookError::from(format!("it panicked: {}", text.as_deref().unwrap_or("without a message")))
    };
    let mut future = catch_unwind(AssertUnwindSafe(begin)).map_err(panicked)?;
    std::future::poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(polled) => polled,
        Err(payload) => Poll::Ready(Err(panicked(payload))),
    })
    .await
}

/// What the runner makes of a function's error: one of the database's decides whether another try helps.
pub(crate) fn read<D: Driver>(error: &HookError) -> Fault {
    match error.downcast_ref::<sqlx::Error>() {
        Some(error @ (sqlx::Error::Database(_) | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed)) => {
            let fault = D::read_error(error);
            // What ends a file's transaction is no business of a function's.
            if fault.kind == Kind::NotInTransaction { Fault { kind: Kind::Other, ..fault } } else { fault }
        }
        _ => Fault::new(Kind::Other, error.to_string()),
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

/// A function that a migration calls and the program has not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingFunction {
    /// Its name.
    pub function: String,
    /// The migration.
    pub migration: String,
    /// The migration's schema.
    pub schema: String,
}

/// The message about functions that are not there.
pub(crate) fn show_missing(missing: &[MissingFunction]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("a migration calls a function that this program has not registered");
    for MissingFunction { function, migration, schema } in missing {
        let _ = write!(text, "\n  {migration} of {schema} calls `{function}`");
    }
    let name = missing.first().map_or("", |m| m.function.as_str());
    let line = match data::called(name) {
        Some(id) => format!("RunOptions::default().data_migration(DataMigration::new({id:?}, …).down(…))"),
        None => format!("RunOptions::default().hook({name:?}, |mut cx| Box::pin(async move {{ … }}))"),
    };
    let _ = write!(
        text,
        "\n  nothing was changed\n  next: run with `{line}`; \
         `cargo zmig` has no functions of yours, so let the program migrate that has them"
    );
    text
}
