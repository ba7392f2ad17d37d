//! One migration to be run, up or down: what the runner works on, whether it comes from the program or the history.

use crate::history::Record;
use crate::{Error, Place};
use zmig_core::{Checksum, Dialect, FormatError, SqlFile, SqlStep, Transaction};

/// A migration to be run.
#[derive(Clone, Debug)]
pub(crate) struct Job<'a> {
    /// Its SQL, read; no steps where there is nothing to run.
    pub file: SqlFile<'a>,
    /// The SQL's text.
    pub sql: &'a str,
    /// Where the SQL is to be found, for messages.
    pub path: String,
    pub direction: Direction,
    /// A query of one boolean that decides whether the steps run.
    pub guard: Option<&'a str>,
    /// The text of its changes, in which the names of its own indexes stand.
    pub mentions: &'a str,
    /// The checksum by which it counts in the set's digest.
    pub checksum: Option<Checksum>,
    /// What counts in the digest where this does not: the migrations that a baseline stands for.
    pub instead: Vec<(String, Checksum)>,
    /// The row that the history gets.
    pub record: Record<'a>,
    /// Rows that the history gets together with it, and how each counts in the set's digest.
    pub beside: Vec<Beside<'a>>,
}

/// A row of the history without work of its own, which stands and falls with another.
#[derive(Clone, Debug)]
pub(crate) struct Beside<'a> {
    pub record: Record<'a>,
    pub direction: Direction,
    pub checksum: Option<Checksum>,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl<'a> Job<'a> {
    pub(crate) fn name(&self) -> &'a str {
        self.record.migration
    }

    pub(crate) fn is_outside(&self) -> bool {
        self.file.transaction == Transaction::None
    }

    /// Where a step begins; the file's beginning for step 0.
    pub(crate) fn place(&self, step: usize) -> Place {
        let found = step.checked_sub(1).and_then(|i| self.file.steps.get(i));
        Place {
            migration: self.name().to_owned(),
            path: self.path.clone(),
            line: found.map(|s| s.line).filter(|l| *l > 0),
            step,
            steps: self.file.steps.len(),
            title: found.map(|s| s.title.to_owned()).unwrap_or_default(),
        }
    }

    /// Where in a step's SQL an offset lies.
    pub(crate) fn place_at(&self, step: usize, offset: usize) -> Place {
        let mut place = self.place(step);
        let sql = step.checked_sub(1).and_then(|i| self.file.steps.get(i)).map_or("", |s| s.sql);
        let lines = sql.get(..offset).map_or(0, |before| before.matches('\n').count());
        place.line = place.line.map(|line| line + lines);
        place
    }

    /// The hash by which the journal tells a step from another.
    pub(crate) fn step_hash(step: &SqlStep<'_>) -> Checksum {
        Checksum::of(step.sql)
    }
}

/// The SQL of what has nothing to run.
pub(crate) fn nothing<'a>() -> SqlFile<'a> {
    SqlFile { name: None, transaction: Transaction::Shared, foreign_keys_off: false, steps: Vec::new() }
}

/// Reads a migration's SQL.
///
/// # Errors
/// When it is not of the format.
pub(crate) fn parse<'a>(sql: &'a str, path: &str, dialect: Dialect) -> Result<SqlFile<'a>, Error> {
    let error = |reason: String| Error::File { path: path.to_owned(), reason };
    if sql.contains('\0') {
        return Err(error("holds a NUL character, which no database takes".to_owned()));
    }
    let file = SqlFile::parse(sql).map_err(|e: FormatError| error(e.to_string()))?;
    if file.foreign_keys_off && dialect != Dialect::Sqlite {
        return Err(error("`foreign-keys-off` is for SQLite".to_owned()));
    }
    if file.transaction == Transaction::None && file.steps.iter().any(|step| step.call.is_some()) {
        return Err(error("calls a function outside a transaction, which it needs".to_owned()));
    }
    Ok(file)
}
