//! What only cargo itself can show: what it prints, when it runs the build script again, what it packages.

use crate::Project;
use std::path::Path;
use std::process::{Command, Output};

/// A package whose build script is this crate's, built into a folder that all of these tests share: so each needs a name of
/// its own.
fn package(name: &str, version: &str, columns: &str) -> Project {
    let project = Project::new();
    let here = env!("CARGO_MANIFEST_DIR");
    project.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\
             description = \"a test\"\n\n[build-dependencies]\nzmig-build = {{ path = {here:?}, version = \"*\" }}\n\n[workspace]\n"
        ),
    );
    project.write("build.rs", "fn main() {\n    zmig_build::generate()\n}\n");
    project.write("src/main.rs", "fn main() {}\n");
    project.users(version, columns);
    project
}

fn cargo(project: &Project, arguments: &[&str], ci: Option<&str>) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real-cargo");
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(project.path()).env("CARGO_TARGET_DIR", target);
    // What cargo tells this test is not meant for the cargo that the test runs.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let ours = name.starts_with("CARGO_PKG") || name.starts_with("CARGO_MANIFEST") || name == "OUT_DIR";
        if ours || ["CI", "DOCS_RS", "ZMIG_MODE"].contains(&name.as_str()) {
            command.env_remove(name);
        }
    }
    if let Some(ci) = ci {
        command.env("CI", ci);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_second_build_runs_no_build_script_and_compiles_nothing() {
    let project = package("zmig-test-app", "v1.0.0", "  age: {type: str}\n");
    // The lock file of this workspace, so that nothing is looked up.
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), project.file("Cargo.lock"))
        .unwrap();
    let is_fresh = |output: &Output| {
        assert!(output.status.success(), "{}", said(output));
        !said(output).contains("Compiling zmig-test-app") && !said(output).contains("Running")
    };
    let assert_fresh = |when: &str| {
        let output = cargo(&project, &["build", "--offline", "-v"], None);
        assert!(is_fresh(&output), "{when}:\n{}", said(&output));
    };
    let first = cargo(&project, &["build", "--offline", "-vv"], None);
    assert!(!is_fresh(&first));
    assert_eq!(project.migrations().len(), 4);
    assert_fresh("after the first generation");

    project.users("v1.0.0", "  age: {type: int}\n  nick: {type: str}\n");
    let refused = cargo(&project, &["build", "--offline"], None);
    assert!(!refused.status.success());
    for line in [
        "error: zmig-test-app@0.1.0: error: zSchema.users changed, and its version is still v1.0.0",
        "schemas/zSchema.users.yaml:4:22",
        "zMigrationVersion: v1.1.0",
    ] {
        assert!(said(&refused).contains(line), "`{line}` is not in:\n{}", said(&refused));
    }
    project.users("v1.1.0", "  age: {type: int}\n  nick: {type: str}\n");
    let ci = cargo(&project, &["build", "--offline"], Some("true"));
    assert!(
        !ci.status.success() && said(&ci).contains("nothing was written because CI is set"),
        "{}",
        said(&ci)
    );
    assert!(!is_fresh(&cargo(&project, &["build", "--offline", "-v"], None)));
    assert_eq!(project.migrations().len(), 7);
    assert_fresh("after another generation");
    // An edited migration is noticed.
    let up = project.migrations().into_keys().find(|f| f.ends_with("1_1_0.up.sql")).unwrap();
    project.write(&format!("migrations/{up}"), "-- nothing\n");
    let edited = cargo(&project, &["build", "--offline"], None);
    assert!(said(&edited).contains("the migration's SQL was edited"), "{}", said(&edited));
}

#[test]
fn a_package_is_checked_and_not_written() {
    let project = package("zmig-test-packaged", "v1.0.0", "  age: {type: str}\n");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), project.file("Cargo.lock"))
        .unwrap();
    let build = cargo(&project, &["build", "--offline"], None);
    assert!(build.status.success(), "{}", said(&build));
    let list = cargo(&project, &["package", "--list", "--offline", "--allow-dirty"], None);
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    for file in ["migrations/snapshot.json", "schemas/zSchema.users.yaml", "_users_v1_0_0.up.sql"] {
        assert!(list.contains(file), "{file} is not in:\n{list}");
    }
    // What cargo makes of the package: the same files, and the manifest as it was under another name.
    project.write("Cargo.toml.orig", &project.read("Cargo.toml"));
    let packaged = cargo(&project, &["build", "--offline"], None);
    assert!(packaged.status.success(), "{}", said(&packaged));
    let before = project.migrations();
    project.users("v1.1.0", "  age: {type: int}\n");
    let refused = cargo(&project, &["build", "--offline"], None);
    assert!(said(&refused).contains("this is a packaged copy"), "{}", said(&refused));
    assert_eq!(project.migrations(), before);
}
