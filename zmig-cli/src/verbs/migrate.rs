//! `cargo zmig migrate`.

use super::history::step;
use crate::args::Migrate;
use crate::database::{migrations, wait};
use crate::output::{confirm, json, say, table};
use crate::stop::Stop;
use std::collections::BTreeSet;
use std::path::Path;
use zmig_runtime::{Pending, Reversibility, Risk, Status, Target};

pub(super) fn run(project: &Path, args: &Migrate) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let all = migrations(project)?;
    let target = match (&args.to, &args.version) {
        (Some(id), _) => Some(Target::from(id)),
        (_, Some(version)) => Some(version_of(&wait(all.status(&url))?, version)?),
        _ => None,
    };
    let pending = match &target {
        Some(target) => wait(all.pending_to(&url, target.clone()))?,
        None => wait(all.pending(&url))?,
    };
    if args.dry_run {
        return preview(&pending, args);
    }
    if !pending.is_empty() && !args.auto_approve {
        eprintln!("{}", pending_table(&pending));
        let question = match pending.len() {
            1 => "apply this migration?".to_owned(),
            n => format!("apply these {n} migrations?"),
        };
        if !confirm(&question, "--auto-approve")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let report = match target {
        Some(target) => wait(all.run_to(&url, target))?,
        None => wait(all.run_pending(&url))?,
    };
    if args.show.json { json(&report) } else { say(&report.to_string()) }
}

fn preview(pending: &[Pending], args: &Migrate) -> Result<(), Stop> {
    if args.show.json {
        return json(&serde_json::json!({ "dry_run": true, "pending": pending }));
    }
    if pending.is_empty() {
        return say("up to date: nothing to do");
    }
    say(&pending_table(pending))?;
    if args.sql {
        for p in pending {
            say(&format!("\n-- up: {}\n{}\n-- and back:\n{}", p.name, p.up, p.down))?;
        }
    }
    say("nothing was applied: this was a dry run")
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
