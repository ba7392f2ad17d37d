//! Rows into PostgreSQL.
//!
//! A thread of its own reads records and makes the server's text of them, while the connection sends what is made and the
//! server works. Each batch is a transaction with its checkpoint.

use super::PostgresEnd;
use super::columns::{MovedColumn, list, of_shape};
use super::copy_text::{self, put_field};
use super::place::{Lines, Refusal, refusal};
use crate::Error;
use crate::csv::record::Record;
use crate::csv::wrong::{CsvFault, CsvFaults, Mistake};
use crate::driver::{Driver as _, Fault};
use crate::postgres::PostgresDriver;
use crate::transfer::{Checkpoint, Commits, Layout, Progress, TableReader, TransferFault};
use tokio::sync::mpsc;

/// When a batch is committed: after so many rows or bytes.
pub(super) const BATCH_ROWS: u64 = 100_000;
const BATCH_BYTES: usize = 32 << 20;

/// How much is handed to the connection at once.
const PART: usize = 1 << 18;

/// How many parts may wait for it.
const WAITING: usize = 4;

/// Some rows, as the server reads them.
#[derive(Debug, Default)]
struct Part {
    bytes: Vec<u8>,
    lines: Lines,
    /// Whether the batch ends with it.
    last: bool,
}

/// Loads a table's records, which stand behind those that are committed; gives the reader back.
pub(super) async fn load(
    end: &mut PostgresEnd,
    checkpoint: &mut Checkpoint,
    reader: TableReader,
    progress: &Progress,
) -> Result<TableReader, Error> {
    let columns = of_shape(reader.shape());
    let mut load = Load {
        transfer: checkpoint.transfer.clone(),
        table: reader.shape().table.clone(),
        copy: format!("COPY {} ({}) FROM STDIN", end.name_of(&reader.shape().table), list(&columns)),
        done: checkpoint.rows.get(&reader.shape().table).copied().unwrap_or_default(),
    };
    let (parts, mut ready) = mpsc::channel(WAITING);
    let batch_rows = end.batch_rows;
    let making = tokio::task::spawn_blocking(move || make(reader, &columns, batch_rows, &parts));
    let mut sent = Ok(());
    while let Some(part) = ready.recv().await {
        sent = send_batch(end, &mut load, part, &mut ready, progress).await;
        if sent.is_err() {
            break;
        }
        checkpoint.rows.insert(load.table.clone(), load.done);
    }
    // Whoever makes parts that nobody takes stops.
    drop(ready);
    let committed = match (end.commits, load.done) {
        (Commits::Once, _) => "nothing was changed".to_owned(),
        (Commits::Batches, 0) => format!("no row of {} is in the database", load.table),
        (Commits::Batches, done) => format!("the first {done} rows of {} are committed", load.table),
    };
    let failed = |reason: String| {
        let next = "mend that, and run the same again, which goes on behind what is committed";
        let fault = TransferFault::new(format!("loading the table {}", load.table), vec![reason], next);
        Error::from(TransferFault { state: committed.clone(), ..fault })
    };
    let (reader, made) = making.await.map_err(|e| failed(e.to_string()))?;
    match (sent, made) {
        (Ok(()) | Err(Stop::Unmade), Err(faults)) => Err(Error::Csv(Box::new(faults))),
        (Ok(()), Ok(())) => Ok(reader),
        (Err(Stop::Unmade), Ok(())) => Err(failed("reading the file stopped".to_owned())),
        (Err(Stop::Failed(fault)), _) => Err(failed(fault.text())),
        (Err(Stop::Refused(said, lines)), _) => Err(failed(place(&said, &lines, &reader))),
    }
}

/// What the server says of a row, with its line.
fn place(said: &Refusal, lines: &Lines, reader: &TableReader) -> String {
    let Some(line) = said.record.and_then(|record| lines.of(record)) else { return said.fault.text() };
    let names: Vec<String> = reader.shape().names().map(str::to_owned).collect();
    let column = said.column.as_ref().and_then(|name| names.iter().position(|n| n == name));
    CsvFault::of(reader.path(), &names, Mistake::at(line, column, said.fault.text())).to_string()
}

/// A table at work.
struct Load {
    transfer: String,
    table: String,
    copy: String,
    /// How many rows are committed; where all is committed at once, how many there are.
    done: u64,
}

