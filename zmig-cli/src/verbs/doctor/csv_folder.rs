//! What a folder of CSV files lacks for being changed.

use super::{counted, megabytes};
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use zmig_runtime::Symptom;

/// Locked by whoever changes the folder.
const LOCK: &str = ".zmig-lock";

/// Whether a folder is there and can be written, who is changing it, and whether a second copy of it has room.
pub(super) fn look(folder: &Path) -> Vec<Symptom> {
    match std::fs::read_dir(folder) {
        Ok(_) => vec![rights(folder), lock(folder), room(folder)],
        Err(error) if error.kind() == io::ErrorKind::NotFound => vec![Symptom::warning(
            "folder",
            format!("{} is not there yet", folder.display()),
            "the first `cargo zmig migrate` makes it; is that the folder that is meant?",
        )],
        Err(error) => vec![Symptom::problem(
            "folder",
            format!("{} cannot be read: {error}", folder.display()),
            "give this user the right to it, or name the folder that the CSV files lie in",
        )],
    }
}

/// Files are replaced by new ones, so it is the folder that has to be writable.
fn rights(folder: &Path) -> Symptom {
    let csv = |entry: io::Result<std::fs::DirEntry>| entry.ok().map(|e| e.path());
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(csv);
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).count();
    let found = format!("{} has {}", folder.display(), counted(files, "CSV file"));
    let probe = folder.join(format!(".zmig-look-{}", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    let _ = std::fs::remove_file(&probe);
    match made {
        Ok(_) => Symptom::fine("folder", found),
        Err(error) => Symptom::problem(
            "folder",
            format!("{found}, and nothing can be written in it: {error}"),
            "give this user the right to write there; reading works without",
        ),
    }
}

fn lock(folder: &Path) -> Symptom {
    let path = folder.join(LOCK);
    let Ok(file) = OpenOptions::new().read(true).open(&path) else {
        return Symptom::fine("lock", "nobody has changed the folder yet");
    };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            let who = holder(&file).map_or_else(|| "somebody".to_owned(), |pid| format!("process {pid}"));
            Symptom::warning(
                "lock",
                format!("{who} is changing the folder now"),
                "it is free as soon as that is done, or its process has ended",
            )
        }
        _ => Symptom::fine("lock", "nobody is changing the folder"),
    }
}

/// The process that holds a lock, where the system tells.
fn holder(file: &File) -> Option<u32> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let inode = format!(":{}", file.metadata().ok()?.ino());
        let locks = std::fs::read_to_string("/proc/locks").ok()?;
        let line = locks.lines().find(|line| line.split_whitespace().any(|word| word.ends_with(&inode)))?;
        line.split_whitespace().nth(4)?.parse().ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// Whether there is room for the rows in a database while they are changed, and for the new files beside the old ones.
fn room(folder: &Path) -> Symptom {
    let size = |entry: io::Result<std::fs::DirEntry>| entry.ok()?.metadata().ok().map(|m| m.len());
    let size: u64 = std::fs::read_dir(folder).into_iter().flatten().filter_map(size).sum();
    let Ok(free) = fs4::available_space(folder) else {
        return Symptom::warning("disk", "the system does not tell how much is free", "look yourself");
    };
    let found = format!("{} free, the files have {}", megabytes(free), megabytes(size));
    match free > size.saturating_mul(3) {
        true => Symptom::fine("disk", found),
        false => Symptom::warning(
            "disk",
            found,
            "a change needs room for two more copies of what it changes; make room first",
        ),
    }
}
