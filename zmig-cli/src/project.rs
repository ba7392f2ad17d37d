//! Which project is meant.

use std::path::{Path, PathBuf};

/// The folder of the nearest project: a Cargo.toml beside a zmig.toml, `schemas/` or `migrations/`.
///
/// # Errors
/// When there is none; the message says what was looked for.
pub(crate) fn find(start: &Path) -> Result<PathBuf, String> {
    let nearest = find_package(start)?;
    let mut folders = start.ancestors().filter(|folder| folder.join("Cargo.toml").is_file());
    folders.find(|folder| is_project(folder)).map(Path::to_owned).ok_or_else(|| {
        format!(
            "{} has a Cargo.toml, but neither zmig.toml nor schemas/ nor migrations/ is beside it or beside one above it\n  \
             = help: go to the project's folder, or name it with --project",
            nearest.display()
        )
    })
}

/// The same for a command that begins a project: where nothing of zmig's is there yet, the nearest package.
///
/// # Errors
/// When there is none.
pub(crate) fn find_package(start: &Path) -> Result<PathBuf, String> {
    let mut folders = start.ancestors().filter(|folder| folder.join("Cargo.toml").is_file());
    let nearest = folders.clone().next();
    folders.find(|folder| is_project(folder)).or(nearest).map(Path::to_owned).ok_or_else(|| {
        format!(
            "there is no Cargo.toml in {} or above it\n  = help: go to the project's folder, or name it with --project",
            start.display()
        )
    })
}

fn is_project(folder: &Path) -> bool {
    ["zmig.toml", "schemas", "migrations"].iter().any(|n| folder.join(n).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_project_is_found_from_below() {
        let temp = tempfile::tempdir().unwrap();
        let deep = temp.path().join("app/src/bin");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir(temp.path().join("app/schemas")).unwrap();
        assert!(find(&deep).unwrap_err().contains("no Cargo.toml"));
        std::fs::write(temp.path().join("app/src/Cargo.toml"), "").unwrap();
        assert!(find(&deep).unwrap_err().contains("neither zmig.toml"));
        assert_eq!(find_package(&deep).unwrap(), temp.path().join("app/src"));
        std::fs::write(temp.path().join("app/Cargo.toml"), "").unwrap();
        assert_eq!(find(&deep).unwrap(), temp.path().join("app"));
        assert_eq!(find_package(&deep).unwrap(), temp.path().join("app"));
    }
}
