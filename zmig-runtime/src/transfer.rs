//! Data moved from one database to another: out into a folder of typed CSV files, and in from one.
//!
//! Whatever the two databases are, the rows pass through canonical cells (see [`crate::csv::cell`]). So each backend has
//! one way out and one way in, a move leaves a copy of the data that anybody can read, and what arrived is held against
//! what left by digests that do not know where either was.

pub(crate) mod csv;
mod destination;
mod event;
mod export;
mod fault;
mod folder;
mod import;
mod moving;
mod origin;
#[cfg(feature = "postgres")]
mod postgres;
mod reader;
mod shape;
mod sheet;
mod source;
mod sqlite;
mod writer;

pub(crate) use destination::{Checkpoint, Commits, Destination, Progress};
pub use event::{TransferEvent, TransferStage};
pub use export::{Export, ExportOptions, TransferredTable, export};
pub use fault::TransferFault;
pub use import::{Import, ImportOptions, import};
pub use moving::{MoveOptions, Moved};
pub(crate) use origin::Origin;
pub(crate) use reader::{Layout, TableReader};
pub(crate) use shape::{ColumnShape, Shape};
pub use sheet::{SheetOptions, Sheets, sheets};
pub(crate) use writer::TableWriter;

use crate::Error;
use std::path::{Path, PathBuf};

/// The file of a database of SQLite.
///
/// # Errors
/// Where it is in memory: another connection would see another database.
fn sqlite_file(place: &crate::sqlite::Place) -> Result<PathBuf, Error> {
    let file = place.options.get_filename();
    let is_memory = file.as_os_str().is_empty() || file.to_string_lossy().contains(":memory:");
    if is_memory || place.shown.contains("mode=memory") {
        return Err(Error::Url {
            shown: place.shown.clone(),
            reason:
                "rows are moved by a connection of their own, and a database in memory has none; name a file"
                    .to_owned(),
        });
    }
    Ok(file.to_path_buf())
}

/// What the disk said.
fn disk(doing: &str, path: &Path, error: &std::io::Error) -> Error {
    let reason = format!("{doing} {}: {error}", path.display());
    TransferFault::new("moving data", vec![reason], "see to the room and the rights there, and run again")
        .into()
}

/// Tables hold rows that this transfer did not bring.
fn not_empty(filled: &[(String, u64)]) -> Error {
    let reasons = filled.iter().map(|(table, rows)| format!("the table {table} holds {rows} rows already"));
    let next = "rows are only moved into empty tables; empty them, or name another target";
    TransferFault::new("loading", reasons.collect(), next).into()
}

/// A checkpoint of other rows.
fn another_transfer(give_up: &str) -> Error {
    let reason = "another transfer into this database was not finished";
    let next = format!("run that one again with the same data; or, to begin anew, {give_up}");
    TransferFault::new("loading", vec![reason.to_owned()], next).into()
}

/// Opens whatever database it is to read rows from, and closes it on every way out.
macro_rules! with_origin {
    ($db:expr, |$origin:ident| $run:expr) => {
        match crate::database::sealed::Sealed::target($db)? {
            crate::database::Target::Sqlite(place) => {
                let mut opened = crate::transfer::sqlite::SqliteOrigin::open(&place)?;
                let $origin = &mut opened;
                let result = $run.await;
                Origin::close(opened).await;
                result
            }
            crate::database::Target::Csv(folder) => {
                let mut opened = crate::transfer::csv::CsvOrigin::open(folder).await?;
                let $origin = &mut opened;
                let result = $run.await;
                Origin::close(opened).await;
                result
            }
            #[cfg(feature = "postgres")]
            crate::database::Target::Postgres(place) => {
                let options = crate::RunOptions::default();
                let mut opened = crate::transfer::postgres::PostgresEnd::open(*place, &options).await?;
                let $origin = &mut opened;
                let result = $run.await;
                Origin::close(opened).await;
                result
            }
        }
    };
}
pub(crate) use with_origin;

/// Opens whatever database it is to load rows into, and closes it on every way out.
macro_rules! with_destination {
    ($db:expr, |$destination:ident| $run:expr) => {
        match crate::database::sealed::Sealed::target($db)? {
            crate::database::Target::Sqlite(place) => {
                let mut opened = crate::transfer::sqlite::SqliteDestination::open(&place)?;
                let $destination = &mut opened;
                let result = $run.await;
                Destination::close(opened).await;
                result
            }
            crate::database::Target::Csv(folder) => {
                let mut opened = crate::transfer::csv::CsvDestination::open(folder).await?;
                let $destination = &mut opened;
                let result = $run.await;
                Destination::close(opened).await;
                result
            }
            #[cfg(feature = "postgres")]
            crate::database::Target::Postgres(place) => {
                let options = crate::RunOptions::default();
                let mut opened = crate::transfer::postgres::PostgresEnd::open(*place, &options).await?;
                let $destination = &mut opened;
                let result = $run.await;
                Destination::close(opened).await;
                result
            }
        }
    };
}
pub(crate) use with_destination;
