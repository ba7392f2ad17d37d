//! One file of Rust: its models, its enums, and the modules that it declares.

use crate::diagnostic::Diagnostic;
use crate::source::Contribution;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What one file of Rust says. Serialisable, so that it can be cached by the file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RustFile {
    /// Structs that are the schema of their table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<Contribution>,
    /// Structs that follow a table which is described elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bound: Vec<BoundModel>,
    /// Enums with `#[derive(zmig::Enum)]`: their values by their Rust names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<String, Vec<String>>,
    /// Modules that lie in files of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<Module>,
}

/// A struct without `version`: its table must be described elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundModel {
    /// The struct's name.
    pub name: String,
    /// The table's name.
    pub table: String,
    /// The fields' columns; empty for a unit struct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// A module in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The module's path from its file on: `models::user` for `mod models { mod user; }`.
    pub name: String,
    /// Where it may lie, in the order to look; relative paths as the file's own path was.
    pub candidates: Vec<PathBuf>,
    /// The condition of a `#[cfg]` around it; a model in there is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cfg: Option<String>,
}

/// Reads one file and follows nothing. `path` is how messages name it, and where the candidates of its modules are
/// derived from: `main.rs`, `lib.rs` and `mod.rs` look beside themselves, `user.rs` looks in `user/`.
///
/// # Errors
/// Everything that is wrong with its models, or that the file is no Rust.
pub fn parse_rust(path: &str, text: &str) -> Result<RustFile, Vec<Diagnostic>> {
    let _ = (path, text);
    todo!()
}
