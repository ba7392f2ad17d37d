//! `cargo zmig check`: what a build would say and do.

use crate::builder::Error;
use crate::cache::Memory;
use crate::disk::Lock;
use crate::generate::{Survey, moved};
use std::path::Path;
use zmig_core::Change;

/// How a project's sources and migrations stand to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The changes that have no migration yet.
    pub changes: Vec<Change>,
    /// The schemas whose data moves to another kind of place without a migration that says so, a line each.
    pub moves: Vec<String>,
    /// The migrations that a build would write for them.
    pub would_write: Vec<String>,
    /// What else a build would put right, a line each.
    pub repairs: Vec<String>,
    /// The names of the migrations that exist, in the order in which they can be applied.
    pub migrations: Vec<String>,
}

/// Reads and checks everything, and writes nothing.
///
/// # Errors
/// What a build would fail with.
pub fn check(root: &Path) -> Result<Standing, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let survey = Survey::take(&settings, &Memory::default())?;
    let migrations =
        survey.manifests.into_iter().map(|m| m.name).filter(|name| !survey.new.contains(name)).collect();
    let moves = survey.moves.iter().filter_map(moved).collect();
    Ok(Standing {
        changes: survey.changes,
        moves,
        would_write: survey.new,
        repairs: survey.repairs,
        migrations,
    })
}
