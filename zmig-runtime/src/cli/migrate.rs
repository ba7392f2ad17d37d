//! `migrate`.

use super::args::Migrate;
use super::force_sync::force_sync;
use super::history::step;
use super::listing::{enabled, listing};
use super::output::{confirm, json, paint_risks, say, table};
use super::progress::Progress;
use super::rollback::rollback;
use super::version::{schema_of, version_of};
use super::{Back, Place, Rollback, Stop};
use crate::{BackupOptions, BackupPolicy, Preview, PreviewedChange, RunOptions, Status, Target};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Applies what is pending.
///
/// # Errors
/// When it is refused, or fails.
pub async fn migrate(place: &Place, args: &Migrate) -> Result<(), Stop> {
    if args.force_sync {
        return force_sync(place, args).await;
    }
    if args.rollback || args.rollback_to.is_some() {
        return rollback(place, &backwards(args)).await;
    }
    let (all, url) = (&place.migrations, place.url.expose());
    let status = all.status(url).await?;
    if !args.show.json {
        say(&beginning(place, &status))?;
    }
    let target = match (&args.to, &args.version, &args.model) {
        (Some(id), ..) => Some(Target::from(id)),
        (_, Some(version), _) => Some(version_of(&status, version)?),
        (.., Some(model)) => match of_model(place, &status, model)? {
            Some(target) => Some(target),
            None if !args.show.json => return say("up to date: nothing to do"),
            // Nothing is named, so nothing is done.
            None => Some(Target::Names(Vec::new())),
        },
        _ => None,
    };
    let options = options(place, args);
    let preview = all.preview_with(url, target.as_ref(), &options).await?;
    if args.dry_run {
        return dry_run(&preview, args);
    }
    let nothing = preview.migrations.is_empty() && preview.data_migrations.is_empty();
    let mut options = options.auto_confirm(true);
    if !nothing {
        // Who says yes beforehand does not read it.
        let look = !args.auto_approve || args.sql;
        if look {
            let text = format!("3. changes\n{}", shown(&preview, args.sql));
            if args.show.json { eprintln!("{text}") } else { say(&text)? }
        }
        let named = place.before_change(args.confirm.as_deref()).await?;
        if !args.auto_approve {
            // A name that was typed at the terminal is as good as a yes.
            let is_said = named.is_some() && args.confirm.is_none();
            if !is_said && !confirm("Apply these changes?", "--auto-approve")? {
                return Err(Stop::new("nothing was changed"));
            }
            // What came in between has not been looked at.
            let seen = names(&preview);
            options = options.auto_confirm(false).confirm_with(move |now| names(now).is_subset(&seen));
        }
        if !args.show.json {
            say(if look { "4. applying" } else { "3. applying" })?;
        }
    }
    let progress = Progress::new(!args.show.json);
    let options = progress.watch(options);
    let report = match target {
        Some(target) => progress.run(place, "migrate", all.run_to_with(url, target, &options)).await?,
        None => progress.run(place, "migrate", all.run_pending_with(url, &options)).await?,
    };
    if args.show.json { json(&report) } else { say(&report.summary()) }
}

/// The schemas, and where the database stands.
fn beginning(place: &Place, status: &Status) -> String {
    let mut text = String::new();
    if !place.schemas.is_empty() {
        let _ = write!(text, "1. schemas\n{}\n", listing(&place.schemas, enabled));
    }
    let (kind, shown) = (place.kind(status.dialect), place.shown());
    let (there, to_come) = (status.applied.len(), status.pending.len());
    let _ = write!(text, "2. {kind} {shown}: {there} applied, {to_come} to come");
    text
}

/// What is pending of one schema, with what it needs. Nothing where nothing is.
fn of_model(place: &Place, status: &Status, model: &str) -> Result<Option<Target>, Stop> {
    let listed = place.schemas.iter().map(|s| s.schema.as_str());
    let schema = schema_of(listed.chain(status.pending.iter().map(|p| p.schema.as_str())), model)?;
    if let Some(blocked) = place.schemas.iter().find(|s| s.schema == schema && !s.enabled) {
        return Err(blocked.blocked());
    }
    let names: Vec<String> =
        status.pending.iter().filter(|p| p.schema == schema).map(|p| p.name.clone()).collect();
    Ok((!names.is_empty()).then_some(Target::Names(names)))
}

