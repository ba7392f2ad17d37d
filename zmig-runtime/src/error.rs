//! What can go wrong, in words that say where, why, what is committed and what to do next.

mod failure;

pub use failure::{Cause, Failure, Place, Remains};

use crate::driver::{Fault, Kind};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;
use zmig_core::{Dialect, Problem};

/// Why a run did not do what it was asked to. No variant holds a password.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A URL that names no database that this program can talk to.
    #[error("the database URL `{shown}` cannot be used: {reason}")]
    Url {
        /// The URL without its password.
        shown: String,
        /// What is wrong with it, and how to mend it.
        reason: String,
    },
    /// The database does not answer, or does not let the program in.
    #[error("cannot connect to {database}: {reason}")]
    Connect {
        /// The database, without its password.
        database: String,
        /// What it says.
        reason: String,
    },
    /// The migrations have no SQL for this kind of database.
    #[error(
        "the migrations have no SQL for {}: {}\n  next: add `{dialect}` to `dialects` in zmig.toml and build again",
        dialect.title(), list(migrations)
    )]
    NotGenerated {
        /// The kind of database.
        dialect: Dialect,
        /// The names of those without.
        migrations: Vec<String>,
    },
    /// Another runner held the lock all the time.
    #[error(
        "another runner is migrating this database, and did not finish within {} s{}\n  nothing was changed by this one\n  next: run again, or wait longer with `RunOptions::lock_timeout`",
        waited.as_secs_f32().round(), holder.as_ref().map(|h| format!(": {h}")).unwrap_or_default()
    )]
    LockTimeout {
        /// How long this one waited.
        waited: Duration,
        /// Who held it, if the server says so.
        holder: Option<String>,
    },
    /// A step outside a transaction met a pooler that hands one session to several clients.
    #[error(
        "{migration} has steps that run outside a transaction, and {reason}\n  such steps need a lock that belongs to one session, which a transaction pooler cannot give\n  nothing was changed\n  next: give this run a URL that goes to the server itself (with pgbouncer: past it, or a pool_mode of session)"
    )]
    Pooler {
        /// The migration.
        migration: String,
        /// How it shows.
        reason: String,
    },
    /// The history cannot be read, or is newer than this program.
    #[error("the history in the database cannot be used: {reason}")]
    History {
        /// Why, and what to do.
        reason: String,
    },
    /// The migrations and the history contradict each other.
    #[error("{}", show_problems(problems, difference.as_deref()))]
    Problems {
        /// Everything that is wrong.
        problems: Vec<Problem>,
        /// How an edited migration differs from what was applied.
        difference: Option<String>,
    },
    /// The database knows migrations that the program does not, and the policy is to refuse.
    #[error(
        "the database is ahead of this program: it has {}, which the program does not know\n  nothing was changed\n  next: start the newer program, or take them back with `cargo zmig rollback`",
        list(migrations)
    )]
    Ahead {
        /// Their names.
        migrations: Vec<String>,
    },
    /// A migration's file cannot be read as one.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A migration failed.
    #[error("{0}")]
    Failed(Box<Failure>),
    /// Migrations that cannot be taken back.
    #[error(
        "{} cannot be taken back: {}\n  nothing was changed\n  next: write a migration that goes forward to what you need",
        list(migrations),
        reason
    )]
    NotReversible {
        /// Their names.
        migrations: Vec<String>,
        /// Why not.
        reason: String,
    },
    /// A target that does not exist, or is not applied.
    #[error("{target} is not {wanted}\n  known: {}\n  next: `cargo zmig status` lists them", list(known))]
    UnknownTarget {
        /// What was asked for.
        target: String,
        /// What it should have been.
        wanted: &'static str,
        /// What there is; the nearest few.
        known: Vec<String>,
    },
    /// The database takes no changes.
    #[error(
        "the database is read-only, and there is something to change: {reason}\n  nothing was changed\n  next: migrate with a connection that may write (the primary server, a file without mode=ro)"
    )]
    ReadOnly {
        /// What the database says.
        reason: String,
    },
    /// The user may not do what a migration needs.
    #[error(
        "the database refuses: {reason}\n  next: migrate as a user that owns the tables and may create tables in this schema"
    )]
    Rights {
        /// What the database says.
        reason: String,
    },
    /// A folder of migrations that cannot be loaded.
    #[error("{}: {reason}", path.display())]
    Load {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The database refused something that is no part of a migration.
    #[error("{doing}: {message}")]
    Database {
        /// What the runner was about to do.
        doing: &'static str,
        /// What the database says.
        message: String,
    },
}

/// As it is displayed: what a program prints whose `main` returns the error is for people to read.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl Error {
    pub(crate) fn from_fault(doing: &'static str, fault: &Fault) -> Self {
        match fault.kind {
            Kind::ReadOnly => Self::ReadOnly { reason: fault.text() },
            Kind::Rights => Self::Rights { reason: fault.text() },
            _ => Self::Database { doing, message: fault.text() },
        }
    }
}

/// Turns a [`Fault`] into an error that says what was being done.
pub(crate) trait During<T> {
    fn during(self, doing: &'static str) -> Result<T, Error>;
}

impl<T> During<T> for Result<T, Fault> {
    fn during(self, doing: &'static str) -> Result<T, Error> {
        self.map_err(|fault| Error::from_fault(doing, &fault))
    }
}

/// Names, not more than fit a line.
pub(crate) fn list(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names {
        [] => "nothing".to_owned(),
        names if names.len() <= SHOWN => names.join(", "),
        names => format!("{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN),
    }
}

fn show_problems(problems: &[Problem], difference: Option<&str>) -> String {
    let mut text = String::from("the migrations and the database's history contradict each other");
    for problem in problems.iter().take(10) {
        let _ = write!(text, "\n  {problem}");
    }
    if problems.len() > 10 {
        let _ = write!(text, "\n  and {} more", problems.len() - 10);
    }
    if let Some(difference) = difference {
        let _ = write!(text, "\n  as it was applied (-) and as it is now (+):");
        for line in difference.lines() {
            let _ = write!(text, "\n    {line}");
        }
    }
    text.push_str("\n  nothing was changed");
    if let Some(advice) = problems.first().map(advice) {
        let _ = write!(text, "\n  next: {advice}");
    }
    text
}

fn advice(problem: &Problem) -> &'static str {
    match problem {
        Problem::TwoHeads { .. } => "`cargo zmig rebase` puts the one that is not applied behind the other",
        Problem::Missing { .. } => "bring the missing migration back from version control",
        Problem::Cycle(_) | Problem::Duplicate(_) => "bring the manifests back from version control",
        Problem::Edited { .. } => {
            "bring the file back as it was applied, and put what you want changed into a new migration"
        }
        Problem::Gap { .. } => {
            "`cargo zmig rebase` puts it behind what is applied; or take the later one back with `cargo zmig rollback`"
        }
        Problem::Diverged { .. } => {
            "`cargo zmig rebase` on the branch that has both; or take back what is unknown with `cargo zmig rollback`"
        }
    }
}
