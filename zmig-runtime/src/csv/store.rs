//! From the staged database back into files, with the bytes of every cell that still says the same.

use super::ahead::{Ahead, ahead};
use super::cell::Held;
use super::columns::{Before, Out, columns};
use super::folder::{failed, refused};
use super::load::{Keys, header};
use super::record::{Record, RecordReader, put_text};
use super::shape::{Shape, broken, quoted};
use super::sink::Sink;
use super::wrong::{CsvFault, CsvFaults, Mistake};
use crate::driver::Fault;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, Statement};
use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// What was written, but for the file's mark.
#[derive(Debug)]
pub(crate) struct Written {
    pub header: Vec<String>,
    pub count: u64,
    pub keys: Keys,
}

/// Writes a table's file to a new place, and brings it to the disk. `shown` is what to call it.
pub(crate) fn write(
    conn: &Connection,
    table: &str,
    shape: &Shape,
    before: Option<Before<'_>>,
    to: &Path,
    shown: &Path,
) -> Result<Written, Fault> {
    let file = File::create(to).map_err(|e| failed("creating", shown, &e))?;
    let sink = Sink::new(file);
    let outs = columns(shape, before.as_ref());
    let mut writer = Writer {
        conn,
        table,
        shape,
        shown,
        sink,
        outs,
        spare: (Vec::new(), Vec::new()),
        listed: Vec::new(),
        last: i64::MIN,
        keys: None,
        count: 0,
        faults: CsvFaults::default(),
    };
    match &before {
        Some(before) => writer.again(before)?,
        None => writer.anew()?,
    }
    writer.finish(to)
}

struct Writer<'a> {
    conn: &'a Connection,
    table: &'a str,
    shape: &'a Shape,
    shown: &'a Path,
    sink: Sink,
    outs: Vec<Out>,
    /// The canonical forms that are compared.
    spare: (Vec<u8>, Vec<u8>),
    /// The numbers of the rows, in the file's order, where they are no column.
    listed: Vec<i64>,
    last: i64,
    /// Which row each record is, where that is known beforehand.
    keys: Option<Keys>,
    count: u64,
    faults: CsvFaults,
}

