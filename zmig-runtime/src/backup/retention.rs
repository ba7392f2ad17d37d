//! Which backups stay. Only what is a backup of the same database goes, file by file, and never the newest.

use super::manifest::{MANIFEST, Manifest};
use super::{Backup, BackupOptions, Broken};
use crate::Error;
use crate::driver::Source;
use chrono::{DateTime, Utc};
use std::fs;
use std::path::{Path, PathBuf};
use zmig_core::Dialect;

/// The backups in a folder, newest first. What is no backup is left out, and so is one of a newer format.
///
/// # Errors
/// When the folder cannot be read. One that does not exist has none.
///
/// ```no_run
/// # fn main() -> Result<(), zmig_runtime::Error> {
/// for backup in zmig_runtime::backups("backups")? {
///     println!("{backup}");
/// }
/// # Ok(()) }
/// ```
pub fn backups(folder: impl AsRef<Path>) -> Result<Vec<Backup>, Error> {
    let folder = folder.as_ref();
    let found = read(folder).map_err(|broken| BackupOptions::in_folder(folder).explain(broken))?;
    Ok(found.iter().map(|(path, manifest)| manifest.backup(path)).collect())
}

fn read(folder: &Path) -> Result<Vec<(PathBuf, Manifest)>, Broken> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Broken::io("reading", folder, &e)),
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut found: Vec<_> = paths
        .filter(|path| !path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")))
        .filter_map(|path| Some((path.clone(), Manifest::read(&path).ok()?)))
        .collect();
    found.sort_by(|a, b| (b.1.made_at, &b.0).cmp(&(a.1.made_at, &a.0)));
    Ok(found)
}

/// When the newest backup of the whole of a database was made.
pub(crate) fn newest(folder: &Path, dialect: Dialect, of: &Source) -> Result<Option<DateTime<Utc>>, Error> {
    let found = read(folder).map_err(|broken| BackupOptions::in_folder(folder).explain(broken))?;
    let same =
        |m: &&Manifest| m.whole && (m.dialect, &m.database, &m.place) == (dialect, &of.database, &of.place);
    Ok(found.iter().map(|(_, manifest)| manifest).find(same).map(|m| m.made_at))
}

/// Deletes what the options do not keep. That it cannot be deleted is no reason to stop: the new one is there.
pub(crate) fn apply(options: &BackupOptions, newest: &Backup, like: &Manifest) {
    if options.keep.is_none() && options.keep_for.is_none() {
        return;
    }
    let all = match read(&options.folder) {
        Ok(all) => all,
        Err(Broken(reason)) => return tracing::warn!(reason, "looking for old backups"),
    };
    let same =
        |m: &Manifest| (m.dialect, &m.database, &m.place) == (like.dialect, &like.database, &like.place);
    let others = all.into_iter().filter(|(path, m)| same(m) && *path != newest.path);
    for (i, (path, manifest)) in others.enumerate() {
        if !stays(options, i + 1, manifest.made_at)
            && let Err(error) = delete(&path, &manifest)
        {
            tracing::warn!(path = %path.display(), %error, "deleting an old backup");
        }
    }
}

/// `newer` says how many are newer.
fn stays(options: &BackupOptions, newer: usize, made_at: DateTime<Utc>) -> bool {
    let among_newest = options.keep.is_some_and(|keep| newer < keep);
    let age = (Utc::now() - made_at).to_std().unwrap_or_default();
    among_newest || options.keep_for.is_some_and(|limit| age < limit)
}

/// The manifest goes first, so that a half of it is no backup. What zmig did not write stays, and its folder with it.
fn delete(path: &Path, manifest: &Manifest) -> std::io::Result<()> {
    fs::remove_file(path.join(MANIFEST))?;
    for file in &manifest.contents.files {
        // A manifest that somebody wrote must not reach outside.
        if Path::new(&file.name).components().count() == 1 && !file.name.starts_with('.') {
            fs::remove_file(path.join(&file.name))?;
        }
    }
    fs::remove_dir(path)
}
