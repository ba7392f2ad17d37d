//! Several files as one: after a kill at any moment, either all of them are in place or the next build puts them there,
//! or none is and the next build removes what is left.
//!
//! Everything is written and brought to the disk in a folder `.zmig-staging` first. Renaming that folder to
//! `.zmig-commit` is the moment at which the batch exists. Then each file moves to its place (SQL before manifests,
//! the snapshot last), and the folder goes. Whoever finds `.zmig-commit` moves what is left in it; whoever finds
//! `.zmig-staging` removes it.

use super::{Context as _, Disk, DiskError};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where a batch is written.
const STAGING: &str = ".zmig-staging";
/// Where it lies once it is whole.
pub(crate) const COMMIT: &str = ".zmig-commit";
/// The names of the files that go, one a line, in the batch's folder.
const REMOVALS: &str = "removals.txt";
/// How many files are open at once while they are brought to the disk.
const OPEN: usize = 200;

/// Files to be written and files to go, with paths relative to the migrations' folder.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    files: BTreeMap<String, String>,
    removals: Vec<String>,
}

impl Batch {
    pub(crate) fn put(&mut self, path: impl Into<String>, text: String) {
        self.files.insert(path.into(), text);
    }

    pub(crate) fn remove(&mut self, path: impl Into<String>) {
        self.removals.push(path.into());
    }

    /// Removes those of the files that are not written anew.
    #[cfg(feature = "verbs")]
    pub(crate) fn replace(&mut self, paths: impl IntoIterator<Item = String>) {
        let gone = paths.into_iter().filter(|path| !self.files.contains_key(path));
        self.removals.extend(gone.collect::<Vec<_>>());
    }

    /// What it writes and removes.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).chain(self.removals.iter().map(String::as_str))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.removals.is_empty()
    }

    /// Writes it. The caller holds the exclusive lock and has called [`recover`]. `modified` is the time that the files
    /// and folders shall bear.
    pub(crate) fn commit(
        &self,
        disk: &Disk,
        migrations: &Path,
        modified: Option<SystemTime>,
    ) -> Result<(), DiskError> {
        let staging = migrations.join(STAGING);
        if let Err(error) = self.stage(disk, &staging, modified) {
            let _ = disk.remove_dir_all(&staging);
            return Err(error);
        }
        let commit = migrations.join(COMMIT);
        disk.rename(&staging, &commit)?;
        disk.sync_dir(migrations, None)?;
        move_into_place(disk, migrations, modified)
    }

    fn stage(&self, disk: &Disk, staging: &Path, modified: Option<SystemTime>) -> Result<(), DiskError> {
        disk.create_dir_all(staging)?;
        let mut folders: Vec<PathBuf> = vec![staging.to_owned()];
        for path in self.files.keys() {
            if let Some((folder, _)) = path.rsplit_once('/') {
                let folder = staging.join(folder);
                if !folders.contains(&folder) {
                    disk.create_dir_all(&folder)?;
                    folders.push(folder);
                }
            }
        }
        let mut files: Vec<(&str, &str)> = self.files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        let removals: String = self.removals.iter().map(|r| format!("{r}\n")).collect();
        if !removals.is_empty() {
            files.push((REMOVALS, &removals));
        }
        let write = |files: &[(&str, &str)]| -> Result<(), DiskError> {
            for chunk in files.chunks(OPEN) {
                let mut open = Vec::with_capacity(chunk.len());
                for (path, text) in chunk {
                    let path = staging.join(path);
                    open.push((disk.write(&path, text.as_bytes(), modified)?, path));
                }
                for (file, path) in &open {
                    disk.sync(file, path)?;
                }
            }
            Ok(())
        };
        // Bringing thousands of files to the disk is waiting, mostly: two threads wait at the same time.
        if files.len() < OPEN {
            write(&files)?;
        } else {
            let (one, two) = files.split_at(files.len() / 2);
            std::thread::scope(|scope| {
                let other = scope.spawn(|| write(two));
                let one = write(one);
                one.and(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })?;
        }
        for folder in folders.iter().rev() {
            disk.sync_dir(folder, None)?;
        }
        Ok(())
    }
}

/// Whether a process did not come to its end.
pub(crate) fn needs_recovery(migrations: &Path) -> bool {
    [STAGING, COMMIT].iter().any(|name| migrations.join(name).exists())
}

/// What was left by a process that did not come to its end.
///
/// The caller holds the exclusive lock. Returns whether there was anything.
pub(crate) fn recover(
    disk: &Disk,
    migrations: &Path,
    modified: Option<SystemTime>,
) -> Result<bool, DiskError> {
    let staging = migrations.join(STAGING);
    let mut found = false;
    if staging.exists() {
        disk.remove_dir_all(&staging)?;
        found = true;
    }
    if migrations.join(COMMIT).exists() {
        move_into_place(disk, migrations, modified)?;
        found = true;
    }
    Ok(found)
}

