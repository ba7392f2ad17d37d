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

/// A database whose tables are there and empty. It is locked against other runners from [`Destination::begin`] until it is
/// closed or dropped.
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
        shapes: &[Shape],
    ) -> impl Future<Output = Result<Checkpoint, Error>> + Send;

    /// Takes indexes and foreign keys of these tables away, and keeps in the checkpoint how they are made again; does
    /// nothing where that is done already.
    fn set_aside(
        &mut self,
        checkpoint: &mut Checkpoint,
        shapes: &[Shape],
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Loads a table's records from the checkpoint's row on, batch by batch, each committed together with the checkpoint.
    /// `progress` is told how many rows are committed. The reader stands at the first record that is not there yet, and
    /// comes back with the digest of what it read.
    fn copy_in(
        &mut self,
        checkpoint: &mut Checkpoint,
        reader: TableReader,
        progress: &(dyn Fn(u64) + Sync),
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

    /// Forgets the checkpoint: the transfer is done.
    fn end(&mut self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Gives the connection back.
    fn close(self) -> impl Future<Output = ()> + Send;
}
