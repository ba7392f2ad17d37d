//! What the files of a project say of its schema, each by itself: the sources, the snapshot and the migrations.

use crate::builder::Error;
use crate::cache::Memory;
use crate::disk::Lock;
use crate::generate::wanted;
use crate::merge::Known;
use crate::project::{Forgive, Sources, Tree};
use std::path::Path;
use zmig_core::{
    Aspect, Comparison, Conflict, ObjectKind, ObjectRef, Schema, Side, Snapshot, fold_manifests,
};

/// Compares what the sources, the snapshot and the migrations' manifests say, object by object, and writes nothing.
/// Where [`super::check()`] says what a build would do, this says what differs, also where a build would only refuse.
///
/// # Errors
/// When one of them cannot be read: a source that does not parse, SQL that is not what its manifest says, migrations
/// without their place.
pub fn accounts(root: &Path) -> Result<Vec<Comparison>, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let memory = Memory::default();
    let sources = Sources::read(&settings)?;
    let tree = Tree::read(&settings, &memory, Forgive::Nothing)?;
    let folded = fold_manifests(&tree.manifests);
    // Which schemas are switched on is asked of what is most likely to know.
    let known = folded.as_ref().ok().or(tree.snapshot.as_ref()).cloned().unwrap_or_default();
    let wanted = wanted(&settings, &sources, &known, Known::NOTHING)?.merged.schema;
    let Some(snapshot) = &tree.snapshot else {
        return Ok(match (tree.manifests.is_empty() && !tree.has_snapshot_file, &folded) {
            (true, _) => vec![compare((Side::Sources, &wanted), (Side::Snapshot, &Schema::default()))],
            (false, folded) => {
                let missing = if tree.has_snapshot_file {
                    "the snapshot was left in conflict by a merge; a build makes it anew"
                } else {
                    "there is no snapshot; a build makes it anew"
                };
                let mut out = vec![Comparison::failed(Side::Sources, Side::Snapshot, missing)];
                out.push(match folded {
                    Ok(folded) => compare((Side::Sources, &wanted), (Side::Migrations, &folded.schema)),
                    Err(error) => Comparison::failed(Side::Sources, Side::Migrations, error.to_string()),
                });
                out
            }
        });
    };
    let sources = compare((Side::Sources, &wanted), (Side::Snapshot, &snapshot.schema));
    let snapshot = match &folded {
        Ok(folded) => {
            let objects = compare((Side::Migrations, &folded.schema), (Side::Snapshot, &snapshot.schema));
            versions(folded, snapshot).into_iter().fold(objects, Comparison::with)
        }
        Err(error) => Comparison::failed(Side::Migrations, Side::Snapshot, error.to_string()),
    };
    Ok(vec![sources, snapshot])
}

fn compare(expected: (Side, &Schema), found: (Side, &Schema)) -> Comparison {
    Comparison::new(expected, found, None, &[])
}

/// Schemas whose version the snapshot has otherwise.
fn versions(expected: &Snapshot, found: &Snapshot) -> Vec<Conflict> {
    let names: std::collections::BTreeSet<&String> =
        expected.schemas.keys().chain(found.schemas.keys()).collect();
    let of = |snapshot: &Snapshot, name: &String| {
        snapshot.schemas.get(name).map_or_else(|| "nothing".to_owned(), |s| s.version.clone())
    };
    names
        .into_iter()
        .map(|name| (name, of(expected, name), of(found, name)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| {
            let at = ObjectRef::new(ObjectKind::Schema, name);
            Conflict::differs(at, Aspect::Version, "the version differs", expected, found)
        })
        .collect()
}
