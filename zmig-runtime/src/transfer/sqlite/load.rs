//! Records into a table: one thread reads and checks, another binds and inserts.

use super::database;
use crate::Error;
use crate::csv::cell::Held;
use crate::csv::record::Record;
use crate::csv::wrong::{CsvFault, CsvFaults};
use crate::transfer::{Layout, TableReader};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use zmig_core::Dialect;

/// How many records go from one thread to the other at once, and how many such blocks are under way.
const BLOCK: usize = 512;
const UNDER_WAY: usize = 8;

/// Loads the records that a reader has left. `after` is called with the number of rows that are in, after each block.
pub(super) fn load(
    conn: &Connection,
    mut reader: TableReader,
    mut after: impl FnMut(&Connection, u64) -> Result<(), Error>,
) -> Result<TableReader, Error> {
    let layout = reader.layout().clone();
    let mut statement = conn.prepare(&insert(&layout)).map_err(|e| database("loading rows", &e))?;
    let (full, filled) = sync_channel::<Vec<Record>>(UNDER_WAY);
    let (empty, emptied) = sync_channel::<Vec<Record>>(UNDER_WAY + 2);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let faults = read(&mut reader, &full, &emptied);
            (reader, faults)
        });
        let mut loaded = 0;
        let mut outcome = Ok(());
        for mut block in filled {
            if outcome.is_ok() {
                outcome = insert_block(&mut statement, &layout, &block);
                loaded += block.len() as u64;
                if outcome.is_ok() {
                    outcome = after(conn, loaded);
                }
            }
            if outcome.is_err() {
                // Whoever reads stops when nobody takes the blocks.
                break;
            }
            block.truncate(BLOCK);
            empty.try_send(block).ok();
        }
        let Ok((reader, faults)) = reading.join() else {
            let message = "the thread that reads the file broke".to_owned();
            return Err(Error::Database { doing: "loading rows", message });
        };
        if !faults.is_empty() {
            return Err(Error::Csv(Box::new(faults)));
        }
        outcome.map(|()| reader)
    })
}

/// Reads, checks and hands on. Where something is wrong, the rest is only looked at.
fn read(
    reader: &mut TableReader,
    full: &SyncSender<Vec<Record>>,
    emptied: &Receiver<Vec<Record>>,
) -> CsvFaults {
    let mut faults = CsvFaults::default();
    loop {
        let mut block = emptied.try_recv().unwrap_or_default();
        let mut filled = 0;
        let mut ended = false;
        while filled < BLOCK {
            if block.len() == filled {
                block.push(Record::default());
            }
            match reader.read(&mut block[filled]) {
                Ok(true) => {
                    reader.check(&block[filled], |fault: CsvFault| faults.push(fault));
                    filled += 1;
                }
                Ok(false) => {
                    ended = true;
                    break;
                }
                Err(fault) => {
                    faults.push(fault);
                    ended = true;
                    break;
                }
            }
        }
        block.truncate(filled);
        if faults.is_empty() && filled > 0 && full.send(block).is_err() {
            return faults;
        }
        if ended {
            return faults;
        }
    }
}

fn insert(layout: &Layout) -> String {
    let table = Dialect::Sqlite.quote_name(&layout.shape.table);
    let names: Vec<String> = layout.shape.names().map(|n| Dialect::Sqlite.quote_name(n)).collect();
    let marks = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO main.{table} ({}) VALUES ({marks})", names.join(", "))
}

fn insert_block(statement: &mut Statement<'_>, layout: &Layout, block: &[Record]) -> Result<(), Error> {
    for record in block {
        for (i, column) in layout.shape.columns.iter().enumerate() {
            // What is wrong was found by the thread that read it.
            let held = column.codec.read(layout.cell(record, i)).unwrap_or(Held::Null);
            if matches!(held, Held::Real(n) if n.is_nan()) {
                return Err(refused(layout, record, &format!("{}: SQLite keeps no NaN", column.name)));
            }
            let bound = match &held {
                Held::Null => ToSqlOutput::Owned(Value::Null),
                Held::Integer(n) => ToSqlOutput::Owned(Value::Integer(*n)),
                Held::Real(n) => ToSqlOutput::Owned(Value::Real(*n)),
                Held::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Held::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            };
            let bind = statement.raw_bind_parameter(i + 1, bound);
            bind.map_err(|e| refused(layout, record, &e.to_string()))?;
        }
        statement.raw_execute().map_err(|e| refused(layout, record, &e.to_string()))?;
    }
    Ok(())
}

/// A row that the database does not take.
fn refused(layout: &Layout, record: &Record, reason: &str) -> Error {
    let what = format!("{}, line {}: {reason}", layout.shape.table, record.line());
    crate::transfer::TransferFault::new("loading rows", vec![what], "mend the row, and run again").into()
}
