//! From files into the staged database.

use super::cell::{Codec, Held};
use super::folder::{Mark, Opened, failed, refused};
use super::pipe::{Filler, Taker, pipe};
use super::record::{Record, RecordReader};
use super::shape::{Shape, broken, quoted};
use super::values::Values;
use super::wrong::{CsvFault, CsvFaults, Mistake};
use crate::driver::Fault;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ErrorCode, Statement};
use std::fs::File;
use std::path::Path;

/// The rows of a file, as they were loaded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Loaded {
    /// What the file was.
    pub mark: Mark,
    /// Its columns.
    pub header: Vec<String>,
    pub count: u64,
    pub keys: Keys,
}

/// Which row of the staged database a record of the file is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Keys {
    /// The row of the record's number, from 1.
    Numbers,
    /// The rows of these numbers, which rise.
    Listed(Vec<i64>),
    /// The number stands in the column that is the row's number; `rising` says whether it does from record to record.
    Column { rising: bool },
    /// The one with the record's primary key.
    Key,
}

/// How often a file is read again that somebody changes meanwhile.
const TRIES: usize = 3;

/// Loads a table's file into the table, which is empty. Mistakes are gathered; then the rows are not all there. A `strange`
/// file, which this program did not write, may lack columns that need no value.
///
/// # Errors
/// Where the file cannot be read, or does not hold still.
pub(crate) fn load(
    conn: &Connection,
    table: &str,
    shape: &Shape,
    strange: bool,
    open: &mut dyn FnMut() -> Result<Option<Opened>, Fault>,
    faults: &mut CsvFaults,
) -> Result<Option<Loaded>, Fault> {
    let aside = Aside::put(conn, table)?;
    for _ in 0..TRIES {
        let Some(opened) = open()? else { return Ok(None) };
        let mut found = CsvFaults::default();
        let loaded =
            Loading { conn, table, shape, strange, path: &opened.path, faults: &mut found }.run(&opened)?;
        if opened.is_unchanged() {
            if found.is_empty() {
                aside.back(&opened.path, &mut found)?;
            }
            for fault in found.faults {
                faults.push(fault);
            }
            faults.more += found.more;
            return Ok(Some(Loaded { mark: opened.mark, ..loaded }));
        }
        conn.execute(&format!("DELETE FROM main.{}", quoted(table)), []).map_err(broken)?;
    }
    Err(refused(format!(
        "{table}: its file is changed all the time by somebody else; run again when that is over"
    )))
}

/// Indexes and triggers of a table, which come after its rows.
struct Aside<'a> {
    conn: &'a Connection,
    statements: Vec<String>,
}

impl<'a> Aside<'a> {
    fn put(conn: &'a Connection, table: &str) -> Result<Self, Fault> {
        let sql = "SELECT type, name, sql FROM main.sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE AND sql IS NOT NULL \
                   AND type IN ('index', 'trigger') ORDER BY type, rowid";
        let mut statement = conn.prepare(sql).map_err(broken)?;
        let found =
            statement.query_map([table], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).map_err(broken)?;
        let found: Vec<(String, String, String)> = found.collect::<Result<_, _>>().map_err(broken)?;
        drop(statement);
        for (kind, name, _) in &found {
            conn.execute_batch(&format!("DROP {kind} main.{}", quoted(name))).map_err(broken)?;
        }
        Ok(Self { conn, statements: found.into_iter().map(|(_, _, sql)| sql).collect() })
    }

