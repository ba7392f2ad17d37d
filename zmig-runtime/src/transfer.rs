//! Data moved from one database to another: out into a folder of typed CSV files, and in from one.
//!
//! Whatever the two databases are, the rows pass through canonical cells (see [`crate::csv::cell`]). So each backend has
//! one way out and one way in, a move leaves a copy of the data that anybody can read, and what arrived is held against
//! what left by digests that do not know where either was.

mod destination;
mod fault;
mod origin;
mod reader;
mod shape;
mod writer;

pub(crate) use destination::{Checkpoint, Commits, Destination, Progress};
pub use fault::TransferFault;
pub(crate) use origin::Origin;
pub(crate) use reader::TableReader;
pub(crate) use shape::{ColumnShape, Shape};
pub(crate) use writer::TableWriter;
