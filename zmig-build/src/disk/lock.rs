//! One generator at a time, whatever build folder it works for.

use super::{Context as _, DiskError};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A lock on a migrations' folder. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock(Option<File>);

impl Lock {
    /// Waits until nobody writes. A folder that does not exist yet needs no lock for reading.
    pub(crate) fn shared(migrations: &Path) -> Result<Self, DiskError> {
        Self::take(migrations, File::lock_shared)
    }

    /// Waits until nobody reads or writes. The folder must exist.
    pub(crate) fn exclusive(migrations: &Path) -> Result<Self, DiskError> {
        Self::take(migrations, File::lock)
    }

    /// Whether there was a folder to be locked.
    pub(crate) fn is_held(&self) -> bool {
        self.0.is_some()
    }

    fn take(migrations: &Path, lock: fn(&File) -> std::io::Result<()>) -> Result<Self, DiskError> {
        if !migrations.is_dir() {
            return Ok(Self(None));
        }
        // The folder itself is locked, so that no lock file lies about in it, and a tree that nobody may write can
        // be locked all the same. Where a folder cannot be (Windows, some network mounts), a file beside it is.
        if let Ok(dir) = File::open(migrations)
            && lock(&dir).is_ok()
        {
            return Ok(Self(Some(dir)));
        }
        let path = substitute(migrations);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.on("open the lock file", &path)?;
        lock(&file).on("lock", &path)?;
        Ok(Self(Some(file)))
    }
}

/// A lock file in the folder for temporary files, the same for every process that means this folder.
fn substitute(migrations: &Path) -> PathBuf {
    let canonical = migrations.canonicalize().unwrap_or_else(|_| migrations.to_owned());
    let hash = zmig_core::Checksum::of(&canonical.to_string_lossy()).to_string();
    std::env::temp_dir().join(format!("zmig-{}.lock", &hash["sha256:".len()..][..16]))
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _ = file.unlock();
        }
    }
}
