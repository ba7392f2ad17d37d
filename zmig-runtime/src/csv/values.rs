//! Rows' values on their way from one thread to another, as SQLite holds them.

use super::cell::Held;
use rusqlite::types::ValueRef;

/// When a block is full, whichever comes first.
const ROWS: usize = 512;
const BYTES: usize = 1 << 18;

/// What a block keeps when it is filled again.
const KEPT: usize = 4 * BYTES;

/// Values, row by row.
#[derive(Debug, Default)]
pub(crate) struct Values {
    values: Vec<Value>,
    /// The bytes of texts and blobs.
    bytes: Vec<u8>,
    /// Of each row, the line of the file that it stands on.
    lines: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
}

impl Values {
    pub(crate) fn clear(&mut self) {
        self.values.clear();
        self.lines.clear();
        self.bytes.clear();
        self.bytes.shrink_to(KEPT);
    }

    /// Adds the next value of the row at hand.
    pub(crate) fn push(&mut self, value: ValueRef<'_>) {
        let from = self.bytes.len();
        self.values.push(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Integer(n),
            ValueRef::Real(n) => Value::Real(n),
            ValueRef::Text(bytes) => {
                self.bytes.extend_from_slice(bytes);
                Value::Text(from, self.bytes.len())
            }
            ValueRef::Blob(bytes) => {
                self.bytes.extend_from_slice(bytes);
                Value::Blob(from, self.bytes.len())
            }
        });
    }

    /// Ends the row at hand, which stands on a line of a file.
    pub(crate) fn end_row(&mut self, line: u64) {
        self.lines.push(line);
    }

    /// Gives the row at hand up. Every row has so many columns.
    pub(crate) fn drop_row(&mut self, columns: usize) {
        self.values.truncate(self.lines.len() * columns);
    }

    /// Whether it is time to hand it on.
    pub(crate) fn is_full(&self) -> bool {
        self.lines.len() >= ROWS || self.bytes.len() >= BYTES
    }

    /// The line of each row.
    pub(crate) fn lines(&self) -> &[u64] {
        &self.lines
    }

    /// The values of a row.
    pub(crate) fn row(&self, number: usize, columns: usize) -> impl Iterator<Item = ValueRef<'_>> {
        let of_row = self.values.iter().skip(number * columns).take(columns);
        of_row.map(|value| match *value {
            Value::Null => ValueRef::Null,
            Value::Integer(n) => ValueRef::Integer(n),
            Value::Real(n) => ValueRef::Real(n),
            Value::Text(from, to) => ValueRef::Text(&self.bytes[from..to]),
            Value::Blob(from, to) => ValueRef::Blob(&self.bytes[from..to]),
        })
    }
}

impl Held<'_> {
    /// The value for SQLite.
    pub(crate) fn as_value(&self) -> ValueRef<'_> {
        match self {
            Held::Null => ValueRef::Null,
            Held::Integer(n) => ValueRef::Integer(*n),
            Held::Real(n) => ValueRef::Real(*n),
            Held::Text(text) => ValueRef::Text(text.as_bytes()),
            Held::Blob(bytes) => ValueRef::Blob(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut block = Values::default();
        for line in [2, 4] {
            block.push(ValueRef::Text(b"a\0b"));
            block.push(ValueRef::Integer(line));
            if line == 2 {
                block.end_row(2);
                block.push(ValueRef::Blob(b"given up"));
                block.drop_row(2);
            }
        }
        block.end_row(4);
        let row = |n: usize| block.row(n, 2).collect::<Vec<_>>();
        assert_eq!(row(0), [ValueRef::Text(b"a\0b"), ValueRef::Integer(2)]);
        assert_eq!(row(1), [ValueRef::Text(b"a\0b"), ValueRef::Integer(4)]);
        assert_eq!(block.lines(), [2, 4]);
        assert!(!block.is_full());
        block.push(ValueRef::Blob(&vec![0; BYTES]));
        assert!(block.is_full());
        block.clear();
        assert_eq!((block.lines().len(), block.row(0, 2).count()), (0, 0));
    }
}
