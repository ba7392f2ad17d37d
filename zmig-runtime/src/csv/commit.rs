//! Several files as one: after a kill at any moment all of them are in place, or the next who looks puts them there; or none
//! is, and the next writer removes what is left.
//!
//! Everything is written and brought to the disk in `.zmig-staging`. Renaming that folder to `.zmig-commit` is the moment at
//! which the change is made. Then each file moves to its place, and the folder goes. Whoever finds `.zmig-commit` moves
//! what is left in it, or reads through it where that is not allowed.

use super::folder::failed;
use crate::driver::Fault;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const STAGING: &str = ".zmig-staging";
const COMMIT: &str = ".zmig-commit";
/// The names of the files that go, as a JSON list, in the batch's folder.
const REMOVALS: &str = "removals.json";

/// Files that come and go together. Dropped before its commit, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Batch {
    folder: PathBuf,
    staging: PathBuf,
    names: Vec<String>,
    removals: Vec<String>,
    /// How many operations a test lets happen.
    left: Option<u32>,
}

impl Batch {
    /// Begins one. Whoever calls it holds the folder's lock.
    pub(crate) fn begin(folder: &Path) -> Result<Self, Fault> {
        let staging = folder.join(STAGING);
        match fs::remove_dir_all(&staging) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed("removing", &staging, &e)),
            _ => {}
        }
        fs::create_dir(&staging).map_err(|e| failed("making", &staging, &e))?;
        let (names, removals) = (Vec::new(), Vec::new());
        Ok(Self { folder: folder.to_owned(), staging, names, removals, left: None })
    }

    /// Where to write a file. Whoever writes it brings it to the disk.
    pub(crate) fn put(&mut self, name: &str) -> PathBuf {
        self.names.push(name.to_owned());
        self.staging.join(name)
    }

    /// Leaves a file as it is after all.
    pub(crate) fn leave(&mut self, name: &str) {
        let _ = fs::remove_file(self.staging.join(name));
        self.names.retain(|n| n != name);
    }

    /// Removes a file.
    pub(crate) fn remove(&mut self, name: &str) {
        self.removals.push(name.to_owned());
    }

    /// Whether it changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.removals.is_empty()
    }

    fn step(&mut self, path: &Path) -> Result<(), Fault> {
        match &mut self.left {
            Some(0) => Err(failed("touching", path, &io::Error::other("the test's end"))),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Makes the change. An error says that nothing was changed; what cannot be moved to its place once the change is made is
    /// moved by whoever looks next.
    pub(crate) fn commit(mut self) -> Result<(), Fault> {
        for name in &self.names {
            keep_rights(&self.folder.join(name), &self.staging.join(name));
        }
        let list = self.staging.join(REMOVALS);
        let text = serde_json::to_string(&self.removals).unwrap_or_default();
        self.step(&list)?;
        write(&list, text.as_bytes())?;
        let (folder, staging) = (self.folder.clone(), self.staging.clone());
        self.step(&staging)?;
        sync(&staging)?;
        let _alone = super::folder::Gate::alone(&folder)?;
        let commit = folder.join(COMMIT);
        self.step(&commit)?;
        fs::rename(&staging, &commit).map_err(|e| failed("renaming", &staging, &e))?;
        // Not on the disk for certain, and so not made: back, as long as nobody could see it.
        if let Err(fault) = self.step(&folder).and_then(|()| sync(&folder)) {
            if self.left.is_none() {
                let _ = fs::rename(&commit, &staging);
            }
            return Err(fault);
        }
        self.staging = PathBuf::new();
        if let Err(fault) = place(&folder, &mut self.left) {
            tracing::warn!(error = fault.text(), "a change is made, and its files are still to be moved");
        }
        Ok(())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.staging.as_os_str().is_empty() && self.left.is_none() {
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

/// Writes a file and brings it to the disk.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut file = File::create(path).map_err(|e| failed("creating", path, &e))?;
    let written = io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all());
    written.map_err(|e| failed("writing", path, &e))
}

/// A file that is replaced stays readable to whom it was.
fn keep_rights(old: &Path, new: &Path) {
    if let Ok(metadata) = fs::metadata(old) {
        let _ = fs::set_permissions(new, metadata.permissions());
    }
}

/// Brings a folder's entries to the disk. Windows has no such thing.
fn sync(folder: &Path) -> Result<(), Fault> {
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder).and_then(|f| f.sync_all()) {
        // A file system that cannot do it needs it not: EINVAL, EBADF.
        Err(e) if matches!(e.raw_os_error(), Some(22 | 9)) => Ok(()),
        other => other.map_err(|e| failed("bringing to the disk", folder, &e)),
    }
}

/// Whether a change is made whose files are still to be moved.
pub(crate) fn is_pending(folder: &Path) -> bool {
    folder.join(COMMIT).is_dir()
}

/// Moves what is left of a change that is made. The caller is alone at the gate.
pub(crate) fn finish(folder: &Path) -> Result<(), Fault> {
    if is_pending(folder) { place(folder, &mut None) } else { Ok(()) }
}

/// The same, and removes what is left of a change that was not made. The caller holds the folder's lock too.
pub(crate) fn recover(folder: &Path) -> Result<(), Fault> {
    finish(folder)?;
    let staging = folder.join(STAGING);
    match fs::remove_dir_all(&staging) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed("removing", &staging, &e)),
        _ => Ok(()),
    }
}

