//! The migrations of a folder, for the command line.

use crate::Error;
use crate::embedded::{App, Digests, Embedded, Migrations, Replaced, Script};
use std::path::{Path, PathBuf};
use zmig_core::{Checksum, Dialect, Manifest, ManifestDialect, SetDigest};

impl Migrations {
    /// Reads a folder of migrations as `zmig::embed!()` does at compile time: the manifests, and beside them the SQL.
    ///
    /// What is read is never given back to the system, since migrations are static data: call it once a process.
    ///
    /// # Errors
    /// When a file is missing, cannot be read, or is not what its manifest says.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let mut manifests = Vec::new();
        let entries = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
        for entry in entries {
            let path = entry.map_err(|e| unreadable(folder, &e))?.path();
            let is_manifest = path.extension().is_some_and(|e| e == "json")
                && path
                    .file_name()
                    .is_some_and(|n| n != "snapshot.json" && !n.to_string_lossy().starts_with('.'));
            if is_manifest {
                manifests.push(path);
            }
        }
        manifests.sort();
        let all = manifests.iter().map(|path| read(folder, path)).collect::<Result<Vec<_>, _>>()?;
        let digests = Digests::of(&all);
        let app = App { name: "cargo-zmig", version: env!("CARGO_PKG_VERSION") };
        Ok(Self::__new(app, Vec::leak(all), digests))
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::Load { path: path.to_owned(), reason: error.to_string() }
}

fn text(path: &Path) -> Result<&'static str, Error> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    Ok(String::leak(text))
}

fn leak(text: String) -> &'static str {
    String::leak(text)
}

fn read(folder: &Path, path: &Path) -> Result<Embedded, Error> {
    let text = text(path)?;
    let error = |reason: String| Error::Load { path: path.to_owned(), reason };
    let manifest = Manifest::parse(text).map_err(|e| error(e.to_string()))?;
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    if stem != manifest.name {
        return Err(error(format!(
            "it says that its name is {}\n  next: give the file its name back",
            manifest.name
        )));
    }
    let script = |dialect: Dialect| {
        manifest
            .dialects
            .get(&dialect)
            .map(|listed| read_script(folder, &manifest, dialect, listed))
            .transpose()
    };
    let depends_on: Vec<&'static str> = manifest.depends_on.iter().cloned().map(leak).collect();
    Ok(Embedded {
        sqlite: script(Dialect::Sqlite)?,
        postgres: script(Dialect::Postgres)?,
        name: leak(manifest.name.clone()),
        schema: leak(manifest.schema),
        parent: manifest.parent.map(leak),
        depends_on: Vec::leak(depends_on),
        replaces: Vec::leak(manifest.replaces.into_iter().map(replaced).collect()),
        from: manifest.from.map(leak),
        to: leak(manifest.to),
        data_type: manifest.data_type,
        part: manifest.part,
        parts: manifest.parts,
        schema_hash: leak(manifest.schema_hash.to_string()),
        summary: leak(manifest.summary.join("\n")),
        notes: manifest.notes.map(leak),
        guard: manifest.guard.map(leak),
        manifest: text,
    })
}

fn replaced(one: zmig_core::Replaced) -> Replaced {
    let sum = |dialect| one.up.get(&dialect).map(|sum: &Checksum| leak(sum.to_string()));
    Replaced {
        sqlite: sum(Dialect::Sqlite),
        postgres: sum(Dialect::Postgres),
        name: leak(one.name),
        within: one.within.map(leak),
    }
}

fn read_script(
    folder: &Path,
    manifest: &Manifest,
    dialect: Dialect,
    listed: &ManifestDialect,
) -> Result<Script, Error> {
    let file = |up: bool, hash: Checksum| -> Result<&'static str, Error> {
        let path: PathBuf = folder.join(Manifest::sql_path(&manifest.name, dialect, up));
        let text = match text(&path) {
            Err(Error::Load { path, .. }) if !path.exists() => {
                let reason = "it is gone, and a manifest lists it\n  next: bring it back from version control, or, while it is applied nowhere, make \
                              it anew with `cargo zmig amend`";
                return Err(Error::Load { path, reason: reason.to_owned() });
            }
            other => other?,
        };
        if manifest.is_blank(dialect, up) {
            let reason = "no build has taken the SQL that is to be written by hand\n  next: write it, and run `cargo zmig generate`";
            return Err(Error::Load { path, reason: reason.to_owned() });
        }
        if Checksum::of(text) == hash {
            return Ok(text);
        }
        let reason = "it is not the text that the manifest was written with\n  next: bring it back from version control, or, while \
                      it is applied nowhere, keep it with `cargo zmig amend --keep-sql` or make it anew without that";
        Err(Error::Load { path, reason: reason.to_owned() })
    };
    Ok(Script {
        up: file(true, listed.up)?,
        down: file(false, listed.down)?,
        up_hash: leak(listed.up.to_string()),
        down_hash: leak(listed.down.to_string()),
        transaction: listed.transaction,
        reversibility: listed.reversibility,
        risk: listed.risk,
    })
}

impl Digests {
    /// Those of some migrations. They stay for as long as the process does.
    pub(crate) fn of(all: &[Embedded]) -> Self {
        Self { sqlite: digest(all, Dialect::Sqlite), postgres: digest(all, Dialect::Postgres) }
    }
}

/// The digest of all in a dialect; empty where one of them is not written in it.
fn digest(all: &[Embedded], dialect: Dialect) -> &'static str {
    let mut digest = SetDigest::EMPTY;
    for migration in all {
        let script = match dialect {
            Dialect::Sqlite => &migration.sqlite,
            Dialect::Postgres => &migration.postgres,
        };
        let Some(checksum) = script.as_ref().and_then(|s| s.up_hash.parse().ok()) else { return "" };
        digest.add(migration.name, checksum);
    }
    leak(digest.to_string())
}
