//! The example as `cargo package` makes it: it builds without its repository, and its build script writes nothing.

use crate::project::{said, target};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn a_packaged_example_builds_and_writes_nothing() {
    let place = tempfile::tempdir().expect("a folder");
    // All of the workspace, since nothing of it is published: cargo then finds the packages among themselves.
    let arguments = ["package", "--workspace", "--no-verify", "--allow-dirty", "--offline"];
    let packaged = cargo(Path::new(ROOT), &arguments, place.path());
    assert!(packaged.status.success(), "{}", said(&packaged));
    let archive = place.path().join("package/example-app-0.1.0.crate");
    let unpacked = Command::new("tar")
        .arg("-xzf")
        .arg(&archive)
        .current_dir(place.path())
        .output()
        .expect("there is a tar");
    assert!(unpacked.status.success(), "{}", said(&unpacked));
    let package = place.path().join("example-app-0.1.0");
    assert!(package.join("migrations/snapshot.json").is_file(), "migrations are packaged");

    // A first build writes the lock file's new sources and no more; from then on, nothing at all.
    let before = files(&package);
    let built = build(&package);
    assert!(built.status.success(), "{}", said(&built));
    assert_eq!(files(&package), before, "the build changed its package");

    // A schema that asks for a migration is refused, and the refusal says why nothing is written.
    let schema = package.join("schemas/zSchema.tracker.yaml");
    let text = std::fs::read_to_string(&schema).expect("the example's schema");
    let changed = text.replacen("\n  id:", "\n  packaged: text\n  id:", 1);
    assert_ne!(text, changed, "the schema has a table with an id");
    std::fs::write(&schema, changed.replace("zMigrationVersion: v1", "zMigrationVersion: v99"))
        .expect("written");
    let before = files(&package);
    let refused = build(&package);
    assert!(!refused.status.success(), "{}", said(&refused));
    assert!(said(&refused).contains("this is a packaged copy"), "{}", said(&refused));
    assert_eq!(files(&package), before, "a refused build changed its package");
}

/// Builds the package beside the workspace's own crates, which no registry has.
fn build(package: &Path) -> Output {
    let mut arguments: Vec<String> = ["build", "--offline"].map(str::to_owned).to_vec();
    // As in the workspace, so that what is compiled for it already serves here too.
    arguments.extend(["--config".into(), "profile.dev.debug=\"line-tables-only\"".into()]);
    for (name, folder) in [
        ("zmig", ""),
        ("zmig-core", "zmig-core"),
        ("zmig-build", "zmig-build"),
        ("zmig-macros", "zmig-macros"),
        ("zmig-runtime", "zmig-runtime"),
    ] {
        let path = Path::new(ROOT).join(folder);
        arguments.extend(["--config".into(), format!("patch.crates-io.{name}.path={path:?}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    cargo(package, &arguments, target())
}

fn cargo(folder: &Path, arguments: &[&str], target: &Path) -> Output {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    // What cargo says to this test is not for the package, and that it is a package must be found without a hint.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_HOME") {
        command.env_remove(name);
    }
    for name in ["CI", "DOCS_RS", "ZMIG_MODE"] {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", target).output().expect("cargo runs")
}

/// Every file of the package but its lock file, which is cargo's: its text, and when it was written.
fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("Cargo.lock") {
                let written = path.metadata().and_then(|m| m.modified()).expect("a time");
                found.insert(path.clone(), (std::fs::read(&path).expect("a file"), written));
            }
        }
    }
    found
}
