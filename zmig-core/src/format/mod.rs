//! What zmig writes to disk. Each format has a number; a reader refuses a number that it does not know.

mod manifest;
mod snapshot;
mod sql_file;

pub use manifest::{MANIFEST_FORMAT, Manifest, ManifestDialect, Replaced};
pub use snapshot::{SNAPSHOT_FORMAT, Snapshot, SnapshotSchema};
pub use sql_file::{SQL_FORMAT, SqlFile, SqlStep};

use serde::Deserialize;

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Written by a newer zmig.
    #[error("{what} has format {found}, and this zmig reads up to {known}: update zmig")]
    Newer {
        /// Which file, in words.
        what: &'static str,
        /// Its number.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// Not of the form at all.
    #[error("{what} is not readable: {reason}")]
    Malformed {
        /// Which file, in words.
        what: &'static str,
        /// What the parser says, with line and column.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Numbered {
    format: u32,
}

/// Looks at the number before anything else, since a newer format may differ in everything else.
fn check_json_format(what: &'static str, text: &str, known: u32) -> Result<(), FormatError> {
    let numbered: Numbered = from_json(what, text)?;
    if numbered.format > known {
        return Err(FormatError::Newer { what, found: numbered.format, known });
    }
    if numbered.format == 0 {
        return Err(FormatError::Malformed { what, reason: "its format is 0".into() });
    }
    Ok(())
}

fn from_json<'a, T: Deserialize<'a>>(what: &'static str, text: &'a str) -> Result<T, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|e| FormatError::Malformed { what, reason: e.to_string() })
}

fn to_json<T: serde::Serialize>(value: &T) -> String {
    // The values are plain data with string keys, which serde_json never refuses.
    let mut text = serde_json::to_string_pretty(value).expect("plain data is JSON");
    text.push('\n');
    text
}
