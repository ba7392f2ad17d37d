//! `cargo zmig migrate`.

use super::backup;
use super::history::step;
use crate::args::Migrate;
use crate::database::{migrations, wait};
use crate::output::{confirm, json, say, table};
use crate::stop::Stop;
use std::collections::BTreeSet;
use std::path::Path;
use zmig_runtime::{Pending, Preview, PreviewedChange, Reversibility, Risk, RunOptions, Status, Target};

pub(super) fn run(project: &Path, args: &Migrate) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let all = migrations(project)?;
    let target = match (&args.to, &args.version) {
        (Some(id), _) => Some(Target::from(id)),
        (_, Some(version)) => Some(version_of(&wait(all.status(&url))?, version)?),
        _ => None,
    };
    let options = options(args);
    let preview = wait(all.preview_with(&url, target.as_ref(), &options))?;
    if args.dry_run {
        return dry_run(&preview, args);
    }
    if !preview.migrations.is_empty() && !args.auto_approve {
        eprintln!("{}", shown(&preview, args.sql));
        if !confirm("Apply these changes?", "--auto-approve")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let report = match target {
        Some(target) => wait(all.run_to_with(&url, target, &options))?,
        None => wait(all.run_pending_with(&url, &options))?,
    };
    if args.show.json { json(&report) } else { say(&report.to_string()) }
}

/// What the arguments say of the run.
fn options(args: &Migrate) -> RunOptions {
    let mut options = RunOptions::default().data_loss_protection(args.protect_data);
    if let Some(risk) = args.max_risk {
        options = options.max_risk(risk.into());
    }
    options = args.exclude_table.iter().fold(options, |o, table| o.exclude_table(table));
    options = args.include_table.iter().fold(options, |o, table| o.include_table(table));
    backup::first(args.backup.as_ref(), options.validate_after(args.validate))
}

fn dry_run(preview: &Preview, args: &Migrate) -> Result<(), Stop> {
    if args.show.json {
        return json(&serde_json::json!({
            "dry_run": true,
            "pending": preview.migrations,
            "assessment": preview.assessment,
        }));
    }
    if preview.migrations.is_empty() {
        return say("up to date: nothing to do");
    }
    say(&shown(preview, args.sql))?;
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
    text.push_str(&preview.assessment.to_string());
    text
}

/// What is to be applied, a migration a line.
pub(super) fn pending_table(pending: &[Pending]) -> String {
    let row = |p: &Pending| {
        let risk = match p.risk {
            Risk::Safe => "SAFE",
            Risk::Medium => "MEDIUM",
            Risk::High => "HIGH",
        };
        let back = match p.reversibility {
            Reversibility::Exact => "exact",
            Reversibility::StructureOnly => "structure only",
            Reversibility::None => "none",
        };
        [
            p.name.clone(),
            "pending".to_owned(),
            p.schema.clone(),
            step(p.from.as_deref(), Some(&p.to)),
            risk.to_owned(),
            back.to_owned(),
            p.summary.lines().collect::<Vec<_>>().join("; "),
        ]
    };
    let head = ["migration", "state", "schema", "version", "risk", "way back", "changes"];
    table(head, pending.iter().map(row).collect())
}

/// `v1.2.0`, where one schema has it, or `users@v1.2.0`.
pub(super) fn version_of(status: &Status, text: &str) -> Result<Target, Stop> {
    let known = status.pending.iter().map(|p| (p.schema.as_str(), p.to.as_str()));
    let applied = status.versions.iter().map(|(s, v)| (s.as_str(), v.as_str()));
    let (schema, version) = pick(known.chain(applied), text)?;
    Ok(Target::Version { schema, version })
}

/// The schema that a version belongs to.
///
/// # Errors
/// When several have it, or none.
pub(super) fn pick<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)>,
    text: &str,
) -> Result<(String, String), Stop> {
    let known: BTreeSet<(&str, &str)> = known.collect();
    let (schema, version) = match text.split_once('@') {
        Some((schema, version)) => (Some(schema), version),
        None => (None, text),
    };
    let fits = |s: &str| schema.is_none_or(|w| w == s || s.strip_prefix("zSchema.") == Some(w));
    let found: BTreeSet<&str> =
        known.iter().filter(|(s, v)| fits(s) && *v == version).map(|(s, _)| *s).collect();
    let list = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join(", ");
    match found.iter().collect::<Vec<_>>()[..] {
        [schema] => Ok(((*schema).to_owned(), version.to_owned())),
        [] => {
            let all = list(&mut known.iter().map(|(s, v)| format!("{s}@{v}")));
            let all = if all.is_empty() { "none".to_owned() } else { all };
            Err(Stop::new(format!(
                "there is no version {text} to go to\n  nothing was changed\n  = note: the versions are {all}"
            )))
        }
        _ => Err(Stop::new(format!(
            "several schemas have a version {version}\n  nothing was changed\n  = help: say which one: {}",
            list(&mut found.iter().map(|s| format!("{s}@{version}")))
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_its_schema_or_asks_for_it() {
        let known = [("zSchema.a", "v1"), ("zSchema.b", "v1"), ("zSchema.b", "v2")];
        let pick = |text: &str| pick(known.into_iter(), text);
        assert_eq!(pick("v2").unwrap(), ("zSchema.b".into(), "v2".into()));
        assert_eq!(pick("a@v1").unwrap(), ("zSchema.a".into(), "v1".into()));
        assert_eq!(pick("zSchema.b@v1").unwrap(), ("zSchema.b".into(), "v1".into()));
        assert!(pick("v1").unwrap_err().to_string().contains("zSchema.a@v1, zSchema.b@v1"));
        assert!(pick("v3").unwrap_err().to_string().contains("zSchema.b@v2"));
    }
}
