//! Which database is meant, and what stands in it.

use crate::args::Unapplied;
use crate::output::confirm;
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::cli::{self, Database, Listed, Place};
use zmig_runtime::{App, Digests, Migrations};

/// The project's migrations.
pub(crate) fn migrations(project: &Path) -> Result<Migrations, Stop> {
    let folder = zmig_build::verbs::migrations_folder(project)?;
    Migrations::load(&folder).map_err(Stop::new)
}

/// What a command of the project works on: the database, its migrations, and what the sources say of the schemas.
pub(crate) fn place(project: &Path, database: &Database) -> Result<Place, Stop> {
    let place = Place::new(migrations(project)?, database.url()?).program(PROGRAM);
    // Migrations can be run whatever the sources look like meanwhile; they are listed without them then.
    let Ok(found) = zmig_build::verbs::schemas(project) else { return Ok(place) };
    let listed = found.into_iter().map(|found| {
        let data_type = found.data_type.unwrap_or_else(|| "any".to_owned());
        Listed::new(found.schema, data_type, found.version).enabled(found.enabled).file(found.file)
    });
    Ok(place.schemas(listed.collect()))
}

/// What a command works on for which the history is enough.
pub(crate) fn anywhere(database: &Database) -> Result<Place, Stop> {
    Ok(Place::new(NONE, database.url()?).program(PROGRAM))
}

/// What is typed before a verb.
const PROGRAM: &str = "cargo zmig";

/// Runs a future to its end.
///
/// # Errors
/// Its own.
pub(crate) fn wait<T, E: Into<Stop>>(future: impl Future<Output = Result<T, E>>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Stop::new(format!("no runtime can be started: {e}")))?;
    runtime.block_on(future).map_err(Into::into)
}

/// Runs a future to its end, or until somebody types Ctrl-C; `stays` says what is left then. For what asks nobody anything: a
/// question is better left to the terminal.
///
/// # Errors
/// Its own, and when it is interrupted.
pub(crate) fn wait_or<T, E: Into<Stop>>(
    stays: &str,
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, Stop> {
    wait(async {
        tokio::select! {
            biased;
            done = future => done.map_err(Into::into),
            Ok(()) = tokio::signal::ctrl_c() => {
                let text = format!("interrupted: {stays}");
                Err(cli::Stop::with_code(text, cli::Stop::INTERRUPTED).into())
            }
        }
    })
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
