//! One file for each command.

mod amend;
mod analyze;
mod backup;
mod bump;
mod check;
pub(crate) mod completions;
pub(crate) mod diff;
mod doctor;
mod drift;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod heads;
pub(crate) mod init;
mod lint;
pub(crate) mod man;
pub(crate) mod new;
mod pull;
mod purge;
mod rebase;
pub(crate) mod repair;
pub(crate) mod squash;
mod stamp;
mod verify;

use crate::args::{Arguments, Verb};
use crate::database::{anywhere, place, wait};
use crate::project;
use crate::stop::Stop;
use zmig_runtime::cli;

/// Does what was typed.
///
/// # Errors
/// When it was refused, or failed.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let start = || -> Result<_, Stop> {
        let here = std::env::current_dir()
            .map_err(|e| Stop::new(format!("the current folder cannot be read: {e}")))?;
        Ok(arguments.project.as_ref().map_or_else(|| here.clone(), |p| here.join(p)))
    };
    let project = || -> Result<_, Stop> { Ok(project::find(&start()?)?) };
    match &arguments.verb {
        Verb::Init(args) => init::run(&project::find_package(&start()?)?, args),
        Verb::Generate(args) => generate::run(&project()?, args),
        Verb::New(args) => new::run(&project()?, args),
        Verb::Fmt(args) => fmt::run(&project()?, args),
        Verb::Completions(args) => completions::run(args),
        Verb::Man(args) => man::run(args),
        Verb::Check(args) => check::run(&project()?, args),
        Verb::Bump(args) => bump::run(&project()?, args),
        Verb::Amend(args) => amend::run(&project()?, args),
        Verb::Rebase(args) => rebase::run(&project()?, args),
        Verb::Diff(args) => diff::run(&project()?, args),
        Verb::Repair(args) => repair::run(&project()?, args),
        Verb::Squash(args) => squash::run(&project()?, args),
        // Without the project's folder there is the history still.
        Verb::Migrate(args) if args.rollback || args.rollback_to.is_some() => {
            wait(cli::migrate(&anywhere(&args.show.database)?, args))
        }
        Verb::Migrate(args) => wait(cli::migrate(&place(&project()?, &args.show.database)?, args)),
        Verb::Status(args) => wait(cli::status(&place(&project()?, &args.show.database)?, args)),
        Verb::Current(args) => heads::current(&project()?, args),
        Verb::Head(args) => heads::head(&project()?, args),
        Verb::Doctor(args) => doctor::run(project(), args),
        Verb::Stamp(args) => stamp::run(&project()?, args),
        // The project may have nothing of zmig's yet.
        Verb::Pull(args) => pull::run(&project::find_package(&start()?)?, args),
        Verb::Verify(args) => verify::run(&project()?, args),
        Verb::Lint(args) => match &args.explain {
            Some(code) => lint::explain(code),
            None => lint::run(&project()?, args),
        },
        Verb::Drift(args) => drift::run(&project()?, args),
        // What the history holds is enough: these work on a database whose project is elsewhere.
        Verb::History(args) => wait(cli::history(&anywhere(&args.show.database)?, args)),
        Verb::Rollback(args) => wait(cli::rollback(&anywhere(&args.show.database)?, args)),
        Verb::AnalyzeRollback(args) => analyze::run(args),
        Verb::Purge(args) => purge::run(args),
        Verb::Backup(args) => backup::run(args),
        Verb::Restore(args) => backup::restore(args),
    }
}
