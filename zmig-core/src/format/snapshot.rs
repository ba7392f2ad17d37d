//! The snapshot: the schema that the migrations produce.

use super::{FormatError, check_json_format, from_json, to_json};
use crate::IntoSorted as _;
use crate::{Checksum, Schema, SchemaName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest snapshot format.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// What `cargo build` compares the sources with. Written one property a line in a fixed order, and without anything
/// that two branches would both change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// [`SNAPSHOT_FORMAT`] when it was written.
    pub format: u32,
    /// The schemas by name.
    pub schemas: BTreeMap<SchemaName, SnapshotSchema>,
    /// Their tables, enums and domains.
    pub schema: Schema,
}

/// What the snapshot knows of one schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotSchema {
    /// The version that its newest migration leads to.
    pub version: String,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self { format: SNAPSHOT_FORMAT, schemas: BTreeMap::new(), schema: Schema::default() }
    }
}

impl Snapshot {
    /// Reads a snapshot.
    ///
    /// # Errors
    /// When it is not one, or of a newer format.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        check_json_format("the snapshot", text, SNAPSHOT_FORMAT)?;
        from_json("the snapshot", text)
    }

    /// The snapshot as it is written to disk.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// The checksum of what one schema of the project owns.
    pub fn schema_hash(schema: &Schema, name: &str) -> Checksum {
        let mut own = Schema::default();
        for (key, table) in schema.tables.iter().filter(|(_, t)| t.owner == name) {
            let mut table = table.clone();
            table.columns.sort_by(|a, b| a.name.cmp(&b.name));
            own.tables.insert(key.clone(), table);
        }
        own.enums = schema
            .enums
            .iter()
            .filter(|(_, e)| e.owner == name)
            .map(|(k, e)| (k.clone(), e.clone()))
            .into_sorted();
        own.domains = schema
            .domains
            .iter()
            .filter(|(_, d)| d.owner == name)
            .map(|(k, d)| (k.clone(), d.clone()))
            .into_sorted();
        Checksum::of(&to_json(&own))
    }
}
