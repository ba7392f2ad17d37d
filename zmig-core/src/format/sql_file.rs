//! The SQL files: plain SQL that any tool can run, with comment lines that say where each step begins.
//!
//! ```sql
//! -- zmig:file 1 up sqlite 20251220120000_users_v1_1_0
//! -- zSchema.users v1.0.0 -> v1.1.0
//!
//! -- zmig:step add column users.nick (str)
//! ALTER TABLE "users" ADD COLUMN "nick" VARCHAR;
//! ```
//!
//! Lines that begin with `-- zmig:` are the only ones that are read; everything else is the database's business and is
//! never split. A file without a single such line, written by hand, is one step.
//!
//! | line | meaning |
//! |---|---|
//! | `file FORMAT up\|down DIALECT NAME` | what the file is |
//! | `own-transaction` | what follows this migration must wait for its commit |
//! | `foreign-keys-off` | SQLite: enforcement is off while it runs, and everything is checked before the commit |
//! | `before`, `after` | statements that zmig does itself, for other tools: the frame around a copied table |
//! | `step TITLE` | a step begins |
//! | `hazard {"risk": …}` | what may happen when the step runs; a step without it is safe and touches no table that others use |
//! | `rebuilds TABLE` | the step copies and replaces that SQLite table |
//! | `call NAME` | the step is a function of the application, which zmig calls; other tools pass over it |
//! | `check {"reason": …, "sql": …}` | rows that this query finds stand in the step's way |
//! | `allow CODE… REASON` | lint: accepted in the statement that follows; a part of the SQL for everybody else |
//! | `probe SQL` | outside a transaction: one boolean that tells whether the step is done |
//!
//! `-- no-transaction` as the first line says that the steps run outside a transaction; sqlx reads it too.

use super::FormatError;
use crate::{Dialect, Hazard, RowCheck, Transaction};

/// The newest format of SQL files.
pub const SQL_FORMAT: u32 = 1;

/// An SQL file, read. Borrows its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlFile<'a> {
    /// The migration's name, if the file says it.
    pub name: Option<&'a str>,
    /// How its steps go with transactions.
    pub transaction: Transaction,
    /// Whether SQLite's foreign keys are off while it runs.
    pub foreign_keys_off: bool,
    /// The steps in order.
    pub steps: Vec<SqlStep<'a>>,
}

/// One step of an SQL file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlStep<'a> {
    /// One line for people.
    pub title: &'a str,
    /// The line of the file, from 1, on which `sql` begins.
    pub line: usize,
    /// The statements, each with its semicolon.
    pub sql: &'a str,
    /// The registered function that it calls, instead of SQL.
    pub call: Option<&'a str>,
    /// What may happen when it runs; unknown where the file was written by hand.
    pub hazard: Option<Hazard>,
    /// The SQLite table that is copied and replaced.
    pub rebuilds: Option<&'a str>,
    /// Queries for the rows that stand in its way.
    pub checks: Vec<RowCheck>,
    /// A query of one boolean that tells whether the step is done.
    pub probe: Option<&'a str>,
}

const WHAT: &str = "the SQL file";
/// A line for the linter, which may stand anywhere.
const ALLOW: &str = "-- zmig:allow";

impl<'a> SqlFile<'a> {
    /// Reads an SQL file.
    ///
    /// # Errors
    /// When it is of a newer format, or a `-- zmig:` line is not of the form above.
    pub fn parse(text: &'a str) -> Result<Self, FormatError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader {
            file: SqlFile {
                name: None,
                transaction: Transaction::Shared,
                foreign_keys_off: false,
                steps: Vec::new(),
            },
            framed: false,
            in_frame: false,
            marked: false,
        };
        let no_transaction = text.starts_with("-- no-transaction");
        let (mut offset, mut number) = (0, 0);
        let mut body: Option<(usize, usize)> = None;
        for line in text.split_inclusive('\n') {
            number += 1;
            if line.starts_with(ALLOW) {
                // A remark, and the statements around it stay together.
            } else if let Some(directive) = line.strip_prefix("-- zmig:") {
                reader.close(text, body.take(), offset);
                reader.directive(directive.trim_end(), number)?;
            } else if reader.takes_sql() && body.is_none() && !line.trim().is_empty() {
                body = Some((offset, number));
            }
            offset += line.len();
        }
        reader.close(text, body, offset);
        let Reader { mut file, framed, marked, .. } = reader;
        if !marked {
            file.steps.push(SqlStep { line: 1, sql: text.trim_end(), ..empty_step("run the file") });
        }
        // A frame of its own makes the file a transaction for other tools; zmig brings its own.
        if no_transaction && !framed {
            file.transaction = Transaction::None;
        }
        Ok(file)
    }
}

struct Reader<'a> {
    file: SqlFile<'a>,
    framed: bool,
    in_frame: bool,
    marked: bool,
}

fn empty_step(title: &str) -> SqlStep<'_> {
    SqlStep {
        title,
        line: 0,
        sql: "",
        call: None,
        hazard: None,
        rebuilds: None,
        checks: Vec::new(),
        probe: None,
    }
}

fn malformed(line: usize, reason: &str) -> FormatError {
    FormatError::Malformed { what: WHAT, reason: format!("line {line}: {reason}") }
}

impl<'a> Reader<'a> {
    fn takes_sql(&self) -> bool {
        !self.in_frame && !self.file.steps.is_empty()
    }

    fn close(&mut self, text: &'a str, body: Option<(usize, usize)>, end: usize) {
        if let (Some((start, line)), Some(step)) = (body, self.file.steps.last_mut()) {
            step.sql = text[start..end].trim_end();
            step.line = line;
        }
    }

