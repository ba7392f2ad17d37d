//! The snapshot: the schema that the migrations produce.

use super::{FormatError, check_json_format, from_json, to_json};
use crate::IntoSorted as _;
use crate::{Checksum, DataType, Manifest, Schema, SchemaName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest snapshot format. A snapshot bears the least that it needs: what knows where a schema's data is has format 2, all
/// else format 1.
pub const SNAPSHOT_FORMAT: u32 = 2;

/// What `cargo build` compares the sources with. Written one property a line in a fixed order, and without anything
/// that two branches would both change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The least format that has room for what is in it.
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
    /// Where its data is, as far as its migrations say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataType>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self { format: 1, schemas: BTreeMap::new(), schema: Schema::default() }
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

    /// Where a schema's data is, as far as its migrations say so.
    pub fn data_type(&self, schema: &str) -> Option<DataType> {
        self.schemas.get(schema)?.data_type
    }

    /// Notes that a schema is where a migration leads it; the changes are another's business.
    pub fn record(&mut self, manifest: &Manifest) {
        let said = manifest.data_type.map(|change| change.to);
        let data_type = said.or_else(|| self.data_type(&manifest.schema));
        if data_type.is_some() {
            self.format = SNAPSHOT_FORMAT;
        }
        let now = SnapshotSchema { version: manifest.to.clone(), data_type };
        self.schemas.insert(manifest.schema.clone(), now);
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
