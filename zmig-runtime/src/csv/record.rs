//! CSV files as records that keep their bytes.
//!
//! The reader of the `csv` crate says neither whether a cell was quoted nor what its bytes were; NULL and the empty text
//! differ by the first, and a cell that nobody touches has to come back by the second.

use super::wrong::Mistake;
use std::io::{self, Read};

/// The longest cell, in bytes.
pub(crate) const MAX_CELL: usize = 64 << 20;

const FIRST_BUFFER: usize = 1 << 18;

/// Reads records one after another, with no more in memory than one of them and a block.
#[derive(Debug)]
pub(crate) struct RecordReader<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    begun: bool,
    bom: bool,
    line: u64,
}

/// A record as it stands in its file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    text: String,
    /// Where each cell's bytes end; the next one begins behind the comma.
    ends: Vec<usize>,
    /// Where the line end begins.
    last: usize,
    line: u64,
    /// Whether a cell is in quotes: only such a record has more than one line.
    has_quotes: bool,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    raw: &'a str,
}

impl<R: Read> RecordReader<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; FIRST_BUFFER],
            start: 0,
            end: 0,
            ended: false,
            begun: false,
            bom: false,
            line: 1,
        }
    }

    /// What it reads from.
    #[cfg(feature = "transfer")]
    pub(crate) fn source(&self) -> &R {
        &self.source
    }

    /// Whether the file begins with a mark that says it is UTF-8. Known after the first record.
    pub(crate) fn has_bom(&self) -> bool {
        self.bom
    }

    /// Reads the next record; false at the end.
    ///
    /// # Errors
    /// Where the bytes are no CSV: then nothing after them can be read.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, Mistake> {
        if !self.begun {
            self.begin()?;
        }
        record.ends.clear();
        record.text.clear();
        record.line = self.line;
        let length = loop {
            match split(&self.buffer[self.start..self.end], self.ended, record) {
                Ok(Some(length)) => break length,
                Ok(None) if self.ended => return Ok(false),
                Ok(None) => self.fill()?,
                Err((at, reason)) => {
                    let before = &self.buffer[self.start..(self.start + at).min(self.end)];
                    let line = self.line + count_lines(before);
                    return Err(Mistake::at(line, Some(record.ends.len()), reason));
                }
            }
        };
        let bytes = &self.buffer[self.start..self.start + length];
        match std::str::from_utf8(bytes) {
            Ok(text) => record.text.push_str(text),
            Err(e) => {
                let at = e.valid_up_to();
                let cell = record.ends.iter().position(|end| at <= *end);
                let line = self.line + count_lines(&bytes[..at]);
                let reason = format!("the byte {:#04x} is no UTF-8; save the file as UTF-8", bytes[at]);
                return Err(Mistake::at(line, cell, reason));
            }
        }
        self.line += match record.has_quotes {
            true => count_lines(bytes),
            false => u64::from(bytes.ends_with(b"\n")),
        };
        self.start += length;
        Ok(true)
    }

    fn begin(&mut self) -> Result<(), Mistake> {
        self.begun = true;
        while self.end < 4 && !self.ended {
            self.fill()?;
        }
        let head = &self.buffer[..self.end];
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.bom = true;
            self.start = 3;
        } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(Mistake::at(1, None, "the file is UTF-16; save it as UTF-8"));
        }
        Ok(())
    }

    /// Brings more into the buffer.
    fn fill(&mut self) -> Result<(), Mistake> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            // Cells are looked at one by one; this only bounds what a record takes.
            if self.buffer.len() > 16 * MAX_CELL {
                return Err(Mistake::at(self.line, None, "the record is longer than 1 GiB"));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.end += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(Mistake::at(self.line, None, format!("reading failed: {e}"))),
            }
            return Ok(());
        }
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Finds the cells of the first record of `bytes` and says how long it is with its line end; nothing where it is not all
/// there, or where nothing is. An error says at which byte.
fn split(bytes: &[u8], ended: bool, record: &mut Record) -> Result<Option<usize>, (usize, String)> {
    record.ends.clear();
    record.has_quotes = false;
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut at = 0;
    loop {
        let begin = at;
        if bytes.get(at) == Some(&b'"') {
            record.has_quotes = true;
            at += 1;
            loop {
                let Some(quote) = memchr::memchr2(b'"', 0, &bytes[at..]) else {
                    return if ended {
                        Err((begin, "the cell's quote is never closed".to_owned()))
                    } else {
                        too_long(begin, bytes.len()).map(|()| None)
                    };
                };
                at += quote;
                if bytes[at] == 0 {
                    return Err((at, NUL.to_owned()));
                }
                if bytes.get(at + 1) == Some(&b'"') {
                    at += 2;
                } else if at + 1 == bytes.len() && !ended {
                    return Ok(None);
                } else {
                    at += 1;
                    break;
                }
            }
            if !matches!(bytes.get(at), None | Some(b',' | b'\n' | b'\r')) {
                let reason =
                    "something stands behind the closing quote; a quote within a cell is written twice";
                return Err((at, reason.to_owned()));
            }
        } else {
            at += bytes[at..].iter().position(|b| STOPS[usize::from(*b)]).unwrap_or(bytes.len() - at);
            match bytes.get(at) {
                Some(b'"') => {
                    let reason = "a quote stands within a cell that does not begin with one; write the cell in quotes, and the quote twice";
                    return Err((at, reason.to_owned()));
                }
                Some(0) => return Err((at, NUL.to_owned())),
                _ => {}
            }
        }
        too_long(begin, at)?;
        match bytes.get(at) {
            None if !ended => return Ok(None),
            Some(b',') => {
                record.ends.push(at);
                at += 1;
            }
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => {
                record.ends.push(at);
                record.last = at;
                return Ok(Some(at + 2));
            }
            Some(b'\r') if at + 1 == bytes.len() && !ended => return Ok(None),
            Some(b'\r') => {
                let reason = "a carriage return stands by itself; lines end with a line feed, and within a cell it needs quotes";
                return Err((at, reason.to_owned()));
            }
            end => {
                record.ends.push(at);
                record.last = at;
                return Ok(Some(at + usize::from(end.is_some())));
            }
        }
    }
}

