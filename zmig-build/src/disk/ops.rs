//! The operations that change a disk, each of which a test can make the last.

use super::{Context as _, DiskError};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

/// Writes to the disk. In tests it stops after a number of operations, as a killed process would: that one is left half
/// done and none follows.
#[derive(Debug)]
pub(crate) struct Disk {
    left: Option<AtomicI64>,
    /// The error that the system shall have given for every folder that is brought to the disk.
    #[cfg(test)]
    pub(crate) folder_fault: Option<i32>,
}

impl Disk {
    /// A disk that works; or, for tests, one that stops after `operations`.
    pub(crate) fn new(operations: Option<u32>) -> Self {
        Self {
            left: operations.map(|n| AtomicI64::new(n.into())),
            #[cfg(test)]
            folder_fault: None,
        }
    }

    /// Whether the operation may run in whole (`true`), in half (`false`), or not at all.
    fn allow(&self) -> io::Result<bool> {
        let Some(left) = &self.left else { return Ok(true) };
        match left.fetch_sub(1, Ordering::SeqCst) {
            n if n > 0 => Ok(true),
            0 => Ok(false),
            _ => Err(killed()),
        }
    }

    fn whole(&self) -> io::Result<()> {
        if self.allow()? { Ok(()) } else { Err(killed()) }
    }

    pub(crate) fn create_dir_all(&self, path: &Path) -> Result<(), DiskError> {
        if path.is_dir() {
            return Ok(());
        }
        self.whole().and_then(|()| fs::create_dir_all(path)).on("create the folder", path)
    }

    /// Writes a file from scratch and leaves it open, so that it can be brought to the disk later.
    pub(crate) fn write(
        &self,
        path: &Path,
        bytes: &[u8],
        modified: Option<SystemTime>,
    ) -> Result<File, DiskError> {
        let write = || {
            let all = self.allow()?;
            let mut file = File::create(path)?;
            if !all {
                file.write_all(&bytes[..bytes.len() / 2])?;
                return Err(killed());
            }
            file.write_all(bytes)?;
            if let Some(time) = modified {
                file.set_modified(time)?;
            }
            Ok(file)
        };
        write().on("write", path)
    }

    pub(crate) fn sync(&self, file: &File, path: &Path) -> Result<(), DiskError> {
        file.sync_all().on("bring to the disk", path)
    }

    /// Brings a folder's entries to the disk, and sets back its time.
    ///
    /// # Errors
    /// Whatever may mean that the entries are lost, a failing disk above all. Systems that cannot do it for a folder have
    /// no need of it; a time that cannot be set costs a run of the build script and nothing else.
    pub(crate) fn sync_dir(&self, path: &Path, modified: Option<SystemTime>) -> Result<(), DiskError> {
        let sync = || {
            self.whole()?;
            // Windows opens no folder as a file.
            if !cfg!(unix) {
                return Ok(());
            }
            let dir = File::open(path)?;
            match self.sync_folder(&dir) {
                Err(error) if !is_not_for_folders(&error) => return Err(error),
                _ => {}
            }
            if let Some(time) = modified {
                let _ = dir.set_modified(time);
            }
            Ok(())
        };
        sync().on("bring to the disk", path)
    }

    fn sync_folder(&self, dir: &File) -> io::Result<()> {
        #[cfg(test)]
        if let Some(code) = self.folder_fault {
            return Err(io::Error::from_raw_os_error(code));
        }
        dir.sync_all()
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        self.whole().and_then(|()| fs::rename(from, to)).on("move into place", to)
    }

    /// Removes a file; one that is not there is as good.
    pub(crate) fn remove_file(&self, path: &Path) -> Result<(), DiskError> {
        self.whole().and_then(|()| gone_is_fine(fs::remove_file(path))).on("remove", path)
    }

    /// Removes a folder with all that is in it; one that is not there is as good.
    pub(crate) fn remove_dir_all(&self, path: &Path) -> Result<(), DiskError> {
        self.whole().and_then(|()| gone_is_fine(fs::remove_dir_all(path))).on("remove", path)
    }
}

/// Whether the system says that folders cannot be brought to the disk one by one, and not that doing it failed.
fn is_not_for_folders(error: &io::Error) -> bool {
    const EBADF: i32 = 9;
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
        || error.raw_os_error() == Some(EBADF)
}

fn killed() -> io::Error {
    io::Error::new(io::ErrorKind::Interrupted, "stopped by a test")
}

fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