impl Writer<'_> {
    /// The query of what is not copied, after the number of the row.
    fn query(&self, rest: &str) -> String {
        let rowid = self.shape.rowid().map_or_else(|| "0".to_owned(), quoted);
        let needed = self.outs.iter().filter(|o| !o.copied);
        let names: String =
            needed.map(|o| format!(", {}", quoted(&self.shape.columns[o.column].name))).collect();
        format!("SELECT {rowid}{names} FROM main.{}{rest}", quoted(self.table))
    }

    fn in_order(&self) -> String {
        match self.shape.rowid() {
            Some(rowid) => format!(" ORDER BY {}", quoted(rowid)),
            None => {
                let keys = self.shape.columns.iter().filter(|c| c.in_key).map(|c| quoted(&c.name));
                let keys: Vec<String> = keys.collect();
                if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) }
            }
        }
    }

    fn io<T>(&self, result: io::Result<T>) -> Result<T, Fault> {
        result.map_err(|e| failed("writing", self.shown, &e))
    }

    fn anew(&mut self) -> Result<(), Fault> {
        self.header(None)?;
        let sql = self.query(&self.in_order());
        let mut statement = self.conn.prepare(&sql).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            self.row(None, row)?;
        }
        Ok(())
    }

    fn again(&mut self, before: &Before<'_>) -> Result<(), Fault> {
        let mut reader = RecordReader::new(&before.opened.file);
        let mut record = Record::default();
        io::Seek::rewind(&mut &before.opened.file).map_err(|e| failed("reading", &before.opened.path, &e))?;
        let moved = |m: Mistake| {
            let fault = CsvFault::of(&before.opened.path, &[], m);
            refused(format!("{fault}\n  it was changed while the migration ran; run again"))
        };
        if !reader.read(&mut record).map_err(moved)? || header(&record) != before.loaded.header {
            return Err(moved(Mistake::at(1, None, "the header is another than before")));
        }
        if reader.has_bom() {
            self.sink.buffer.extend_from_slice(&[0xef, 0xbb, 0xbf]);
        }
        self.header(Some(&record))?;
        let keys = self.keys(before);
        ahead(reader, |records: &mut Ahead<'_>| {
            let mut next = |record: &mut Record| records.next(record).map_err(moved);
            if let Some(cells) = self.new_cells(before)? {
                return self.extend(before, &cells, &mut next);
            }
            match keys {
                Source::Rising(key) => self.merge(key, &mut next),
                Source::Sought(key) => self.seek(key, &mut next),
            }
        })
    }

    /// The cells of new columns, which are the same in all rows; nothing where they may not be.
    fn new_cells(&mut self, before: &Before<'_>) -> Result<Option<Vec<u8>>, Fault> {
        if !before.is_extended(self.shape) || self.outs.iter().any(|out| out.copied != out.from.is_some()) {
            return Ok(None);
        }
        let mut statement = self.conn.prepare(&self.query(" LIMIT 1")).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        let Some(row) = rows.next().map_err(broken)? else { return Ok(None) };
        let mut cells = Vec::new();
        for out in self.outs.iter().filter(|out| !out.copied) {
            cells.push(b',');
            let value = held(row.get_ref(out.answer).map_err(broken)?)?;
            if self.shape.columns[out.column].codec.write(&value, &mut cells).is_err() {
                // Each row is told, where they are written one by one.
                return Ok(None);
            }
        }
        Ok(Some(cells))
    }

    /// Every record with the same cells behind it: no row has to be asked.
    fn extend(&mut self, before: &Before<'_>, cells: &[u8], next: &mut Next<'_>) -> Result<(), Fault> {
        let mut record = Record::default();
        while next(&mut record)? {
            self.sink.begin_line();
            self.count += 1;
            self.sink.buffer.extend_from_slice(record.raw().as_bytes());
            self.sink.buffer.extend_from_slice(cells);
            let ended = self.sink.end_line(Some(record.line_end()));
            self.io(ended)?;
        }
        if self.count != before.loaded.count {
            return Err(refused(format!(
                "{} was changed while the migration ran; run again",
                before.opened.path.display()
            )));
        }
        self.keys = Some(before.loaded.keys.clone());
        Ok(())
    }

    /// How records and rows find each other.
    fn keys<'k>(&self, before: &'k Before<'_>) -> Source<'k> {
        let shape = self.shape;
        let cell_of = |column: usize| self.outs.iter().find(|o| o.column == column).and_then(|o| o.from);
        if before.same_rows && !matches!(before.loaded.keys, Keys::Key | Keys::Column { rising: false }) {
            return Source::Rising(Key::Same);
        }
        if shape.rowid().is_none() {
            let key = shape.columns.iter().enumerate().filter(|(_, c)| c.in_key);
            let cells: Option<Vec<(usize, usize)>> = key.map(|(i, _)| Some((i, cell_of(i)?))).collect();
            return cells.map_or(Source::Rising(Key::None), |cells| Source::Sought(Sought::Cells(cells)));
        }
        if let Some(alias) = shape.alias
            && let Some(cell) = cell_of(alias)
        {
            let rising = matches!(before.loaded.keys, Keys::Column { rising: true });
            return if rising {
                Source::Rising(Key::Cell { column: alias, cell })
            } else {
                Source::Sought(Sought::Number { column: alias, cell })
            };
        }
        match &before.loaded.keys {
            // A table that was copied has its rows numbered anew.
            Keys::Listed(numbers) if shape.root == before.shape.root => Source::Rising(Key::Listed(numbers)),
            _ => Source::Rising(Key::Number),
        }
    }

    /// Both rise: side by side.
    fn merge(&mut self, key: Key<'_>, next: &mut Next<'_>) -> Result<(), Fault> {
        let sql = self.query(&self.in_order());
        let mut statement = self.conn.prepare(&sql).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        let mut number = 0_i64;
        let mut record = Record::default();
        let mut more = next(&mut record)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let wanted: i64 = row.get(0).map_err(broken)?;
            let mut found = false;
            while more {
                let at = match &key {
                    Key::Same => Some(wanted),
                    Key::None => None,
                    Key::Number => Some(number + 1),
                    Key::Listed(numbers) => {
                        usize::try_from(number).ok().and_then(|n| numbers.get(n).copied())
                    }
                    Key::Cell { column, cell } => {
                        match self.shape.columns[*column].codec.read(record.cell(*cell)) {
                            Ok(Held::Integer(n)) => Some(n),
                            _ => None,
                        }
                    }
                };
                let Some(at) = at.filter(|at| *at <= wanted) else { break };
                if at == wanted {
                    found = true;
                    break;
                }
                number += 1;
                more = next(&mut record)?;
            }
            if found {
                self.row(Some(&record), row)?;
                number += 1;
                more = next(&mut record)?;
            } else {
                self.row(None, row)?;
            }
        }
        Ok(())
    }

    /// The records' order is one of their own: each looks for its row, and rows that no record has found come after.
    fn seek(&mut self, key: Sought, next: &mut Next<'_>) -> Result<(), Fault> {
        let columns: Vec<(usize, usize)> = match key {
            Sought::Number { column, cell } => vec![(column, cell)],
            Sought::Cells(cells) => cells,
        };
        let names: Vec<String> =
            columns.iter().map(|(c, _)| format!("{} IS ?", quoted(&self.shape.columns[*c].name))).collect();
        let sql = self.query(&format!(" WHERE {}", names.join(" AND ")));
        let mut one = self.conn.prepare(&sql).map_err(broken)?;
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        let mut record = Record::default();
        while next(&mut record)? {
            let mut mark = Vec::new();
            if !self.bind(&mut one, &columns, &record, &mut mark)? {
                continue;
            }
            let mut rows = one.raw_query();
            if let Some(row) = rows.next().map_err(broken)?
                && seen.insert(mark)
            {
                self.row(Some(&record), row)?;
            }
        }
        let keys: String =
            columns.iter().map(|(c, _)| format!(", {}", quoted(&self.shape.columns[*c].name))).collect();
        let from = format!(" FROM main.{}", quoted(self.table));
        let sql = self.query(&self.in_order()).replacen(&from, &format!("{keys}{from}"), 1);
        let first = 1 + self.outs.iter().filter(|o| !o.copied).count();
        let mut statement = self.conn.prepare(&sql).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let mut mark = Vec::new();
            for (i, (column, _)) in columns.iter().enumerate() {
                let held = held(row.get_ref(first + i).map_err(broken)?)?;
                let _ = self.shape.columns[*column].codec.write(&held, &mut mark);
                mark.push(b',');
            }
            if !seen.contains(&mark) {
                self.row(None, row)?;
            }
        }
        Ok(())
    }

    fn bind(
        &self,
        statement: &mut Statement<'_>,
        columns: &[(usize, usize)],
        record: &Record,
        mark: &mut Vec<u8>,
    ) -> Result<bool, Fault> {
        for (i, (column, cell)) in columns.iter().enumerate() {
            let codec = &self.shape.columns[*column].codec;
            let Ok(held) = codec.read(record.cell(*cell)) else { return Ok(false) };
            let _ = codec.write(&held, mark);
            mark.push(b',');
            let value = ToSqlOutput::Borrowed(held.as_value());
            statement.raw_bind_parameter(i + 1, value).map_err(broken)?;
        }
        Ok(true)
    }

    fn header(&mut self, old: Option<&Record>) -> Result<(), Fault> {
        for (i, out) in self.outs.iter().enumerate() {
            if i > 0 {
                self.sink.buffer.push(b',');
            }
            let name = &self.shape.columns[out.column].name;
            let cell =
                old.zip(out.from).map(|(old, from)| old.cell(from)).filter(|cell| cell.text() == *name);
            match cell {
                Some(cell) => self.sink.buffer.extend_from_slice(cell.raw().as_bytes()),
                None => put_text(&mut self.sink.buffer, name),
            }
        }
        let end = old.map(Record::line_end);
        if let Some(end) = end.filter(|end| !end.is_empty()) {
            end.clone_into(&mut self.sink.end);
        }
        let ended = self.sink.end_line(end);
        self.io(ended)
    }

    /// A row, with the record that it was before.
    fn row(&mut self, record: Option<&Record>, row: &Row<'_>) -> Result<(), Fault> {
        self.sink.begin_line();
        self.count += 1;
        for (i, out) in self.outs.iter().enumerate() {
            let buffer = &mut self.sink.buffer;
            if i > 0 {
                buffer.push(b',');
            }
            let old = record.zip(out.from).map(|(record, from)| record.cell(from));
            if let Some(cell) = old.filter(|_| out.copied) {
                buffer.extend_from_slice(cell.raw().as_bytes());
                continue;
            }
            let column = &self.shape.columns[out.column];
            let value = held(row.get_ref(out.answer).map_err(broken)?)?;
            let begin = buffer.len();
            if let Some(cell) = old
                && let Ok(said) = column.codec.read(cell)
            {
                // SQLite has no NaN: what was one is NULL there.
                let was_nan = matches!(said, Held::Real(n) if n.is_nan()) && value == Held::Null;
                if said == value || was_nan {
                    buffer.extend_from_slice(cell.raw().as_bytes());
                    continue;
                }
                let (a, b) = (&mut self.spare.0, &mut self.spare.1);
                a.clear();
                b.clear();
                if column.codec.write(&said, a).is_ok() && column.codec.write(&value, b).is_ok() && a == b {
                    buffer.extend_from_slice(cell.raw().as_bytes());
                    continue;
                }
            }
            if let Err(reason) = column.codec.write(&value, buffer) {
                buffer.truncate(begin);
                let reason = format!("row {} of the table {} holds {reason}", self.count, self.table);
                self.faults.push(CsvFault {
                    column: Some(column.name.clone()),
                    ..CsvFault::of_file(self.shown, reason)
                });
            }
        }
        if self.shape.has_rowid && self.shape.alias.is_none() {
            self.listed.push(row.get(0).map_err(broken)?);
        } else if self.shape.alias.is_some() {
            let number: i64 = row.get(0).map_err(broken)?;
            self.last = if number > self.last { number } else { i64::MAX };
        }
        let ended = self.sink.end_line(record.map(Record::line_end));
        self.io(ended)
    }

    fn finish(mut self, to: &Path) -> Result<Written, Fault> {
        if !self.faults.is_empty() {
            return Err(Fault {
                files: Some(Box::new(self.faults.clone())),
                ..refused(self.faults.to_string())
            });
        }
        let written = self.sink.finish();
        self.io(written)?;
        debug_assert!(to.exists());
        let header = self.outs.iter().map(|o| self.shape.columns[o.column].name.clone()).collect();
        let is_counted = |(i, n): (usize, &i64)| i64::try_from(i + 1) == Ok(*n);
        let keys = match (self.shape.alias, self.shape.has_rowid) {
            _ if self.keys.is_some() => self.keys.unwrap_or(Keys::Key),
            (Some(_), _) => Keys::Column { rising: self.last < i64::MAX },
            (None, true) if self.listed.iter().enumerate().all(is_counted) => Keys::Numbers,
            (None, true) => Keys::Listed(self.listed),
            (None, false) => Keys::Key,
        };
        Ok(Written { header, count: self.count, keys })
    }
}

/// The next record of the old file.
type Next<'a> = dyn FnMut(&mut Record) -> Result<bool, Fault> + 'a;

enum Source<'a> {
    Rising(Key<'a>),
    Sought(Sought),
}

/// The number of the row that a record is.
enum Key<'a> {
    /// The row at hand.
    Same,
    /// None.
    None,
    Number,
    Listed(&'a [i64]),
    Cell {
        column: usize,
        cell: usize,
    },
}

enum Sought {
    Number { column: usize, cell: usize },
    Cells(Vec<(usize, usize)>),
}

fn held(value: ValueRef<'_>) -> Result<Held<'_>, Fault> {
    Ok(match value {
        ValueRef::Null => Held::Null,
        ValueRef::Integer(n) => Held::Integer(n),
        ValueRef::Real(n) => Held::Real(n),
        ValueRef::Blob(bytes) => Held::Blob(bytes.into()),
        ValueRef::Text(bytes) => {
            let text =
                std::str::from_utf8(bytes).map_err(|_| refused("a text of the database is no UTF-8"))?;
            Held::Text(text.into())
        }
    })
}
