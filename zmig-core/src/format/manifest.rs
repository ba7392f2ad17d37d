//! The manifest: what a migration is, beside its SQL. A migration exists when its manifest does.

use super::{FormatError, check_json_format, from_json, to_json};
use crate::{
    Change, Checksum, DataTypeChange, Dialect, Hooks, Reversibility, Risk, SchemaName, Stamp, Transaction,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest manifest format. A manifest bears the least that it needs: what says where its schema's data is has format 3,
/// what replaces others format 2, all else format 1, which the oldest programs read.
pub const MANIFEST_FORMAT: u32 = 3;

/// A migration's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The least format that has room for what is in it; see [`Manifest::format_for`].
    pub format: u32,
    /// When it was generated; the first part of its name and what any tool sorts by.
    pub id: Stamp,
    /// The name of its files without endings: `{id}_{schema}_{version}`.
    pub name: String,
    /// The name of the previous migration of the same schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Names of the migrations of other schemas that it builds on, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// The migrations that it stands for: the first ones of its schema, each after those before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replaced>,
    /// The schema whose version it changes.
    pub schema: SchemaName,
    /// The version before; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The version after the last part.
    pub to: String,
    /// Where the schema's data is from now on; only where that is not what the migrations before it say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataTypeChange>,
    /// Which part of this version's migrations it is, from 1.
    pub part: u32,
    /// How many parts this version has.
    pub parts: u32,
    /// Checksum of the tables and enums of `schema` once this migration is applied, in their snapshot form.
    pub schema_hash: Checksum,
    /// A line for each change.
    pub summary: Vec<String>,
    /// What its author noted (`zMigrationNotes`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// A query of one boolean: where it says no, the body is skipped and the migration recorded all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// What runs beside it, of its version's hooks; the SQL files have it as steps.
    #[serde(default, skip_serializing_if = "Hooks::is_empty")]
    pub hooks: Hooks,
    /// By dialect: what its SQL files are.
    pub dialects: BTreeMap<Dialect, ManifestDialect>,
    /// The changes. All manifests' changes, in order, give the snapshot.
    pub changes: Vec<Change>,
}

/// What a manifest says of its SQL in one dialect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestDialect {
    /// Checksum of the `.up.sql` file.
    pub up: Checksum,
    /// Checksum of the `.down.sql` file.
    pub down: Checksum,
    /// The greatest risk among the up's steps.
    pub risk: Risk,
    /// What the down brings back.
    pub reversibility: Reversibility,
    /// How the up goes with transactions.
    #[serde(default, skip_serializing_if = "is_shared")]
    pub transaction: Transaction,
}

/// A migration that a baseline stands for. It is no longer among the files, but databases have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replaced {
    /// Its name.
    pub name: String,
    /// The baseline, listed behind it, that had replaced it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// By dialect: the checksum of its `.up.sql` file.
    pub up: BTreeMap<Dialect, Checksum>,
}

fn is_shared(transaction: &Transaction) -> bool {
    *transaction == Transaction::Shared
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When it is not one, or of a newer format.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        check_json_format("the manifest", text, MANIFEST_FORMAT)?;
        from_json("the manifest", text)
    }

    /// Whether it is the migration of that name, or stands for it.
    pub fn stands_for(&self, name: &str) -> bool {
        self.name == name || self.replaces.iter().any(|one| one.name == name)
    }

    /// The format of a manifest that stands for others, or does not, and says where its schema's data is, or does not.
    pub fn format_for(replaces: &[Replaced], data_type: Option<DataTypeChange>) -> u32 {
        match (data_type, replaces) {
            (Some(_), _) => 3,
            (None, []) => 1,
            (None, _) => 2,
        }
    }

    /// The manifest as it is written to disk.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// The path of its SQL file, relative to the migrations' folder.
    pub fn sql_path(name: &str, dialect: Dialect, up: bool) -> String {
        format!("{}/{name}.{}.sql", dialect.name(), if up { "up" } else { "down" })
    }
}
