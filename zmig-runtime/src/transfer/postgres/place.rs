//! Which line of a CSV file the server means.

use super::PostgresDriver;
use crate::driver::{Driver as _, Fault};
use sqlx::postgres::PgDatabaseError;

/// Where records of a batch begin in their file. Kept only where a record does not follow on the line after the one
/// before it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Records of the batch, from 1, with their lines.
    jumps: Vec<(u64, u64)>,
    records: u64,
    last: u64,
}

impl Lines {
    pub(super) fn push(&mut self, line: u64) {
        self.records += 1;
        if self.records == 1 || line != self.last + 1 {
            self.jumps.push((self.records, line));
        }
        self.last = line;
    }

    pub(super) fn append(&mut self, other: &Self) {
        for (i, (record, line)) in other.jumps.iter().enumerate() {
            let next = other.jumps.get(i + 1).map_or(other.records + 1, |(next, _)| *next);
            for offset in 0..next - record {
                self.push(line + offset);
            }
        }
    }

    /// The line of a record.
    pub(super) fn of(&self, record: u64) -> Option<u64> {
        let at = self.jumps.partition_point(|(first, _)| *first <= record).checked_sub(1)?;
        let (first, line) = self.jumps[at];
        (record <= self.records).then_some(line + record - first)
    }
}

/// What the server says of a row: the fault, which record of the batch it is, and which column.
#[derive(Debug)]
pub(super) struct Refusal {
    pub fault: Fault,
    pub record: Option<u64>,
    pub column: Option<String>,
}

/// Reads an error that came while rows were sent.
pub(super) fn refusal(error: &sqlx::Error, table: &str) -> Refusal {
    let said = error.as_database_error().and_then(|e| e.try_downcast_ref::<PgDatabaseError>());
    let context = said.and_then(|e| e.r#where()).unwrap_or_default();
    let (record, column) = place(context, table);
    Refusal { fault: PostgresDriver::read_error(error), record, column }
}

/// Record and column of `COPY users, line 5, column age: "x"`. The words may be in any language.
fn place(context: &str, table: &str) -> (Option<u64>, Option<String>) {
    let line = context.lines().find_map(|l| l.strip_prefix("COPY ")?.strip_prefix(table)?.strip_prefix(','));
    let Some(line) = line else { return (None, None) };
    let begin = line.find(|c: char| c.is_ascii_digit()).unwrap_or(line.len());
    let digits = &line[begin..];
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let column = digits[end..].strip_prefix(", ").and_then(|rest| {
        let (_, name) = rest.split_once(' ')?;
        let name = name.split_once(": ").map_or(name, |(name, _)| name);
        Some(name.to_owned())
    });
    (digits[..end].parse().ok(), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_on_its_line() {
        let mut first = Lines::default();
        [2, 3, 7, 8].into_iter().for_each(|line| first.push(line));
        let mut second = Lines::default();
        [9, 12].into_iter().for_each(|line| second.push(line));
        first.append(&second);
        let lines: Vec<_> = (0..=7).map(|record| first.of(record)).collect();
        assert_eq!(lines, [None, Some(2), Some(3), Some(7), Some(8), Some(9), Some(12), None]);
        assert_eq!(first.jumps.len(), 3);
    }

    #[test]
    fn the_servers_words_are_read() {
        let column = |name: &str| Some(name.to_owned());
        for (context, expected) in [
            ("COPY users, line 5, column age: \"x\"", (Some(5), column("age"))),
            ("COPY users, line 5", (Some(5), None)),
            ("COPY users, Zeile 12, Spalte a: b: \"x, line 3\"", (Some(12), column("a"))),
            ("COPY users, line 4: \"1\tx\"", (Some(4), None)),
            ("PL/pgSQL function f() line 3 at RAISE\nCOPY users, line 6", (Some(6), None)),
            ("COPY others, line 6", (None, None)),
            ("", (None, None)),
        ] {
            assert_eq!(place(context, "users"), expected, "{context}");
        }
    }
}
