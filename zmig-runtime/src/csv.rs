//! Folders of CSV files: how tables are written in them.
//!
//! A folder has a file for each table and a sidecar, `schema.json`, with what the files cannot say: types, whether NULL is
//! taken, how many rows there are and, for an export, a digest of each column.

mod access;
mod ahead;
#[cfg(feature = "backup")]
mod backup;
pub(crate) mod cell;
mod columns;
mod commit;
pub(crate) mod digest;
mod driver;
pub(crate) mod flush;
mod folder;
mod image;
mod infer;
mod load;
pub(crate) mod pipe;
mod publish;
pub(crate) mod record;
mod shape;
pub(crate) mod sidecar;
mod sink;
mod staged;
mod store;
pub(crate) mod values;
pub(crate) mod wrong;

pub use access::{CsvFolder, CsvSnapshot, CsvTransaction};
pub(crate) use folder::Folder;
#[cfg(feature = "transfer")]
pub(crate) use folder::{Mark, file_name, table_of};
pub(crate) use staged::CsvDriver;
pub use wrong::{CsvFault, CsvFaults};
