//! `cargo zmig generate`: what a build does to the migrations, without compiling anything.

use crate::builder::{Error, Outcome};
use crate::generate::run;
use std::path::Path;

/// Writes the migrations that the sources ask for, under the rules of a build: where one would only check, so does this.
///
/// # Errors
/// What a build would fail with.
pub fn generate(root: &Path) -> Result<Outcome, Error> {
    run(&super::settings(root)?)
}
