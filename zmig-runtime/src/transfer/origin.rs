//! Where rows come from.

use super::{Shape, TableWriter};
use crate::Error;
use zmig_core::Schema;

/// A database that is read. Everything is read in one state of it, and nothing is written.
pub(crate) trait Origin: Send {
    /// What it is called in names of folders: `csv`, `sqlite`, `postgres`.
    const BACKEND: &'static str;

    /// What it holds, without zmig's own tables.
    fn schema(&mut self) -> impl Future<Output = Result<Schema, Error>> + Send;

    /// How many rows a table has.
    fn count(&mut self, shape: &Shape) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Writes the rows of a table; the writer comes back.
    fn copy_out(
        &mut self,
        shape: &Shape,
        out: TableWriter,
    ) -> impl Future<Output = Result<TableWriter, Error>> + Send;

    /// Gives the connection back.
    fn close(self) -> impl Future<Output = ()> + Send;
}
