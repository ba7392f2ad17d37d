//! Whether the SQL of a migration is what its changes make.

use super::ByName;
use crate::diagnostic::Diagnostic;
use crate::generate::Walk;
use crate::settings::Settings;
use zmig_core::{
    Dialect, Draft, Manifest, PlanOptions, RenderedFile, Schema, SqlFile, SqlStep, normalise_text, render,
};

/// SQL that does not come from changes.
pub(super) enum Text {
    /// There are no changes at all.
    ByHand,
    /// The steps are others than the changes make.
    Edited(Dialect),
}

/// Those of some migrations whose SQL is not what their changes make.
///
/// # Errors
/// When the SQL cannot be read, or the changes do not fit.
pub(super) fn texts<'a>(
    settings: &Settings,
    manifests: &'a [Manifest],
    some: &[&Manifest],
) -> Result<ByName<'a, Text>, Diagnostic> {
    let (mut walk, mut out) = (Walk::default(), ByName::new());
    for manifest in manifests {
        let old = walk.pass(manifest).map_err(|e| Diagnostic::new(e.to_string()))?;
        if some.iter().any(|m| m.name == manifest.name)
            && let Some(text) = text(settings, manifest, &old)?
        {
            out.insert(&manifest.name, text);
        }
    }
    Ok(out)
}

fn text(settings: &Settings, manifest: &Manifest, old: &Schema) -> Result<Option<Text>, Diagnostic> {
    for dialect in manifest.dialects.keys().copied() {
        let path = Manifest::sql_path(&manifest.name, dialect, true);
        let file = settings.migrations.join(&path);
        let there = std::fs::read_to_string(&file).map_err(|e| {
            let name = format!("{}/{path}", settings.migrations_name());
            Diagnostic::new(format!("cannot read the migration's SQL: {e}")).at(&name, "", None, "")
        })?;
        let there = steps(&normalise_text(&there));
        let is_made = |options: PlanOptions| {
            let files = again(manifest, old, dialect, &options);
            files.iter().find(|f| f.path == path).is_some_and(|made| steps(&made.text) == there)
        };
        if !choices(&settings.options).into_iter().any(is_made) {
            let by_hand = manifest.is_by_hand();
            return Ok(Some(if by_hand { Text::ByHand } else { Text::Edited(dialect) }));
        }
    }
    Ok(None)
}

/// The choices of today, and those that the project may have made when the migration was written.
fn choices(today: &PlanOptions) -> Vec<PlanOptions> {
    let mut out = vec![today.clone()];
    for (online, archive) in [(true, false), (false, false), (true, true), (false, true)] {
        out.push(PlanOptions { online, archive, ..today.clone() });
    }
    out
}

/// What runs. Titles, hazards and remarks are no part of that: an earlier zmig may have written others.
fn steps(text: &str) -> Option<Vec<String>> {
    let one = |step: SqlStep<'_>| format!("{}{}", step.call.unwrap_or(""), step.sql.trim());
    Some(SqlFile::parse(text).ok()?.steps.into_iter().map(one).collect())
}

/// The files as they would be generated; none where they cannot be.
fn again(manifest: &Manifest, old: &Schema, dialect: Dialect, options: &PlanOptions) -> Vec<RenderedFile> {
    let dialects = [dialect];
    let Ok(draft) = Draft::of(manifest, old, &dialects, options) else { return Vec::new() };
    render(&draft).map(|(files, _)| files).unwrap_or_default()
}
