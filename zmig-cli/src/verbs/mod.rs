//! One file for each command.

mod amend;
mod bump;
mod check;
mod history;
mod migrate;
mod rebase;
mod rollback;
mod status;

use crate::args::{Arguments, Verb};
use crate::project;
use crate::stop::Stop;

/// Does what was typed.
///
/// # Errors
/// When it was refused, or failed.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let project = || -> Result<_, Stop> {
        let here = std::env::current_dir()
            .map_err(|e| Stop::new(format!("the current folder cannot be read: {e}")))?;
        let start = arguments.project.as_ref().map_or_else(|| here.clone(), |p| here.join(p));
        Ok(project::find(&start)?)
    };
    match &arguments.verb {
        Verb::Check(args) => check::run(&project()?, args),
        Verb::Bump(args) => bump::run(&project()?, args),
        Verb::Amend(args) => amend::run(&project()?, args),
        Verb::Rebase(args) => rebase::run(&project()?, args),
        Verb::Migrate(args) => migrate::run(&project()?, args),
        Verb::Status(args) => status::run(&project()?, args),
        // What the history holds is enough: these work on a database whose project is elsewhere.
        Verb::History(args) => history::run(args),
        Verb::Rollback(args) => rollback::run(args),
    }
}
