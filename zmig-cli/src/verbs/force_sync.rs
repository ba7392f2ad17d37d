//! `cargo zmig migrate --force-sync`.

use super::backup;
use crate::args::Migrate;
use crate::database::{migrations, wait};
use crate::output::{confirm_word, json, say, table};
use crate::stop::Stop;
use std::fmt::Write as _;
use std::path::Path;
use zmig_runtime::{AutoMigrateOptions, AutoMigrated, Risk, RunOptions};

/// What has to be typed: more than the key that is under the finger anyway.
const WORD: &str = "overwrite";

pub(super) fn run(project: &Path, args: &Migrate) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let all = migrations(project)?;
    let looking = AutoMigrateOptions::default().dry_run(true);
    let found = wait(all.force_sync(&url, &looking))?;
    if args.dry_run {
        return if args.show.json { json(&found) } else { preview(&found, args) };
    }
    if found.is_nothing() {
        return if args.show.json { json(&found) } else { say("up to date: nothing to overwrite") };
    }
    if !args.auto_approve {
        eprintln!("{}", shown(&found));
        let question = "this makes the database what the schema says, whatever it holds;";
        if !confirm_word(question, WORD, "--auto-approve")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    // What came between the look and the word is not overwritten unseen.
    let run = backup::first(args.backup.as_ref(), RunOptions::default());
    let options = AutoMigrateOptions::default().run_options(run).only(&found);
    let report = wait(all.force_sync(&url, &options))?;
    if args.show.json { json(&report) } else { say(&report.to_string()) }
}

fn preview(found: &AutoMigrated, args: &Migrate) -> Result<(), Stop> {
    say(&shown(found))?;
    if args.sql && !found.up.is_empty() {
        let down = found.down.as_deref().unwrap_or("-- there is no way back\n");
        say(&format!("\n-- up\n{}\n-- and back\n{down}", found.up))?;
    }
    say("nothing was changed: this was a dry run")
}

/// Everything that is overwritten, a difference a line.
fn shown(found: &AutoMigrated) -> String {
    let mut text = if found.changes.is_empty() {
        "the tables are what the schema says".to_owned()
    } else {
        let rows = found.changes.iter().map(|change| {
            [
                change.table.clone().unwrap_or_default(),
                change.operation.to_string(),
                change.title.clone(),
                risk(change.risk).to_owned(),
                change.rows.map(|n| n.to_string()).unwrap_or_default(),
            ]
        });
        table(["table", "operation", "what is overwritten", "risk", "rows at stake"], rows.collect())
    };
    for (what, names) in [
        ("counts as applied from now on", &found.recorded),
        ("counts as applied no longer", &found.taken_out),
        ("left alone, since no migration made it", &found.foreign),
    ] {
        for name in names {
            let _ = write!(text, "\n{what}: {name}");
        }
    }
    for warning in &found.warnings {
        let _ = write!(text, "\nwarning: {warning}");
    }
    text
}

fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Safe => "SAFE",
        Risk::Medium => "MEDIUM",
        Risk::High => "HIGH",
    }
}
