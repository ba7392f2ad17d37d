//! From a crate's root to all of its modules.

use super::RustFile;
use crate::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

/// All files of one crate, in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Each file with what it says; Rust enums are filled in from wherever they are declared.
    pub files: Vec<(PathBuf, RustFile)>,
}

/// Walks from the crate's root (`src/main.rs`, `src/lib.rs`, `src/bin/x.rs`) along `mod x;`, `#[path]` included.
///
/// `load` reads and parses one file, or takes it from a cache; `None` says that there is no such file. A module
/// without a file is passed over: rustc says so, and better.
///
/// # Errors
/// What `load` found, of all files; models behind `#[cfg]`; enums that nobody declares.
pub fn walk_rust(
    root: &Path,
    load: &mut dyn FnMut(&Path) -> Result<Option<RustFile>, Vec<Diagnostic>>,
) -> Result<Walk, Vec<Diagnostic>> {
    let _ = (root, load);
    todo!()
}
