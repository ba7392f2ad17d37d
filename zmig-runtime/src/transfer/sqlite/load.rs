//! Records into a table: one thread reads, checks and makes values, another binds and inserts them.

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

/// Records, and their values as SQLite is to hold them.
#[derive(Default)]
struct Block {
    records: Vec<Record>,
    values: Vec<Bound>,
    /// The bytes of texts and blobs.
    bytes: Vec<u8>,
}

/// A value; texts and blobs are in the block's bytes.
#[derive(Clone, Copy)]
enum Bound {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
}

impl Block {
    fn clear(&mut self) {
        self.values.clear();
        self.bytes.clear();
    }

    /// Adds the values of the record that came last.
    fn add(&mut self, layout: &Layout, number: usize) {
        let record = &self.records[number];
        for (i, column) in layout.shape.columns.iter().enumerate() {
            let from = self.bytes.len();
            // What is wrong is counted by whoever checks, and then nothing of this is inserted.
            let bound = match column.codec.read(layout.cell(record, i)).unwrap_or(Held::Null) {
                Held::Null => Bound::Null,
                Held::Integer(n) => Bound::Integer(n),
                Held::Real(n) => Bound::Real(n),
                Held::Text(text) => {
                    self.bytes.extend_from_slice(text.as_bytes());
                    Bound::Text(from, self.bytes.len())
                }
                Held::Blob(bytes) => {
                    self.bytes.extend_from_slice(&bytes);
                    Bound::Blob(from, self.bytes.len())
                }
            };
            self.values.push(bound);
        }
    }
}

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
    let (full, filled) = sync_channel::<Block>(UNDER_WAY);
    let (empty, emptied) = sync_channel::<Block>(UNDER_WAY + 2);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let faults = read(&mut reader, &full, &emptied);
            (reader, faults)
        });
        let mut loaded = 0;
        let mut outcome = Ok(());
        for block in filled {
            if outcome.is_ok() {
                outcome = insert_block(&mut statement, &layout, &block);
                loaded += block.records.len() as u64;
                if outcome.is_ok() {
                    outcome = after(conn, loaded);
                }
            }
            if outcome.is_err() {
                // Whoever reads stops when nobody takes the blocks.
                break;
            }
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
fn read(reader: &mut TableReader, full: &SyncSender<Block>, emptied: &Receiver<Block>) -> CsvFaults {
    let mut faults = CsvFaults::default();
    let layout = reader.layout().clone();
    loop {
        let mut block = emptied.try_recv().unwrap_or_default();
        block.clear();
        let mut filled = 0;
        let mut ended = false;
        while filled < BLOCK {
            if block.records.len() == filled {
                block.records.push(Record::default());
            }
            match reader.read(&mut block.records[filled]) {
                Ok(true) => {
                    reader.check(&block.records[filled], |fault: CsvFault| faults.push(fault));
                    block.add(&layout, filled);
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
        block.records.truncate(filled);
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

fn insert_block(statement: &mut Statement<'_>, layout: &Layout, block: &Block) -> Result<(), Error> {
    let columns = layout.shape.columns.len();
    for (number, record) in block.records.iter().enumerate() {
        for (i, bound) in block.values.iter().skip(number * columns).take(columns).enumerate() {
            let bound = match *bound {
                Bound::Null => ToSqlOutput::Owned(Value::Null),
                Bound::Integer(n) => ToSqlOutput::Owned(Value::Integer(n)),
                Bound::Real(n) if n.is_nan() => {
                    let column = &layout.shape.columns[i].name;
                    return Err(refused(layout, record, &format!("{column}: SQLite keeps no NaN")));
                }
                Bound::Real(n) => ToSqlOutput::Owned(Value::Real(n)),
                Bound::Text(from, to) => ToSqlOutput::Borrowed(ValueRef::Text(&block.bytes[from..to])),
                Bound::Blob(from, to) => ToSqlOutput::Borrowed(ValueRef::Blob(&block.bytes[from..to])),
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
