//! What migrations make: their changes, one after the other, on an empty schema.

use crate::{ApplyError, Change, Checksum, Manifest, Schema, SchemaName, Snapshot, apply};
use std::collections::BTreeMap;

/// A migration whose changes do not fit what is before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{migration} does not fit the migrations before it: {error}")]
pub struct FoldError {
    /// The migration's name.
    pub migration: String,
    /// What does not fit.
    pub error: ApplyError,
}

/// Folds manifests, each after those that it needs: the schema that they make, and the version of each schema of the
/// project.
///
/// # Errors
/// At the first change that does not fit.
pub fn fold_manifests<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Result<Snapshot, FoldError> {
    let mut out = Snapshot::default();
    for manifest in manifests {
        for change in &manifest.changes {
            apply(&mut out.schema, change)
                .map_err(|error| FoldError { migration: manifest.name.clone(), error })?;
        }
        out.record(manifest);
    }
    Ok(out)
}

/// A migration that does not lead to what it records: somebody edited it, or one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrecorded {
    /// The newest migration of its schema.
    pub migration: String,
    /// The schema.
    pub schema: SchemaName,
    /// The checksum of what the changes lead to.
    pub leads_to: Checksum,
    /// The checksum that it records.
    pub records: Checksum,
}

/// The newest migrations of schemas that do not lead to what they record. `folded` is what [`fold_manifests`] makes of
/// the same manifests.
pub fn unrecorded(manifests: &[Manifest], folded: &Snapshot) -> Vec<Unrecorded> {
    let hashes = hashes(&folded.schema);
    let nothing = Snapshot::schema_hash(&Schema::default(), "");
    let heads: BTreeMap<&str, &Manifest> = manifests.iter().map(|m| (m.schema.as_str(), m)).collect();
    let mut out = Vec::new();
    for head in heads.values() {
        let leads_to = *hashes.get(&head.schema).unwrap_or(&nothing);
        // A table that moved to another schema is no longer counted to the one it came from, whose head knows nothing of it.
        if leads_to != head.schema_hash && !moved(manifests, &head.schema) && !led(manifests, head) {
            out.push(Unrecorded {
                migration: head.name.clone(),
                schema: head.schema.clone(),
                leads_to,
                records: head.schema_hash,
            });
        }
    }
    out
}

/// Whether a head led to what it records when its turn came: a foreign key follows the names of what it refers to, which a later
/// migration of another schema may change.
fn led(manifests: &[Manifest], head: &Manifest) -> bool {
    let until = manifests.iter().position(|m| m.name == head.name).map_or(0, |at| at + 1);
    fold_manifests(&manifests[..until])
        .is_ok_and(|then| Snapshot::schema_hash(&then.schema, &head.schema) == head.schema_hash)
}

fn moved(manifests: &[Manifest], schema: &str) -> bool {
    let mut changes = manifests.iter().flat_map(|m| m.changes.iter().map(move |c| (m, c)));
    changes.any(|(m, c)| {
        matches!(c, Change::SetOwner { from, to, .. } if (from == schema || to == schema) && m.schema != schema)
    })
}

/// The checksum of each schema's own tables and types, in one pass over the tables.
fn hashes(schema: &Schema) -> BTreeMap<&SchemaName, Checksum> {
    let mut parts: BTreeMap<&SchemaName, Schema> = BTreeMap::new();
    for (name, table) in &schema.tables {
        parts.entry(&table.owner).or_default().tables.insert(name.clone(), table.clone());
    }
    for (name, enum_type) in &schema.enums {
        parts.entry(&enum_type.owner).or_default().enums.insert(name.clone(), enum_type.clone());
    }
    for (name, domain) in &schema.domains {
        parts.entry(&domain.owner).or_default().domains.insert(name.clone(), domain.clone());
    }
    parts.iter().map(|(name, part)| (*name, Snapshot::schema_hash(part, name))).collect()
}
