//! `cargo zmig amend`: generates the newest migrations of a schema again.

use super::bump::full_name;
use crate::builder::{Error, Outcome};
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::Batch;
use crate::generate::Survey;
use crate::project::{Forgive, Sources, Tree, fold, newest, of_disk};
use crate::settings::Settings;
use std::path::Path;
use zmig_core::{Dialect, Manifest, ManifestDialect, Stamp};

/// Removes the migrations of a schema's newest version and generates them again from the sources, under the same
/// stamp. Without a name it is the schema of the newest migration.
///
/// Only right while no database has them: the caller has looked, or has been told.
///
/// # Errors
/// When there is nothing to amend, other migrations build on it, other schemas have changes of their own, or the build
/// would fail.
pub fn amend(root: &Path, schema: Option<&str>) -> Result<Outcome, Error> {
    let (settings, _lock) = super::writing(root)?;
    let schema = chosen(&settings, schema)?;
    let schema = schema.as_str();
    let mut tree = Tree::read(&settings, &Memory::default(), Forgive::SqlOf(schema))?;
    fold(&settings, &tree)?;
    let Some(head) = tree.heads().get(schema).map(|m| Manifest::clone(m)) else {
        return Err(Diagnostic::new(format!("{schema} has no migration to amend")).into());
    };
    if head.is_by_hand() {
        return Err(Diagnostic::new(format!(
            "{} is written by hand, so there is nothing to generate",
            head.name
        ))
        .help(format!("edit its SQL, and then: cargo zmig amend {schema} --keep-sql"))
        .into());
    }
    let (gone, kept): (Vec<Manifest>, Vec<Manifest>) =
        std::mem::take(&mut tree.manifests).into_iter().partition(|m| m.schema == schema && m.to == head.to);
    refuse_dependants(&gone, &kept)?;
    tree.manifests = kept;
    // What is on the disk speaks of what goes.
    tree.snapshot = None;
    let snapshot = fold(&settings, &tree)?.snapshot;
    let stamp = gone.iter().map(|m| m.id).min().unwrap_or_else(|| Stamp::from_unix(0));
    let sources = Sources::read(&settings)?;
    let mut survey = Survey::decide(&settings, sources, tree, snapshot, Some("the snapshot"), stamp)?;
    refuse_others(schema, &survey)?;
    survey.batch.replace(gone.iter().flat_map(files));
    let written = survey.batch.commit(&settings.disk, &settings.migrations, None);
    written.map_err(|e| super::broken(&settings, &e))?;
    Ok(Outcome { migrations: survey.new, repairs: Vec::new(), warnings: survey.warnings })
}

/// Takes the SQL of a schema's newest version as it stands on the disk, where somebody edited it on purpose: its
/// manifests get the checksums of what is there. Nothing is generated, and what the SQL leads to must be what the sources
/// say, as before. Returns the names of the migrations that were edited.
///
/// Only right while no database has them, as with [`amend`].
///
/// # Errors
/// When nothing was edited, or what is there cannot be read as the SQL of a migration.
pub fn keep_sql(root: &Path, schema: Option<&str>) -> Result<Vec<String>, Error> {
    let (settings, _lock) = super::writing(root)?;
    let schema = chosen(&settings, schema)?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::SqlOf(&schema))?;
    fold(&settings, &tree)?;
    let head = tree.heads().get(schema.as_str()).copied();
    let version = head.map(|m| m.to.as_str()).unwrap_or_default();
    let newest = head.into_iter().flat_map(|head| newest(&tree.manifests, head));
    let (mut batch, mut edited, mut problems) = (Batch::default(), Vec::new(), Vec::new());
    for manifest in newest {
        match with_sql_of_disk(&settings, manifest) {
            Ok(kept) if kept == *manifest => {}
            Ok(kept) => {
                batch.put(format!("{}.json", kept.name), kept.to_text());
                edited.push(kept.name);
            }
            Err(found) => problems.push(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    if edited.is_empty() {
        let out = Diagnostic::new(format!("nobody edited the SQL of {schema} {version}"));
        return Err(match head.filter(|head| head.is_by_hand()) {
            Some(head) => out.help(format!("edit {} first, which is written by hand", head.name)),
            None => out.help("`cargo zmig amend` without `--keep-sql` generates it again"),
        }
        .into());
    }
    let written = batch.commit(&settings.disk, &settings.migrations, None);
    written.map_err(|e| super::broken(&settings, &e))?;
    Ok(edited)
}

/// The manifest, with the checksums of the SQL that is there.
fn with_sql_of_disk(settings: &Settings, manifest: &Manifest) -> Result<Manifest, Diagnostic> {
    let mut out = manifest.clone();
    for (dialect, entry) in &mut out.dialects {
        let found = of_disk(settings, manifest, *dialect)?;
        *entry = match manifest.is_by_hand() {
            true => found,
            // What the changes may hurt is known from them, whatever their SQL is.
            false => ManifestDialect { risk: entry.risk, reversibility: entry.reversibility, ..found },
        };
    }
    Ok(out)
}

/// The schema that is meant: the one that is named, or that of the newest migration.
pub(super) fn chosen(settings: &Settings, name: Option<&str>) -> Result<String, Error> {
    let heads = Tree::heads_on_disk(settings)?;
    match name {
        Some(name) => Ok(full_name(name, heads.iter().map(|m| m.schema.as_str()))?.to_owned()),
        None => match heads.into_iter().max_by_key(|m| m.id) {
            Some(newest) => Ok(newest.schema),
            None => Err(Diagnostic::new("there is no migration to amend").into()),
        },
    }
}

/// The files of a migration, relative to the migrations' folder.
pub(super) fn files(manifest: &Manifest) -> Vec<String> {
    let sql = |d: &Dialect| [true, false].map(|up| Manifest::sql_path(&manifest.name, *d, up));
    manifest.dialects.keys().flat_map(sql).chain([format!("{}.json", manifest.name)]).collect()
}

fn refuse_dependants(gone: &[Manifest], kept: &[Manifest]) -> Result<(), Diagnostic> {
    if let Some(baseline) = gone.iter().find(|m| !m.replaces.is_empty()) {
        return Err(Diagnostic::new(format!("{} stands for migrations that databases have", baseline.name))
            .help("make a new version instead: cargo zmig bump"));
    }
    let builds_on = |m: &&Manifest| gone.iter().any(|g| m.depends_on.contains(&g.name));
    match kept.iter().find(builds_on) {
        Some(other) => Err(Diagnostic::new(format!("{} builds on what is to be amended", other.name))
            .help("make a new version instead: a change of its own costs nothing")),
        None => Ok(()),
    }
}

fn refuse_others(schema: &str, survey: &Survey) -> Result<(), Diagnostic> {
    let mut new = survey.manifests.iter().filter(|m| survey.new.contains(&m.name));
    match new.find(|m| m.schema != schema) {
        Some(other) => Err(Diagnostic::new(format!("{} has changes of its own", other.schema))
            .help("run `cargo build` first, which writes their migration, and amend then")),
        None => Ok(()),
    }
}
