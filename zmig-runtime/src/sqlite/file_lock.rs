//! The lock for steps outside a transaction. SQLite has none that outlives a transaction, so the operating system's lock
//! on a file beside the database stands in: it goes with its process, however that ends.

use crate::driver::{Fault, Kind};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock of a database; none where another process has it. The file stays: to delete it would let two
    /// processes lock two files.
    pub(crate) fn try_take(database: &Path) -> Result<Option<Self>, Fault> {
        let mut path = database.as_os_str().to_owned();
        path.push("-zmig-lock");
        let failed = |e: std::io::Error| {
            let path = Path::new(&path).display();
            Fault::new(Kind::Other, format!("the lock file {path} cannot be used: {e}"))
        };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("app.db");
        let held = FileLock::try_take(&database).expect("usable").expect("free");
        assert!(FileLock::try_take(&database).expect("usable").is_none());
        drop(held);
        assert!(FileLock::try_take(&database).expect("usable").is_some());
    }
}
