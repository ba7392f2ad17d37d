//! `rollback`.

use super::args::{Back, Rollback};
use super::history::step;
use super::migrate::with_backup;
use super::output::{confirm, json, say, table};
use super::progress::Progress;
use super::version::pick;
use super::{Place, Stop};
use crate::{HistoryEntry, HistoryStatus, RollbackOptions, RollbackTarget, Stamp};

/// Takes migrations back, newest first.
///
/// # Errors
/// When it is refused, or fails.
pub async fn rollback(place: &Place, args: &Rollback) -> Result<(), Stop> {
    let url = place.url.expose();
    let target = rollback_target(place, &args.back).await?;
    if args.dry_run {
        let analysis = place.migrations.analyze_rollback(url, target).await?;
        return match args.show.json {
            true => json(&analysis),
            false => say(&format!("{analysis}\nnothing was taken back: this was a dry run")),
        };
    }
    let entries = place.migrations.rollback_preview(url, target.clone()).await?;
    let mut named = args.confirm.clone();
    if !entries.is_empty() {
        if !args.yes {
            eprintln!("{}", preview(&entries));
        }
        // A name that was typed is held against the database's by the rollback itself.
        match &named {
            Some(_) => place.migrations.check_environment(url, &place.options).await?,
            None => named = place.before_change(None).await?,
        }
    }
    // A name that was typed at the terminal is as good as a yes.
    let is_said = named.is_some() && args.confirm.is_none();
    if !entries.is_empty() && !args.yes && !is_said {
        let question = match entries.len() {
            1 => "take this migration back?".to_owned(),
            n => format!("take these {n} migrations back, in this order?"),
        };
        if !confirm(&question, "--yes")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let progress = Progress::new(!args.show.json);
    let run = progress.watch(with_backup(args.backup.as_ref(), place.options.clone()));
    let mut options = RollbackOptions::default().run_options(run);
    if let Some(must) = place.must_confirm {
        options = options.must_confirm(must);
    }
    if let Some(database) = &named {
        options = options.confirm(database);
    }
    if let Some(folder) = &args.backup_in {
        options = options.recent_backup(folder, args.backup_age.0);
    }
    let work = place.migrations.rollback_checked(url, target, &options);
    let report = progress.run(place, "rollback", work).await?;
    if args.show.json { json(&report) } else { say(&report.summary()) }
}

/// How far back, as it was typed.
///
/// # Errors
/// When there is no such version.
pub async fn rollback_target(place: &Place, back: &Back) -> Result<RollbackTarget, Stop> {
    if let Some(version) = &back.to_version {
        let entries = place.migrations.history(place.url.expose()).await?;
        let applied = entries.iter().filter(|e| e.status == HistoryStatus::Success);
        let known = applied.filter_map(|e| Some((e.schema.as_str(), e.to_version.as_deref()?)));
        let (schema, version) = pick(known, version)?;
        return Ok(RollbackTarget::Version { schema, version });
    }
    if let Some(id) = &back.to {
        // The id alone, or the name that begins with it.
        let digits = id.get(..14).unwrap_or(id);
        let id: Stamp = digits.parse().map_err(|e: String| {
            let program = &place.program;
            Stop::new(format!(
                "{e}\n  = help: `{program} history` shows the migrations, whose names begin with it"
            ))
        })?;
        return Ok(RollbackTarget::Id(id));
    }
    Ok(if back.base { RollbackTarget::Base } else { RollbackTarget::Last })
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
