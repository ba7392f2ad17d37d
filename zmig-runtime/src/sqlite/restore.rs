//! A copy of a file of SQLite put in its place: written beside it, compared, and renamed while nobody has it open.

use super::backup::{FILE, read_back};
use super::file_lock::FileLock;
use super::{SqliteDriver, backup};
use crate::backup::{Broken, Manifest, create_file, sync};
use crate::chance;
use crate::driver::Driver as _;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file beside the database. Dropped before it is renamed, it goes.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) async fn put_back(
    driver: &mut SqliteDriver,
    folder: &Path,
    manifest: &Manifest,
) -> Result<(), Broken> {
    let file = driver.file.clone().ok_or_else(|| {
        Broken("the database is in memory: give the file that it is to be restored to".to_owned())
    })?;
    let beside = copy(folder, &file, manifest).await?;
    let lock = FileLock::try_take(&file)?;
    lock.as_ref().ok_or_else(|| Broken("another runner is migrating this database".to_owned()))?;
    alone(driver, &file).await?;
    fs::rename(&beside.0, &file).map_err(|e| Broken::io("renaming", &beside.0, &e))?;
    // It is in its place, whatever the disk says of the folder.
    let parent = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(Broken(reason)) = sync(parent) {
        tracing::warn!(reason, "after a restore");
    }
    Ok(())
}

/// Writes the copy beside the file, as a database that is what the backup says.
async fn copy(folder: &Path, file: &Path, manifest: &Manifest) -> Result<Beside, Broken> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".zmig-{}", chance::identifier()));
    let path = file.with_file_name(name);
    let mut to = create_file(&path)?;
    let beside = Beside(path);
    let failed = |e: io::Error| Broken::io("writing", &beside.0, &e);
    let from = folder.join(FILE);
    let mut from = fs::File::open(&from).map_err(|e| Broken::io("reading", &from, &e))?;
    io::copy(&mut from, &mut to).map_err(failed)?;
    if let Ok(metadata) = fs::metadata(file) {
        to.set_permissions(metadata.permissions()).map_err(failed)?;
    }
    if manifest.contents.journal_mode.as_deref() == Some("wal") {
        let options = SqliteConnectOptions::new().filename(&beside.0).disable_statement_logging();
        let mut conn = options.connect().await?;
        sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(&mut conn).await?;
        conn.close().await?;
    }
    backup::compare(&manifest.contents.tables, &read_back(&beside.0).await?)?;
    to.sync_all().map_err(failed)?;
    Ok(beside)
}

/// Makes sure that nobody else has the file open: whoever has would go on writing to a file that nobody finds.
async fn alone(driver: &mut SqliteDriver, file: &Path) -> Result<(), Broken> {
    let others = || Broken(format!("{} is open elsewhere: stop whoever uses it", file.display()));
    driver.execute("ROLLBACK".to_owned()).await?;
    // With a write-ahead log, SQLite itself refuses as long as anyone else is connected; and the log goes with it.
    let mode = driver.execute("PRAGMA journal_mode = DELETE".to_owned()).await;
    let is_mine = mode.is_ok_and(|row| row.and_then(|r| r.into_iter().next()?).as_deref() == Some("delete"));
    let locked = driver.execute("BEGIN EXCLUSIVE".to_owned()).await;
    if !is_mine || locked.is_err() || holders(file) > 1 {
        return Err(others());
    }
    Ok(())
}

/// How often the file is open, as far as the system tells; this connection is one.
#[cfg(target_os = "linux")]
fn holders(file: &Path) -> usize {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(wanted) = fs::metadata(file) else { return 0 };
    let numbered = |p: &fs::DirEntry| p.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit);
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().filter(numbered);
    let open = processes.flat_map(|p| fs::read_dir(p.path().join("fd")).into_iter().flatten().flatten());
    let same = |m: fs::Metadata| (m.dev(), m.ino()) == (wanted.dev(), wanted.ino());
    open.filter(|fd| fs::metadata(fd.path()).is_ok_and(same)).count()
}

#[cfg(not(target_os = "linux"))]
fn holders(_: &Path) -> usize {
    1
}
