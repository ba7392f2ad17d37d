//! What a backup's `manifest.json` says.

use super::{Backup, BackupTable};
use crate::driver::Source;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::Path;
use zmig_core::{Dialect, Schema};

/// The newest format of the manifest.
const FORMAT: u32 = 1;

/// The file that makes a folder a backup.
pub(crate) const MANIFEST: &str = "manifest.json";

/// What a backup is a copy of, and how to tell that it still is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub format: u32,
    pub dialect: Dialect,
    pub database: String,
    pub place: String,
    pub made_at: DateTime<Utc>,
    pub zmig_version: String,
    pub whole: bool,
    #[serde(flatten)]
    pub contents: Contents,
}

/// What a backend has copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contents {
    pub server_version: String,
    /// SQLite: the journal mode, which a copy does not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal_mode: Option<String>,
    /// The tables as the model has them, for whoever has to make them again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    pub tables: Vec<TableCopy>,
    pub files: Vec<BackupFile>,
    /// What was wanted and is not there.
    #[serde(skip)]
    pub missing: Vec<String>,
}

/// A table in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableCopy {
    pub name: String,
    pub rows: u64,
    /// The digest of its rows, whatever their order; each backend computes it in its own way.
    pub digest: String,
    /// PostgreSQL: the file with its rows, its columns, and its sequences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnCopy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<SequenceCopy>,
}

/// A column, with its type as the server prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ColumnCopy {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
}

/// Where the numbering of a column stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SequenceCopy {
    pub column: String,
    pub last_value: i64,
    pub is_called: bool,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BackupFile {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    pub(crate) fn new(dialect: Dialect, source: Source, contents: Contents, whole: bool) -> Self {
        Self {
            format: FORMAT,
            dialect,
            database: source.database,
            place: source.place,
            made_at: Utc::now(),
            zmig_version: env!("CARGO_PKG_VERSION").to_owned(),
            whole: whole || dialect == Dialect::Sqlite,
            contents,
        }
    }

    /// Reads that of a folder; says why it cannot be.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path)
            .map_err(|e| format!("{} is no backup: its {MANIFEST} cannot be read: {e}", folder.display()))?;
        let broken = |e: serde_json::Error| format!("{} is not of its form: {e}", path.display());
        let Head { format } = serde_json::from_str(&text).map_err(broken)?;
        if format != FORMAT {
            return Err(format!(
                "{} has format {format}, and this program knows {FORMAT}: use a newer zmig",
                path.display()
            ));
        }
        serde_json::from_str(&text).map_err(broken)
    }

    /// What a user sees of it.
    pub(crate) fn backup(&self, folder: &Path) -> Backup {
        let tables = self.contents.tables.iter();
        Backup {
            path: folder.to_path_buf(),
            dialect: self.dialect,
            database: self.database.clone(),
            made_at: self.made_at,
            whole: self.whole,
            tables: tables.map(|t| BackupTable { name: t.name.clone(), rows: t.rows }).collect(),
            bytes: self.contents.files.iter().map(|f| f.bytes).sum(),
        }
    }
}
