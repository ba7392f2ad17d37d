//! What stands in the way in an SQLite file.

use super::{Symptom, row, value};
use crate::driver::Driver;
use std::path::Path;

pub(super) async fn look<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    if let Some(version) = value(driver, "SELECT sqlite_version()").await {
        out.push(Symptom::fine("version", format!("SQLite {version}, compiled in")));
    }
    let file = driver.source().place;
    if !file.is_empty() {
        out.push(rights(Path::new(&file)));
    }
    let sound = value(driver, "PRAGMA quick_check(1)").await;
    out.push(match sound.as_deref() {
        Some("ok") => Symptom::fine("file", "its pages are in order"),
        Some(what) => Symptom::problem(
            "file",
            what,
            "restore a backup: `cargo zmig restore`, or `.recover` of the sqlite3 shell",
        ),
        None => Symptom::problem("file", "it cannot be read", "is it an SQLite database?"),
    });
    // Many rows would be a long list; one shows that there are some.
    if let Ok(first) =
        row(driver, "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 1").await
        && let [Some(table), at, Some(parent)] = first.as_slice()
    {
        let at = at.as_deref().unwrap_or("?");
        out.push(Symptom::warning(
            "references",
            format!("rows point at nothing, row {at} of {table} at {parent} for one"),
            "`PRAGMA foreign_key_check` lists them; a migration that copies such a table refuses",
        ));
    }
    let journal = value(driver, "PRAGMA journal_mode").await.unwrap_or_default();
    if matches!(journal.as_str(), "off" | "memory") {
        out.push(Symptom::problem(
            "journal",
            format!("journal_mode is {journal}: a crash in a migration destroys the file"),
            "PRAGMA journal_mode = WAL",
        ));
    }
    match driver.execute("BEGIN IMMEDIATE".to_owned()).await {
        Ok(_) => driver.rollback().await,
        Err(fault) => out.push(Symptom::warning(
            "lock",
            format!("another process is writing: {}", fault.text()),
            "a migration waits for it; `fuser` or `lsof` says who it is",
        )),
    }
}

/// Whether the file and its folder can be written: SQLite keeps its journal beside the file.
fn rights(file: &Path) -> Symptom {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_locked = |path: &Path| std::fs::metadata(path).is_ok_and(|m| m.permissions().readonly());
    for (path, what) in [(file, "the file"), (folder, "the folder, in which SQLite keeps its journal,")] {
        if is_locked(path) {
            return Symptom::problem(
                "rights",
                format!("{what} cannot be written"),
                format!("chmod u+w {}", path.display()),
            );
        }
    }
    Symptom::fine("rights", "the file and its folder can be written")
}
