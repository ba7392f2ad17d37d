//! The files of a migration, as text.

use crate::{Change, Dialect, Manifest, PlanError, PlanOptions, Schema, SchemaName, Stamp, Version};

/// A migration that is not written yet.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// When; becomes the first part of its name.
    pub stamp: Stamp,
    /// The name of the schema's previous migration.
    pub parent: Option<String>,
    /// The names of the migrations of other schemas that it builds on.
    pub depends_on: Vec<String>,
    /// The schema.
    pub schema: SchemaName,
    /// The version that it starts from; none for the first.
    pub from: Option<Version>,
    /// The version that it leads to.
    pub to: Version,
    /// Which part of how many.
    pub part: (u32, u32),
    /// What its author notes, for the history.
    pub notes: Option<String>,
    /// The schema of the whole project before it.
    pub old: &'a Schema,
    /// What it changes.
    pub changes: &'a [Change],
    /// What it is written in.
    pub dialects: &'a [Dialect],
    /// Choices in planning.
    pub options: &'a PlanOptions,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to the migrations' folder, with `/`.
    pub path: String,
    /// Its text, LF line ends.
    pub text: String,
}

/// The SQL files of a migration, and last its manifest; and the manifest as a value. The same draft gives the same bytes.
///
/// # Errors
/// When the changes have no SQL in one of the dialects.
pub fn render(_draft: &Draft<'_>) -> Result<(Vec<RenderedFile>, Manifest), PlanError> {
    todo!()
}