/// Makes parts until there are no more records, or nobody takes them. Once something is wrong no more are made, and the
/// other records are only looked at.
fn make(
    mut reader: TableReader,
    columns: &[MovedColumn],
    batch_rows: u64,
    parts: &mpsc::Sender<Part>,
) -> (TableReader, Result<(), CsvFaults>) {
    let mut record = Record::default();
    let mut part = Part::default();
    let mut faults = CsvFaults::default();
    let (mut rows, mut bytes) = (0, 0);
    let layout = reader.layout().clone();
    loop {
        match reader.read(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                // Behind what is no record nothing can be read.
                faults.push(fault);
                break;
            }
        }
        reader.check(&record, |fault| faults.push(fault));
        if !faults.is_empty() {
            continue;
        }
        if let Err((column, reason)) = put(&layout, &record, columns, &mut part.bytes) {
            faults.push(reader.fault(&record, column, reason));
            continue;
        }
        part.lines.push(record.line());
        rows += 1;
        part.last = rows >= batch_rows || bytes + part.bytes.len() >= BATCH_BYTES;
        if part.last || part.bytes.len() >= PART {
            bytes += part.bytes.len();
            if part.last {
                (rows, bytes) = (0, 0);
            }
            let next = Part { bytes: Vec::with_capacity(PART + PART / 8), ..Part::default() };
            if parts.blocking_send(std::mem::replace(&mut part, next)).is_err() {
                return (reader, Ok(()));
            }
        }
    }
    if !faults.is_empty() {
        return (reader, Err(faults));
    }
    if rows > 0 {
        part.last = true;
        // Who does not take it knows why.
        let _ = parts.blocking_send(part);
    }
    (reader, Ok(()))
}

/// Writes the line of a record. An error says which column it is.
fn put(
    layout: &Layout,
    record: &Record,
    columns: &[MovedColumn],
    out: &mut Vec<u8>,
) -> Result<(), (usize, String)> {
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push(b'\t');
        }
        let cell = layout.cell(record, i);
        if !cell.is_null() {
            let text = column.form.of_cell(cell, &column.codec).map_err(|reason| (i, reason))?;
            match column.form.is_plain() {
                true => out.extend_from_slice(text.as_bytes()),
                false => put_field(text.as_bytes(), out),
            }
        } else if column.codec.is_nullable() {
            out.extend_from_slice(copy_text::NULL);
        }
        // Where NULL is not taken, nothing is the empty text; it was checked that the column holds text.
    }
    out.push(b'\n');
    Ok(())
}

/// Why a batch is not sent to its end.
enum Stop {
    /// No more parts come.
    Unmade,
    /// The server does not want a row.
    Refused(Box<Refusal>, Lines),
    Failed(Fault),
}

/// Sends a batch that begins with `part`, and commits it.
async fn send_batch(
    end: &mut PostgresEnd,
    load: &mut Load,
    part: Part,
    ready: &mut mpsc::Receiver<Part>,
    progress: &Progress,
) -> Result<(), Stop> {
    end.begin_step()
        .await
        .map_err(|e| Stop::Failed(Fault::new(crate::driver::Kind::Other, e.to_string())))?;
    let sent = async {
        end.hold(&load.transfer, &load.table, load.done).await.map_err(Stop::Failed)?;
        let rows = send(end, load, part, ready).await?;
        end.set_done(&load.transfer, &load.table, load.done + rows).await.map_err(Stop::Failed)?;
        Ok(rows)
    }
    .await;
    match sent {
        Ok(rows) => {
            // Constraints that were put off are looked at now.
            end.end_step(Ok(())).await.map_err(Stop::Failed)?;
            load.done += rows;
            progress(load.done);
            Ok(())
        }
        Err(stop) => {
            if !end.is_whole {
                end.driver.rollback().await;
            }
            Err(stop)
        }
    }
}

/// Sends it; says how many rows it has.
async fn send(
    end: &mut PostgresEnd,
    load: &Load,
    mut part: Part,
    ready: &mut mpsc::Receiver<Part>,
) -> Result<u64, Stop> {
    let bare = zmig_core::split_qualified(&load.table).1;
    let mut lines = Lines::default();
    let failed = |e: sqlx::Error| Stop::Failed(PostgresDriver::read_error(&e));
    let conn = end.driver.conn().map_err(Stop::Failed)?;
    let mut sink = conn.copy_in_raw(&load.copy).await.map_err(failed)?;
    loop {
        lines.append(&part.lines);
        if let Err(error) = sink.send(part.bytes).await {
            return Err(failed(error));
        }
        if part.last {
            break;
        }
        match ready.recv().await {
            Some(next) => part = next,
            None => {
                if let Err(error) = sink.abort("a record cannot be read").await {
                    tracing::debug!(%error, "ending a load");
                }
                return Err(Stop::Unmade);
            }
        }
    }
    match sink.finish().await {
        Ok(rows) => Ok(rows),
        Err(error) => Err(Stop::Refused(Box::new(refusal(&error, bare)), lines)),
    }
}
