//! PostgreSQL's half: `COPY` out and in.

mod aside;
mod checkpoint;
mod columns;
mod copy_text;
mod destination;
mod encoder;
mod form;
mod inward;
mod list;
mod numbering;
mod origin;
mod outward;
mod place;
#[cfg(test)]
mod tests;

use super::{Commits, Shape, TransferFault};
use crate::driver::{Driver as _, Fault};
use crate::error::During as _;
use crate::postgres::{Place, PostgresDriver, SETTINGS};
use crate::{Error, IntrospectOptions, Introspection, RunOptions, lock};
use encoder::Digesting;
pub(super) use origin::refuse_left_behind;
use zmig_core::{Dialect, Schema, split_qualified};

/// A database of PostgreSQL that rows come from or go to.
///
/// Rows come out in one snapshot of all tables. While they go in, the tables have no secondary indexes, no foreign keys and
/// no triggers of users: no trigger sees a row that is moved, and whoever reads the tables meanwhile meets rows whose
/// references nobody has looked at yet. What is taken away is written down in the transaction that does it.
///
/// Each transaction that writes holds the runners' lock; in between, where rows are committed in batches, nothing is held,
/// so that a pooler may stand before the server.
pub(crate) struct PostgresEnd {
    driver: PostgresDriver,
    options: RunOptions,
    /// The schema that the tables are in whose names stand alone.
    home: String,
    /// What the catalog said when it was looked at last.
    schema: Schema,
    /// Whether a transaction is open that lasts until the end: the snapshot, or a load that is committed once.
    is_whole: bool,
    commits: Commits,
    /// After how many rows a batch is committed.
    batch_rows: u64,
}

/// What every transaction goes by: no time-outs but for locks; rows that a policy hides are an error and not missing; and
/// texts of values that do not depend on the session.
fn settings() -> String {
    format!(
        "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;\n{SETTINGS}"
    )
}

const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";

impl PostgresEnd {
    pub(crate) async fn open(place: Place, options: &RunOptions) -> Result<Self, Error> {
        const LOOKING: &str = "looking for the schema that tables are in";
        let mut driver = PostgresDriver::open(place, options).await?;
        driver.take_over().await.during(LOOKING)?;
        let row = driver.execute("SELECT current_schema()".to_owned()).await.during(LOOKING)?;
        let Some(home) = row.and_then(|row| row.into_iter().next().flatten()) else {
            let message = "`search_path` names no schema that exists".to_owned();
            return Err(Error::Database { doing: LOOKING, message });
        };
        Ok(Self {
            driver,
            options: options.clone(),
            home,
            schema: Schema::default(),
            is_whole: false,
            commits: Commits::Batches,
            batch_rows: inward::BATCH_ROWS,
        })
    }

    /// A table as statements name it, whatever the search path.
    fn name_of(&self, table: &str) -> String {
        let quoted = |name: &str| Dialect::Postgres.quote_name(name);
        match split_qualified(table) {
            (Some(_), _) => Dialect::Postgres.quote_qualified(table),
            (None, bare) => format!("{}.{}", quoted(&self.home), quoted(bare)),
        }
    }

    /// The numbers of tables, as a list of SQL.
    fn oids<'a>(&self, tables: impl Iterator<Item = &'a str>) -> String {
        let oid = |table| format!("{}::regclass", Dialect::Postgres.quote_text(&self.name_of(table)));
        tables.map(oid).collect::<Vec<_>>().join(", ")
    }

    /// The columns by which a row of a table is told.
    fn key_of(&self, table: &str) -> &[String] {
        self.schema.tables.get(table).map_or(&[], |t| t.primary_key.as_slice())
    }

    /// Reads the catalog; in the transaction that is open, if one is.
    async fn look(&mut self) -> Result<Introspection, Error> {
        let found = crate::introspect::read(&mut self.driver, &IntrospectOptions::default()).await?;
        self.schema = found.schema.clone();
        Ok(found)
    }

    /// Begins a transaction that writes, where none is open for all of the load.
    async fn begin_step(&mut self) -> Result<(), Error> {
        if self.is_whole {
            return Ok(());
        }
        lock::begin(&mut self.driver, &self.options).await?;
        self.driver.execute(settings()).await.during("beginning a transaction").map(|_| ())
    }

    /// Ends it: commits what went well, and takes back what did not.
    async fn end_step<T>(&mut self, done: Result<T, Fault>) -> Result<T, Fault> {
        if self.is_whole {
            return done;
        }
        let ended = match done {
            Ok(done) => self.driver.commit().await.map(|()| done),
            Err(fault) => Err(fault),
        };
        if ended.is_err() {
            self.driver.rollback().await;
        }
        ended
    }

    /// Reads a table back.
    async fn digest_of(&mut self, shape: &Shape) -> Result<crate::csv::digest::RowsDigest, Error> {
        const READING: &str = "reading a table back";
        if !self.is_whole {
            self.driver.execute(format!("{SNAPSHOT}{}", settings())).await.during(READING)?;
        }
        let codecs = shape.columns.iter().map(|c| c.codec.clone()).collect();
        let digest = crate::csv::digest::RowsDigest::new(shape.columns.len());
        let read = outward::read(self, shape, Digesting { digest, codecs }).await;
        if !self.is_whole {
            self.driver.rollback().await;
        }
        read.map(|(_, read)| read.digest)
    }
}

/// An error of a step, with what was being done and what it leaves behind.
fn failed(doing: impl Into<String>, reason: String, state: &str) -> Error {
    let mut fault = TransferFault::new(doing, vec![reason], "mend that, and run the same again");
    state.clone_into(&mut fault.state);
    fault.into()
}
