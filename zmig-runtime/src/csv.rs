//! Folders of CSV files: how tables are written in them.
//!
//! A folder has a file for each table and a sidecar, `schema.json`, with what the files cannot say: types, whether NULL is
//! taken, how many rows there are, and a digest for each column.

pub(crate) mod cell;
pub(crate) mod digest;
pub(crate) mod record;
pub(crate) mod sidecar;
pub(crate) mod wrong;

pub use wrong::{CsvFault, CsvFaults};
