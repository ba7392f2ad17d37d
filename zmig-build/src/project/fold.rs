//! What the migrations produce, by running their changes over an empty schema.

use super::Tree;
use crate::diagnostic::Diagnostic;
use crate::settings::Settings;
use std::collections::BTreeSet;
use zmig_core::{
    DataType, FoldError, IntoSorted as _, Map, Place, Snapshot, Unrecorded, fold_manifests, unrecorded,
};

/// The snapshot that the migrations make, and what is to be done about the one on the disk.
#[derive(Debug)]
pub(crate) struct Fold {
    /// What the migrations produce.
    pub(crate) snapshot: Snapshot,
    /// Why the file must be written again, if so.
    pub(crate) rebuild: Option<&'static str>,
}

/// Folds the manifests and compares the result with the snapshot on the disk.
///
/// # Errors
/// A manifest that does not fit what is before it, or that was edited; a snapshot that was.
pub(crate) fn fold(settings: &Settings, tree: &Tree) -> Result<Fold, Vec<Diagnostic>> {
    let snapshot = run(settings, tree, &|_| true)?;
    check_hashes(settings, tree, &snapshot)?;
    let rebuild = match &tree.snapshot {
        None if tree.manifests.is_empty() && !tree.has_snapshot_file => None,
        None if tree.has_snapshot_file => Some("the snapshot was left in conflict by a merge"),
        None => Some("the snapshot was missing"),
        Some(found) if *found == snapshot => None,
        Some(found) if is_older(settings, tree, found) => Some("the snapshot was older than the migrations"),
        Some(found) => return Err(vec![edited(settings, found, &snapshot)]),
    };
    Ok(Fold { snapshot, rebuild })
}

/// Runs the changes of those manifests that are taken.
fn run(settings: &Settings, tree: &Tree, take: &dyn Fn(usize) -> bool) -> Result<Snapshot, Vec<Diagnostic>> {
    let taken = tree.manifests.iter().enumerate().filter(|(i, _)| take(*i)).map(|(_, m)| m);
    fold_manifests(taken).map_err(|FoldError { migration, error }| {
        let file = format!("{}/{migration}.json", settings.migrations_name());
        let schema = tree.manifests.iter().find(|m| m.name == migration).map_or("", |m| m.schema.as_str());
        vec![
            Diagnostic::new(format!("the migration does not fit those before it: {error}"))
                .at(&file, "", None, "")
                .note("it was edited, or two branches changed the same thing")
                .help(format!("git checkout {file}"))
                .help(format!("or, while no database has it: cargo zmig rebase {schema}")),
        ]
    })
}

/// Whether the newest migration of each schema leads to the schema that it says it leads to.
fn check_hashes(settings: &Settings, tree: &Tree, snapshot: &Snapshot) -> Result<(), Vec<Diagnostic>> {
    let problems: Vec<Diagnostic> = unrecorded(&tree.manifests, snapshot)
        .into_iter()
        .map(|Unrecorded { migration: name, schema, .. }| {
            let file = format!("{}/{name}.json", settings.migrations_name());
            Diagnostic::new(format!("the changes do not lead to the schema that {name} records"))
                .at(&file, "", None, "")
                .note(format!("a migration of {schema} was edited"))
                .help(format!("git checkout {}", settings.migrations_name()))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Whether a snapshot is what the migrations up to the versions that it names produce: it is right, and there is more.
fn is_older(settings: &Settings, tree: &Tree, found: &Snapshot) -> bool {
    let last_of = |schema: &str| {
        let version = &found.schemas.get(schema)?.version;
        tree.manifests.iter().rposition(|m| m.schema == schema && m.to == *version)
    };
    let last: Map<&str, Option<usize>> =
        tree.heads().keys().map(|schema| (*schema, last_of(schema))).into_sorted();
    let take = |i: usize| last.get(tree.manifests[i].schema.as_str()).is_some_and(|l| *l >= Some(i));
    found.schemas.keys().all(|s| matches!(last.get(s.as_str()), Some(Some(_))))
        && run(settings, tree, &take).is_ok_and(|older| older == *found)
}

fn edited(settings: &Settings, found: &Snapshot, expected: &Snapshot) -> Diagnostic {
    let what = first_difference(found, expected);
    Diagnostic::new(format!("the snapshot is not what the migrations produce: {what}"))
        .at(&format!("{}/{}", settings.migrations_name(), super::SNAPSHOT), "", None, "")
        .note("it was edited, or a migration was deleted")
        .help(format!("git checkout {}", settings.migrations_name()))
        .help("or, where the migrations are right, remove the file and build again: it is made anew")
}

/// The first object in which two snapshots differ, in words.
fn first_difference(found: &Snapshot, expected: &Snapshot) -> String {
    let tables = found.schema.tables.keys().chain(expected.schema.tables.keys());
    for name in tables.map(String::as_str).into_sorted::<BTreeSet<_>>() {
        let (a, b) = match (found.schema.table(name), expected.schema.table(name)) {
            (Some(a), Some(b)) if a == b => continue,
            (Some(a), Some(b)) => (a, b),
            (Some(_), None) => return format!("no migration creates table {name}"),
            (None, _) => return format!("table {name} is missing"),
        };
        let columns = a.columns.iter().chain(&b.columns).map(|c| c.name.as_str());
        let place = columns
            .filter(|c| a.column(c) != b.column(c))
            .map(|c| Place::Column { table: name.to_owned(), column: c.to_owned() })
            .next();
        return match place {
            Some(Place::Column { table, column }) => format!("column {table}.{column} differs"),
            _ => format!("table {name} differs"),
        };
    }
    let enums = found.schema.enums.keys().chain(expected.schema.enums.keys());
    for name in enums.map(String::as_str).into_sorted::<BTreeSet<_>>() {
        if found.schema.enums.get(name) != expected.schema.enums.get(name) {
            return format!("enum {name} differs");
        }
    }
    for (name, schema) in &expected.schemas {
        let version = found.schemas.get(name).map_or("nothing", |s| s.version.as_str());
        if version != schema.version {
            return format!("{name} is at {}, and the snapshot says {version}", schema.version);
        }
    }
    let kept = |of: Option<DataType>| of.map_or("nothing", DataType::name);
    let moved = expected.schemas.keys().find(|name| found.data_type(name) != expected.data_type(name));
    if let Some(name) = moved {
        let (is, said) = (kept(expected.data_type(name)), kept(found.data_type(name)));
        return format!("the data type of {name} is {is}, and the snapshot says {said}");
    }
    "it names a schema that no migration has".into()
}
