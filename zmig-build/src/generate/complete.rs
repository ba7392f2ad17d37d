//! A dialect that the project did not have before: the SQL of the migrations that exist, in that dialect.
//!
//! Their manifests get an entry more. What they say of other dialects stays as it is, to the byte.

use super::draft::cannot_plan;
use super::neighbourhood::Walk;
use crate::diagnostic::Diagnostic;
use crate::project::{Tree, of_disk};
use crate::settings::Settings;
use zmig_core::{Dialect, Draft, Manifest, RenderedFile, Schema, render};

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
    let mut walk = Walk::default();
    for manifest in &mut out.manifests {
        let missing: Vec<Dialect> =
            dialects.iter().copied().filter(|d| !manifest.dialects.contains_key(d)).collect();
        let old = walk.pass(manifest).map_err(|e| vec![cannot_plan(&manifest.schema, &e.into())])?;
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
    let draft = Draft::of(manifest, old, missing, &settings.options)
        .map_err(|e| vec![Diagnostic::new(e.to_string())])?;
    let (mut files, rendered) = render(&draft).map_err(|e| vec![cannot_plan(&manifest.schema, &e)])?;
    manifest.dialects.extend(rendered.dialects);
    let path = format!("{}.json", manifest.name);
    files.retain(|f| f.path != path);
    files.push(RenderedFile { path, text: manifest.to_text() });
    Ok(files)
}
