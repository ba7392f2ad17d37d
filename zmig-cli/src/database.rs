//! Which database is meant, and what stands in it.

use crate::args::Unapplied;
use crate::location;
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::path::Path;
use zmig_build::verbs::SchemaFacts;
use zmig_core::DataType;
use zmig_runtime::cli::{self, Database, Listed, Place, gather};
use zmig_runtime::{App, Digests, Migrations, SourcePlace};

/// The project's migrations.
pub(crate) fn migrations(project: &Path) -> Result<Migrations, Stop> {
    let folder = zmig_build::verbs::migrations_folder(project)?;
    Migrations::load(&folder).map_err(Stop::new)
}

/// A database that a command works on.
pub(crate) struct Found {
    /// The variables that name it; none where there is one database for all schemas.
    pub(crate) sources: Vec<&'static str>,
    /// What it is called.
    title: String,
    /// It, its migrations, and what the sources say of its schemas.
    pub(crate) place: Place,
}

impl Found {
    /// The one database for all schemas.
    fn only(place: Place) -> Self {
        Self { sources: Vec::new(), title: place.shown(), place }
    }
}

/// The databases that a command of a project works on: that of the URL that was typed, those that the schemas name, or the
/// environment's.
///
/// # Errors
/// When none is named, or one that schemas name is not known.
pub(crate) fn found(around: &Surroundings, project: &Path, database: &Database) -> Result<Vec<Found>, Stop> {
    let all = migrations(project)?;
    // Migrations can be run whatever the sources look like meanwhile; they are listed without them then.
    let facts = zmig_build::verbs::schemas(project).unwrap_or_default();
    let place = |migrations: Migrations, url: &str, is_here: &dyn Fn(&SchemaFacts) -> bool| {
        let place = place(around, migrations, url);
        match facts.is_empty() {
            true => place,
            false => place.schemas(facts.iter().filter(|f| is_here(f)).map(listed).collect()),
        }
    };
    let Some(places) = around.places(project, all)? else {
        return Ok(vec![Found::only(place(all, &database.url()?, &|_| true))]);
    };
    let found = |one: SourcePlace| {
        let url = one.url.expose();
        location::make_folder(url);
        let is_here =
            |f: &SchemaFacts| around.place_of(f.source.as_deref()).is_some_and(|there| there == url);
        Found { place: place(one.migrations, url, &is_here), title: one.title(), sources: one.sources }
    };
    Ok(places.into_iter().map(found).collect())
}

fn listed(facts: &SchemaFacts) -> Listed {
    let data_type = facts.data_type.map_or("any", DataType::name);
    let listed = Listed::new(&facts.schema, data_type, facts.version.clone());
    listed.enabled(facts.enabled).file(&facts.file)
}

/// The same for commands for which the history is enough: their project may be elsewhere.
///
/// # Errors
/// As [`found`].
pub(crate) fn found_anywhere(
    around: &Surroundings,
    project: Option<&Path>,
    database: &Database,
) -> Result<Vec<Found>, Stop> {
    match project {
        Some(project) if around.has_sources(project)? => found(around, project, database),
        _ => Ok(vec![Found::only(anywhere(around, database)?)]),
    }
}

/// What a command works on for which the history is enough.
pub(crate) fn anywhere(around: &Surroundings, database: &Database) -> Result<Place, Stop> {
    Ok(place(around, NONE, &database.url()?))
}

fn place(around: &Surroundings, migrations: Migrations, url: &str) -> Place {
    let place = Place::new(migrations, url).program(PROGRAM);
    place.options(around.run_options()).must_confirm(around.settings.confirm)
}

/// Runs a command on each of its databases. One that fails keeps it from none of the others.
///
/// # Errors
/// What the command says of the only one; of several, which failed.
pub(crate) fn each(
    found: &[Found],
    is_json: bool,
    run: impl Fn(&Found) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if let [one] = found {
        return run(one);
    }
    let (mut documents, mut failed, mut code) = (Vec::new(), Vec::new(), 0);
    for one in found {
        let title = one.title.clone();
        let done = if is_json {
            let (done, mut said) = gather(|| run(one));
            let mut document = serde_json::json!({ "sources": one.sources, "database": one.place.shown() });
            document["result"] = said.pop().unwrap_or_default();
            if let Err(stop) = &done {
                document["error"] = stop.to_string().into();
            }
            documents.push(document);
            done
        } else {
            say(&format!("{title}:"))?;
            run(one)
        };
        if let Err(stop) = done {
            code = if code == 0 { stop.code() } else { code.min(stop.code()) };
            let text = stop.to_string();
            if !text.is_empty() && !is_json {
                eprintln!("{text}");
            }
            failed.push(title);
        }
    }
    if is_json {
        json(&serde_json::json!({ "databases": documents }))?;
    }
    match code {
        0 => Ok(()),
        cli::Stop::FAILED if !is_json => Err(Stop::new(format!(
            "{} of {} databases failed: {}",
            failed.len(),
            found.len(),
            failed.join(", ")
        ))),
        code => Err(cli::Stop::silent(code).into()),
    }
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
