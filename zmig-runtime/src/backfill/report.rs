//! What a backfill did.

use crate::report::{Time, milliseconds};
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// What a backfill did. Prints as a line for people, serialises for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BackfillReport {
    /// Its id.
    pub id: String,
    /// How many rows this run changed.
    pub rows: u64,
    /// How many rows all runs and processes changed together.
    pub total_rows: u64,
    /// How many batches this run committed, those without a row to change included.
    pub batches: u64,
    /// How many rows a batch looked at in the end: fewer than asked for where one ran into a time-out.
    pub batch_size: u32,
    /// How often a batch was tried again, for a lock or a time-out.
    pub retries: u32,
    /// Whether it went on with what an earlier run had begun.
    pub resumed: bool,
    /// Whether it was finished before, so that nothing was done.
    pub was_done: bool,
    /// How long all of it took, pauses included, in milliseconds.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

impl BackfillReport {
    pub(super) fn new(id: &str, batch_size: u32) -> Self {
        Self {
            id: id.to_owned(),
            rows: 0,
            total_rows: 0,
            batches: 0,
            batch_size,
            retries: 0,
            resumed: false,
            was_done: false,
            elapsed: Duration::ZERO,
        }
    }
}

impl fmt::Display for BackfillReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.was_done {
            return write!(f, "{}: done already, {} rows in all", self.id, self.total_rows);
        }
        write!(f, "{}: {} rows in {} batches, {}", self.id, self.rows, self.batches, Time(self.elapsed))?;
        if self.resumed || self.total_rows != self.rows {
            write!(f, "; {} rows in all", self.total_rows)?;
        }
        if self.retries > 0 {
            write!(f, "; {} tries more, {} rows a batch in the end", self.retries, self.batch_size)?;
        }
        Ok(())
    }
}
