//! Which project is meant.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the nearest project: a Cargo.toml beside a zmig.toml, `schemas/` or `migrations/`; or the only one of the
/// workspace.
///
/// # Errors
/// When there is none or one of several; the message says what was looked for.
pub(crate) fn find(start: &Path) -> Result<PathBuf, String> {
    let nearest = nearest(start)?;
    if let Some(project) = packages_above(start).find(|folder| is_project(folder)) {
        return Ok(project.to_owned());
    }
    let members = members(&nearest);
    let mut projects: Vec<&PathBuf> = members.iter().filter(|folder| is_project(folder)).collect();
    match projects.len() {
        0 => Err(format!(
            "{} has a Cargo.toml, but neither zmig.toml nor schemas/ nor migrations/ is beside it or beside one above it\n  \
             = help: go to the project's folder, or name it with --project\n  \
             = help: `cargo zmig init` begins a project",
            nearest.display()
        )),
        1 => Ok(projects.remove(0).clone()),
        _ => Err(which_of(&nearest, &projects, "projects")),
    }
}

/// The same for a command that begins a project: where nothing of zmig's is there yet, the nearest package.
///
/// # Errors
/// When there is none, or a workspace of several.
pub(crate) fn find_package(start: &Path) -> Result<PathBuf, String> {
    let nearest = nearest(start)?;
    if let Some(project) = packages_above(start).find(|folder| is_project(folder)) {
        return Ok(project.to_owned());
    }
    if is_package(&nearest) {
        return Ok(nearest);
    }
    let mut members = members(&nearest);
    match members.len() {
        1 => Ok(members.remove(0)),
        _ => Err(which_of(&nearest, &members.iter().collect::<Vec<_>>(), "packages")),
    }
}

fn nearest(start: &Path) -> Result<PathBuf, String> {
    if !start.is_dir() {
        return Err(format!("there is no folder {}", start.display()));
    }
    packages_above(start).next().map(Path::to_owned).ok_or_else(|| {
        format!(
            "there is no Cargo.toml in {} or above it\n  = help: go to the project's folder, or name it with --project",
            start.display()
        )
    })
}

fn packages_above(start: &Path) -> impl Iterator<Item = &Path> {
    start.ancestors().filter(|folder| folder.join("Cargo.toml").is_file())
}

fn is_project(folder: &Path) -> bool {
    ["zmig.toml", "schemas", "migrations"].iter().any(|n| folder.join(n).exists())
}

/// Whether it is one itself, and not only what holds a workspace together.
fn is_package(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    text.lines().any(|line| line.trim_start().starts_with("[package]") || line.starts_with("package"))
}

/// The packages of a workspace, by their folders; empty where cargo does not tell.
fn members(workspace: &Path) -> Vec<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let said = Command::new(cargo).args(metadata).current_dir(workspace).output();
    let Ok(said) =
        said.map(|out| serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap_or_default())
    else {
        return Vec::new();
    };
    let manifests =
        said["packages"].as_array().into_iter().flatten().filter_map(|p| p["manifest_path"].as_str());
    let mut folders: Vec<PathBuf> =
        manifests.filter_map(|m| Some(Path::new(m).parent()?.to_owned())).collect();
    folders.sort();
    folders
}

fn which_of(workspace: &Path, folders: &[&PathBuf], what: &str) -> String {
    let mut out = format!("{} is a workspace of several {what}, and none is named", workspace.display());
    for folder in folders {
        let name = folder.strip_prefix(workspace).unwrap_or(folder);
        out += &format!("\n  = help: --project {}", name.display());
    }
    if folders.is_empty() {
        out += "\n  = help: name the package's folder with --project";
    }
    out
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
        std::fs::write(temp.path().join("app/src/Cargo.toml"), "[package]\n").unwrap();
        assert!(find(&deep).unwrap_err().contains("neither zmig.toml"));
        assert_eq!(find_package(&deep).unwrap(), temp.path().join("app/src"));
        std::fs::write(temp.path().join("app/Cargo.toml"), "").unwrap();
        assert_eq!(find(&deep).unwrap(), temp.path().join("app"));
        assert_eq!(find_package(&deep).unwrap(), temp.path().join("app"));
        assert!(find(&temp.path().join("app/nowhere")).unwrap_err().contains("there is no folder"));
    }
}
