//! The schema at a place in a project, for whoever compares two of them.

use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::Lock;
use crate::generate::wanted;
use crate::merge::Known;
use crate::project::{Forgive, Sources, Tree, fold};
use std::path::Path;
use zmig_core::{Dialect, Hints, Manifest, Schema, Snapshot, fold_manifests, nearest};

/// A place at which a project has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// What the sources ask for.
    Sources,
    /// What the migrations produce.
    Snapshot,
    /// What the migrations produce up to one, by its name or its stamp, or to `schema@version`.
    Migration(&'a str),
}

/// A schema, with what its author says of the way to it.
#[derive(Clone, Debug, Default)]
pub struct SchemaAt {
    /// The schema.
    pub schema: Schema,
    /// Renames and the like, which only the sources tell.
    pub hints: Hints,
    /// What the project writes SQL for.
    pub dialects: Vec<Dialect>,
}

/// The schema at a place. Writes nothing.
///
/// # Errors
/// When the project cannot be read, or there is no such migration.
pub fn schema_at(root: &Path, place: Place<'_>) -> Result<SchemaAt, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
    let trust = Hints { trust_drops: true, ..Hints::default() };
    let dialects = || tree.manifests.last().map(|m| m.dialects.keys().copied().collect()).unwrap_or_default();
    match place {
        Place::Sources => {
            let snapshot = fold(&settings, &tree)?.snapshot;
            let wanted = wanted(&settings, &Sources::read(&settings)?, &snapshot, Known::NOTHING)?;
            Ok(SchemaAt {
                schema: wanted.merged.schema,
                hints: wanted.merged.hints,
                dialects: wanted.dialects,
            })
        }
        Place::Snapshot => {
            let schema = fold(&settings, &tree)?.snapshot.schema;
            Ok(SchemaAt { schema, hints: trust, dialects: dialects() })
        }
        Place::Migration(text) => {
            let last = find(&tree.manifests, text)?;
            let folded = fold_manifests(&tree.manifests[..=last]);
            let schema = folded.map_err(|e| Diagnostic::new(e.to_string()))?.schema;
            Ok(SchemaAt { schema, hints: trust, dialects: dialects() })
        }
    }
}

/// The schema that the text of a snapshot holds.
///
/// # Errors
/// When it is none.
pub fn schema_of_snapshot(text: &str) -> Result<SchemaAt, String> {
    let schema = Snapshot::parse(text).map_err(|e| e.to_string())?.schema;
    Ok(SchemaAt { schema, hints: Hints { trust_drops: true, ..Hints::default() }, dialects: Vec::new() })
}

fn find(manifests: &[Manifest], text: &str) -> Result<usize, Diagnostic> {
    let is_meant = |m: &Manifest| {
        m.name == text
            || m.id.to_string() == text
            || text.split_once('@').is_some_and(|(schema, version)| {
                let bare = m.schema.strip_prefix("zSchema.").unwrap_or(&m.schema);
                (m.schema == schema || bare == schema) && m.to == version
            })
    };
    manifests.iter().rposition(is_meant).ok_or_else(|| {
        let out = Diagnostic::new(format!("`{text}` is no migration of this project"));
        match nearest(text, manifests.iter().map(|m| m.name.as_str())) {
            Some(near) => out.help(format!("did you mean {near}?")),
            None => out.help("`ls migrations/*.json` shows them"),
        }
    })
}
