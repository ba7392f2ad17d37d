//! `cargo zmig rollback`.

use super::backup;
use super::history::step;
use super::migrate::pick;
use crate::args::{Back, Rollback};
use crate::database::{NONE, wait};
use crate::output::{confirm, json, say, table};
use crate::stop::Stop;
use zmig_runtime::{HistoryEntry, HistoryStatus, RollbackOptions, RollbackTarget, RunOptions, Stamp};

pub(super) fn run(args: &Rollback) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let target = target(&args.back, &url)?;
    let entries = wait(NONE.rollback_preview(&url, target.clone()))?;
    if !entries.is_empty() && !args.yes {
        eprintln!("{}", preview(&entries));
        let question = match entries.len() {
            1 => "take this migration back?".to_owned(),
            n => format!("take these {n} migrations back, in this order?"),
        };
        if !confirm(&question, "--yes")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let run = backup::first(args.backup.as_ref(), RunOptions::default());
    let mut options = RollbackOptions::default().run_options(run);
    if let Some(database) = &args.confirm {
        options = options.confirm(database);
    }
    if let Some(folder) = &args.backup_in {
        options = options.recent_backup(folder, args.backup_age.0);
    }
    let report = wait(NONE.rollback_checked(&url, target, &options))?;
    if args.show.json { json(&report) } else { say(&report.to_string()) }
}

pub(super) fn target(args: &Back, url: &str) -> Result<RollbackTarget, Stop> {
    if let Some(version) = &args.to_version {
        let entries = wait(NONE.history(url))?;
        let applied = entries.iter().filter(|e| e.status == HistoryStatus::Success);
        let known = applied.filter_map(|e| Some((e.schema.as_str(), e.to_version.as_deref()?)));
        let (schema, version) = pick(known, version)?;
        return Ok(RollbackTarget::Version { schema, version });
    }
    if let Some(id) = &args.to {
        // The id alone, or the name that begins with it.
        let digits = id.get(..14).unwrap_or(id);
        let id: Stamp = digits.parse().map_err(|e: String| {
            Stop::new(format!(
                "{e}\n  = help: `cargo zmig history` shows the migrations, whose names begin with it"
            ))
        })?;
        return Ok(RollbackTarget::Id(id));
    }
    Ok(if args.base { RollbackTarget::Base } else { RollbackTarget::Last })
}

fn preview(entries: &[HistoryEntry]) -> String {
    let row = |e: &HistoryEntry| {
        [
            e.migration.clone(),
            e.schema.clone(),
            step(e.to_version.as_deref(), e.from_version.as_deref()),
            match (e.is_record_only(), e.reversible) {
                (true, _) => "as a record: its tables stay",
                (_, true) => "yes",
                (_, false) => "NO",
            }
            .to_owned(),
            e.changes_summary.lines().collect::<Vec<_>>().join("; "),
        ]
    };
    table(["migration", "schema", "version", "can go back", "what it did"], entries.iter().map(row).collect())
}
