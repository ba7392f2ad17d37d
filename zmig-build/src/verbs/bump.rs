//! `cargo zmig bump`: writes the next version into the sources.

use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::{Context as _, DiskError, Lock};
use crate::generate::{Survey, data_types, wanted};
use crate::merge::Known;
use crate::project::{Forgive, Sources, Tree, fold};
use crate::settings::Settings;
use crate::source::{Meta, SourceId, version_position};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use zmig_core::IntoSorted as _;
use zmig_core::{Bump, Change, Snapshot, Version, VersionError, diff, split};

/// A version that was written into a source.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Edit {
    /// The schema.
    pub schema: String,
    /// The file, relative to the root.
    pub file: String,
    /// The version that stood there.
    pub from: String,
    /// The version that stands there now.
    pub to: String,
}

/// How far a version goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise<'a> {
    /// As far as the changes ask for, if they ask for anything.
    AsNeeded,
    /// By this step, or the larger one that the changes ask for.
    AtLeast(Bump),
    /// To this version, which must be large enough for the changes.
    To(&'a str),
}

/// Writes the next version of each schema that changed and whose version does not yet say so, or of the one that is
/// named. Comments and layout of the source stay as they are.
///
/// # Errors
/// When the sources or the migrations are not in order, a schema is not known, or its version has no next one.
pub fn bump(root: &Path, schema: Option<&str>, raise: Raise<'_>) -> Result<Vec<Edit>, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let edits = raised(&settings, schema, raise)?;
    for (edit, position) in &edits {
        write_version(&settings, edit, *position).map_err(|e| super::broken(&settings, &e))?;
    }
    Ok(edits.into_iter().map(|(edit, _)| edit).collect())
}

/// The edits that [`bump`] makes, and where; the caller holds the lock.
pub(super) fn raised(
    settings: &Settings,
    schema: Option<&str>,
    raise: Raise<'_>,
) -> Result<Vec<(Edit, Span)>, Error> {
    let sources = Sources::read(settings)?;
    let tree = Tree::read(settings, &Memory::default(), Forgive::Nothing)?;
    let snapshot = fold(settings, &tree)?.snapshot;
    let wanted = wanted(settings, &sources, &snapshot, Known::NOTHING)?;
    let merged = &wanted.merged;
    // What the comparison has to ask does not keep a version from being raised; it asks again in the build.
    let changes = match diff(&snapshot.schema, &merged.schema, &merged.hints) {
        Ok(changes) => changes,
        Err(refusals) => return Err(Survey::refused(settings, &sources, merged, &refusals).into()),
    };
    let parts = split(&snapshot.schema, changes, &wanted.dialects, &settings.options, false);
    let mut by_schema: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    let moves = data_types::moves(merged, &snapshot, &tree.manifests);
    for part in moves.iter().chain(&parts) {
        by_schema.entry(&part.schema).or_default().extend(&part.changes);
    }
    let chosen: BTreeSet<&str> = match schema {
        Some(schema) => [full_name(schema, merged.schemas.keys().map(String::as_str))?].into(),
        None => by_schema.keys().copied().collect(),
    };
    let mut edits = Vec::new();
    for schema in chosen {
        // One whose data moves is here without a change.
        let changes = by_schema.get(schema).map(Vec::as_slice);
        let Some((id, meta)) = merged.schemas.get(schema) else { continue };
        edits.extend(edit(settings, &sources, &snapshot, schema, changes, (*id, meta), raise)?);
    }
    Ok(edits)
}

/// The schema that is meant by a name with or without `zSchema.`.
pub(super) fn full_name<'a>(
    name: &str,
    schemas: impl Iterator<Item = &'a str> + Clone,
) -> Result<&'a str, Diagnostic> {
    let is_short = |s: &&str| s.strip_prefix("zSchema.") == Some(name);
    let found = schemas.clone().find(|s| *s == name).or_else(|| schemas.clone().find(is_short));
    found.ok_or_else(|| {
        let diagnostic = Diagnostic::new(format!("there is no schema `{name}`"));
        match zmig_core::nearest(name, schemas.clone()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!(
                "the schemas are {}",
                schemas.into_sorted::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
            )),
        }
    })
}

