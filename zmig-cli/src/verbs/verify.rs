//! `cargo zmig verify`.

use crate::args::Verify;
use crate::database::{migrations, wait_or};
use crate::output::{json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::path::Path;
use zmig_core::Comparison;
use zmig_runtime::cli::{ending, verify_options};
use zmig_runtime::{Dialect, Migrations, Verification};

pub(super) fn run(around: &Surroundings, project: &Path, args: &Verify) -> Result<(), Stop> {
    let files = zmig_build::verbs::accounts(project)?;
    let all = migrations(project)?;
    let (all, notes) = match around.places(project, all)? {
        None => databases(&all, args.show.database.find().as_deref(), args)?,
        Some(places) => {
            let (mut found, mut notes) = (Vec::new(), Vec::new());
            for place in places {
                let (mut here, mut noted) = databases(&place.migrations, Some(place.url.expose()), args)?;
                found.append(&mut here);
                notes.append(&mut noted);
            }
            (found, notes)
        }
    };
    if args.show.json {
        json(&serde_json::json!({
            "equal": files.iter().all(Comparison::is_equal) && all.iter().all(Verification::is_equal),
            "files": files,
            "databases": all,
            "notes": notes,
        }))?;
    } else {
        let mut text = String::from("files");
        for comparison in &files {
            text += "\n  ";
            text += &comparison.to_string().replace('\n', "\n  ");
        }
        for found in &all {
            text += "\n";
            text += &found.to_string();
        }
        for note in &notes {
            text += "\nnote: ";
            text += note;
        }
        say(&text)?;
    }
    if files.iter().any(|c| c.failure.is_some()) {
        return Err(Stop::not_compared());
    }
    ending(&all)?;
    if files.iter().all(Comparison::is_equal) { Ok(()) } else { Err(Stop::drift()) }
}

/// What each kind of database makes of the migrations: that of the URL, and SQLite where the project has SQL for it, since
/// that costs nothing. The notes say what was left out.
fn databases(
    all: &Migrations,
    database: Option<&str>,
    args: &Verify,
) -> Result<(Vec<Verification>, Vec<String>), Stop> {
    let options = verify_options(&args.tables).downs(args.downs);
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    if let Some(url) = database.or(args.tables.scratch.as_deref()) {
        let live = !args.no_live && database.is_some();
        out.push(wait_or("nothing was changed", all.verify(url, &options.clone().live(live)))?);
    }
    for dialect in all.dialects() {
        if out.iter().any(|v| v.dialect == dialect) {
            continue;
        }
        match dialect {
            Dialect::Sqlite => {
                out.insert(
                    0,
                    wait_or(
                        "nothing was changed",
                        all.verify("sqlite::memory:", &options.clone().live(false)),
                    )?,
                );
            }
            Dialect::Postgres => notes.push(
                "the SQL for PostgreSQL was not run: name a server with --scratch or --database-url"
                    .to_owned(),
            ),
        }
    }
    Ok((out, notes))
}
