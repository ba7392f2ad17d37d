//! What to copy, where to, and how long to keep it.

use super::Broken;
use crate::Error;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// Choices for a backup.
///
/// ```
/// use std::time::Duration;
/// use zmig_runtime::BackupOptions;
///
/// // The newest seven, and whatever is younger than thirty days.
/// let options = BackupOptions::in_folder("/var/backups/shop").keep(7).keep_for(Duration::from_secs(30 * 86_400));
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct BackupOptions {
    pub(crate) folder: PathBuf,
    pub(crate) tables: Option<BTreeSet<String>>,
    pub(crate) keep: Option<usize>,
    pub(crate) keep_for: Option<Duration>,
}

/// When a run makes a backup before it changes anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackupPolicy {
    /// Never.
    #[default]
    Never,
    /// When a migration that is about to run is of the risk HIGH: it may lose data. And before every rollback.
    WhenRisky,
    /// Whenever something is about to run.
    Always,
}

impl Default for BackupOptions {
    fn default() -> Self {
        Self { folder: PathBuf::from("backups"), tables: None, keep: None, keep_for: None }
    }
}

impl BackupOptions {
    /// Backups in this folder, which is made where it is missing. By default `backups`.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), ..Self::default() }
    }

    /// PostgreSQL: these tables and no others. A run copies by default those that its migrations touch, and
    /// [`crate::Migrations::backup`] all. SQLite is always copied whole.
    pub fn tables<T: Into<String>>(mut self, tables: impl IntoIterator<Item = T>) -> Self {
        self.tables = Some(tables.into_iter().map(Into::into).collect());
        self
    }

    /// Keeps the newest so many of this database, and deletes the others that zmig made in the folder, unless
    /// [`BackupOptions::keep_for`] keeps them. By default all are kept. The newest always is.
    pub fn keep(mut self, count: usize) -> Self {
        self.keep = Some(count);
        self
    }

    /// Keeps what is younger than this, and deletes the others, unless [`BackupOptions::keep`] keeps them.
    pub fn keep_for(mut self, age: Duration) -> Self {
        self.keep_for = Some(age);
        self
    }

    /// Says where it was to be.
    pub(crate) fn explain(&self, broken: Broken) -> Error {
        Error::Backup {
            folder: self.folder.clone(),
            reason: broken.0,
            next: "mend what it names (room on the disk, rights, the folder), then run again",
        }
    }
}