type Span = (usize, usize);

/// The edit that a schema needs, if it needs one.
fn edit(
    settings: &Settings,
    sources: &Sources,
    snapshot: &Snapshot,
    schema: &str,
    changes: Option<&[&Change]>,
    (id, meta): (SourceId, &Meta),
    raise: Raise<'_>,
) -> Result<Option<(Edit, Span)>, Error> {
    let (file, text) = sources.text(settings, id).unwrap_or_default();
    let at = |title: String| {
        let position = version_position(&file, &text, schema);
        Diagnostic::new(title).at(&file, &text, position, "")
    };
    let Some(written) = &meta.version else {
        return Err(at(format!("{schema} has no version yet"))
            .help("write its first one: zMigrationVersion: v1.0.0")
            .into());
    };
    let old = snapshot.schemas.get(schema).map(|s| s.version.as_str()).unwrap_or(written);
    let parse = |text: &str| Version::parse(text).map_err(|e| at(e.to_string()));
    let (old, now) = (parse(old)?, parse(written)?);
    let breaking = changes.is_some_and(|all| all.iter().any(|c| c.is_breaking()));
    let is_first = !snapshot.schemas.contains_key(schema);
    if raise == Raise::AsNeeded && (is_first || changes.is_none() || now.follows(&old, breaking).is_ok()) {
        return Ok(None);
    }
    let next = next(settings, schema, (&old, &now, is_first), breaking, raise)
        .map_err(|(title, help)| at(title).help(help))?;
    let Some(position) = version_position(&file, &text, schema) else {
        return Err(at(format!("cannot find where the version of {schema} stands")).into());
    };
    if next.as_str() == now.as_str() || matches!(next.follows(&now, false), Err(VersionError::Stays(_))) {
        return Ok(None);
    }
    let edit = Edit { schema: schema.to_owned(), file, from: written.clone(), to: next.as_str().to_owned() };
    Ok(Some((edit, (position.start, position.end))))
}

/// The version to be written; else what is wrong, and how to mend it.
fn next(
    settings: &Settings,
    schema: &str,
    (old, now, is_first): (&Version, &Version, bool),
    breaking: bool,
    raise: Raise<'_>,
) -> Result<Version, (String, String)> {
    let needed = Version::bump_for(breaking);
    let step = match raise {
        Raise::AsNeeded => needed,
        Raise::AtLeast(step) => step.max(needed),
        Raise::To(text) => {
            let to = Version::parse(text).map_err(|e| (e.to_string(), "write one like v1.2.0".to_owned()))?;
            // Before the first migration every version is as good as another.
            return match to.follows(old, breaking) {
                Err(e) if !is_first && to.as_str() != now.as_str() => Err((
                    e.to_string(),
                    format!("`cargo zmig bump --schema {schema}` finds one that is large enough"),
                )),
                _ => Ok(to),
            };
        }
    };
    old.next(step, &settings.now.date()).ok_or_else(|| {
        (
            format!("there is no telling which version follows {old}"),
            format!("write one that {schema} never had: cargo zmig bump --schema {schema} --to <version>"),
        )
    })
}

/// Replaces the version in its file, and nothing else.
pub(super) fn write_version(settings: &Settings, edit: &Edit, (start, end): Span) -> Result<(), DiskError> {
    let path = settings.root.join(&edit.file);
    let text = std::fs::read_to_string(&path).on("read", &path)?;
    let quoted = text.get(start..end).unwrap_or_default();
    let quote = match quoted.chars().next() {
        Some(q @ ('"' | '\'')) => q.to_string(),
        _ => String::new(),
    };
    let new = format!("{}{quote}{}{quote}{}", &text[..start], edit.to, &text[end..]);
    super::replace_file(settings, &path, &new)
}
