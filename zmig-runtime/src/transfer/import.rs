//! A folder of CSV files into a database whose tables are there.

use super::event::Hearer;
use super::export::TransferredTable;
use super::source::{Files, Source};
use super::{
    Checkpoint, Commits, Destination, Shape, TableReader, TransferEvent, TransferFault, TransferStage,
    with_destination,
};
use crate::csv::digest::RowsDigest;
use crate::csv::record::Record;
use crate::csv::wrong::CsvFaults;
use crate::database::{Database, Work};
use crate::words::counted;
use crate::{Error, IntrospectOptions};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use zmig_core::{Dialect, Schema};

/// How much is loaded in one transaction, in bytes of files. What is more is checked first, and then committed in batches.
const AT_ONCE: u64 = 512 << 20;

/// How data is read from files.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    tables: IntrospectOptions,
    verify: bool,
    at_once: u64,
    hearer: Hearer,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            tables: IntrospectOptions::default(),
            verify: true,
            at_once: AT_ONCE,
            hearer: Hearer::default(),
        }
    }
}

impl ImportOptions {
    /// Which tables are loaded; all of the folder where nothing is said.
    #[must_use]
    pub fn tables(mut self, tables: IntrospectOptions) -> Self {
        self.tables = tables;
        self
    }

    /// Whether what arrived is read back and compared, cell by cell, before it counts. It is, where nothing is said.
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// How many bytes of files are loaded in one transaction at most; 512 MiB where nothing is said. What is more is checked
    /// first and committed in batches, and goes on where it stopped when it is killed.
    #[must_use]
    pub fn at_once(mut self, bytes: u64) -> Self {
        self.at_once = bytes;
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

/// What was loaded, and is in the database as it was in the files.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Import {
    /// The tables, those that others point at first.
    pub tables: Vec<TransferredTable>,
    /// Whether what arrived was read back and compared.
    pub verified: bool,
    /// Rows that a killed import had brought before.
    pub resumed: u64,
    /// How long it took.
    #[serde(skip)]
    pub elapsed: Duration,
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: u64 = self.tables.iter().map(|t| t.rows).sum();
        write!(f, "imported {} ({})", counted(self.tables.len(), "table"), counted(rows, "row"))?;
        if self.resumed > 0 {
            write!(f, ", {} of which were there already", self.resumed)?;
        }
        f.write_str(if self.verified { ", read back and equal" } else { "" })
    }
}

/// Loads a folder of CSV files into a database whose tables exist and are empty: one that [`crate::export`] wrote, or files
/// that somebody made. Columns that a file lacks are left to the database.
///
/// Every cell is looked at: one that is no value of its column is reported with its place, all of them up to a limit, and
/// nothing is changed. Indexes, foreign keys and triggers are taken away and made again when the rows are there.
///
/// # Errors
/// When the files do not fit the tables, the tables hold rows, the database refuses one, or what arrived is not what left.
///
/// ```no_run
/// # async fn run() -> Result<(), zmig_runtime::Error> {
/// use zmig_runtime::{ImportOptions, import};
///
/// let import = import("backups/csv_export_20251220_120000", "sqlite://app.db", &ImportOptions::default()).await?;
/// println!("{import}");
/// # Ok(()) }
/// ```
pub async fn import<D: Database + ?Sized>(
    folder: impl AsRef<Path> + Send,
    db: &D,
    options: &ImportOptions,
) -> Result<Import, Error> {
    of(folder.as_ref(), &db, options).await
}

pub(super) fn of<'a>(folder: &'a Path, db: &'a dyn Database, options: &'a ImportOptions) -> Work<'a, Import> {
    Box::pin(async move {
        let dialect = db.target()?.dialect();
        with_destination!(db, |destination| load(destination, folder, dialect, options))
    })
}

