//! Which database is meant, and what stands in it.

use crate::args::{Database, Unapplied};
use crate::output::confirm;
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::{App, Digests, Migrations};

impl Database {
    /// The URL that was given, or else that of the environment.
    pub(crate) fn find(&self) -> Option<String> {
        let url = self.url.clone().or_else(|| std::env::var("DATABASE_URL").ok());
        url.filter(|u| !u.is_empty())
    }

    /// The same, for a command that needs one.
    pub(crate) fn url(&self) -> Result<String, Stop> {
        self.find().ok_or_else(|| {
            Stop::new(
                "no database is named\n  = help: pass --database-url sqlite://app.db, or set the variable DATABASE_URL",
            )
        })
    }
}

/// The project's migrations.
pub(crate) fn migrations(project: &Path) -> Result<Migrations, Stop> {
    let folder = zmig_build::verbs::migrations_folder(project)?;
    Migrations::load(&folder).map_err(Stop::new)
}

/// Runs a future to its end.
pub(crate) fn wait<T>(future: impl Future<Output = Result<T, zmig_runtime::Error>>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Stop::new(format!("no runtime can be started: {e}")))?;
    runtime.block_on(future).map_err(Stop::new)
}

/// No migrations at all, under the tool's name: enough for what the history itself knows.
pub(crate) const NONE: Migrations = Migrations::__new(
    App { name: "cargo-zmig", version: env!("CARGO_PKG_VERSION") },
    &[],
    Digests { sqlite: "", postgres: "" },
);

/// Refuses to go on when the database has one of these migrations, or nobody says that none has.
///
/// # Errors
/// When it has, cannot be looked at, or nobody is there to say so.
pub(crate) fn refuse_applied(unapplied: &Unapplied, names: &[String]) -> Result<(), Stop> {
    if unapplied.yes {
        return Ok(());
    }
    let Some(url) = unapplied.database.find() else {
        let question = format!("no database was named to look at: is {} applied nowhere?", names.join(", "));
        return match confirm(&question, "--yes, or name a database with --database-url")? {
            true => Ok(()),
            false => Err(Stop::new("nothing was changed")),
        };
    };
    let applied = wait(NONE.status(&url))?.applied;
    match names.iter().find(|n| applied.contains(n)) {
        None => Ok(()),
        Some(name) => Err(Stop::new(format!(
            "{name} is applied in this database, so it must stay as it is\n  nothing was changed\n  \
             = help: take it back first with `cargo zmig rollback`, or leave it and make a new version with `cargo zmig bump`"
        ))),
    }
}