    fn back(&self, path: &Path, faults: &mut CsvFaults) -> Result<(), Fault> {
        for sql in &self.statements {
            match self.conn.execute_batch(sql) {
                Ok(()) => {}
                Err(rusqlite::Error::SqliteFailure(code, message))
                    if code.code == ErrorCode::ConstraintViolation =>
                {
                    let message = message.unwrap_or_default();
                    faults.push(CsvFault::of_file(path, format!("its rows do not fit an index: {message}")));
                }
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(())
    }
}

struct Loading<'a> {
    conn: &'a Connection,
    table: &'a str,
    shape: &'a Shape,
    strange: bool,
    path: &'a Path,
    faults: &'a mut CsvFaults,
}

impl Loading<'_> {
    fn run(&mut self, opened: &Opened) -> Result<Loaded, Fault> {
        let mut reader = RecordReader::new(&opened.file);
        let mut record = Record::default();
        let mut loaded = Loaded { mark: opened.mark, header: Vec::new(), count: 0, keys: Keys::Key };
        match reader.read(&mut record) {
            Ok(true) => {}
            Ok(false) => {
                self.faults
                    .push(CsvFault::of_file(self.path, "is empty; its first line has to name the columns"));
                return Ok(loaded);
            }
            Err(mistake) => {
                self.faults.push(CsvFault::of(self.path, &[], mistake));
                return Ok(loaded);
            }
        }
        loaded.header = header(&record);
        let Some(columns) = self.columns(&loaded.header) else { return Ok(loaded) };
        let alias = self.shape.alias.and_then(|alias| columns.iter().position(|c| *c == alias));
        let mut reading = Reading {
            reader,
            record,
            codecs: columns.iter().map(|c| &self.shape.columns[*c].codec).collect(),
            alias,
            last: i64::MIN,
            rising: true,
            header: &loaded.header,
            path: self.path,
            faults: CsvFaults::default(),
        };
        let mut inserting = Inserting {
            statement: self.conn.prepare(&self.insert(&columns)).map_err(broken)?,
            columns: columns.len(),
            path: self.path,
            count: 0,
            faults: CsvFaults::default(),
        };
        let mut block = Values::default();
        let more = reading.fill(&mut block);
        inserting.take(&block)?;
        if more {
            let (filler, taker) = pipe();
            std::thread::scope(|scope| {
                let reading = &mut reading;
                scope.spawn(move || reading.ahead(&filler));
                inserting.all(taker)
            })?;
        }
        loaded.count = inserting.count;
        loaded.keys = match alias {
            Some(_) => Keys::Column { rising: reading.rising },
            None if self.shape.has_rowid => Keys::Numbers,
            None => Keys::Key,
        };
        let (read, inserted) = (reading.faults, inserting.faults);
        *self.faults = read.and(inserted);
        Ok(loaded)
    }

    fn insert(&self, columns: &[usize]) -> String {
        let names: Vec<String> = columns.iter().map(|c| quoted(&self.shape.columns[*c].name)).collect();
        let marks = vec!["?"; names.len()].join(", ");
        format!("INSERT INTO main.{} ({}) VALUES ({marks})", quoted(self.table), names.join(", "))
    }

    /// Which column of the table each of the header is. Nothing where the header will not do.
    fn columns(&mut self, header: &[String]) -> Option<Vec<usize>> {
        let mut wrong = Vec::new();
        let mut columns = Vec::with_capacity(header.len());
        for name in header {
            match self.shape.column(name) {
                Some(column) if columns.contains(&column) => {
                    wrong.push(format!("names the column {name} twice"))
                }
                Some(column) => columns.push(column),
                None => {
                    let near = zmig_core::nearest(name, self.shape.columns.iter().map(|c| c.name.as_str()));
                    let meant = near.map_or_else(String::new, |near| format!(" (is {near} meant?)"));
                    wrong.push(format!("names the column {name:?}, which the table does not have{meant}"));
                }
            }
        }
        for (i, column) in self.shape.columns.iter().enumerate() {
            // The number of a row comes by itself.
            let comes = self.strange && (column.optional || self.shape.alias == Some(i));
            if !comes && !columns.contains(&i) {
                wrong.push(format!("lacks the column {}", column.name));
            }
        }
        for reason in &wrong {
            self.faults.push(CsvFault::of(
                self.path,
                &[],
                Mistake::at(1, None, format!("the header {reason}")),
            ));
        }
        wrong.is_empty().then_some(columns)
    }
}

/// Reads records and makes their values.
struct Reading<'a> {
    reader: RecordReader<&'a File>,
    record: Record,
    codecs: Vec<&'a Codec>,
    /// The cell that is the number of the row.
    alias: Option<usize>,
    last: i64,
    /// Whether those numbers rise.
    rising: bool,
    header: &'a [String],
    path: &'a Path,
    faults: CsvFaults,
}

