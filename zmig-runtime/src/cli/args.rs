//! What can be typed after a command.

use super::age::Age;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// Which database.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct Database {
    /// The database [default: the variable DATABASE_URL]
    #[arg(long = "database-url", short = 'd', value_name = "URL")]
    pub url: Option<String>,
}

/// A database, and how to show it.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct Show {
    #[command(flatten)]
    #[expect(missing_docs, reason = "its comment would be the help of a part")]
    pub database: Database,
    /// One JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

/// `migrate`.
#[derive(Clone, Debug, Args)]
#[command(group(ArgGroup::new("target").args(["to", "version", "model"])))]
#[command(group(ArgGroup::new("way").args(["rollback", "rollback_to", "force_sync"]).conflicts_with("target")))]
#[non_exhaustive]
#[expect(missing_docs, reason = "the comment of a flattened part would be its help")]
pub struct Migrate {
    #[command(flatten)]
    pub show: Show,
    /// Show what would be applied, and apply nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Show the SQL too
    #[arg(long)]
    pub sql: bool,
    /// Up to this migration, and what it needs
    #[arg(long, value_name = "ID")]
    pub to: Option<String>,
    /// Up to this version
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Only this schema, such as users or @.models.zSchema.users, and what it needs
    #[arg(long, value_name = "SCHEMA")]
    pub model: Option<String>,
    /// Refuse a migration of a greater risk than this
    #[arg(long, value_name = "LEVEL")]
    pub max_risk: Option<Level>,
    /// Refuse a migration that deletes or changes what is stored
    #[arg(long)]
    pub protect_data: bool,
    /// Only migrations that are about this table (`*` stands for any characters)
    #[arg(long = "table", value_name = "TABLE")]
    pub include_table: Vec<String>,
    /// Leave out migrations that are about this table
    #[arg(long, value_name = "TABLE")]
    pub exclude_table: Vec<String>,
    /// Make a backup before anything is changed [default folder: backups]
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, default_missing_value = "backups")]
    pub backup: Option<PathBuf>,
    /// Compare the database with what the migrations promise, once they are applied
    #[arg(long)]
    pub validate: bool,
    /// Take the newest migration back instead, as `rollback` does
    #[arg(long, conflicts_with_all = ["max_risk", "protect_data", "include_table", "exclude_table", "validate", "sql"])]
    pub rollback: bool,
    /// Go back to this version instead, as `rollback --to-version` does
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["max_risk", "protect_data", "include_table", "exclude_table", "validate", "sql"])]
    pub rollback_to: Option<String>,
    /// Make the database what the schema says, whatever it and its history hold; asks for a word
    #[arg(long, conflicts_with_all = ["max_risk", "protect_data", "include_table", "exclude_table", "validate"])]
    pub force_sync: bool,
    /// The database's name, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "yes", short = 'y')]
    pub auto_approve: bool,
}

/// How much a migration may hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Adds what nothing relies on yet
    Safe,
    /// Keeps all data, but may fail on some rows or break a program
    Medium,
    /// Loses data, or may change values
    High,
}

impl From<Level> for crate::Risk {
    fn from(level: Level) -> Self {
        match level {
            Level::Safe => Self::Safe,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
        }
    }
}

/// How far a rollback goes: the newest migration, where nothing else is said.
#[derive(Clone, Debug, Default, Args)]
#[command(group(ArgGroup::new("back").args(["to_version", "to", "base"])))]
#[non_exhaustive]
pub struct Back {
    /// Back to this version
    #[arg(long, value_name = "VERSION")]
    pub to_version: Option<String>,
    /// Back to this migration, which stays applied
    #[arg(long, value_name = "ID")]
    pub to: Option<String>,
    /// Everything
    #[arg(long)]
    pub base: bool,
}

impl Back {
    /// Back to a version, which stays.
    pub fn to_version(version: impl Into<String>) -> Self {
        Self { to_version: Some(version.into()), ..Self::default() }
    }
}

/// `rollback`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the comment of a flattened part would be its help")]
pub struct Rollback {
    #[command(flatten)]
    pub show: Show,
    #[command(flatten)]
    pub back: Back,
    /// Show what would be taken back, and take nothing back
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    pub yes: bool,
    /// The database's name, which confirms a rollback in production; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    pub confirm: Option<String>,
    /// Make a backup before anything is taken back [default folder: backups]
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, default_missing_value = "backups")]
    pub backup: Option<PathBuf>,
    /// Refuse unless this folder has a backup of the database that is younger than --backup-age
    #[arg(long, value_name = "FOLDER")]
    pub backup_in: Option<PathBuf>,
    /// How young that backup has to be
    #[arg(long, value_name = "AGE", default_value = "24h", requires = "backup_in")]
    pub backup_age: Age,
}

/// `status`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the comment of a flattened part would be its help")]
pub struct Status {
    #[command(flatten)]
    pub show: Show,
    /// End with 3 where something is pending, and not with 0
    #[arg(long)]
    pub exit_code: bool,
}

/// `history`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the comment of a flattened part would be its help")]
pub struct History {
    #[command(flatten)]
    pub show: Show,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only this schema, such as users or @.models.zSchema.users
    #[arg(long, value_name = "SCHEMA")]
    pub model: Option<String>,
}

/// `verify`.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the comment of a flattened part would be its help")]
pub struct Verify {
    #[command(flatten)]
    pub show: Show,
    #[command(flatten)]
    pub tables: Tables,
}

/// Which tables are compared, and where PostgreSQL may have a scratch database.
#[derive(Clone, Debug, Args)]
#[non_exhaustive]
pub struct Tables {
    /// This table and no other that is not named as well; a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub include: Vec<String>,
    /// Leave this table out; a * stands for any characters
    #[arg(long, value_name = "TABLE")]
    pub exclude: Vec<String>,
    /// The server for scratch databases of PostgreSQL [default: the database's own]
    #[arg(long, value_name = "URL")]
    pub scratch: Option<String>,
}
