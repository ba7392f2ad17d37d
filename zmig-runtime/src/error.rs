//! What can go wrong, in words that say where, why, what is committed and what to do next.

mod failure;

pub use failure::{Cause, Failure, Place, Remains};

use crate::SourcesReport;
use crate::driver::{Fault, Kind};
use crate::hooks::{MissingFunction, show_missing};
#[cfg(feature = "declarative")]
use crate::{Objection, PlanProblem};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;
use zmig_core::{Breakage, Dialect, Problem};

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
    /// CSV files that cannot be taken as they are.
    #[cfg(feature = "csv")]
    #[error(
        "CSV files cannot be taken as they are\n  {_0}\n  nothing was changed\n  next: mend them and run again"
    )]
    Csv(Box<crate::CsvFaults>),
    /// Data that was not moved.
    #[cfg(feature = "transfer")]
    #[error("{_0}")]
    Transfer(Box<crate::TransferFault>),
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
    /// The database serves another environment than the one that the run is for.
    #[error(
        "the database says that it serves `{theirs}`, and this run is for `{mine}`\n  nothing was changed\n  next: where this database is meant, say so with `--env {theirs}` (`RunOptions::environment`, the variable ZMIG_ENV); where it is a copy that serves `{mine}` from now on, add `--env-was {theirs}` (`RunOptions::environment_was`)"
    )]
    Environment {
        /// What the run is for.
        mine: String,
        /// What the database says.
        theirs: String,
    },
    /// Schemas name variables as the place of their data, and nobody says what is in them.
    #[error(
        "{} {} not set, and schemas of this program have their data there\n  nothing was changed\n  next: set it to a URL, in the environment or in a file such as .env",
        list(variables), if variables.len() == 1 { "is" } else { "are" }
    )]
    NoSource {
        /// The variables.
        variables: Vec<String>,
    },
    /// Some databases of a program whose schemas are in several were not brought up to date.
    #[error("{0}")]
    Sources(Box<SourcesReport>),
    /// The database knows migrations that the program does not, and the policy is to refuse.
    #[error(
        "the database is ahead of this program: it has {}, which the program does not know\n  nothing was changed\n  next: start the newer program, or take them back with `cargo zmig rollback`",
        list(migrations)
    )]
    Ahead {
        /// Their names.
        migrations: Vec<String>,
    },
    /// The database lacks what migrations would have made that were to be recorded as applied.
    #[error(
        "the database is not where these migrations lead: it lacks {}\n  nothing was changed\n  next: apply them with `cargo zmig migrate`; or record a part of them by naming the last; or, if you know better, all of them with `cargo zmig stamp --force`",
        list(missing)
    )]
    NotThere {
        /// The tables and columns, in words.
        missing: Vec<String>,
    },
    /// Applied migrations that do something else now than what was applied.
    #[error("{}", show_not_repaired(migrations))]
    NotRepaired {
        /// Their names, and how they differ.
        migrations: Vec<(String, String)>,
    },
    /// Changes would break what zmig does not manage: a view, a trigger, a function.
    #[error("{}", show_breakages(breakages))]
    WouldBreak {
        /// All that would break.
        breakages: Vec<Breakage>,
    },
    /// A migration's file cannot be read as one.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A data migration that cannot be given a place.
    #[error("the data migration {id} cannot run: {reason}")]
    DataMigration {
        /// Its id.
        id: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A backfill that did not come to its end.
    #[cfg(feature = "backfill")]
    #[error("the backfill {id} stopped: {reason}")]
    Backfill {
        /// Its id.
        id: String,
        /// Why, what is committed, and what to do.
        reason: String,
    },
    /// Migrations call functions that are not registered.
    #[error("{}", show_missing(missing))]
    NoFunction {
        /// All of them.
        missing: Vec<MissingFunction>,
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
    /// A rollback that was not confirmed, or for which something is missing that it demands.
    #[error("the rollback is refused: {reason}\n  nothing was changed\n  next: {next}")]
    RollbackRefused {
        /// Why.
        reason: String,
        /// What to do.
        next: &'static str,
    },
    /// A way back whose rows were purged.
    #[error(
        "{migration} cannot be taken back: its rows were kept in {}, which is gone (purged)\n  nothing was changed\n  next: bring the archive back from a backup, or write a migration that goes forward to what you need",
        list(archives)
    )]
    ArchiveGone {
        /// The migration.
        migration: String,
        /// The archives' tables.
        archives: Vec<String>,
    },
    /// A plan in code that does not fit the database, or that the options do not allow.
    #[cfg(feature = "declarative")]
    #[error("{}", show_plan(name, problems))]
    Plan {
        /// The plan's name.
        name: String,
        /// Everything that is wrong.
        problems: Vec<PlanProblem>,
    },
    /// The schema and the database are not brought together.
    #[cfg(feature = "declarative")]
    #[error("{}", show_objections(objections))]
    NotBrought {
        /// Everything that stands against it.
        objections: Vec<Objection>,
    },
    /// Someone else changed the tables whenever work was about to begin.
    #[error(
        "the tables changed under the work {tries} times, before it could begin\n  nothing was changed\n  next: run again when nothing but zmig changes the tables"
    )]
    Unsteady {
        /// How often the work was planned anew.
        tries: usize,
    },
    /// A target in the middle of what was made at once.
    #[error(
        "{migration} would have to stay, but it was recorded together with {with}, which made everything at once and is taken back at once\n  nothing was changed\n  next: go back to before {with}, or no further than to what was recorded with it"
    )]
    Together {
        /// The migration that the target says is to stay.
        migration: String,
        /// What it was recorded with.
        with: String,
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
    /// A run that its options do not let begin.
    #[error("{}", show_gated(objections))]
    Gated {
        /// Everything that stands against it.
        objections: Vec<String>,
    },
    /// The database is not what the migrations that were applied say that it is.
    #[cfg(feature = "verify")]
    #[error(
        "the migrations are applied, and the database is not what they say\n{verification}\n  next: `cargo zmig drift` shows the ways to mend it"
    )]
    NotAsPromised {
        /// Every difference.
        verification: String,
    },
    /// Nobody said yes.
    #[error(
        "nothing was changed: {reason}\n  next: run it where somebody can answer, or say yes beforehand with `auto_confirm` (--auto-approve)"
    )]
    NotConfirmed {
        /// Why not.
        reason: String,
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
    /// There is no backup, or none that could be read back.
    #[cfg(feature = "backup")]
    #[error("no backup was made in {}: {reason}\n  nothing was changed\n  next: {next}", folder.display())]
    Backup {
        /// Where it was to be.
        folder: PathBuf,
        /// Why not.
        reason: String,
        /// What to do.
        next: &'static str,
    },
    /// A backup that is not put back.
    #[cfg(feature = "backup")]
    #[error("{} is not restored: {reason}\n  nothing was changed\n  next: mend that, then restore again", backup.display())]
    Restore {
        /// The backup.
        backup: PathBuf,
        /// Why not.
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
    /// There is no scratch database to be had.
    #[cfg(feature = "verify")]
    #[error(
        "no scratch database can be had on {server}: {reason}\n  next: give the user the right CREATEDB, or name another server for it with `VerifyOptions::scratch` (--scratch)"
    )]
    Scratch {
        /// The server, without its password.
        server: String,
        /// What it says.
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
        #[cfg(feature = "csv")]
        if let Some(files) = &fault.files {
            return Self::Csv(files.clone());
        }
        match fault.kind {
            Kind::ReadOnly => Self::ReadOnly { reason: fault.text() },
            Kind::Rights => Self::Rights { reason: fault.text() },
            _ => Self::Database { doing, message: fault.text() },
        }
    }
}

