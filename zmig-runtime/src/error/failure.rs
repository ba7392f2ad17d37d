//! A migration that failed: where, why, and what it left behind.

use super::list;
use std::fmt;

/// A migration that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Where.
    pub place: Place,
    /// Why.
    pub cause: Cause,
    /// What became of this migration.
    pub remains: Remains,
    /// The migrations that this run committed before it.
    pub committed: Vec<String>,
    /// How many were to follow and were not tried.
    pub left: usize,
    /// What to do next.
    pub next: String,
}

/// A place in a migration's file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The migration's name.
    pub migration: String,
    /// Its file, relative to the project; or the history, for a rollback.
    pub path: String,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// The step's number, from 1; 0 where no step had begun.
    pub step: usize,
    /// How many steps there are.
    pub steps: usize,
    /// What the step is for.
    pub title: String,
}

/// Why a migration failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The database refused a statement.
    Database {
        /// What it says.
        message: String,
        /// What it adds.
        detail: Option<String>,
        /// What it advises.
        hint: Option<String>,
        /// Its code: SQLSTATE, or SQLite's number.
        code: Option<String>,
    },
    /// Rows on which the step would fail.
    Rows {
        /// What is wrong with them.
        reason: String,
        /// The first of them: key and value.
        rows: Vec<(String, String)>,
        /// How many there are.
        count: u64,
        /// The query that lists them.
        query: String,
    },
    /// A step outside a transaction that may or may not have been done.
    InDoubt,
    /// A function of the application that the migration calls did not succeed.
    Hook {
        /// Its name.
        name: String,
        /// What it says.
        message: String,
    },
    /// Something that the runner refuses, in words.
    Refused(String),
}

/// What became of a migration that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remains {
    /// Nothing of it is in the database.
    Nothing,
    /// Outside a transaction: the steps that are done stay done.
    Steps {
        /// How many.
        done: usize,
    },
    /// The connection broke at the commit: it is either wholly applied or not at all.
    Unknown,
    /// The file ended the transaction itself: what stands before its COMMIT may be in the database, without a row in the
    /// history; and so may what this run had not committed yet, with its rows.
    Torn,
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { migration, path, line, step, steps, title } = &self.place;
        write!(f, "migration {migration} failed")?;
        if *step > 0 {
            write!(f, " at step {step} of {steps} ({title})")?;
        }
        write!(f, "\n  --> {path}")?;
        if let Some(line) = line {
            write!(f, ":{line}")?;
        }
        self.cause.write(f)?;
        match self.committed.as_slice() {
            [] => f.write_str("\n  committed: nothing by this run")?,
            names => write!(f, "\n  committed before it: {}", list(names))?,
        }
        match self.remains {
            Remains::Nothing => f.write_str("\n  of this migration, nothing is in the database")?,
            Remains::Steps { done: 0 } => {
                f.write_str("\n  of this migration, no step is recorded as done")?
            }
            Remains::Steps { done } => {
                write!(f, "\n  of this migration, the first {done} of {steps} steps are done and stay so")?;
            }
            Remains::Unknown => f.write_str(
                "\n  the connection broke at the commit: this migration is applied wholly or not at all",
            )?,
            Remains::Torn => f.write_str(
                "\n  of this migration, what stands before its own COMMIT may be in the database",
            )?,
        }
        if self.left > 0 {
            write!(f, "\n  not tried: {} more", self.left)?;
        }
        write!(f, "\n  next: {}", self.next)
    }
}

impl Cause {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database { message, detail, hint, code } => {
                write!(f, "\n  {message}")?;
                if let Some(code) = code {
                    write!(f, " (code {code})")?;
                }
                for (word, more) in [("detail", detail), ("hint", hint)] {
                    if let Some(more) = more {
                        write!(f, "\n  {word}: {more}")?;
                    }
                }
                Ok(())
            }
            Self::Rows { reason, rows, count, query } => {
                let plural = if *count == 1 { "row stands" } else { "rows stand" };
                write!(f, "\n  {reason}: {count} {plural} in the way")?;
                for (key, value) in rows {
                    write!(f, "\n    {key}: {value}")?;
                }
                let more = count.saturating_sub(rows.len() as u64);
                if more > 0 {
                    write!(f, "\n    and {more} more")?;
                }
                write!(f, "\n  all of them: {query}")
            }
            Self::InDoubt => f.write_str(
                "\n  an earlier run began this step and did not live to say whether it was done, and nothing in the file tells",
            ),
            Self::Hook { name, message } => write!(f, "\n  the hook {name} failed: {message}"),
            Self::Refused(reason) => write!(f, "\n  {reason}"),
        }
    }
}
