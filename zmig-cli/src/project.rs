//! Which project is meant.

use std::path::{Path, PathBuf};

/// The folder of the nearest project: a Cargo.toml beside a zmig.toml, `schemas/` or `migrations/`.
///
/// # Errors
/// When there is none; the message says what was looked for.
pub(crate) fn find(start: &Path) -> Result<PathBuf, String> {
    let mut nearest = None;
    for folder in start.ancestors() {
        if !folder.join("Cargo.toml").is_file() {
            continue;
        }
        if ["zmig.toml", "schemas", "migrations"].iter().any(|n| folder.join(n).exists()) {
            return Ok(folder.to_owned());
        }
        nearest.get_or_insert_with(|| folder.to_owned());
    }
    Err(match nearest {
        Some(folder) => format!(
            "{} has a Cargo.toml, but neither zmig.toml nor schemas/ nor migrations/ is beside it or beside one above it\n  \
             = help: go to the project's folder, or name it with --project",
            folder.display()
        ),
        None => format!(
            "there is no Cargo.toml in {} or above it\n  = help: go to the project's folder, or name it with --project",
            start.display()
        ),
    })
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
        std::fs::write(temp.path().join("app/Cargo.toml"), "").unwrap();
        assert_eq!(find(&deep).unwrap(), temp.path().join("app"));
    }
}