fn names(preview: &Preview) -> std::collections::BTreeSet<String> {
    preview.migrations.iter().map(|m| m.name.clone()).chain(preview.data_migrations.iter().cloned()).collect()
}

/// The rollback that `--rollback` and `--rollback-to` mean.
fn backwards(args: &Migrate) -> Rollback {
    Rollback {
        show: args.show.clone(),
        back: args.rollback_to.as_ref().map_or_else(Back::default, Back::to_version),
        dry_run: args.dry_run,
        yes: args.auto_approve,
        confirm: args.confirm.clone(),
        backup: args.backup.clone(),
        backup_in: None,
        backup_age: super::Age(std::time::Duration::from_secs(24 * 3_600)),
    }
}

/// What the arguments say of the run.
fn options(place: &Place, args: &Migrate) -> RunOptions {
    let mut options = place.options.clone();
    if args.protect_data {
        options = options.data_loss_protection(true);
    }
    if let Some(risk) = args.max_risk {
        options = options.max_risk(risk.into());
    }
    if args.validate {
        options = options.validate_after(true);
    }
    options = args.exclude_table.iter().fold(options, |o, table| o.exclude_table(table));
    options = args.include_table.iter().fold(options, |o, table| o.include_table(table));
    with_backup(args.backup.as_ref(), options)
}

/// A run that makes a backup first, where a folder was named for it.
pub(super) fn with_backup(folder: Option<&PathBuf>, options: RunOptions) -> RunOptions {
    match folder {
        Some(folder) => options.backup(BackupPolicy::Always).backup_options(BackupOptions::in_folder(folder)),
        None => options,
    }
}

fn dry_run(preview: &Preview, args: &Migrate) -> Result<(), Stop> {
    if args.show.json {
        return json(&serde_json::json!({
            "dry_run": true,
            "pending": preview.migrations,
            "assessment": preview.assessment,
        }));
    }
    if preview.migrations.is_empty() && preview.data_migrations.is_empty() {
        return say("up to date: nothing to do");
    }
    say(&format!("3. changes\n{}", shown(preview, args.sql)))?;
    say("nothing was applied: this was a dry run")
}

/// So many lines of SQL are shown without being asked for.
const SHORT: usize = 40;

/// The changes as a table, the SQL, and what all of it means.
fn shown(preview: &Preview, sql: bool) -> String {
    let mut text = String::new();
    for m in &preview.migrations {
        let row = |c: &PreviewedChange| {
            let why = if c.reason.is_empty() { String::new() } else { format!(" ({})", c.reason) };
            [
                c.table.clone().unwrap_or_default(),
                c.operation.map_or("SQL".to_owned(), |o| o.to_string()),
                format!("{}{why}", c.details),
                c.safety.to_string(),
            ]
        };
        let head = ["Table", "Operation", "Details", "Safety"];
        text.push_str(&format!("{}  {} {}\n", m.name, m.schema, step(m.from.as_deref(), Some(&m.to))));
        text.push_str(&table(head, m.changes.iter().map(row).collect()));
        text.push_str("\n\n");
    }
    let lines: usize = preview.migrations.iter().map(|m| m.up.lines().count()).sum();
    if sql || lines <= SHORT {
        for m in &preview.migrations {
            text.push_str(&format!("-- up: {}\n{}\n", m.name, m.up));
            if sql {
                text.push_str(&format!("-- and back:\n{}\n", m.down));
            }
        }
    } else {
        text.push_str(&format!("the SQL has {lines} lines: --sql shows it\n\n"));
    }
    for line in &preview.data_migrations {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&preview.assessment.to_string());
    paint_risks(&text)
}
