//! Backfills: rows of a large table changed page by page, in transactions of their own.
//!
//! A migration that updates a table of millions holds its locks for minutes. A backfill holds each row for the time of one
//! batch, remembers how far it came, and goes on from there whatever happened in between.

mod key;
mod progress;
mod report;
mod run;

pub use report::BackfillReport;

use crate::database::{Database, Target as Db, Work as DbWork, with_driver};
use crate::driver::Driver;
use crate::hooks::{HookConnection, HookFuture};
use crate::{Error, RunOptions};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use zmig_core::{Checksum, Dialect};

/// Rows of a table to be changed in batches, each in a transaction of its own.
///
/// It goes through the table by its primary key. How far it came is kept in the database, so that a run that was stopped or
/// killed goes on where it was; several processes may run it at once and share the batches. It ends when a look at the
/// whole table finds nothing to do.
///
/// ```no_run
/// use std::time::Duration;
/// use zmig_runtime::Backfill;
///
/// # async fn run() -> Result<(), zmig_runtime::Error> {
/// let report = Backfill::new("fill_slugs", "products", "slug IS NULL")
///     .set("slug", "lower(title)")
///     .batch(500)
///     .pause(Duration::from_millis(50))
///     .run("postgres://app@localhost/shop")
///     .await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Backfill {
    id: String,
    table: String,
    todo: String,
    work: Work,
    batch: u32,
    pause: Duration,
    share: f64,
    on_batch: Option<OnBatch>,
}

#[derive(Clone)]
enum Work {
    Set(Vec<(String, String)>),
    Each(PageFunction),
}

type OnBatch = Arc<dyn Fn(&BackfillReport) + Send + Sync>;
type PageFunction = Arc<dyn for<'a> Fn(BackfillPage<'a>) -> HookFuture<'a> + Send + Sync>;

/// The rows of one batch, for a function that changes them.
#[derive(Debug)]
pub struct BackfillPage<'a> {
    /// The connection, in the batch's transaction.
    pub connection: HookConnection<'a>,
    /// The keys of the rows that are to be done, as text, in order: the columns of the primary key.
    pub keys: &'a [Vec<String>],
    /// An SQL condition for exactly these rows: `format!("SELECT id, title FROM products WHERE {}", page.rows)`.
    pub rows: &'a str,
}

impl Backfill {
    /// A backfill of a table. By the `id` a database remembers how far it came. `todo` is the SQL condition of the rows that
    /// are still to be done, which is no longer true of them afterwards.
    pub fn new(id: impl Into<String>, table: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            table: table.into(),
            todo: todo.into(),
            work: Work::Set(Vec::new()),
            batch: 1000,
            pause: Duration::from_millis(10),
            share: 1.0,
            on_batch: None,
        }
    }

    /// Sets a column to an SQL expression over the row's columns. May be called for several columns.
    pub fn set(mut self, column: impl Into<String>, expr: impl Into<String>) -> Self {
        let one = (column.into(), expr.into());
        match &mut self.work {
            Work::Set(all) => all.push(one),
            Work::Each(_) => self.work = Work::Set(vec![one]),
        }
        self
    }

    /// Calls a function for each batch, instead of setting columns. It neither commits nor rolls back, and may be called again
    /// for a batch that was rolled back.
    pub fn each<F>(mut self, function: F) -> Self
    where
        F: for<'a> Fn(BackfillPage<'a>) -> HookFuture<'a> + Send + Sync + 'static,
    {
        self.work = Work::Each(Arc::new(function));
        self
    }

    /// How many rows a batch looks at. 1000 by default. A batch that runs into the statement's time-out is halved.
    pub fn batch(mut self, rows: u32) -> Self {
        self.batch = rows.max(1);
        self
    }

    /// The least pause between two batches. 10 ms by default.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// The greatest share of the time that batches may take, from 0 to 1: at 0.25 it rests three times as long as it works.
    pub fn share(mut self, share: f64) -> Self {
        self.share = if share.is_finite() { share.clamp(0.01, 1.0) } else { 1.0 };
        self
    }

    /// Calls a function after each batch, with what was done so far.
    pub fn on_batch(mut self, function: impl Fn(&BackfillReport) + Send + Sync + 'static) -> Self {
        self.on_batch = Some(Arc::new(function));
        self
    }

    /// Runs it to its end, or goes on with it. `db` is a sqlx pool or a URL.
    ///
    /// # Errors
    /// When a batch fails; what was committed before it stays, and the next run goes on behind it.
    pub async fn run<D: Database + ?Sized>(&self, db: &D) -> Result<BackfillReport, Error> {
        self.run_with(db, &RunOptions::default()).await
    }

    /// As [`Backfill::run`], with options: of them the time-outs and tries concern it.
    ///
    /// # Errors
    /// As [`Backfill::run`].
    pub async fn run_with<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &RunOptions,
    ) -> Result<BackfillReport, Error> {
        self.fill(&db, options).await
    }

    fn fill<'a>(&'a self, db: &'a dyn Database, options: &'a RunOptions) -> DbWork<'a, BackfillReport> {
        Box::pin(async move { with_driver!(db, options, |driver| run::run(driver, self, options)) })
    }

    /// By what a database tells that it is still the same work.
    fn checksum(&self) -> Checksum {
        let work = match &self.work {
            Work::Set(all) => all.iter().map(|(column, expr)| format!("{column} = {expr}\n")).collect(),
            Work::Each(_) => "a function".to_owned(),
        };
        Checksum::of(&format!("{}\n{}\n{work}", self.table, self.todo))
    }

    /// What it assigns, as SQL.
    fn assignments(&self, dialect: Dialect) -> String {
        let Work::Set(all) = &self.work else { return String::new() };
        let one = |(column, expr): &(String, String)| format!("{} = ({expr}\n)", dialect.quote_name(column));
        all.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// How long to rest after a batch that took so long.
    fn rest(&self, took: Duration) -> Duration {
        took.mul_f64((1.0 - self.share) / self.share).max(self.pause)
    }
}

impl fmt::Debug for Backfill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Backfill({} of {} where {})", self.id, self.table, self.todo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_at_least_the_pause_and_as_long_as_its_share_asks_for() {
        let fill = Backfill::new("a", "t", "x").pause(Duration::from_millis(10));
        assert_eq!(fill.rest(Duration::from_secs(1)), Duration::from_millis(10));
        let quarter = fill.share(0.25);
        assert_eq!(quarter.rest(Duration::from_secs(1)), Duration::from_secs(3));
        assert_eq!(quarter.rest(Duration::ZERO), Duration::from_millis(10));
        assert_eq!(quarter.share(f64::NAN).rest(Duration::from_secs(1)), Duration::from_millis(10));
    }
}
