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
pub(crate) mod env;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod heads;
pub(crate) mod init;
mod lint;
pub(crate) mod man;
mod moving;
pub(crate) mod new;
mod pull;
mod purge;
mod rebase;
pub(crate) mod repair;
pub(crate) mod squash;
mod stamp;
mod transfer;
mod verify;

use crate::args::{Arguments, Verb};
use crate::database::{Found, anywhere, each, found, found_anywhere, wait};
use crate::project;
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use zmig_runtime::cli;

/// Does what was typed.
///
/// # Errors
/// When it was refused, or failed.
pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Stop> {
    let folder = arguments.project.clone();
    let start = || -> Result<_, Stop> {
        let here = std::env::current_dir()
            .map_err(|e| Stop::new(format!("the current folder cannot be read: {e}")))?;
        Ok(folder.as_ref().map_or_else(|| here.clone(), |p| here.join(p)))
    };
    let project = || -> Result<_, Stop> { Ok(project::find(&start()?)?) };
    // Those that look at a database may do so without a project.
    let mut around = Surroundings::default();
    let (mut near, mut trouble) = (None, None);
    if arguments.verb.database().is_some() || matches!(arguments.verb, Verb::Env(_)) {
        near = project().ok();
        let root = near.clone().map_or_else(&start, Ok)?;
        let set = Surroundings::find(&root, arguments).and_then(|mut found| {
            found.complete(&mut arguments.verb, near.as_deref())?;
            Ok(found)
        });
        match (set, &arguments.verb) {
            (Ok(found), _) => around = found,
            // The doctor says what is wrong, and looks at all the rest.
            (Err(stop), Verb::Doctor(_)) => trouble = Some(stop),
            (Err(stop), _) => return Err(stop),
        }
    }
    let (around, near) = (&around, near.as_deref());
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
        Verb::Repair(args) => {
            let all = found(around, &project()?, &args.show.database)?;
            each(&all, args.show.json, |one| repair::run(&one.place, args))
        }
        Verb::Squash(args) => squash::run(&project()?, args),
        // Without the project's folder there is the history still.
        Verb::Migrate(args) if args.run.rollback || args.run.rollback_to.is_some() => {
            wait(cli::migrate(&anywhere(around, &args.run.show.database)?, &args.run))
        }
        Verb::Migrate(args) => {
            let mut all = found(around, &project()?, &args.run.show.database)?;
            if let Some(model) = args.run.model.as_deref().filter(|_| all.len() > 1) {
                all = only(all, model)?;
            }
            each(&all, args.run.show.json, |one| moving::migrate(around, one, args))
        }
        Verb::Status(args) => {
            let all = found(around, &project()?, &args.show.database)?;
            each(&all, args.show.json, |one| wait(cli::status(&one.place, args)))
        }
        Verb::Stamp(args) => {
            let all = found(around, &project()?, &args.show.database)?;
            each(&all, args.show.json, |one| stamp::run(&one.place, args))
        }
        Verb::Current(args) => {
            let all = found(around, &project()?, &args.database)?;
            each(&all, args.json, |one| heads::current(&one.place, args))
        }
        Verb::Head(args) => heads::head(&project()?, args),
        Verb::Doctor(args) => doctor::run(project(), args, trouble),
        // The project may have nothing of zmig's yet.
        Verb::Pull(args) => pull::run(around, &project::find_package(&start()?)?, args),
        Verb::Verify(args) => verify::run(around, &project()?, args),
        Verb::Lint(args) => match &args.explain {
            Some(code) => lint::explain(code),
            None => lint::run(&project()?, args),
        },
        Verb::Drift(args) => {
            let all = found(around, &project()?, &args.show.database)?;
            each(&all, args.show.json, |one| drift::run(&one.place, args))
        }
        Verb::Env(args) => env::run(around, near, args),
        // What the history holds is enough: these work on a database whose project is elsewhere.
        Verb::History(args) => {
            let all = found_anywhere(around, near, &args.show.database)?;
            each(&all, args.show.json, |one| wait(cli::history(&one.place, args)))
        }
        Verb::Rollback(args) => wait(cli::rollback(&anywhere(around, &args.show.database)?, args)),
        Verb::AnalyzeRollback(args) => analyze::run(around, args),
        Verb::Purge(args) => purge::run(around, args),
        Verb::Backup(args) => backup::run(args),
        Verb::Export(args) => transfer::export(args),
        Verb::Import(args) => transfer::import(around, args),
        Verb::Move(args) => {
            let all = found(around, &project()?, &args.show.database)?;
            each(&all, args.show.json, |one| moving::run(around, one, args))
        }
        Verb::Sheet(args) => transfer::sheet(args),
        Verb::Restore(args) => backup::restore(around, args),
    }
}

/// The databases that a schema has its data in: one.
fn only(all: Vec<Found>, model: &str) -> Result<Vec<Found>, Stop> {
    let known = all.iter().flat_map(|one| one.place.listed()).map(|s| s.schema.as_str());
    let schema = cli::schema_of(known, model)?;
    Ok(all.into_iter().filter(|one| one.place.listed().iter().any(|s| s.schema == schema)).collect())
}