/// Moves files to their places. Can be stopped and begun again at any point.
fn place(folder: &Path, left: &mut Option<u32>) -> Result<(), Fault> {
    let mut step = |path: &Path| match left {
        Some(0) => Err(failed("touching", path, &io::Error::other("the test's end"))),
        Some(left) => {
            *left -= 1;
            Ok(())
        }
        None => Ok(()),
    };
    let commit = folder.join(COMMIT);
    let Some(overlay) = Overlay::read(folder)? else { return Ok(()) };
    for name in overlay.names() {
        step(&commit)?;
        let (from, to) = (commit.join(&name), folder.join(&name));
        fs::rename(&from, &to).map_err(|e| failed("renaming", &from, &e))?;
    }
    for name in &overlay.removals {
        let path = folder.join(name);
        step(&path)?;
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed("removing", &path, &e)),
            _ => {}
        }
    }
    step(folder)?;
    sync(folder)?;
    // The list goes with its folder's name, so that a folder without it is never taken for a change that removes nothing.
    let done = folder.join(STAGING);
    let _ = fs::remove_dir_all(&done);
    step(&commit)?;
    fs::rename(&commit, &done).map_err(|e| failed("renaming", &commit, &e))?;
    step(&done)?;
    fs::remove_dir_all(&done).map_err(|e| failed("removing", &done, &e))?;
    sync(folder)
}

/// A change that is made, where it lies.
#[derive(Debug)]
pub(crate) struct Overlay {
    commit: PathBuf,
    names: BTreeSet<String>,
    removals: BTreeSet<String>,
}

impl Overlay {
    /// Nothing where there is none.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Fault> {
        let commit = folder.join(COMMIT);
        let entries = match fs::read_dir(&commit) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed("reading", &commit, &e)),
        };
        let mut names = BTreeSet::new();
        for entry in entries {
            let entry = entry.map_err(|e| failed("reading", &commit, &e))?;
            if let Ok(name) = entry.file_name().into_string()
                && name != REMOVALS
            {
                names.insert(name);
            }
        }
        let list = commit.join(REMOVALS);
        let text = fs::read_to_string(&list).map_err(|e| failed("reading", &list, &e))?;
        let removals = serde_json::from_str(&text).map_err(|e| failed("reading", &list, &e.into()))?;
        Ok(Some(Self { commit, names, removals }))
    }

    /// The files that come.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.names.iter().cloned()
    }

    /// Where a file lies: `Some(None)` where it goes, nothing where the change leaves it alone or has moved it already.
    pub(crate) fn find(&self, name: &str) -> Option<Option<PathBuf>> {
        if self.names.contains(name) {
            return Some(Some(self.commit.join(name)));
        }
        self.removals.contains(name).then_some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder::View;
    use super::*;

    fn start(dir: &Path) {
        for (name, text) in [("a.csv", "old a"), ("b.csv", "old b"), ("gone.csv", "old")] {
            fs::write(dir.join(name), text).expect("written");
        }
    }

    fn change(dir: &Path, left: Option<u32>) -> Result<(), Fault> {
        let mut batch = Batch::begin(dir)?;
        batch.left = left;
        for (name, text) in [("a.csv", "new a"), ("b.csv", "new b"), ("new.csv", "new")] {
            let path = batch.put(name);
            batch.step(&path)?;
            write(&path, text.as_bytes())?;
        }
        batch.remove("gone.csv");
        batch.commit()
    }

    fn state(dir: &Path) -> Vec<(String, String)> {
        let view = View {
            folder: dir.to_owned(),
            overlay: Overlay::read(dir).expect("read"),
            _gate: super::super::folder::Gate::shared(dir).expect("a gate"),
        };
        let read = |table: String| {
            let name = format!("{table}.csv");
            let path = view.find(&name).expect("there");
            (name, fs::read_to_string(path).expect("read"))
        };
        view.tables().expect("listed").into_iter().map(read).collect()
    }

    #[test]
    fn a_kill_at_any_operation_leaves_all_or_nothing() {
        let untouched = tempfile::tempdir().expect("a folder");
        start(untouched.path());
        let before = state(untouched.path());
        change(untouched.path(), None).expect("made");
        let after = state(untouched.path());
        assert_ne!(before, after);
        assert_eq!(fs::read_dir(untouched.path()).expect("listed").count(), 3);
        let mut seen = (0, 0);
        for operations in 0..40 {
            let dir = tempfile::tempdir().expect("a folder");
            start(dir.path());
            let result = change(dir.path(), Some(operations));
            // A reader without rights sees one or the other already.
            let now = state(dir.path());
            assert!(now == before || now == after, "after {operations} operations: {now:?}");
            // The next process may be killed as well, at any point of its recovery.
            for again in 0..8 {
                let _ = place(dir.path(), &mut Some(again));
                assert_eq!(state(dir.path()), now, "after {operations} and {again} operations");
            }
            recover(dir.path()).expect("recovered");
            assert_eq!(state(dir.path()), now);
            if result.is_ok() {
                assert_eq!(now, after, "{operations}");
            }
            if now == after {
                seen.1 += 1
            } else {
                seen.0 += 1
            }
            assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 3);
        }
        assert!(seen.0 > 5 && seen.1 > 5, "{seen:?}");
    }
}
