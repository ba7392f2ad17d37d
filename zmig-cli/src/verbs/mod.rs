//! One file for each command.

mod amend;
mod analyze;
mod backup;
mod bump;
mod check;
pub(crate) mod completions;
mod drift;
mod force_sync;
pub(crate) mod generate;
mod history;
pub(crate) mod init;
mod lint;
pub(crate) mod man;
mod migrate;
mod pull;
mod purge;
mod rebase;
mod rollback;
mod stamp;
mod status;
mod verify;

use crate::args::{Arguments, Verb};
use crate::project;
use crate::stop::Stop;

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
        Verb::Completions(args) => completions::run(args),
        Verb::Man(args) => man::run(args),
        Verb::Check(args) => check::run(&project()?, args),
        Verb::Bump(args) => bump::run(&project()?, args),
        Verb::Amend(args) => amend::run(&project()?, args),
        Verb::Rebase(args) => rebase::run(&project()?, args),
        Verb::Migrate(args) if args.force_sync => force_sync::run(&project()?, args),
        Verb::Migrate(args) => migrate::run(&project()?, args),
        Verb::Status(args) => status::run(&project()?, args),
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
        Verb::History(args) => history::run(args),
        Verb::Rollback(args) => rollback::run(args),
        Verb::AnalyzeRollback(args) => analyze::run(args),
        Verb::Purge(args) => purge::run(args),
        Verb::Backup(args) => backup::run(args),
        Verb::Restore(args) => backup::restore(args),
    }
}
