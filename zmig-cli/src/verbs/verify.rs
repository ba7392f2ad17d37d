//! `cargo zmig verify`.

use crate::args::Verify;
use crate::database::{migrations, wait_or};
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_core::Comparison;
use zmig_runtime::cli::{ending, verify_options};
use zmig_runtime::{Dialect, Migrations, Verification};

pub(super) fn run(project: &Path, args: &Verify) -> Result<(), Stop> {
    let files = zmig_build::verbs::accounts(project)?;
    let (all, notes) = databases(&migrations(project)?, args)?;
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
fn databases(all: &Migrations, args: &Verify) -> Result<(Vec<Verification>, Vec<String>), Stop> {
    let options = verify_options(&args.tables).downs(args.downs);
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let url = args.show.database.find().or_else(|| args.tables.scratch.clone());
    if let Some(url) = &url {
        let live = !args.no_live && args.show.database.find().is_some();
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
