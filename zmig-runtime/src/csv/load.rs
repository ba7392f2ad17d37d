//! From files into the staged database.

use super::cell::{Codec, Held};
use super::folder::{Mark, Opened, failed, refused};
use super::record::{Record, RecordReader};
use super::shape::{Shape, broken, quoted};
use super::wrong::{CsvFault, CsvFaults, Mistake};
use crate::driver::Fault;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode};
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

/// A value on its way into SQLite.
pub(crate) struct Bound<'a>(pub &'a Held<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Held::Null => ValueRef::Null,
            Held::Integer(n) => ValueRef::Integer(*n),
            Held::Real(n) => ValueRef::Real(*n),
            Held::Text(text) => ValueRef::Text(text.as_bytes()),
            Held::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
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
        let codecs: Vec<&Codec> = columns.iter().map(|c| &self.shape.columns[*c].codec).collect();
        let alias = self.shape.alias.and_then(|alias| columns.iter().position(|c| *c == alias));
        let mut statement = self.conn.prepare(&self.insert(&columns)).map_err(broken)?;
        let (mut last, mut rising) = (i64::MIN, true);
        loop {
            match reader.read(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(mistake) => {
                    // Where a record ends that is none, nobody knows.
                    self.faults.push(CsvFault::of(self.path, &loaded.header, mistake));
                    break;
                }
            }
            if record.len() != columns.len() {
                self.ragged(&record, columns.len());
                continue;
            }
            let mut whole = true;
            for (i, codec) in codecs.iter().enumerate() {
                let cell = record.cell(i);
                match codec.read(cell) {
                    Ok(held) if whole => {
                        if alias == Some(i)
                            && let Held::Integer(n) = held
                        {
                            rising &= n > last;
                            last = n;
                        }
                        statement.raw_bind_parameter(i + 1, Bound(&held)).map_err(broken)?;
                    }
                    Ok(_) => {}
                    Err(reason) => {
                        whole = false;
                        let mistake = Mistake::at(record.line(), Some(i), reason);
                        let fault = CsvFault::of(self.path, &loaded.header, mistake);
                        self.faults.push(fault.with_value(&cell.text()));
                    }
                }
            }
            if !whole {
                continue;
            }
            match statement.raw_execute() {
                Ok(_) => loaded.count += 1,
                Err(rusqlite::Error::SqliteFailure(code, message))
                    if code.code == ErrorCode::ConstraintViolation =>
                {
                    let reason = message.unwrap_or_else(|| code.to_string());
                    let mistake =
                        Mistake::at(record.line(), None, format!("the table refuses the row: {reason}"));
                    self.faults.push(CsvFault::of(self.path, &loaded.header, mistake));
                }
                Err(error) => return Err(broken(error)),
            }
        }
        loaded.keys = match alias {
            Some(_) => Keys::Column { rising },
            None if self.shape.has_rowid => Keys::Numbers,
            None => Keys::Key,
        };
        Ok(loaded)
    }

    fn insert(&self, columns: &[usize]) -> String {
        let names: Vec<String> = columns.iter().map(|c| quoted(&self.shape.columns[*c].name)).collect();
        let marks = vec!["?"; names.len()].join(", ");
        format!("INSERT INTO main.{} ({}) VALUES ({marks})", quoted(self.table), names.join(", "))
    }

    fn ragged(&mut self, record: &Record, wanted: usize) {
        let reason = match record.len() {
            1 if record.raw().is_empty() => "is blank; remove the line".to_owned(),
            found => format!("has {found} cells, and the header names {wanted} columns"),
        };
        self.faults.push(CsvFault::of(self.path, &[], Mistake::at(record.line(), None, reason)));
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
