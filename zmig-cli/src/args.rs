//! What can be typed.

use crate::verbs;
use clap::{ArgGroup, Args, Parser, Subcommand};
use std::path::PathBuf;
use zmig_runtime::cli::{self, Age, Back, Database, History, Rollback, Show, Status, Tables};

/// What the program ends with; docs/commands.md says the same.
const EXIT_CODES: &str = "Exit codes:
  0  done, or nothing to do
  1  refused or failed; what was not done is said
  2  typed wrong
  3  something is pending (where --exit-code asks for it)
  4  what was compared differs
130  interrupted; what is left is said";

/// Schema migrations for Rust, generated and checked at compile time.
#[derive(Debug, Parser)]
#[command(name = "cargo-zmig", bin_name = "cargo zmig", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
    /// The project's folder [default: the nearest one with a Cargo.toml, from here upwards]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) project: Option<PathBuf>,
    /// The environment, as zmig.toml describes it [default: the variable ZMIG_ENV, or dev]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// What the database was before: a copy of another environment's, which serves this one from now on
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) env_was: Option<String>,
    /// The database of this variable alone, where schemas name several as their Data_Source
    #[arg(long, global = true, value_name = "VARIABLE")]
    pub(crate) source: Option<String>,
}

// A variant a line: the workspace's tests read the commands from here.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Begin a project: zmig.toml, build.rs, a first schema, the dependencies; overwrite nothing
    Init(verbs::init::Args),
    /// Say whether schemas, snapshot and migrations agree; write nothing
    Check(Check),
    /// Write the migrations that a build would write, without compiling
    Generate(verbs::generate::Args),
    /// Make a frequent change in the schema, or write a migration for SQL of your own
    New(verbs::new::Args),
    /// Bring the schema files into one layout
    Fmt(verbs::fmt::Args),
    /// Raise the version of a schema that changed, as far as its changes ask for
    Bump(Bump),
    /// Regenerate the newest migration of a schema, as long as no database has it
    Amend(Amend),
    /// Put one of two branches of a schema's migrations behind the other
    Rebase(Rebase),
    /// Replace the first migrations of a schema by one that makes at once what they led to
    Squash(crate::verbs::squash::Squash),
    /// Show the changes that lead from one schema to another: sources, snapshot, migrations, databases, revisions
    Diff(crate::verbs::diff::Diff),
    /// Bring the history up to date where the file of an applied migration reads otherwise, and does the same
    Repair(crate::verbs::repair::Repair),
    /// Apply what is pending
    Migrate(Box<Migrate>),
    /// Show where a database stands
    Status(Status),
    /// Say whether sources, snapshot, migrations, their SQL and a database tell the same schema
    Verify(Verify),
    /// Hold the SQL of the migrations, or files of SQL, against the lint rules
    Lint(Lint),
    /// Say in what a database differs from the migrations that are applied in it
    Drift(Drift),
    /// Show what was done to a database, newest first
    History(History),
    /// Take migrations back, newest first
    Rollback(Box<Rollback>),
    /// Say what a rollback would do, and what would not come back; change nothing
    AnalyzeRollback(AnalyzeRollback),
    /// Drop archives that are older than an age: rows that are kept of what migrations dropped
    Purge(Purge),
    /// Copy a database's rows, read the copy back and compare it
    Backup(Backup),
    /// Replace what a database holds with what a backup holds
    Restore(Restore),
    /// Write a database's rows to typed CSV files, which come back as what they were
    Export(Export),
    /// Load typed CSV files, or files of your own, into tables that are there and empty
    Import(Import),
    /// Move all data to another database, of whatever kind, and compare what arrived
    Move(Box<Move>),
    /// Write a database's rows to CSV files for spreadsheets, in which nothing is taken for a formula
    Sheet(Sheet),
    /// Show the newest migration of each schema that a database has
    Current(Show),
    /// Show the newest migration of each schema that the project has
    Head(verbs::heads::Args),
    /// Look for what stands in a migration's way: sources, rights, pooler, versions, disk, locks
    Doctor(Show),
    /// Write the schemas and the first migration of a database that is there already
    Pull(Pull),
    /// Record migrations as applied without running them: their tables are there already
    Stamp(Stamp),
    /// Say which environment is meant, where its databases are, and what may be done there
    Env(verbs::env::Args),
    /// Print a script that completes commands in a shell
    Completions(verbs::completions::Args),
    /// Write the manual pages
    Man(verbs::man::Args),
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// `lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Files of SQL [default: the migrations of the project]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only migrations after this one
    #[arg(long, value_name = "MIGRATION", conflicts_with = "files")]
    pub(crate) since: Option<String>,
    /// What the files are written for, where neither they nor their folder say so [default: postgres]
    #[arg(long, value_name = "DATABASE", requires = "files")]
    pub(crate) dialect: Option<zmig_core::Dialect>,
    /// Show advice too: what could be better and breaks nothing
    #[arg(long)]
    pub(crate) advice: bool,
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
    /// The same in the form that code hosts read (SARIF 2.1.0)
    #[arg(long, conflicts_with = "json")]
    pub(crate) sarif: bool,
    /// Print the page of a rule, and look at nothing
    #[arg(long, value_name = "CODE", conflicts_with_all = ["files", "since", "dialect", "advice", "json", "sarif"])]
    pub(crate) explain: Option<String>,
}