/// What does not stand within a cell without quotes.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b',' as usize] = true;
    stops[b'\n' as usize] = true;
    stops[b'\r' as usize] = true;
    stops[b'"' as usize] = true;
    stops[0] = true;
    stops
};

const NUL: &str = "a NUL byte, which no text can hold";

fn too_long(begin: usize, end: usize) -> Result<(), (usize, String)> {
    if end - begin > MAX_CELL {
        return Err((begin, format!("the cell is longer than {} MiB", MAX_CELL >> 20)));
    }
    Ok(())
}

impl Record {
    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The line of the file that it begins on, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// A cell; one that the record does not have is empty.
    pub(crate) fn cell(&self, index: usize) -> Cell<'_> {
        let begin = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).map_or(0, |end| end + 1),
            None => 0,
        };
        let raw = self.ends.get(index).and_then(|end| self.text.get(begin..*end));
        Cell { raw: raw.unwrap_or_default() }
    }

    /// All of it, without its line end.
    pub(crate) fn raw(&self) -> &str {
        self.text.get(..self.last).unwrap_or_default()
    }

    /// What ends it: nothing at the end of a file that lacks the last line end.
    pub(crate) fn line_end(&self) -> &str {
        self.text.get(self.last..).unwrap_or_default()
    }
}

impl<'a> Cell<'a> {
    /// A cell of these bytes.
    pub(crate) fn of_raw(raw: &'a str) -> Self {
        Self { raw }
    }

    /// Its bytes, quotes and all.
    pub(crate) fn raw(self) -> &'a str {
        self.raw
    }

    /// Whether it is written in quotes.
    pub(crate) fn is_quoted(self) -> bool {
        self.raw.starts_with('"')
    }

    /// Whether it says nothing: it is empty and not in quotes.
    pub(crate) fn is_null(self) -> bool {
        self.raw.is_empty()
    }

    /// Its text.
    pub(crate) fn text(self) -> std::borrow::Cow<'a, str> {
        match self.raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) if inner.contains('"') => inner.replace("\"\"", "\"").into(),
            Some(inner) => inner.into(),
            None => self.raw.into(),
        }
    }
}

