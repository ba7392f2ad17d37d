//! The lint rules over the changes of a build, before they become migrations.

use super::wanted::{Wanted, owner};
use crate::diagnostic::Diagnostic;
use crate::merge::{Merged, Problem};
use crate::project::Sources;
use crate::settings::Settings;
use crate::source::{SourceId, Spot};
use std::collections::BTreeSet;
use zmig_core::lint::{Finding, Level, Rule, Source, known_code, lint_changes};
use zmig_core::{Change, Map, Part, Place};

/// Codes of rules.
pub(super) type Codes = BTreeSet<&'static str>;

/// Holds the changes against the rules, in every dialect that SQL is written for. What may hurt is returned, a line each.
///
/// # Errors
/// Every finding whose code is denied, at its place, with the line to paste that accepts it.
pub(crate) fn check(
    settings: &Settings,
    sources: &Sources,
    wanted: &Wanted,
    parts: &[Part],
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let mut changes: Map<&str, Vec<&Change>> = Map::new();
    for part in parts {
        changes.or_default(&part.schema).extend(&part.changes);
    }
    let accepted = accepted(sources);
    let (mut warnings, mut denied) = (Vec::new(), Vec::new());
    for (schema, changes) in changes {
        let allow = accepted.get(schema).cloned().unwrap_or_default();
        for finding in findings(settings, wanted, &changes, &allow) {
            match finding.level {
                Level::Error => denied.push(explain(sources, wanted, schema, &changes, &finding, &allow)),
                Level::Warning => warnings.push(format!("{} ({schema}): {}", finding.code, finding.message)),
                Level::Advice => {}
            }
        }
    }
    if denied.is_empty() { Ok(warnings) } else { Err(sources.locate(settings, denied)) }
}

/// The codes that the sources of each schema accept for this version; nothing for those that accept none.
pub(super) fn accepted(sources: &Sources) -> Map<&str, Codes> {
    let mut out: Map<&str, Codes> = Map::new();
    for says in sources.items.iter().map(|item| &item.says).filter(|says| !says.meta.allow.is_empty()) {
        let rules = says.meta.allow.iter().filter_map(|code| known_code(code).ok());
        out.or_default(owner(says)).extend(rules.map(|rule| rule.code));
    }
    out
}

/// What is found and not allowed, once where several dialects say the same.
fn findings(settings: &Settings, wanted: &Wanted, changes: &[&Change], allow: &Codes) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    for dialect in &wanted.dialects {
        for found in lint_changes(changes.iter().copied(), &wanted.merged.schema, *dialect, &settings.options)
        {
            let known =
                |f: &Finding| (f.code, &f.source, &f.message) == (found.code, &found.source, &found.message);
            if !allow.contains(found.code) && !out.iter().any(known) {
                out.push(found);
            }
        }
    }
    settings.lint.judge(out)
}

/// A finding that is denied, at its place.
fn explain(
    sources: &Sources,
    wanted: &Wanted,
    schema: &str,
    changes: &[&Change],
    finding: &Finding,
    allow: &Codes,
) -> Problem {
    let mut problem = Problem::new(format!("{}: {}", finding.code, finding.message));
    let place = match finding.source {
        Source::Change(number) => changes.get(number).and_then(|change| place(change, &wanted.merged)),
        Source::Text(_) => None,
    };
    let meta = wanted.merged.schemas.get(schema).map(|(id, _)| *id);
    if let Some((source, spot)) = place.or_else(|| Some((meta?, Spot::meta(schema, "zMigrationVersion")))) {
        problem = problem.at(source, spot, "");
    }
    if let Ok(rule) = known_code(finding.code) {
        problem = problem.note(rule.why);
    }
    let codes: BTreeSet<&str> = allow.iter().copied().chain([finding.code]).collect();
    let is_rust = meta.and_then(|id| sources.file(id)).is_some_and(|f| f.ends_with(".rs"));
    problem
        .note("zmig.toml denies it")
        .help(finding.help)
        .help(format!("or accept it for this version: {}", allow_line(&codes, is_rust)))
}

/// The line that accepts codes, in the language of the source.
pub(super) fn allow_line(codes: &BTreeSet<&str>, is_rust: bool) -> String {
    if is_rust {
        let quoted: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
        format!("`allow = [{}]` in the struct's `#[zmig::model(…)]`", quoted.join(", "))
    } else {
        let codes: Vec<&str> = codes.iter().copied().collect();
        format!("`allow: [{}]` in the file's `Meta`", codes.join(", "))
    }
}

/// Where the sources say what a change is about; nowhere, where it goes.
fn place(change: &Change, merged: &Merged) -> Option<(SourceId, Spot)> {
    let table = |table: &str| Place::Table { table: table.to_owned() };
    let column =
        |table: &str, column: &str| Place::Column { table: table.to_owned(), column: column.to_owned() };
    let object =
        |table: &str, object: &str| Place::Object { table: table.to_owned(), object: object.to_owned() };
    let found = match change {
        Change::AddColumn { table, column: c, .. } | Change::AlterColumn { table, to: c, .. } => {
            column(table, &c.name)
        }
        Change::RenameColumn { table, to, .. } => column(table, to),
        Change::RenameTable { to, .. } => table(to),
        Change::AddIndex { table, index } => object(table, &index.name),
        Change::AddUnique { table, unique } => object(table, &unique.name),
        Change::AddForeignKey { table, foreign_key } => object(table, &foreign_key.name),
        Change::AddCheck { table, check } => object(table, &check.name),
        Change::AlterEnum { to, .. } => Place::Enum { name: to.name.clone() },
        Change::RenameEnum { to, .. } => Place::Enum { name: to.clone() },
        Change::CreateDomain { domain } | Change::AlterDomain { to: domain, .. } => {
            Place::Domain { name: domain.name.clone() }
        }
        Change::RenameDomain { to, .. } => Place::Domain { name: to.clone() },
        other => table(other.table()?),
    };
    merged.places.of(&found)
}

/// The codes that say why a change is of a risk, in every dialect that SQL is written for.
pub(super) fn codes_of_risk(settings: &Settings, wanted: &Wanted, change: &Change) -> Codes {
    let found = wanted.dialects.iter().flat_map(|dialect| {
        lint_changes(std::slice::from_ref(change), &wanted.merged.schema, *dialect, &settings.options)
    });
    let is_why = |f: &Finding| known_code(f.code).is_ok_and(Rule::is_of_risk);
    found.filter(is_why).map(|f| f.code).collect()
}
