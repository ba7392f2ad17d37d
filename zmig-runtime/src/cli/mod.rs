//! The commands of `cargo zmig` that need no sources, as a part of an application: it carries its migrations, so it can
//! apply them, take them back and show them itself.
//!
//! A program that does nothing else hands everything to [`run`]:
//!
//! ```no_run
//! # async fn example(migrations: zmig_runtime::Migrations) -> std::process::ExitCode {
//! // app migrate, app status, app rollback --yes, …
//! zmig_runtime::cli::run(&migrations).await
//! # }
//! ```
//!
//! One with commands of its own takes [`Command`] among them:
//!
//! ```no_run
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! enum App {
//!     /// Serve requests
//!     Serve,
//!     #[command(flatten)]
//!     Database(zmig_runtime::cli::Command),
//! }
//!
//! # async fn example(migrations: zmig_runtime::Migrations) -> std::process::ExitCode {
//! match App::parse() {
//!     App::Serve => std::process::ExitCode::SUCCESS,
//!     App::Database(command) => command.run(&migrations).await,
//! }
//! # }
//! ```
//!
//! The database is that of `--database-url`, or of the variable `DATABASE_URL`. The program ends with 0 where it is done or
//! there was nothing to do, 1 where it refused or failed, 2 where something was typed wrong, 3 for `status --exit-code` with
//! something pending, 4 where `verify` finds a difference, and 130 where it was interrupted.

mod age;
mod args;
mod force_sync;
mod history;
mod listing;
mod migrate;
mod output;
mod pending;
mod place;
mod progress;
mod rollback;
mod status;
mod stop;
#[cfg(feature = "transfer")]
mod transfer;
mod verify;
mod version;

pub use age::Age;
pub use args::{Back, Database, History, Level, Migrate, Rollback, Show, Status, Tables, Verify};
pub use history::{history, step};
pub use listing::Listed;
pub use migrate::migrate;
pub use output::{confirm, confirm_word, gather, json, say, table};
pub use pending::pending_table;
pub use place::Place;
pub use rollback::{rollback, rollback_target};
pub use status::status;
pub use stop::Stop;
#[cfg(feature = "transfer")]
pub use transfer::TransferProgress;
pub use verify::{ending, verify, verify_options};
pub use version::{schema_of, version_of};

use crate::{Migrations, RunOptions};
use clap::Parser as _;
use std::process::ExitCode;

/// What an application's own binary can do with its database.
#[derive(Clone, Debug, clap::Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Apply what is pending
    Migrate(Box<Migrate>),
    /// Take migrations back, newest first
    Rollback(Box<Rollback>),
    /// Show where a database stands
    Status(Status),
    /// Show what was done to a database, newest first
    History(History),
    /// Say whether a database is what its migrations promise
    Verify(Verify),
}

#[derive(Debug, clap::Parser)]
#[command(arg_required_else_help = true, about = "Migrates the database of this program")]
struct Whole {
    #[command(subcommand)]
    command: Command,
}

/// Reads the command line and does what it says: for a program that migrates and does nothing else.
pub async fn run(migrations: &Migrations) -> ExitCode {
    Whole::parse().command.run(migrations).await
}

impl Command {
    /// Names the database that is meant where neither `--database-url` nor `DATABASE_URL` names one.
    #[must_use]
    pub fn or_database(mut self, url: &str) -> Self {
        let show = match &mut self {
            Self::Migrate(args) => &mut args.show,
            Self::Rollback(args) => &mut args.show,
            Self::Status(args) => &mut args.show,
            Self::History(args) => &mut args.show,
            Self::Verify(args) => &mut args.show,
        };
        show.database.url = show.database.find().or_else(|| Some(url.to_owned()));
        self
    }

    /// Does what was typed, and says how to end.
    pub async fn run(&self, migrations: &Migrations) -> ExitCode {
        self.run_with(migrations, RunOptions::default()).await
    }

    /// The same with options of the application: its hooks, say, or its time-outs. What is typed goes before them.
    pub async fn run_with(&self, migrations: &Migrations, options: RunOptions) -> ExitCode {
        match self.go(migrations, options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(stop) => stop.end(),
        }
    }

    async fn go(&self, migrations: &Migrations, options: RunOptions) -> Result<(), Stop> {
        let place = |database: &Database| -> Result<Place, Stop> {
            Ok(Place::new(*migrations, database.url()?).options(options.clone()))
        };
        match self {
            Self::Migrate(args) => migrate(&place(&args.show.database)?, args).await,
            Self::Rollback(args) => rollback(&place(&args.show.database)?, args).await,
            Self::Status(args) => status(&place(&args.show.database)?, args).await,
            Self::History(args) => history(&place(&args.show.database)?, args).await,
            Self::Verify(args) => verify(&place(&args.show.database)?, args).await,
        }
    }
}