/// Writes a text as a cell: in quotes where it has to be, and where it is empty, since that is not NULL.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let is_plain = !bytes.is_empty() && !bytes.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'));
    if is_plain {
        out.extend_from_slice(bytes);
    } else {
        put_quoted(out, text);
    }
}

/// Writes a text as a cell in quotes.
pub(crate) fn put_quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A source that gives a byte at a time, so that every record meets the end of the buffer everywhere.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(buffer.len()).min(1);
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn records(bytes: &[u8]) -> Result<Vec<Record>, Mistake> {
        let all = |mut reader: RecordReader<&mut dyn Read>| {
            let (mut out, mut record) = (Vec::new(), Record::default());
            while reader.read(&mut record)? {
                out.push(record.clone());
            }
            Ok(out)
        };
        let (mut at_once, mut slowly) = (bytes, Slowly(bytes));
        let first: Result<Vec<Record>, Mistake> = all(RecordReader::new(&mut at_once));
        let second = all(RecordReader::new(&mut slowly));
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
        first
    }

    #[test]
    fn cells_keep_their_bytes_and_lines() {
        let found = records(b"\xef\xbb\xbfid,\"na\"\"me\"\r\n1,\"a\nb\"\n,\"\"\n2,\xc3\xa4").expect("CSV");
        let cells = |r: &Record| (0..r.len()).map(|i| r.cell(i).text().into_owned()).collect::<Vec<_>>();
        assert_eq!(cells(&found[0]), ["id", "na\"me"]);
        assert_eq!(found[0].line_end(), "\r\n");
        assert_eq!(found[1].cell(1).raw(), "\"a\nb\"");
        assert_eq!((found[1].line(), found[2].line(), found[3].line()), (2, 4, 5));
        assert!(found[2].cell(0).is_null() && !found[2].cell(1).is_null());
        assert_eq!((found[3].raw(), found[3].line_end()), ("2,ä", ""));
        assert_eq!(records(b"").expect("CSV").len(), 0);
        assert_eq!(records(b"a\n\n").expect("CSV").len(), 2);
    }

    #[test]
    fn what_is_no_csv_is_refused_at_its_place() {
        for (bytes, line, column, reason) in [
            (&b"a,b\n1,\"x\n"[..], 2, Some(1), "never closed"),
            (b"a,b\n1,\"x\"y\n", 2, Some(1), "behind the closing quote"),
            (b"a,b\n1,x\"y\n", 2, Some(1), "within a cell"),
            (b"a,b\n\"\n\",\x00\n", 3, Some(1), "NUL"),
            (b"a,b\n\"x\x00\",1\n", 2, Some(0), "NUL"),
            (b"a,b\n1,\xff\n", 2, Some(1), "no UTF-8"),
            (b"a\rb\r", 1, Some(0), "carriage return"),
            (b"\xff\xfea\x00", 1, None, "UTF-16"),
        ] {
            let found = records(bytes).expect_err(reason);
            assert!(found.reason.contains(reason), "{found:?}");
            assert_eq!((found.line, found.column), (line, column), "{reason}");
        }
        let mut long = vec![b'x'; MAX_CELL + 1];
        long.insert(0, b'\n');
        let mut source = &long[..];
        let (mut reader, mut record) = (RecordReader::new(&mut source), Record::default());
        assert!(reader.read(&mut record).expect("the header"));
        assert!(reader.read(&mut record).expect_err("too long").reason.contains("64 MiB"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec("[ -~äß\n\r]{0,6}|\"*", 3), 0..6)) {
            let mut out = Vec::new();
            for row in &rows {
                for (i, text) in row.iter().enumerate() {
                    if i > 0 { out.push(b','); }
                    put_text(&mut out, text);
                }
                out.push(b'\n');
            }
            let found = records(&out).expect("CSV");
            let texts: Vec<Vec<String>> =
                found.iter().map(|r| (0..r.len()).map(|i| r.cell(i).text().into_owned()).collect()).collect();
            prop_assert_eq!(texts, rows);
            prop_assert!(found.iter().all(|r| (0..3).all(|i| !r.cell(i).is_null())));
        }
    }
}