/// Moves what lies in the batch's folder to its place. Can be stopped and begun again at any point.
fn move_into_place(disk: &Disk, migrations: &Path, modified: Option<SystemTime>) -> Result<(), DiskError> {
    let commit = migrations.join(COMMIT);
    let mut staged = list(&commit)?;
    staged.sort_by_key(|path| (rank(path), path.clone()));
    let removals = match fs::read_to_string(commit.join(REMOVALS)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).on("read", &commit.join(REMOVALS)),
    };
    let mut folders = vec![migrations.to_owned()];
    let place = |rank_of: std::ops::RangeInclusive<u8>| -> Result<(), DiskError> {
        for path in staged.iter().filter(|p| rank_of.contains(&rank(p))) {
            disk.rename(&commit.join(path), &migrations.join(path))?;
        }
        Ok(())
    };
    for path in &staged {
        if let Some((folder, _)) = path.rsplit_once('/') {
            let folder = migrations.join(folder);
            if !folders.contains(&folder) {
                disk.create_dir_all(&folder)?;
                folders.push(folder);
            }
        }
    }
    place(0..=0)?;
    for path in removals.lines().filter(|p| rank(p) == 1) {
        disk.remove_file(&migrations.join(path))?;
    }
    place(1..=1)?;
    for path in removals.lines().filter(|p| rank(p) == 0) {
        disk.remove_file(&migrations.join(path))?;
    }
    // What the last rename makes visible must not reach the disk before what it speaks about.
    for folder in folders.iter().rev() {
        disk.sync_dir(folder, None)?;
    }
    place(2..=2)?;
    disk.sync_dir(migrations, None)?;
    disk.remove_dir_all(&commit)?;
    for folder in folders.iter().rev() {
        disk.sync_dir(folder, modified)?;
    }
    Ok(())
}

/// SQL first, then manifests, the snapshot last.
fn rank(path: &str) -> u8 {
    match path {
        "snapshot.json" => 2,
        p if p.contains('/') => 0,
        _ => 1,
    }
}

/// The files of a batch, relative to its folder.
fn list(commit: &Path) -> Result<Vec<String>, DiskError> {
    let mut out = Vec::new();
    for entry in fs::read_dir(commit).on("read the folder", commit)? {
        let entry = entry.on("read the folder", commit)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.path().is_dir() {
            if name != REMOVALS {
                out.push(name);
            }
            continue;
        }
        for inner in fs::read_dir(entry.path()).on("read the folder", &entry.path())? {
            let inner = inner.on("read the folder", &entry.path())?;
            out.push(format!("{name}/{}", inner.file_name().to_string_lossy()));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        let mut batch = Batch::default();
        for (path, text) in [
            ("sqlite/2_a.up.sql", "up"),
            ("sqlite/2_a.down.sql", "down"),
            ("2_a.json", "manifest"),
            ("snapshot.json", "new"),
        ] {
            batch.put(path, text.into());
        }
        batch.remove("1_a.json");
        batch.remove("sqlite/1_a.up.sql");
        batch
    }

    fn start(dir: &Path) {
        fs::create_dir_all(dir.join("sqlite")).expect("made");
        for (path, text) in [("1_a.json", "m"), ("sqlite/1_a.up.sql", "u"), ("snapshot.json", "old")] {
            fs::write(dir.join(path), text).expect("written");
        }
    }

    fn state(dir: &Path) -> Vec<(String, String)> {
        let mut out: Vec<_> = list(dir)
            .expect("listed")
            .into_iter()
            .map(|p| (p.clone(), fs::read_to_string(dir.join(p)).expect("read")))
            .collect();
        out.sort();
        out
    }

    #[test]
    fn a_kill_at_any_operation_leaves_all_or_nothing() {
        let untouched = tempfile::tempdir().expect("a folder");
        start(untouched.path());
        let (before, mut finished) = (state(untouched.path()), None);
        batch().commit(&Disk::new(None), untouched.path(), None).expect("written");
        let after = state(untouched.path());
        assert_ne!(before, after);
        for operations in 0..200 {
            let dir = tempfile::tempdir().expect("a folder");
            start(dir.path());
            let result = batch().commit(&Disk::new(Some(operations)), dir.path(), None);
            // The next process may be killed as well, at any point of its recovery.
            for again in 0..8 {
                let _ = recover(&Disk::new(Some(again)), dir.path(), None);
            }
            recover(&Disk::new(None), dir.path(), None).expect("recovered");
            let now = state(dir.path());
            assert!(now == before || now == after, "after {operations} operations: {now:?}");
            if result.is_ok() {
                assert_eq!(now, after);
                finished = Some(operations);
                break;
            }
        }
        assert!(finished.is_some_and(|n| n > 10), "{finished:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_the_disk_lost_is_an_error_and_one_that_needs_no_sync_is_none() {
        let faulty = |code: i32| {
            let mut disk = Disk::new(None);
            disk.folder_fault = Some(code);
            disk
        };
        let lost = [("EIO", 5), ("ENOSPC", 28), ("EROFS", 30)];
        for (name, code) in lost {
            let dir = tempfile::tempdir().expect("a folder");
            start(dir.path());
            let before = state(dir.path());
            let error = batch().commit(&faulty(code), dir.path(), None).expect_err(name);
            assert_eq!((error.what, error.error.raw_os_error()), ("bring to the disk", Some(code)), "{name}");
            assert_eq!(state(dir.path()), before, "{name}");
            assert!(!needs_recovery(dir.path()), "{name}");
        }
        for (name, code) in [("EBADF", 9), ("EINVAL", 22)] {
            let dir = tempfile::tempdir().expect("a folder");
            start(dir.path());
            batch().commit(&faulty(code), dir.path(), None).expect(name);
            assert!(dir.path().join("2_a.json").is_file(), "{name}");
        }
    }

    #[test]
    fn files_and_folders_bear_the_time_that_is_asked_for() {
        let dir = tempfile::tempdir().expect("a folder");
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        start(dir.path());
        batch().commit(&Disk::new(None), dir.path(), Some(time)).expect("written");
        for path in [".", "sqlite", "sqlite/2_a.up.sql", "2_a.json", "snapshot.json"] {
            let found = fs::metadata(dir.path().join(path)).and_then(|m| m.modified()).expect("a time");
            assert_eq!(found, time, "{path}");
        }
    }
}