/// How far a version goes up: as far as the changes ask for, where nothing is said.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("far").args(["patch", "minor", "major", "to"])))]
pub(crate) struct Bump {
    /// The schema, such as zSchema.users [default: every one that changed]
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) schema: Option<String>,
    /// The next patch version: nothing is lost
    #[arg(long)]
    pub(crate) patch: bool,
    /// The next minor version: something may break
    #[arg(long)]
    pub(crate) minor: bool,
    /// The next major version
    #[arg(long)]
    pub(crate) major: bool,
    /// This version
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<String>,
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// `amend`.
#[derive(Debug, Args)]
pub(crate) struct Amend {
    /// The schema [default: that of the newest migration]
    #[arg(value_name = "SCHEMA")]
    pub(crate) schema: Option<String>,
    /// The SQL was edited on purpose: keep it as it is, and generate nothing
    #[arg(long)]
    pub(crate) keep_sql: bool,
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) unapplied: Unapplied,
}

/// `rebase`.
#[derive(Debug, Args)]
pub(crate) struct Rebase {
    /// A schema, whose later branch goes behind; or the first migration of the branch that does
    /// [default: the schema with two branches]
    #[arg(value_name = "SCHEMA|ID")]
    pub(crate) which: Option<String>,
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) unapplied: Unapplied,
}

/// What rewrites migrations looks at a database first: one that is applied must stay as it is.
#[derive(Debug, Args)]
pub(crate) struct Unapplied {
    #[command(flatten)]
    pub(crate) database: Database,
    /// No database has them: look at none, and do not ask
    #[arg(long, short = 'y', conflicts_with = "url")]
    pub(crate) yes: bool,
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) show: Show,
    /// Look at no database: at the project's files alone, and at what their SQL makes on a scratch database
    #[arg(long)]
    pub(crate) no_live: bool,
    /// Take every migration back once too, on a scratch database
    #[arg(long)]
    pub(crate) downs: bool,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

/// `drift`.
#[derive(Debug, Args)]
pub(crate) struct Drift {
    #[command(flatten)]
    pub(crate) show: Show,
    /// End with 4 where there is a difference, and not with 0
    #[arg(long)]
    pub(crate) exit_code: bool,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

/// `analyze-rollback`.
#[derive(Debug, Args)]
pub(crate) struct AnalyzeRollback {
    #[command(flatten)]
    pub(crate) show: Show,
    #[command(flatten)]
    pub(crate) back: Back,
}

/// `purge`.
#[derive(Debug, Args)]
pub(crate) struct Purge {
    #[command(flatten)]
    pub(crate) show: Show,
    /// Only archives that are older than this, such as 90d
    #[arg(long, value_name = "AGE")]
    pub(crate) older_than: Age,
    /// Show which, and drop none
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The database's name, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub(crate) confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    pub(crate) yes: bool,
}

/// `backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) show: Show,
    /// The folder that backups are in
    #[arg(long, value_name = "FOLDER", default_value = "backups")]
    pub(crate) folder: PathBuf,
    /// PostgreSQL: only this table; may be repeated [default: all]
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: Vec<String>,
    /// Keep the newest so many of this database, and delete the others
    #[arg(long, value_name = "N")]
    pub(crate) keep: Option<usize>,
    /// Keep what is younger than this, such as 30d, and delete the others
    #[arg(long, value_name = "AGE")]
    pub(crate) keep_for: Option<Age>,
}