impl Reading<'_> {
    /// Reads on, ahead of whoever inserts.
    fn ahead(&mut self, filler: &Filler<Values>) {
        loop {
            let mut block = filler.block();
            block.clear();
            let more = self.fill(&mut block);
            if !filler.hand_on(block) || !more {
                return;
            }
        }
    }

    /// Fills a block; false where nothing comes after it.
    fn fill(&mut self, block: &mut Values) -> bool {
        while !block.is_full() {
            match self.reader.read(&mut self.record) {
                Ok(true) => self.values(block),
                Ok(false) => return false,
                Err(mistake) => {
                    // Where a record ends that is none, nobody knows.
                    self.faults.push(CsvFault::of(self.path, self.header, mistake));
                    return false;
                }
            }
        }
        true
    }

    fn values(&mut self, block: &mut Values) {
        let record = &self.record;
        if record.len() != self.codecs.len() {
            let reason = match record.len() {
                1 if record.raw().is_empty() => "is blank; remove the line".to_owned(),
                found => {
                    format!("has {found} cells, and the header names {} columns", self.codecs.len())
                }
            };
            self.faults.push(CsvFault::of(self.path, &[], Mistake::at(record.line(), None, reason)));
            return;
        }
        let mut whole = true;
        for (i, codec) in self.codecs.iter().enumerate() {
            let cell = record.cell(i);
            match codec.read(cell) {
                Ok(held) => {
                    if self.alias == Some(i)
                        && let Held::Integer(n) = held
                    {
                        self.rising &= n > self.last;
                        self.last = n;
                    }
                    block.push(held.as_value());
                }
                Err(reason) => {
                    whole = false;
                    let mistake = Mistake::at(record.line(), Some(i), reason);
                    let fault = CsvFault::of(self.path, self.header, mistake);
                    self.faults.push(fault.with_value(&cell.text()));
                }
            }
        }
        if whole {
            block.end_row(record.line());
        } else {
            block.drop_row(self.codecs.len());
        }
    }
}

/// Puts values into the table.
struct Inserting<'a> {
    statement: Statement<'a>,
    columns: usize,
    path: &'a Path,
    count: u64,
    faults: CsvFaults,
}

impl Inserting<'_> {
    /// Every block that comes. Whoever reads stops where this does.
    fn all(&mut self, taker: Taker<Values>) -> Result<(), Fault> {
        while let Some(block) = taker.take() {
            self.take(&block)?;
            taker.give_back(block);
        }
        Ok(())
    }

    fn take(&mut self, block: &Values) -> Result<(), Fault> {
        for (number, line) in block.lines().iter().enumerate() {
            for (i, value) in block.row(number, self.columns).enumerate() {
                self.statement.raw_bind_parameter(i + 1, ToSqlOutput::Borrowed(value)).map_err(broken)?;
            }
            match self.statement.raw_execute() {
                Ok(_) => self.count += 1,
                Err(rusqlite::Error::SqliteFailure(code, message))
                    if code.code == ErrorCode::ConstraintViolation =>
                {
                    let reason = message.unwrap_or_else(|| code.to_string());
                    let mistake = Mistake::at(*line, None, format!("the table refuses the row: {reason}"));
                    self.faults.push(CsvFault::of(self.path, &[], mistake));
                }
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(())
    }
}

/// The names that a header gives.
pub(crate) fn header(record: &Record) -> Vec<String> {
    (0..record.len()).map(|i| record.cell(i).text().into_owned()).collect()
}

/// The newest digest that a history's file tells, without a database.
pub(crate) fn newest(opened: &Opened) -> Result<Option<String>, Fault> {
    let mut reader = RecordReader::new(&opened.file);
    let mut record = Record::default();
    let mistaken = |m: Mistake| refused(CsvFault::of(&opened.path, &[], m).to_string());
    if !reader.read(&mut record).map_err(mistaken)? {
        return Ok(None);
    }
    let names = header(&record);
    let place = |name: &str| names.iter().position(|n| n == name);
    let (Some(id), Some(digest)) = (place("id"), place("set_digest")) else {
        return Err(failed(
            "reading",
            &opened.path,
            &std::io::Error::other("it lacks the columns id and set_digest"),
        ));
    };
    let mut newest: Option<(i64, String)> = None;
    while reader.read(&mut record).map_err(mistaken)? {
        let number = record.cell(id).text().parse().unwrap_or(0);
        if newest.as_ref().is_none_or(|(last, _)| number > *last) {
            newest = Some((number, record.cell(digest).text().into_owned()));
        }
    }
    Ok(newest.map(|(_, digest)| digest))
}