async fn load<D: Destination>(
    destination: &mut D,
    folder: &Path,
    dialect: Dialect,
    options: &ImportOptions,
) -> Result<Import, Error> {
    let started = Instant::now();
    let schema = destination.schema().await?;
    let files = Files::find(folder, &schema, dialect, &options.tables)?;
    let tell = |event: TransferEvent<'_>| options.hearer.tell(&event);
    let (commits, transfer) = if files.bytes() <= options.at_once {
        (Commits::Once, String::new())
    } else {
        let files = files.clone();
        let checked = tokio::task::spawn_blocking(move || check(&files)).await;
        let lost = |e: tokio::task::JoinError| Error::Database {
            doing: "checking the files",
            message: e.to_string(),
        };
        (Commits::Batches, checked.map_err(lost)??)
    };
    let shapes: Vec<Shape> = files.all.iter().map(|s| s.shape.clone()).collect();
    let mut checkpoint = destination.begin(&transfer, commits, &shapes).await?;
    let resumed = checkpoint.rows.values().sum();
    destination.set_aside(&mut checkpoint, &shapes).await?;
    tell(TransferEvent::Stage { stage: TransferStage::Import, tables: files.all.len() });
    let mut tables = Vec::new();
    let mut arrived: Vec<(Shape, RowsDigest)> = Vec::new();
    for source in &files.all {
        let reader = bring(destination, &mut checkpoint, source, options).await?;
        source.is_what_was_written(&reader)?;
        let rows = reader.digest().rows;
        let name = source.shape.table.clone();
        tell(TransferEvent::Table { stage: TransferStage::Import, table: &name, rows });
        tables.push(TransferredTable { name, rows });
        arrived.push((reader.shape().clone(), reader.digest().clone()));
    }
    tell(TransferEvent::Stage { stage: TransferStage::Restore, tables: tables.len() });
    destination.restore(&mut checkpoint, &shapes).await?;
    if options.verify {
        tell(TransferEvent::Stage { stage: TransferStage::Verify, tables: tables.len() });
        for (shape, expected) in &arrived {
            compare(shape, expected, &destination.digest(shape).await?)?;
            let (table, rows) = (shape.table.as_str(), expected.rows);
            tell(TransferEvent::Table { stage: TransferStage::Verify, table, rows });
        }
    }
    destination.end().await?;
    Ok(Import { tables, verified: options.verify, resumed, elapsed: started.elapsed() })
}

/// Brings the rows of a file that are not there yet.
async fn bring<D: Destination>(
    destination: &mut D,
    checkpoint: &mut Checkpoint,
    source: &Source,
    options: &ImportOptions,
) -> Result<TableReader, Error> {
    let stage = TransferStage::Import;
    let before = checkpoint.rows.get(&source.shape.table).copied().unwrap_or(0);
    let owned = source.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let mut reader = owned.open()?;
        let mut record = Record::default();
        let mut faults = CsvFaults::default();
        for _ in 0..before {
            match reader.read(&mut record) {
                Ok(true) => reader.check(&record, |fault| faults.push(fault)),
                Ok(false) => break,
                Err(fault) => return Err(Error::Csv(Box::new(fault.into()))),
            }
        }
        if faults.is_empty() { Ok(reader) } else { Err(Error::Csv(Box::new(faults))) }
    });
    let lost =
        |e: tokio::task::JoinError| Error::Database { doing: "reading a file", message: e.to_string() };
    let reader = opened.await.map_err(lost)??;
    let (hearer, name, of) = (options.hearer.clone(), source.shape.table.clone(), source.rows);
    let progress = move |rows: u64| {
        hearer.tell(&TransferEvent::Rows { stage, table: &name, rows, of });
    };
    progress(before);
    destination.copy_in(checkpoint, reader, Arc::new(progress)).await
}

/// Looks at every cell of every file; says what the transfer is known by.
fn check(files: &Files) -> Result<String, Error> {
    let mut faults = CsvFaults::default();
    let mut tables = Vec::new();
    for source in &files.all {
        let mut reader = source.open()?;
        let mut record = Record::default();
        loop {
            match reader.read(&mut record) {
                Ok(true) => reader.check(&record, |fault| faults.push(fault)),
                Ok(false) => break,
                Err(fault) => {
                    faults.push(fault);
                    break;
                }
            }
        }
        source.is_what_was_written(&reader)?;
        tables.push(format!("{} {:?}", source.shape.table, reader.digest()));
    }
    // Their order is that of foreign keys, which a load under way has taken away.
    tables.sort();
    if faults.is_empty() { Ok(super::export::identity(&tables)) } else { Err(Error::Csv(Box::new(faults))) }
}

fn compare(shape: &Shape, expected: &RowsDigest, found: &RowsDigest) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    let table = &shape.table;
    let mut reasons = Vec::new();
    if expected.rows != found.rows {
        reasons.push(format!("{table} has {} rows, and the file {}", found.rows, expected.rows));
    }
    let columns = expected.differing(found).into_iter().filter_map(|i| shape.columns.get(i));
    reasons.extend(columns.map(|c| format!("{table}.{} does not hold what the file does", c.name)));
    if reasons.is_empty() {
        reasons.push(format!("{table} holds the same values in other rows"));
    }
    let next = "see whether a trigger or another program changes these rows, and run again";
    Err(TransferFault::new("reading back what arrived", reasons, next).into())
}

/// The tables in an order in which each comes after those that it points at, as far as there is one.
pub(super) fn in_order(schema: &Schema, names: &BTreeSet<String>) -> Vec<String> {
    fn visit(
        schema: &Schema,
        names: &BTreeSet<String>,
        name: &str,
        seen: &mut BTreeSet<String>,
        out: &mut Vec<String>,
    ) {
        if !names.contains(name) || !seen.insert(name.to_owned()) {
            return;
        }
        for key in schema.table(name).into_iter().flat_map(|t| &t.foreign_keys) {
            visit(schema, names, &key.references, seen, out);
        }
        out.push(name.to_owned());
    }
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for name in names {
        visit(schema, names, name, &mut seen, &mut out);
    }
    out
}
