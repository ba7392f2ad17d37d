//! The schema language in YAML.

use crate::diagnostic::Diagnostic;
use crate::source::Contribution;

/// The largest file that is read, in bytes.
pub const MAX_SIZE: usize = 1 << 20;

/// Reads a file's bytes. `path` is how messages name the file and, where its `Meta` does not, where the schema's name
/// comes from: `zSchema.users` for `schemas/zSchema.users.yaml`.
///
/// # Errors
/// Everything that is wrong with it; too large a file and one that is not UTF-8 included.
pub fn parse_yaml_bytes(path: &str, bytes: &[u8]) -> Result<Contribution, Vec<Diagnostic>> {
    let _ = (path, bytes);
    todo!()
}

/// The same for text.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_yaml(path: &str, text: &str) -> Result<Contribution, Vec<Diagnostic>> {
    let _ = (path, text);
    todo!()
}
