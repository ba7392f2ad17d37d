//! A database's rows into a folder of typed CSV files.

use super::event::Hearer;
use super::folder::{Making, explain};
use super::{Origin, Shape, TableWriter, TransferEvent, TransferFault, TransferStage, with_origin};
use crate::csv::file_name;
use crate::csv::sidecar::Sidecar;
use crate::database::{Database, Work};
use crate::words::counted;
use crate::{Error, IntrospectOptions};
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use zmig_core::Schema;

/// How data is written to files.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    parent: PathBuf,
    folder: Option<PathBuf>,
    tables: IntrospectOptions,
    hearer: Hearer,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            parent: PathBuf::from("backups"),
            folder: None,
            tables: IntrospectOptions::default(),
            hearer: Hearer::default(),
        }
    }
}

impl ExportOptions {
    /// The folder in which the export's own folder is made, named after the backend and the time: `backups` where nothing
    /// is said.
    #[must_use]
    pub fn in_folder(mut self, parent: impl Into<PathBuf>) -> Self {
        self.parent = parent.into();
        self
    }

    /// The export's folder itself, which must not be there yet.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Which tables are written; all where nothing is said.
    #[must_use]
    pub fn tables(mut self, tables: IntrospectOptions) -> Self {
        self.tables = tables;
        self
    }

    /// Tells a function what happens, as it happens. It may be called from another thread.
    #[must_use]
    pub fn on_event(mut self, hear: impl Fn(&TransferEvent<'_>) + Send + Sync + 'static) -> Self {
        self.hearer = Hearer::new(hear);
        self
    }

    pub(super) fn heard_by(mut self, hearer: Hearer) -> Self {
        self.hearer = hearer;
        self
    }
}

/// An export that was read back and is what was written.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Export {
    /// Its folder.
    pub folder: PathBuf,
    /// The kind of database that it came from: `csv`, `sqlite`, `postgres`.
    pub backend: &'static str,
    /// The tables, in the order of their names.
    pub tables: Vec<TransferredTable>,
    /// How long it took.
    #[serde(skip)]
    pub elapsed: Duration,
}

/// A table that was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TransferredTable {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
}

impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: u64 = self.tables.iter().map(|t| t.rows).sum();
        let (tables, rows) = (counted(self.tables.len(), "table"), counted(rows, "row"));
        write!(f, "exported {tables} ({rows}) to {}", self.folder.display())
    }
}

/// Writes a database's tables to a folder: a CSV file for each, and `schema.json`, which says their types and digests. The
/// files are readable for their owner alone, and read back before the folder gets its name. The database is not written,
/// and all tables are read in one state of it.
///
/// # Errors
/// When the database cannot be read, the folder not be written, or a value is none of its column's type, which SQLite
/// allows. Then nothing is left of it.
///
/// ```no_run
/// # async fn run() -> Result<(), zmig_runtime::Error> {
/// use zmig_runtime::{ExportOptions, export};
///
/// let export = export("postgres://localhost/shop", &ExportOptions::default()).await?;
/// println!("{export}");
/// # Ok(()) }
/// ```
pub async fn export<D: Database + ?Sized>(db: &D, options: &ExportOptions) -> Result<Export, Error> {
    Ok(of(&db, options).await?.0)
}

/// The same, with what its sidecar says.
pub(super) fn of<'a>(db: &'a dyn Database, options: &'a ExportOptions) -> Work<'a, (Export, Sidecar)> {
    Box::pin(async move {
        #[cfg(feature = "postgres")]
        if db.target()?.dialect() == zmig_core::Dialect::Postgres {
            let found = crate::introspect(&db, &options.tables).await?;
            super::postgres::refuse_left_behind(&found.unmanaged, &options.tables)?;
        }
        with_origin!(db, |origin| write(origin, options))
    })
}

async fn write<O: Origin>(origin: &mut O, options: &ExportOptions) -> Result<(Export, Sidecar), Error> {
    let started = Instant::now();
    let schema = &wanted(origin, options).await?;
    let making = match &options.folder {
        Some(folder) => Making::named(folder)?,
        None => Making::dated(&options.parent, O::BACKEND)?,
    };
    let tell = |event: TransferEvent<'_>| options.hearer.tell(&event);
    let stage = TransferStage::Export;
    tell(TransferEvent::Stage { stage, tables: schema.tables.len() });
    let mut sidecar = Sidecar::new();
    let mut tables = Vec::new();
    for table in schema.tables.values() {
        let shape = Shape::of(table, schema);
        let name = table.name.as_str();
        // Counting takes as long as reading a part of them: only for whoever wants to see how far it is.
        let of = match options.hearer.is_there() {
            true => Some(origin.count(&shape).await?),
            false => None,
        };
        tell(TransferEvent::Rows { stage, table: name, rows: 0, of });
        let writer = TableWriter::begin(making.path(), &file_name(name), &shape);
        let (hearer, owned) = (options.hearer.clone(), name.to_owned());
        let writer = writer.map_err(|e| explain(making.path(), e))?.telling(move |rows| {
            hearer.tell(&TransferEvent::Rows { stage, table: &owned, rows, of });
        });
        let writer = origin.copy_out(&shape, writer).await?;
        let path = writer.path().to_path_buf();
        let written = writer.finish().map_err(|e| super::disk("writing", &path, &e))?;
        if !written.is_whole {
            let reason = format!("{} was read back and is not what was written", path.display());
            let next = "see to the disk, and run again";
            return Err(TransferFault::new("exporting", vec![reason], next).into());
        }
        let file = written.file;
        tell(TransferEvent::Table { stage, table: name, rows: file.rows });
        tables.push(TransferredTable { name: name.to_owned(), rows: file.rows });
        sidecar.tables.insert(name.to_owned(), file);
    }
    let folder = making.finish(&sidecar)?;
    tell(TransferEvent::Done { stage, what: &folder.display().to_string() });
    let export = Export { folder, backend: O::BACKEND, tables, elapsed: started.elapsed() };
    Ok((export, sidecar))
}

/// How many rows each table has now.
pub(super) fn counts<'a>(db: &'a dyn Database, options: &'a ExportOptions) -> Work<'a, Vec<(String, u64)>> {
    Box::pin(async move { with_origin!(db, |origin| count(origin, options)) })
}

/// The tables that are asked for, in the state that all of them are read in.
async fn wanted<O: Origin>(origin: &mut O, options: &ExportOptions) -> Result<Schema, Error> {
    let mut schema = origin.schema().await?;
    let (tables, namespaces) = (&options.tables, &options.tables.namespaces);
    let is_in = |name: &str| match zmig_core::split_qualified(name) {
        (Some(namespace), _) => namespaces.is_empty() || namespaces.iter().any(|n| n == namespace),
        (None, _) => true,
    };
    schema.tables.retain(|name, _| tables.takes(name) && is_in(name));
    Ok(schema)
}

async fn count<O: Origin>(origin: &mut O, options: &ExportOptions) -> Result<Vec<(String, u64)>, Error> {
    let mut out = Vec::new();
    let schema = &wanted(origin, options).await?;
    for table in schema.tables.values() {
        out.push((table.name.clone(), origin.count(&Shape::of(table, schema)).await?));
    }
    Ok(out)
}

/// A digest of what is carried, so that the same rows are the same transfer.
pub(super) fn identity(tables: &[String]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(tables.join("\n")).iter().map(|b| format!("{b:02x}")).collect()
}
