//! Two accounts of one schema, and in what they differ.

use super::{Aspect, Conflict, ObjectKind, ObjectRef, ResolveBy, align, both, drift, resolve_by};
use crate::{Dialect, Schema, Unmanaged};
use serde::{Deserialize, Serialize};

/// Where an account of a schema comes from. In the order in which each follows from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Side {
    /// YAML and structs.
    Sources,
    /// `migrations/snapshot.json`.
    Snapshot,
    /// The changes that the manifests hold, one after the other.
    Migrations,
    /// What the manifests record of the schema that they lead to.
    Records,
    /// A scratch database on which the migrations' SQL was run.
    Replay,
    /// A scratch database before a migration was applied.
    Before,
    /// A scratch database on which a migration was applied and taken back.
    After,
    /// The database itself.
    Live,
}

/// In what two accounts of a schema differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What was taken for right.
    pub expected: Side,
    /// What was held against it.
    pub found: Side,
    /// The migration that was looked at, where it was one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
    /// What differs.
    pub conflicts: Vec<Conflict>,
    /// Why there was nothing to compare, if there was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// The most conflicts for which statements are looked for.
const REPAIRED: usize = 500;

impl Comparison {
    /// Compares as the database of `dialect` would: by what it can hold. Without one, by everything that there is to say,
    /// owners included.
    ///
    /// `unmanaged` is what else was found.
    pub fn new(
        (expected, wanted): (Side, &Schema),
        (found, there): (Side, &Schema),
        dialect: Option<Dialect>,
        unmanaged: &[Unmanaged],
    ) -> Self {
        let aligned;
        let (wanted, there) = match dialect {
            Some(dialect) => {
                aligned = align::align(wanted, there, dialect);
                (&aligned.0, &aligned.1)
            }
            None => (wanted, there),
        };
        let mut conflicts = drift(wanted, there, unmanaged);
        if dialect.is_none() {
            owners(wanted, there, &mut conflicts);
        }
        let ways = resolve_by::ways(expected, found);
        for (i, conflict) in conflicts.iter_mut().enumerate() {
            if let (Side::Live, Some(dialect), true) = (found, dialect, i < REPAIRED) {
                conflict.resolutions.extend(resolve_by::repair(
                    conflict,
                    wanted,
                    there,
                    (dialect, unmanaged),
                ));
            }
            conflict.resolutions.extend(ways.iter().cloned());
            if let (Side::Live, Some(table)) = (found, conflict.object.in_table()) {
                let table = table.to_owned();
                conflict.resolutions.push(ResolveBy::Exclude { table });
            }
        }
        Self { expected, found, migration: None, conflicts, failure: None }
    }

    /// A comparison that was not to be had.
    pub fn failed(expected: Side, found: Side, failure: impl Into<String>) -> Self {
        Self { expected, found, migration: None, conflicts: Vec::new(), failure: Some(failure.into()) }
    }

    /// The same comparison, of one migration.
    #[must_use]
    pub fn of_migration(mut self, migration: impl Into<String>) -> Self {
        self.migration = Some(migration.into());
        self
    }

    /// The same with a conflict more, and the ways out of it.
    #[must_use]
    pub fn with(mut self, mut conflict: Conflict) -> Self {
        conflict.resolutions.extend(resolve_by::ways(self.expected, self.found).iter().cloned());
        self.conflicts.push(conflict);
        self
    }

    /// Whether both sides are the same for certain.
    pub fn is_equal(&self) -> bool {
        self.conflicts.is_empty() && self.failure.is_none()
    }
}

/// What belongs to another schema of the project than it should.
fn owners(expected: &Schema, found: &Schema, out: &mut Vec<Conflict>) {
    let mut owner = |kind, name: &str, expected: Option<&String>, found: Option<&String>| {
        if let (Some(expected), Some(found)) = (expected, found)
            && expected != found
        {
            let at = ObjectRef::new(kind, name);
            out.push(Conflict::differs(
                at,
                Aspect::Owner,
                "the schema that it belongs to differs",
                expected,
                found,
            ));
        }
    };
    for name in both(expected.tables.keys(), found.tables.keys()) {
        let of = |s: &'_ Schema| s.tables.get(name).map(|t| t.owner.clone());
        owner(ObjectKind::Table, name, of(expected).as_ref(), of(found).as_ref());
    }
    for name in both(expected.enums.keys(), found.enums.keys()) {
        let of = |s: &'_ Schema| s.enums.get(name).map(|e| e.owner.clone());
        owner(ObjectKind::Enum, name, of(expected).as_ref(), of(found).as_ref());
    }
    for name in both(expected.domains.keys(), found.domains.keys()) {
        let of = |s: &'_ Schema| s.domains.get(name).map(|d| d.owner.clone());
        owner(ObjectKind::Domain, name, of(expected).as_ref(), of(found).as_ref());
    }
}
