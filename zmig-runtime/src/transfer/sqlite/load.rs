//! Records into a table: one thread reads, checks and makes values, another binds and inserts them.

use super::database;
use crate::Error;
use crate::csv::cell::Held;
use crate::csv::pipe::{Filler, pipe};
use crate::csv::record::Record;
use crate::csv::values::Values;
use crate::csv::wrong::{CsvFault, CsvFaults};
use crate::transfer::{Layout, TableReader};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement};
use zmig_core::Dialect;

/// Loads the records that a reader has left. `after` is called with the number of rows that are in, after each block.
pub(super) fn load(
    conn: &Connection,
    mut reader: TableReader,
    mut after: impl FnMut(&Connection, u64) -> Result<(), Error>,
) -> Result<TableReader, Error> {
    let layout = reader.layout().clone();
    let mut statement = conn.prepare(&insert(&layout)).map_err(|e| database("loading rows", &e))?;
    let (filler, taker) = pipe();
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let faults = read(&mut reader, &filler);
            (reader, faults)
        });
        let mut loaded = 0;
        let mut outcome = Ok(());
        while let Some(block) = taker.take() {
            loaded += block.lines().len() as u64;
            outcome = insert_block(&mut statement, &layout, &block).and_then(|()| after(conn, loaded));
            if outcome.is_err() {
                break;
            }
            taker.give_back(block);
        }
        // Whoever reads stops when nobody takes the blocks.
        drop(taker);
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
fn read(reader: &mut TableReader, filler: &Filler<Values>) -> CsvFaults {
    let mut faults = CsvFaults::default();
    let layout = reader.layout().clone();
    let mut record = Record::default();
    loop {
        let mut block = filler.block();
        block.clear();
        let mut ended = false;
        while !ended && !block.is_full() {
            match reader.read(&mut record) {
                Ok(true) => {
                    reader.check(&record, |fault: CsvFault| faults.push(fault));
                    for (i, column) in layout.shape.columns.iter().enumerate() {
                        // What is wrong is counted by whoever checks, and then nothing of this is inserted.
                        let held = column.codec.read(layout.cell(&record, i)).unwrap_or(Held::Null);
                        block.push(held.as_value());
                    }
                    block.end_row(record.line());
                }
                Ok(false) => ended = true,
                Err(fault) => {
                    faults.push(fault);
                    ended = true;
                }
            }
        }
        if faults.is_empty() && !block.lines().is_empty() && !filler.hand_on(block) {
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

fn insert_block(statement: &mut Statement<'_>, layout: &Layout, block: &Values) -> Result<(), Error> {
    for (number, line) in block.lines().iter().enumerate() {
        let refused = |reason: &str| refused(layout, *line, reason);
        for (i, value) in block.row(number, layout.shape.columns.len()).enumerate() {
            if matches!(value, ValueRef::Real(n) if n.is_nan()) {
                let column = &layout.shape.columns[i].name;
                return Err(refused(&format!("{column}: SQLite keeps no NaN")));
            }
            let bind = statement.raw_bind_parameter(i + 1, ToSqlOutput::Borrowed(value));
            bind.map_err(|e| refused(&e.to_string()))?;
        }
        statement.raw_execute().map_err(|e| refused(&e.to_string()))?;
    }
    Ok(())
}

/// A row that the database does not take.
fn refused(layout: &Layout, line: u64, reason: &str) -> Error {
    let what = format!("{}, line {line}: {reason}", layout.shape.table);
    crate::transfer::TransferFault::new("loading rows", vec![what], "mend the row, and run again").into()
}
