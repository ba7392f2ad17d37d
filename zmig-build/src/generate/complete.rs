//! A dialect that the project did not have before: the SQL of the migrations that exist, in that dialect.
//!
//! Their manifests get an entry more. What they say of other dialects stays as it is, to the byte.

use super::draft::cannot_plan;
use super::neighbourhood::{Referrers, around};
use crate::diagnostic::Diagnostic;
use crate::project::{Tree, of_disk};
use crate::settings::Settings;
use zmig_core::{Dialect, Draft, Manifest, Part, RenderedFile, Schema, Version, apply, render};

/// The migrations with all dialects that are asked for.
#[derive(Debug)]
pub(crate) struct Completed {
    pub(crate) manifests: Vec<Manifest>,
    /// The files that came or changed.
    pub(crate) files: Vec<RenderedFile>,
}

/// Renders what is missing.
///
/// # Errors
/// A migration that the new dialect cannot express.
pub(crate) fn complete(
    settings: &Settings,
    tree: &Tree,
    dialects: &[Dialect],
) -> Result<Completed, Vec<Diagnostic>> {
    let mut out = Completed { manifests: tree.manifests.clone(), files: Vec::new() };
    let lacks = |m: &Manifest| dialects.iter().any(|d| !m.dialects.contains_key(d));
    if !out.manifests.iter().any(lacks) {
        return Ok(out);
    }
    let (mut schema, mut referrers) = (Schema::default(), Referrers::default());
    for manifest in &mut out.manifests {
        let missing: Vec<Dialect> =
            dialects.iter().copied().filter(|d| !manifest.dialects.contains_key(d)).collect();
        let part = Part {
            schema: manifest.schema.clone(),
            changes: manifest.changes.clone(),
            depends_on: Vec::new(),
        };
        let old = around(&schema, &part, &referrers);
        let mut new = old.clone();
        for change in &part.changes {
            let wrong = |e: zmig_core::ApplyError| vec![cannot_plan(&part.schema, &e.into())];
            apply(&mut new, change).map_err(wrong)?;
            apply(&mut schema, change).map_err(wrong)?;
        }
        // What refers to what grows with each migration, and only around what it touches.
        referrers.add(&new);
        if missing.is_empty() {
            continue;
        }
        if manifest.is_by_hand() {
            out.files.push(by_hand(settings, manifest, &missing)?);
        } else {
            out.files.extend(again(settings, &old, manifest, &missing)?);
        }
    }
    Ok(out)
}

/// A migration that is written by hand, with the SQL that lies beside it for the new dialect.
fn by_hand(
    settings: &Settings,
    manifest: &mut Manifest,
    missing: &[Dialect],
) -> Result<RenderedFile, Vec<Diagnostic>> {
    for dialect in missing {
        let entry = of_disk(settings, manifest, *dialect).map_err(|found| {
            let path = |up| {
                format!("{}/{}", settings.migrations_name(), Manifest::sql_path(&manifest.name, *dialect, up))
            };
            let title = format!("{} is written by hand, and not for {}", manifest.name, dialect.title());
            vec![
                Diagnostic::new(title)
                    .note(found.title)
                    .help(format!("write {} and {}", path(true), path(false)))
                    .help("where that database has nothing to do, a remark in them says so"),
            ]
        })?;
        manifest.dialects.insert(*dialect, entry);
    }
    Ok(RenderedFile { path: format!("{}.json", manifest.name), text: manifest.to_text() })
}

fn again(
    settings: &Settings,
    old: &Schema,
    manifest: &mut Manifest,
    missing: &[Dialect],
) -> Result<Vec<RenderedFile>, Vec<Diagnostic>> {
    let version = |text: &str| Version::parse(text).map_err(|e| vec![Diagnostic::new(e.to_string())]);
    let (mut files, rendered) = render(&Draft {
        stamp: manifest.id,
        parent: manifest.parent.clone(),
        depends_on: manifest.depends_on.clone(),
        replaces: manifest.replaces.clone(),
        schema: manifest.schema.clone(),
        from: manifest.from.as_deref().map(version).transpose()?,
        to: version(&manifest.to)?,
        part: (manifest.part, manifest.parts),
        notes: manifest.notes.clone(),
        hooks: manifest.hooks.clone(),
        old,
        changes: &manifest.changes,
        dialects: missing,
        options: &settings.options,
    })
    .map_err(|e| vec![cannot_plan(&manifest.schema, &e)])?;
    manifest.dialects.extend(rendered.dialects);
    let path = format!("{}.json", manifest.name);
    files.retain(|f| f.path != path);
    files.push(RenderedFile { path, text: manifest.to_text() });
    Ok(files)
}
