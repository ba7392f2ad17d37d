//! A migration for SQL of one's own.

use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::Batch;
use crate::project::{Forgive, Tree, fold};
use crate::settings::Settings;
use crate::verbs::bump::full_name;
use std::collections::BTreeSet;
use std::path::Path;
use zmig_core::{ByHand, Dialect, Manifest, Snapshot, Stamp, nearest, render_by_hand};

/// A migration for SQL of one's own.
#[derive(Clone, Copy, Debug)]
pub struct ByHandRequest<'a> {
    /// What it does, in a few words: the end of its name.
    pub title: &'a str,
    /// The schema that it belongs to; none where the project has one.
    pub schema: Option<&'a str>,
    /// A query of one boolean that decides in each database whether it runs.
    pub guard: Option<&'a str>,
    /// Migrations of other schemas that it builds on, by name or id.
    pub depends_on: &'a [String],
    /// Up and down; none where they are still to be written.
    pub sql: Option<(&'a str, &'a str)>,
}

/// A migration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// Its name.
    pub name: String,
    /// The files whose SQL is to be written, relative to the root.
    pub blank: Vec<String>,
}

/// Writes a migration that follows the newest one of its schema and changes no version. Without SQL its files are blank,
/// and the next build asks for it.
///
/// # Errors
/// When the migrations are not in order, there are several schemas and none is named, or what it shall build on is not there.
pub fn by_hand(root: &Path, request: &ByHandRequest<'_>) -> Result<Drafted, Error> {
    let (settings, _lock) = super::super::writing(root)?;
    if let Some(why) = &settings.check_only {
        return Err(Diagnostic::new(format!("nothing was written because {why}")).into());
    }
    let mut problems = check(request);
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
    let snapshot = fold(&settings, &tree)?.snapshot;
    let parent = parent(&tree, request.schema).map_err(|d| problems.push(d)).ok();
    let mut needed = BTreeSet::new();
    for wanted in request.depends_on {
        match dependency(&tree, wanted, parent) {
            Ok(found) => drop(needed.insert((found.id, found.name.clone()))),
            Err(diagnostic) => problems.push(diagnostic),
        }
    }
    let Some(parent) = parent.filter(|_| problems.is_empty()) else { return Err(problems.into()) };
    let dialects: Vec<Dialect> = parent.dialects.keys().copied().collect();
    let after = needed.iter().map(|(id, _)| *id).chain([parent.id]).max().unwrap_or(parent.id);
    let (files, manifest) = render_by_hand(&ByHand {
        stamp: free(&tree, settings.now.max(after.next())),
        parent,
        depends_on: needed.into_iter().map(|(_, name)| name).collect(),
        title: request.title,
        guard: request.guard.map(str::to_owned),
        schema_hash: Snapshot::schema_hash(&snapshot.schema, &parent.schema),
        dialects: &dialects,
        sql: request.sql,
    })
    .map_err(|e| Diagnostic::new(e.to_string()))?;
    let mut batch = Batch::default();
    for file in files {
        batch.put(file.path, file.text);
    }
    for manifest in tree.manifests.iter().filter(|m| tree.written.contains(&m.name)) {
        batch.put(format!("{}.json", manifest.name), manifest.to_text());
    }
    let written = batch.commit(&settings.disk, &settings.migrations, None);
    written.map_err(|e| super::super::broken(&settings, &e))?;
    Ok(Drafted { blank: blank(&settings, &manifest), name: manifest.name })
}

/// What is wrong with the words themselves.
fn check(request: &ByHandRequest<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if !request.title.chars().any(char::is_alphanumeric) {
        problems.push(
            Diagnostic::new(format!("`{}` is no name for a migration", request.title.escape_debug()))
                .help("say in a few words what it does: fill-phones"),
        );
    }
    if request.guard.is_some_and(|guard| guard.trim().is_empty()) {
        problems.push(
            Diagnostic::new("the guard is empty")
                .help("a guard is a query of one boolean: SELECT EXISTS (SELECT 1 FROM users)"),
        );
    }
    problems
}

/// The newest migration of the schema that is meant.
fn parent<'a>(tree: &'a Tree, schema: Option<&str>) -> Result<&'a Manifest, Diagnostic> {
    let heads = tree.heads();
    let mut names: Vec<&str> = heads.keys().copied().collect();
    names.sort_unstable();
    let name = match schema {
        Some(schema) => full_name(schema, names.iter().copied()).map_err(|d| match names.is_empty() {
            true => no_migration(),
            false => d.note("a schema has to have its first migration before SQL can follow it"),
        })?,
        None => match names[..] {
            [] => return Err(no_migration()),
            [only] => only,
            _ => {
                return Err(Diagnostic::new("there are several schemas, and none is named")
                    .help(format!("--schema with one of {}", names.join(", "))));
            }
        },
    };
    heads.get(name).copied().ok_or_else(no_migration)
}

fn no_migration() -> Diagnostic {
    Diagnostic::new("there is no migration yet that this one could follow")
        .help("write the first one of a schema, and then this: cargo zmig generate")
}

/// The migration that is meant by a name or an id.
fn dependency<'a>(
    tree: &'a Tree,
    wanted: &str,
    parent: Option<&Manifest>,
) -> Result<&'a Manifest, Diagnostic> {
    let is_it = |m: &&Manifest| m.name == wanted || m.id.to_string() == wanted;
    let Some(found) = tree.manifests.iter().find(is_it) else {
        let out = Diagnostic::new(format!("there is no migration `{wanted}` to build on"));
        let names = || tree.manifests.iter().map(|m| m.name.as_str());
        return Err(match nearest(wanted, names()) {
            Some(near) => out.help(format!("did you mean {near}?")),
            None => {
                out.help(format!("the newest are {}", names().rev().take(3).collect::<Vec<_>>().join(", ")))
            }
        });
    };
    match parent {
        Some(parent) if parent.schema == found.schema => Err(Diagnostic::new(format!(
            "{} is of {} itself, whose migrations come before this one anyway",
            found.name, found.schema
        ))
        .help("leave it out; --depends-on is for migrations of other schemas")),
        _ => Ok(found),
    }
}

/// The first stamp from one on that no migration has.
fn free(tree: &Tree, mut stamp: Stamp) -> Stamp {
    while tree.manifests.iter().any(|m| m.id == stamp) {
        stamp = stamp.next();
    }
    stamp
}

fn blank(settings: &Settings, manifest: &Manifest) -> Vec<String> {
    let both = |d: &Dialect| [true, false].map(|up| (*d, up));
    let blank = manifest.dialects.keys().flat_map(both).filter(|(d, up)| manifest.is_blank(*d, *up));
    let path =
        |(d, up)| format!("{}/{}", settings.migrations_name(), Manifest::sql_path(&manifest.name, d, up));
    blank.map(path).collect()
}
