//! `migrate --force-sync`.

use super::args::Migrate;
use super::migrate::with_backup;
use super::output::{confirm_word, json, say, table};
use super::{Place, Stop};
use crate::{AutoMigrateOptions, AutoMigrated};
use std::fmt::Write as _;

/// What has to be typed: more than the key that is under the finger anyway.
const WORD: &str = "overwrite";

pub(super) async fn force_sync(place: &Place, args: &Migrate) -> Result<(), Stop> {
    let (all, url) = (&place.migrations, place.url.expose());
    let looking = AutoMigrateOptions::default().run_options(place.options.clone()).dry_run(true);
    let found = all.force_sync(url, &looking).await?;
    if args.dry_run {
        return if args.show.json { json(&found) } else { preview(&found, args) };
    }
    if found.is_nothing() {
        return if args.show.json { json(&found) } else { say("up to date: nothing to overwrite") };
    }
    place.before_change(args.confirm.as_deref()).await?;
    if !args.auto_approve {
        eprintln!("{}", shown(&found));
        let question = "this makes the database what the schema says, whatever it holds;";
        if !confirm_word(question, WORD, "--auto-approve")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    // What came between the look and the word is not overwritten unseen.
    let run = with_backup(args.backup.as_ref(), place.options.clone());
    let options = AutoMigrateOptions::default().run_options(run).only(&found);
    let report = all.force_sync(url, &options).await?;
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
                change.risk.to_string(),
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