    fn directive(&mut self, directive: &'a str, line: usize) -> Result<(), FormatError> {
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        let rest = rest.trim();
        match word {
            "file" => return self.file_line(rest, line),
            "own-transaction" => self.file.transaction = Transaction::Own,
            "foreign-keys-off" => self.file.foreign_keys_off = true,
            "before" | "after" => {
                self.framed = true;
                self.in_frame = true;
            }
            "step" => {
                self.marked = true;
                self.in_frame = false;
                self.file.steps.push(SqlStep { hazard: Some(Hazard::none()), ..empty_step(rest) });
            }
            "hazard" | "rebuilds" | "call" | "check" | "probe" => {
                let step = self.file.steps.last_mut().filter(|s| s.sql.is_empty());
                let step =
                    step.ok_or_else(|| malformed(line, &format!("`{word}` must follow a `step` line")))?;
                match word {
                    "rebuilds" => step.rebuilds = Some(rest),
                    "call" => step.call = Some(rest),
                    "hazard" => {
                        let read = serde_json::from_str(rest);
                        step.hazard = Some(read.map_err(|e| malformed(line, &format!("`hazard`: {e}")))?);
                    }
                    "probe" => step.probe = Some(rest),
                    _ => step.checks.push(
                        serde_json::from_str(rest).map_err(|e| malformed(line, &format!("`check`: {e}")))?,
                    ),
                }
            }
            other => return Err(malformed(line, &format!("`-- zmig:{other}` is not known"))),
        }
        Ok(())
    }

    fn file_line(&mut self, rest: &'a str, line: usize) -> Result<(), FormatError> {
        let mut words = rest.splitn(4, ' ');
        let format: u32 = words
            .next()
            .and_then(|w| w.parse().ok())
            .ok_or_else(|| malformed(line, "`file` needs a format number"))?;
        if format > SQL_FORMAT {
            return Err(FormatError::Newer { what: WHAT, found: format, known: SQL_FORMAT });
        }
        let direction = words.next();
        let dialect = words.next().map(str::parse::<Dialect>);
        if !matches!(direction, Some("up" | "down")) || !matches!(dialect, Some(Ok(_))) {
            return Err(malformed(line, "`file` needs `up` or `down`, a dialect and a name"));
        }
        self.file.name = words.next();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_and_never_split() {
        let text = "-- no-transaction\n-- zmig:file 1 up sqlite 1_a\n-- words\n\n-- zmig:foreign-keys-off\n\
            -- zmig:before\nBEGIN;\n\n-- zmig:step one\n-- zmig:rebuilds users\n\
            -- zmig:check {\"reason\":\"r\",\"sql\":\"SELECT 1\"}\nA;\n-- a remark\nB;\n\n-- zmig:step two\n\n-- zmig:step three\nC;\n\
            -- zmig:after\nCOMMIT;\n";
        let file = SqlFile::parse(text).expect("readable");
        assert_eq!(
            (file.name, file.transaction, file.foreign_keys_off),
            (Some("1_a"), Transaction::Shared, true)
        );
        let steps: Vec<_> = file.steps.iter().map(|s| (s.title, s.line, s.sql)).collect();
        assert_eq!(steps, [("one", 12, "A;\n-- a remark\nB;"), ("two", 0, ""), ("three", 19, "C;")]);
        assert_eq!(file.steps[0].rebuilds, Some("users"));
        assert_eq!(file.steps[0].checks[0].sql, "SELECT 1");
    }

    #[test]
    fn a_file_written_by_hand_is_one_step() {
        let file =
            SqlFile::parse("create function f() returns int as $$ select 1; $$ language sql;\n").expect("ok");
        assert_eq!(file.steps.len(), 1);
        assert_eq!(file.transaction, Transaction::Shared);
        let file = SqlFile::parse("-- no-transaction\nvacuum;\n").expect("ok");
        assert_eq!(file.transaction, Transaction::None);
        assert_eq!(file.steps[0].sql, "-- no-transaction\nvacuum;");
    }

    #[test]
    fn what_the_linter_reads_is_a_remark_for_everybody_else() {
        let text = "-- zmig:file 1 up sqlite 1_a\n-- zmig:allow ZM002 at the head\n\n-- zmig:step one\n\
            -- zmig:allow ZM001 before it\n-- zmig:check {\"reason\":\"r\",\"sql\":\"SELECT 1\"}\n\
            A;\n-- zmig:allow ZM001 in it\nB;\n\n-- zmig:step two\nC;\n";
        let file = SqlFile::parse(text).expect("readable");
        let steps: Vec<_> = file.steps.iter().map(|s| (s.title, s.line, s.sql)).collect();
        assert_eq!(steps, [("one", 7, "A;\n-- zmig:allow ZM001 in it\nB;"), ("two", 12, "C;")]);
        let by_hand = "-- zmig:allow ZM001 old\nDROP TABLE a;\n";
        assert_eq!(SqlFile::parse(by_hand).expect("readable").steps[0].sql, by_hand.trim_end());
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (text, part) in [
            ("-- zmig:file 2 up sqlite a\n", "update zmig"),
            ("-- zmig:file x\n", "format number"),
            ("-- zmig:file 1 up oracle a\n", "a dialect"),
            ("-- zmig:stpe a\n", "line 1"),
            ("-- zmig:probe SELECT 1\n", "must follow"),
            ("-- zmig:step a\n-- zmig:check {\n", "line 2"),
        ] {
            let error = SqlFile::parse(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