/// `migrate`.
#[derive(Debug, Args)]
#[group(id = "here")]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) run: cli::Migrate,
    /// Where the data is, where a migration says that it moves to another kind of place [default: the variable of its new
    /// place with _FROM behind it, such as DATABASE_URL_FROM]
    #[arg(long, value_name = "URL", conflicts_with_all = ["to", "version", "model", "rollback", "rollback_to", "force_sync"])]
    pub(crate) from: Option<String>,
}

/// Which tables are meant: all, where nothing is said.
#[derive(Debug, Args)]
pub(crate) struct Only {
    /// Only this table; may be repeated, and a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub(crate) include: Vec<String>,
    /// Not this table; may be repeated, and a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub(crate) exclude: Vec<String>,
}

/// `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) show: Show,
    /// The folder that exports are in, each in one named after the database's kind and the time [default: backups, in
    /// the folder of CSV files where that is what is exported]
    #[arg(long, value_name = "FOLDER", conflicts_with = "to")]
    pub(crate) folder: Option<PathBuf>,
    /// The export's own folder, which must not be there yet
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) tables: Only,
}

/// `import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The folder of the files
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) show: Show,
    #[command(flatten)]
    pub(crate) tables: Only,
    /// Do not read back what arrived, and do not compare it
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// The database's name, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub(crate) confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    pub(crate) yes: bool,
}

/// `move`.
#[derive(Debug, Args)]
pub(crate) struct Move {
    /// Where the data is [default: the variable of its new place with _FROM behind it, such as DATABASE_URL_FROM]
    #[arg(long, value_name = "URL")]
    pub(crate) from: Option<String>,
    /// Where it goes [default: the database of the environment]
    #[arg(long, value_name = "URL", conflicts_with = "url")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) show: Show,
    /// The folder in which the export is kept, as the backup [default: backups, in the folder of CSV files where that is
    /// what is moved]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) backups: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) tables: Only,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The name of the database where it goes, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub(crate) confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    pub(crate) yes: bool,
}

/// `sheet`.
#[derive(Debug, Args)]
pub(crate) struct Sheet {
    /// The folder of the files, which must not be there yet
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) show: Show,
    /// Begin each file with the mark by which Excel knows UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    #[command(flatten)]
    pub(crate) tables: Only,
}

/// `restore`.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup's folder
    #[arg(value_name = "BACKUP")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) show: Show,
    /// The database whose content is replaced, by its name, so that no URL is mistaken for another; SQLite's is that of
    /// its file
    #[arg(long, value_name = "DATABASE")]
    pub(crate) overwrite: String,
}

/// `pull`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("layout").args(["one_file", "per_table"])))]
pub(crate) struct Pull {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Only this schema of PostgreSQL; may be repeated [default: all that are not the system's]
    #[arg(long = "schema", value_name = "NAME")]
    pub(crate) namespaces: Vec<String>,
    /// Only this table; may be repeated, and a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub(crate) include: Vec<String>,
    /// Not this table; may be repeated, and a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub(crate) exclude: Vec<String>,
    /// What the database is called in the names of files [default: its own name]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Everything in one file
    #[arg(long)]
    pub(crate) one_file: bool,
    /// A file for each table [default: from 21 tables on]
    #[arg(long)]
    pub(crate) per_table: bool,
    /// Leave out what cannot be described
    #[arg(long)]
    pub(crate) skip_unsupported: bool,
    /// Overwrite schema files that are there and say something else
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the files, and do not record their migration as applied in the database
    #[arg(long)]
    pub(crate) files_only: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// `stamp`: everything that is pending, where no target is named.
#[derive(Debug, Args)]
pub(crate) struct Stamp {
    /// The last migration to be recorded, by its name or id, or a version such as users@v1.2.0; what it needs is recorded
    /// with it
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) show: Show,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Record it although the database lacks tables or columns that it would have made
    #[arg(long)]
    pub(crate) force: bool,
    /// The database's name, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub(crate) confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    pub(crate) yes: bool,
}

impl Arguments {
    /// Reads the command line. Cargo gives `zmig` as the first argument when it is called as `cargo zmig`.
    pub(crate) fn read() -> Self {
        let mut all: Vec<_> = std::env::args_os().collect();
        if all.get(1).is_some_and(|a| a == "zmig") {
            all.remove(1);
        }
        Self::parse_from(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_consistent() {
        Arguments::command().debug_assert();
    }
}