#[cfg(feature = "declarative")]
fn show_objections(objections: &[Objection]) -> String {
    let mut text = String::from("the database is not brought to what the schema says");
    for objection in objections {
        let _ = write!(text, "\n  {objection}");
    }
    text + "\n  nothing was changed"
}

#[cfg(feature = "declarative")]
fn show_plan(name: &str, problems: &[PlanProblem]) -> String {
    let mut text = format!("the plan {name} cannot be applied to this database");
    for problem in problems {
        let _ = write!(text, "\n  {problem}");
    }
    text + "\n  nothing was changed\n  next: mend the plan, which no database has had yet under this name"
}

fn show_gated(objections: &[String]) -> String {
    let mut text = String::from("the pending migrations are not what this run may apply");
    for objection in objections {
        let _ = write!(text, "\n  {objection}");
    }
    text + "\n  nothing was changed"
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

fn show_not_repaired(migrations: &[(String, String)]) -> String {
    let mut text =
        String::from("the history is not brought up to date, since not only remarks and blank space differ");
    for (name, difference) in migrations {
        let _ = write!(text, "\n  {name}, as it was applied (-) and as it is now (+):");
        for line in difference.lines() {
            let _ = write!(text, "\n    {line}");
        }
    }
    text + "\n  nothing was changed\n  next: bring it back as it was applied, and put what you want changed into a new migration"
}

fn show_breakages(breakages: &[Breakage]) -> String {
    let mut text = String::from("the migrations would break what zmig does not manage");
    for breakage in breakages.iter().take(20) {
        let _ = write!(text, "\n  {breakage}");
    }
    if breakages.len() > 20 {
        let _ = write!(text, "\n  and {} more", breakages.len() - 20);
    }
    text.push_str(
        "\n  nothing was changed\n  next: drop it in the database, or change it so that it does without; \
         create it again once the migrations are applied",
    );
    text
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
            "bring it back as it was applied, and put what you want changed into a new migration; where only remarks and \
             blank space differ, `cargo zmig repair` brings the history up to date"
        }
        Problem::Gap { .. } => {
            "`cargo zmig rebase` puts it behind what is applied; or take the later one back with `cargo zmig rollback`"
        }
        Problem::Halfway { .. } => {
            "run the program (or a checkout) from before the squash on this database to its end, then this one"
        }
        Problem::ReplacedEdited { .. } => {
            "run the program (or a checkout) from before the squash on this database: it shows how the text differs, and its \
             `cargo zmig repair` mends what only reads otherwise"
        }
        Problem::Overtaken { .. } => "`cargo zmig rebase` puts it behind the baseline",
        Problem::Diverged { .. } => {
            "`cargo zmig rebase` on the branch that has both; or take back what is unknown with `cargo zmig rollback`"
        }
    }
}
