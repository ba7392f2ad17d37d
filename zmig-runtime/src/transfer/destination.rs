//! Where rows go to.

use super::{Shape, TableReader};
use crate::Error;
use crate::csv::digest::RowsDigest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zmig_core::Schema;

/// How far a transfer came: what is committed in the target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// The transfer: a digest of all that it carries, so that only the same rows go on where a killed one stopped.
    pub transfer: String,
    /// Rows that are committed, by table.
    pub rows: BTreeMap<String, u64>,
    /// Whether indexes and keys have been taken away.
    pub set_aside: bool,
    /// The statements that make them again, in order.
    pub restore: Vec<String>,
}

/// What is committed when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commits {
    /// Everything at the end, in [`Destination::end`]: whatever goes wrong before, nothing is changed. For what is loaded
    /// in a minute.
    Once,
    /// Batches of rows, each with the checkpoint, so that a killed transfer goes on where it stopped. Every cell was
    /// checked before.
    Batches,
}

/// A database whose tables are there and empty. It is locked against other runners from [`Destination::begin`] until it is
/// closed or dropped, which rolls back what is not committed.
pub(crate) trait Destination: Send {
    /// What it holds, without zmig's own tables.
    fn schema(&mut self) -> impl Future<Output = Result<Schema, Error>> + Send;

    /// The checkpoint of this transfer, or a new one.
    ///
    /// # Errors
    /// Where a table holds rows that this transfer did not bring, or another transfer was not finished: all are named.
    fn begin(
        &mut self,
        transfer: &str,
        commits: Commits,
        shapes: &[Shape],
    ) -> impl Future<Output = Result<Checkpoint, Error>> + Send;

    /// Takes indexes, foreign keys and triggers of these tables away, and keeps in the checkpoint how they are made again;
    /// does nothing where that is done already.
    fn set_aside(
        &mut self,
        checkpoint: &mut Checkpoint,
        shapes: &[Shape],
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Loads a table's records, which the checkpoint says are not there yet: the reader stands at the first of them.
    /// `progress` is told how many rows of the table are loaded. Each record is given to [`TableReader::check`] first.
    ///
    /// # Errors
    /// [`Error::Csv`] with every cell that is no value of its column, after all were looked at; and what the database says.
    fn copy_in(
        &mut self,
        checkpoint: &mut Checkpoint,
        reader: TableReader,
        progress: Progress,
    ) -> impl Future<Output = Result<TableReader, Error>> + Send;

    /// Makes indexes and keys again, and sets what numbers rows past the greatest number, which an insert proves that is
    /// taken back.
    fn restore(
        &mut self,
        checkpoint: &mut Checkpoint,
        shapes: &[Shape],
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Reads a table back.
    fn digest(&mut self, shape: &Shape) -> impl Future<Output = Result<RowsDigest, Error>> + Send;

    /// Commits, and forgets the checkpoint: the transfer is done.
    fn end(&mut self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Gives the connection back.
    fn close(self) -> impl Future<Output = ()> + Send;
}

/// Who is told how many rows of a table are there.
pub(crate) type Progress = std::sync::Arc<dyn Fn(u64) + Send + Sync>;
