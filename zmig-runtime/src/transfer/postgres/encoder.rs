//! Canonical records of what `COPY` writes.

use super::super::{TableWriter, TransferFault};
use super::columns::MovedColumn;
use super::copy_text::{self, fields, unescape};
use crate::Error;
use crate::csv::cell::Codec;
use crate::csv::digest::RowsDigest;

/// How many values are kept that have no canonical cell.
const KEPT: usize = 1000;

/// Where canonical records go.
pub(super) trait Sink: Send + 'static {
    /// Takes a record without its line end. Each cell ends where `ends` says, and the next one begins behind the comma.
    fn row(&mut self, record: &[u8], ends: &[usize]) -> Result<(), Error>;
}

fn cells<'a>(record: &'a [u8], ends: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let begins = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    begins.zip(ends).map(|(begin, end)| &record[begin..*end])
}

/// A file.
impl Sink for TableWriter {
    fn row(&mut self, record: &[u8], ends: &[usize]) -> Result<(), Error> {
        for cell in cells(record, ends) {
            self.cell(|out| {
                out.extend_from_slice(cell);
                Ok::<_, Error>(())
            })?;
        }
        self.end_row().map_err(|e| {
            let path = self.path().display();
            let doing = format!("writing {path}");
            TransferFault::new(doing, vec![e.to_string()], "make room on the disk, and run the same again")
                .into()
        })
    }
}

/// A digest of rows, with what it has to know of their columns.
pub(super) struct Digesting {
    pub(super) digest: RowsDigest,
    pub(super) codecs: Vec<Codec>,
}

impl Sink for Digesting {
    fn row(&mut self, record: &[u8], ends: &[usize]) -> Result<(), Error> {
        for (cell, codec) in cells(record, ends).zip(&self.codecs) {
            self.digest.add(codec, cell);
        }
        self.digest.end_row();
        Ok(())
    }
}

/// Makes records of lines.
pub(super) struct Encoder {
    table: String,
    columns: Vec<MovedColumn>,
    /// The columns by which a row is told, by their places.
    key: Vec<usize>,
    record: Vec<u8>,
    ends: Vec<usize>,
    /// The beginning of a line whose end has not come yet.
    rest: Vec<u8>,
    rows: u64,
    wrong: Vec<String>,
}

impl Encoder {
    /// `key` are the columns that tell a row from others.
    pub(super) fn new(table: &str, columns: Vec<MovedColumn>, key: &[String]) -> Self {
        let place = |name: &String| columns.iter().position(|c| c.name == *name);
        Self {
            table: table.to_owned(),
            key: key.iter().filter_map(place).collect(),
            columns,
            record: Vec::new(),
            ends: Vec::new(),
            rest: Vec::new(),
            rows: 0,
            wrong: Vec::new(),
        }
    }

    /// Takes a part of what `COPY` writes, cut anywhere.
    pub(super) fn take(&mut self, part: &[u8], sink: &mut impl Sink) -> Result<(), Error> {
        let mut part = part;
        while let Some(at) = memchr::memchr(b'\n', part) {
            if self.rest.is_empty() {
                self.line(&part[..at], sink)?;
            } else {
                let mut line = std::mem::take(&mut self.rest);
                line.extend_from_slice(&part[..at]);
                self.line(&line, sink)?;
            }
            part = &part[at + 1..];
        }
        self.rest.extend_from_slice(part);
        Ok(())
    }

    /// How many rows there were.
    ///
    /// # Errors
    /// All values that have no canonical cell, up to a limit.
    pub(super) fn finish(self) -> Result<u64, Error> {
        if self.wrong.is_empty() {
            return Ok(self.rows);
        }
        let next = "change these values, or leave the table out of what is moved";
        Err(TransferFault::new(format!("reading the table {}", self.table), self.wrong, next).into())
    }

    fn line(&mut self, line: &[u8], sink: &mut impl Sink) -> Result<(), Error> {
        self.rows += 1;
        self.record.clear();
        self.ends.clear();
        for (i, (field, column)) in fields(line).zip(&self.columns).enumerate() {
            if i > 0 {
                self.record.push(b',');
            }
            if field != copy_text::NULL {
                let text = unescape(field);
                if let Err(reason) = column.form.to_cell(&text, &column.codec, &mut self.record) {
                    self.refuse(line, i, &reason);
                    return Ok(());
                }
            }
            self.ends.push(self.record.len());
        }
        if self.ends.len() != self.columns.len() {
            let reason = format!("row {} came with {} fields", self.rows, self.ends.len());
            let doing = format!("reading the table {}", self.table);
            return Err(TransferFault::new(doing, vec![reason], "run the same again").into());
        }
        if self.wrong.is_empty() { sink.row(&self.record, &self.ends) } else { Ok(()) }
    }

    fn refuse(&mut self, line: &[u8], column: usize, reason: &str) {
        if self.wrong.len() == KEPT {
            return;
        }
        let fields: Vec<_> = fields(line).collect();
        let mut place = format!("{}.{}", self.table, self.columns[column].name);
        let told = self.key.iter().filter_map(|i| Some((&self.columns[*i].name, fields.get(*i)?)));
        let told: Vec<_> = told
            .map(|(name, field)| format!("{name} = {}", String::from_utf8_lossy(&unescape(field))))
            .collect();
        match told.is_empty() {
            true => place.push_str(&format!(" in row {} of those that the server sent", self.rows)),
            false => place.push_str(&format!(" where {}", told.join(", "))),
        }
        self.wrong.push(format!("{place}: {reason}"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::Form;
    use super::*;
    use zmig_core::Type;

    #[derive(Default)]
    struct Lines(Vec<u8>);

    impl Sink for Lines {
        fn row(&mut self, record: &[u8], ends: &[usize]) -> Result<(), Error> {
            assert_eq!(ends.last(), Some(&record.len()));
            self.0.extend_from_slice(record);
            self.0.push(b'\n');
            Ok(())
        }
    }

    fn encoder() -> Encoder {
        let column = |name: &str, ty: Type| MovedColumn {
            name: name.to_owned(),
            form: Form::of(&ty),
            codec: Codec::new(&ty, true),
        };
        let columns = vec![column("id", Type::Int), column("note", Type::Text), column("born", Type::Date)];
        Encoder::new("t", columns, &["id".to_owned()])
    }

    #[test]
    fn lines_become_records_wherever_they_are_cut() {
        let copied = b"1\ta\\tb\\n,\t2025-12-20\n2\t\t\\N\n3\t\\N\t0001-01-01\n";
        for cut in 0..copied.len() {
            let (mut encoder, mut lines) = (encoder(), Lines::default());
            encoder.take(&copied[..cut], &mut lines).expect("rows");
            encoder.take(&copied[cut..], &mut lines).expect("rows");
            assert_eq!(encoder.finish().expect("rows"), 3);
            let text = String::from_utf8(lines.0).expect("text");
            assert_eq!(text, "1,\"a\tb\n,\",2025-12-20\n2,\"\",\n3,,0001-01-01\n");
        }
    }

    #[test]
    fn every_value_without_a_cell_is_named() {
        let (mut encoder, mut lines) = (encoder(), Lines::default());
        for id in 1..=25 {
            let line = format!("{id}\tx\tinfinity\n");
            encoder.take(line.as_bytes(), &mut lines).expect("rows");
        }
        let error = encoder.finish().expect_err("no dates").to_string();
        assert!(error.contains("t.born where id = 1: infinity"), "{error}");
        assert!(error.contains("and 5 more") && error.contains("next:"), "{error}");
        assert!(lines.0.is_empty());
    }
}
