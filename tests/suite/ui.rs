//! Every mistake that the macros find is one clear message at its place. A case is `tests/ui/<case>.rs` and what
//! rustc says of it, `tests/ui/<case>.stderr`; a case that compiles has an empty one.
//!
//! `ZMIG_BLESS=1` writes what rustc says now.

use crate::project::{Project, said};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The build script of the cases: the tables are what a build script of zmig's would have written.
const BUILD: &str = r#"
fn main() {
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("zmig/tables");
    std::fs::create_dir_all(&out).unwrap();
    for entry in std::fs::read_dir("tables").unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, out.join(path.file_name().unwrap())).unwrap();
    }
    println!("cargo::rerun-if-changed=tables");
}
"#;

#[test]
fn mistakes_in_models_are_clear_messages() {
    let ui = folder();
    let (project, cases) = cases("ui");
    let messages = project.messages(&["check", "--bins", "--keep-going"]);

    let mut wrong = String::new();
    for case in &cases {
        let said = messages.get(case).unwrap_or_else(|| panic!("cargo did not look at {case}"));
        // rustc shortens a path where its last word is unique in all that is compiled, which is no matter of ours.
        let said = &said.replace("zmig::sqlx::Sqlite", "Sqlite").replace("zmig::sqlx::Postgres", "Postgres");
        let path = ui.join(format!("{case}.stderr"));
        if std::env::var_os("ZMIG_BLESS").is_some_and(|v| v == "1") {
            std::fs::write(&path, said).expect("the message is written");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if *said != expected {
            let _ = writeln!(wrong, "\n== {case}: expected ==\n{expected}\n== {case}: rustc says ==\n{said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nZMIG_BLESS=1 writes what rustc says now");
    for path in files(&ui, "stderr") {
        let case = path.file_stem().and_then(|n| n.to_str()).expect("a name");
        assert!(cases.iter().any(|c| c == case), "{case}.stderr has no case");
    }
}

/// What the macros emit is nobody's fault but ours: it passes the lints of the strictest.
#[test]
fn emitted_code_passes_pedantic_lints() {
    let (project, cases) = cases("pedantic");
    for case in cases.iter().filter(|case| !passes(case)) {
        std::fs::remove_file(project.path(&format!("src/bin/{case}.rs"))).expect("the others are in the way");
    }
    let out = project.cargo(&["clippy", "--bins"]);
    let text = said(&out);
    assert!(!text.contains("is not installed"), "clippy is missing: rustup component add clippy");
    assert!(out.status.success() && !text.contains("warning:"), "{text}");
}

/// Whether rustc has nothing to say of a case.
fn passes(case: &str) -> bool {
    std::fs::read_to_string(folder().join(format!("{case}.stderr"))).is_ok_and(|text| text.is_empty())
}

/// A project with all cases as programs of their own.
fn cases(name: &str) -> (Project, Vec<String>) {
    let project = Project::new(name, &["sqlite", "postgres", "uuid", "decimal"]);
    project.write("build.rs", BUILD);
    let mut cases = Vec::new();
    for path in files(&folder(), "rs") {
        let case = path.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
        project.write(&format!("src/bin/{case}.rs"), &std::fs::read_to_string(&path).expect("a case"));
        cases.push(case);
    }
    for path in files(&folder().join("tables"), "json") {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        project.write(&format!("tables/{name}"), &std::fs::read_to_string(&path).expect("a table"));
    }
    (project, cases)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == ending));
    paths.sort();
    paths
}
