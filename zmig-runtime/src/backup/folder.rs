//! A backup in the making: a folder under a name that nobody takes for a backup, renamed when it is whole.

use super::manifest::{MANIFEST, Manifest};
use super::{Backup, Broken};
use crate::{Error, chance};
use chrono::{TimeDelta, Utc};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The end of the name of a folder in the making.
const PARTIAL: &str = ".partial";
/// Held by whoever writes into such a folder, for as long as that process lives.
const LOCK: &str = "lock";
/// A folder this old whose lock is free belongs to a process that is gone.
const ABANDONED: Duration = Duration::from_secs(60);

/// A backup in the making. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Partial {
    folder: PathBuf,
    path: PathBuf,
    database: String,
    lock: Option<File>,
}

impl Partial {
    /// Begins one, and clears away what killed processes left in the folder.
    pub(crate) fn begin(folder: &Path, database: &str) -> Result<Self, Error> {
        let database: String = database
            .chars()
            .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' })
            .collect();
        let begun = || -> Result<Self, Broken> {
            if !folder.is_dir() {
                private_folder(folder, true).map_err(|e| Broken::io("making", folder, &e))?;
            }
            clear(folder);
            let path = folder.join(format!(".{database}-{}{PARTIAL}", chance::identifier()));
            private_folder(&path, false).map_err(|e| Broken::io("making", &path, &e))?;
            let mut partial = Self { folder: folder.to_path_buf(), path, database, lock: None };
            let lock = create_file(&partial.path.join(LOCK))?;
            lock.try_lock().map_err(|e| Broken(format!("locking {} failed: {e}", partial.path.display())))?;
            partial.lock = Some(lock);
            Ok(partial)
        };
        begun().map_err(|broken| explain(folder, broken))
    }

    /// Where to write to.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Brings all of it to the disk and gives it its name.
    pub(crate) fn finish(mut self, manifest: &Manifest) -> Result<Backup, Error> {
        let finished = self.finish_it(manifest);
        finished.map(|path| manifest.backup(&path)).map_err(|broken| explain(&self.folder, broken))
    }

    fn finish_it(&mut self, manifest: &Manifest) -> Result<PathBuf, Broken> {
        let path = self.path.join(MANIFEST);
        let text = serde_json::to_string_pretty(manifest).map_err(|e| Broken(e.to_string()))? + "\n";
        let mut file = create_file(&path)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|e| Broken::io("writing", &path, &e))?;
        drop(self.lock.take());
        let lock = self.path.join(LOCK);
        fs::remove_file(&lock).map_err(|e| Broken::io("removing", &lock, &e))?;
        sync(&self.path)?;
        // Two of one second have different names: a folder with files in it is never renamed over.
        let mut time = manifest.made_at;
        loop {
            let stamp = time.format("%Y%m%d%H%M%S");
            let goal = self.folder.join(format!("{}_{stamp}", self.database));
            match fs::rename(&self.path, &goal) {
                Ok(()) => {
                    sync(&self.folder)?;
                    self.path = PathBuf::new();
                    return Ok(goal);
                }
                Err(_) if goal.exists() && time < Utc::now() + TimeDelta::minutes(5) => {
                    time += TimeDelta::seconds(1);
                }
                Err(e) => return Err(Broken::io("renaming", &self.path, &e)),
            }
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty()
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "clearing away a backup that was not finished");
        }
    }
}

fn explain(folder: &Path, broken: Broken) -> Error {
    super::BackupOptions::in_folder(folder).explain(broken)
}

/// Removes what killed processes left.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_partial = name.to_str().is_some_and(|n| n.starts_with('.') && n.ends_with(PARTIAL));
        if is_partial && is_abandoned(&entry.path()) {
            let removed = fs::remove_dir_all(entry.path());
            tracing::info!(path = %entry.path().display(), ok = removed.is_ok(), "a killed run's backup goes");
        }
    }
}

fn is_abandoned(partial: &Path) -> bool {
    let age = fs::metadata(partial).and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
    let is_free = match File::open(partial.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(e) => e.kind() == io::ErrorKind::NotFound,
    };
    age.is_some_and(|age| age >= ABANDONED) && is_free
}

/// A file that is new, and that nobody else may read.
pub(crate) fn create_file(path: &Path) -> Result<File, Broken> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|e| Broken::io("creating", path, &e))
}

/// A folder that nobody else may look into.
pub(crate) fn private_folder(path: &Path, recursive: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Brings a folder's entries to the disk. Windows has no such thing.
pub(crate) fn sync(folder: &Path) -> Result<(), Broken> {
    if cfg!(windows) {
        return Ok(());
    }
    let synced = File::open(folder).and_then(|f| f.sync_all());
    synced.map_err(|e| Broken::io("bringing to the disk", folder, &e))
}
