//! `schema.json`: what a folder of CSV files cannot say by itself.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zmig_core::Type;

/// The name of the file.
pub(crate) const SIDECAR: &str = "schema.json";

/// The newest form that this program writes and reads.
const FORMAT: u32 = 1;

/// The types of a folder's tables, what is in them, and SQLite's statements where the folder is a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sidecar {
    pub format: u32,
    /// Goes up with every change of the folder, so that a reader knows whether it has the newest.
    #[serde(default)]
    pub generation: u64,
    /// By table.
    pub tables: BTreeMap<String, TableFile>,
    /// Statements that make indexes, views and triggers, in the order in which they have to be made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}

/// A table's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableFile {
    /// Its name in the folder.
    pub file: String,
    /// How many rows it has.
    pub rows: u64,
    /// Its columns, in the file's order.
    pub columns: Vec<ColumnFile>,
    /// The statement that makes the table in SQLite, where the folder is a database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// The next number that SQLite would give to a row, where the table never gives one twice (`AUTOINCREMENT`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ColumnFile {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: Type,
    pub nullable: bool,
    /// The digest of the column's canonical cells, in the order of the rows. Empty where the folder is a database, whose files
    /// people may edit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

impl Sidecar {
    pub(crate) fn new() -> Self {
        Self { format: FORMAT, generation: 0, tables: BTreeMap::new(), objects: Vec::new() }
    }

    /// Reads one.
    ///
    /// # Errors
    /// Why the text is none, or one that only a newer program reads.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format } = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if format > FORMAT {
            return Err(format!(
                "it is of format {format}, and this program reads up to {FORMAT}; use a newer zmig"
            ));
        }
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        // Strings, numbers and maps of strings are always writable.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_it_writes_and_says_what_it_does_not_know() {
        let mut sidecar = Sidecar::new();
        let column =
            ColumnFile { name: "id".into(), ty: Type::Int, nullable: false, sha256: "sha256:00".into() };
        let table =
            TableFile { file: "users.csv".into(), rows: 3, columns: vec![column], ..TableFile::default() };
        sidecar.tables.insert("users".into(), table);
        assert_eq!(Sidecar::parse(&sidecar.text()).as_ref(), Ok(&sidecar));
        let newer = Sidecar::parse("{\"format\": 99, \"other\": 1}").expect_err("newer");
        assert!(newer.contains("format 99"), "{newer}");
        Sidecar::parse("{").expect_err("no JSON");
    }
}
