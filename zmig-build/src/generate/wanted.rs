//! The schema that the sources ask for.

use crate::diagnostic::Diagnostic;
use crate::merge::{self, Known, Merged, Problem};
use crate::project::{Item, Sources};
use crate::settings::Settings;
use crate::source::{Contribution, SourceId};
use std::collections::BTreeSet;
use zmig_core::IntoSorted as _;
use zmig_core::{DataType, Dialect, Map, Snapshot, Unsupported, unsupported};

/// What the sources ask for.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// All tables that migrations cover.
    pub(crate) merged: Merged,
    /// What SQL is written for, sorted.
    pub(crate) dialects: Vec<Dialect>,
}

/// The schema that a source's tables belong to.
pub(super) fn owner(says: &Contribution) -> &str {
    says.meta.extends.as_deref().unwrap_or(&says.schema)
}

/// Merges the sources, beside the tables that are `known` and not theirs. It takes those of all schemas that are enabled,
/// and of those that were and have migrations: a schema that was switched off must stay as it is.
///
/// # Errors
/// Contradictions, mistakes that only the whole shows, and schemas whose sources are gone.
pub(crate) fn wanted(
    settings: &Settings,
    sources: &Sources,
    snapshot: &Snapshot,
    known: Known<'_>,
) -> Result<Wanted, Vec<Diagnostic>> {
    let enabled = enabled(sources);
    let included = |item: &Item| {
        let owner = owner(&item.says);
        enabled.contains(owner) || snapshot.schemas.contains_key(owner) || !is_known(sources, owner)
    };
    let ids = (0_u32..).map(SourceId);
    let taken: Vec<(SourceId, &Contribution)> = ids
        .zip(&sources.items)
        .filter(|(_, item)| included(item))
        .map(|(id, item)| (id, &item.says))
        .collect();
    let mut problems = vanished(settings, &taken, snapshot);
    problems.extend(asked_for_disabled(sources, &taken));
    match merge::merge(&taken, known) {
        Err(found) => problems.extend(sources.locate(settings, found)),
        Ok(merged) if problems.is_empty() => {
            let dialects = dialects(settings, &taken, &enabled);
            problems.extend(sources.locate(settings, lacking(&merged, &dialects)));
            problems.extend(sources.locate(settings, merge::beyond(&merged, &dialects)));
            if problems.is_empty() {
                return Ok(Wanted { merged, dialects });
            }
        }
        Ok(_) => {}
    }
    Err(problems)
}

/// Schemas that some source has switched on.
fn enabled(sources: &Sources) -> BTreeSet<&str> {
    let on = sources.items.iter().filter(|i| i.says.meta.extends.is_none() && i.says.meta.enabled);
    on.map(|i| i.says.schema.as_str()).collect()
}

/// Whether some source describes the schema itself; one that nobody describes is a mistake that merging reports.
fn is_known(sources: &Sources, schema: &str) -> bool {
    sources.items.iter().any(|i| i.says.meta.extends.is_none() && i.says.schema == schema)
}

/// The dialects of the settings and of the enabled schemas; SQLite where nobody names one.
fn dialects(
    settings: &Settings,
    taken: &[(SourceId, &Contribution)],
    enabled: &BTreeSet<&str>,
) -> Vec<Dialect> {
    let said = taken.iter().filter(|(_, c)| enabled.contains(owner(c))).filter_map(|(_, c)| c.meta.data_type);
    let said = said.map(DataType::dialect);
    let mut all: Vec<Dialect> = settings.dialects.iter().copied().chain(said).collect();
    if all.is_empty() {
        all.push(Dialect::Sqlite);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What one of the databases has no form for, at its place.
fn lacking(merged: &Merged, dialects: &[Dialect]) -> Vec<Problem> {
    let found = dialects.iter().flat_map(|dialect| unsupported(&merged.schema, *dialect));
    let problem = |found: Unsupported| {
        let (title, place) = (format!("{} cannot hold {}", found.dialect.title(), found.what), found.place);
        let problem = Problem::new(title).note(found.why);
        match merged.places.of(&place) {
            Some((source, spot)) => problem.at(source, spot, ""),
            None => problem,
        }
    };
    found.map(problem).collect()
}

/// Schemas that have tables in the migrations and nobody who describes them any more.
fn vanished(
    settings: &Settings,
    taken: &[(SourceId, &Contribution)],
    snapshot: &Snapshot,
) -> Vec<Diagnostic> {
    let present: BTreeSet<&str> = taken.iter().map(|(_, c)| owner(c)).into_sorted();
    // A table that another schema takes over, by its name or by another, is not gone.
    let kept: BTreeSet<&str> = taken
        .iter()
        .flat_map(|(_, c)| &c.tables)
        .flat_map(|t| [Some(t.name.as_str()), t.renamed_from.as_deref()])
        .flatten()
        .chain(taken.iter().flat_map(|(_, c)| c.meta.dropped_tables.iter().map(String::as_str)))
        .into_sorted();
    let mut gone: Map<&str, Vec<&str>> = Map::new();
    for table in snapshot.schema.tables.values() {
        if !present.contains(table.owner.as_str()) && !kept.contains(table.name.as_str()) {
            gone.or_default(&table.owner).push(&table.name);
        }
    }
    gone.into_iter().map(|(schema, tables)| explain_vanished(settings, schema, &tables)).collect()
}

fn explain_vanished(settings: &Settings, schema: &str, tables: &[&str]) -> Diagnostic {
    let file = format!("{}/{schema}.yaml", settings.name(&settings.schemas));
    Diagnostic::new(format!("nothing describes {schema} any more, and the migrations give it tables"))
        .note(format!("its tables: {}", tables.join(", ")))
        .help(format!(
            "to keep them, restore the source: git checkout {file}, or the struct with its `version`"
        ))
        .help(format!("if its file was renamed, say in it what it is: `Schema_Name: {schema}` in its `Meta`"))
        .help(format!(
            "to drop them, let {file} have its `Meta` with a higher `zMigrationVersion`, \
             `dropped_tables: [{}]` and no tables",
            tables.join(", ")
        ))
}

/// Structs that follow a table of a schema that is not enabled.
fn asked_for_disabled(sources: &Sources, taken: &[(SourceId, &Contribution)]) -> Vec<Diagnostic> {
    let there: BTreeSet<&str> =
        taken.iter().flat_map(|(_, c)| &c.tables).map(|t| t.name.as_str()).into_sorted();
    let mut out = Vec::new();
    for (file, model) in sources.bound.iter().filter(|(_, m)| !there.contains(m.table.as_str())) {
        let described = sources.items.iter().find(|i| i.says.tables.iter().any(|t| t.name == model.table));
        if let Some(item) = described {
            out.push(blocked(&item.file).note(format!(
                "{} in {file} follows table {}, which is described here",
                model.name, model.table
            )));
        }
    }
    out
}

/// The message about a schema that is not enabled, with the two lines to add.
pub(crate) fn blocked(file: &str) -> Diagnostic {
    Diagnostic::new("Migration blocked: zMigration is not enabled")
        .at(file, "", None, "")
        .help("add these two lines to its `Meta`:")
        .help("  zMigration: true")
        .help("  zMigrationVersion: v1.0.0")
}
