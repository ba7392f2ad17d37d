//! What touches the disk: the lock, and writing that survives being killed at any moment.

mod batch;
mod lock;
mod ops;

pub(crate) use batch::{Batch, COMMIT, needs_recovery, recover};
pub(crate) use lock::Lock;
pub(crate) use ops::Disk;

use std::io;
use std::path::{Path, PathBuf};

/// An operation on a file that failed.
#[derive(Debug)]
pub(crate) struct DiskError {
    /// What was tried, e.g. `write`.
    pub(crate) what: &'static str,
    /// On which file.
    pub(crate) path: PathBuf,
    /// What the system said.
    pub(crate) error: io::Error,
}

impl DiskError {
    /// Whether the tree cannot be written at all, which makes a build check-only rather than broken.
    pub(crate) fn is_read_only(&self) -> bool {
        matches!(self.error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    }
}

/// Names the operation and the file in an error.
pub(crate) trait Context<T> {
    fn on(self, what: &'static str, path: &Path) -> Result<T, DiskError>;
}

impl<T> Context<T> for io::Result<T> {
    fn on(self, what: &'static str, path: &Path) -> Result<T, DiskError> {
        self.map_err(|error| DiskError { what, path: path.to_owned(), error })
    }
}
