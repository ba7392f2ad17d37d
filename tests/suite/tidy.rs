//! House rules that a machine can check: the arrows between the crates, the weight of what applications build, and
//! what no file may hold.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let out = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(out.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("cargo speaks UTF-8")
}

/// The packages of the workspace: name to (kind of dependency or none, name of the dependency).
fn dependencies() -> BTreeMap<String, Vec<(Option<String>, String)>> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo metadata is JSON");
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let packages = metadata["packages"].as_array().expect("packages");
    let read = |p: &Value| {
        let all = p["dependencies"].as_array().expect("dependencies");
        let all = all.iter().map(|d| (text(&d["kind"]), text(&d["name"]).expect("a name"))).collect();
        (text(&p["name"]).expect("a name"), all)
    };
    packages.iter().map(read).collect()
}

#[test]
fn the_arrows_of_the_architecture_are_the_only_ones() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("zmig-core", &[][..]),
        ("zmig-build", &["zmig-core"]),
        ("zmig-macros", &["zmig-build", "zmig-core"]),
        ("zmig-runtime", &["zmig-core"]),
        ("zmig-cli", &["zmig-build", "zmig-core", "zmig-runtime"]),
        ("zmig", &["zmig-macros", "zmig-runtime"]),
        ("example-app", &["zmig", "zmig-build"]),
    ]);
    let all = dependencies();
    assert_eq!(
        all.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        allowed.keys().copied().collect(),
        "a crate was added or removed: say in this test and in ARCHITECTURE.md what it may depend on"
    );
    for (name, dependencies) in &all {
        // Tests may look at everything; what is compiled for others may not.
        for (_, to) in dependencies.iter().filter(|(kind, _)| kind.as_deref() != Some("dev")) {
            assert!(
                !all.contains_key(to) || allowed[name.as_str()].contains(&to.as_str()),
                "{name} depends on {to}, which is no arrow of ARCHITECTURE.md"
            );
        }
    }
}

#[test]
fn the_runtime_never_sees_what_belongs_to_the_build() {
    let banned = [
        "syn",
        "quote",
        "prettyplease",
        "proc-macro2",
        "serde_yaml",
        "yaml_serde",
        "toml",
        "annotate-snippets",
    ];
    let all = dependencies();
    for name in ["zmig-core", "zmig-runtime", "zmig"] {
        let found: Vec<_> =
            all[name].iter().filter(|(kind, d)| kind.is_none() && banned.contains(&d.as_str())).collect();
        assert!(found.is_empty(), "{name} depends on {found:?}");
    }
    // Through others, too: nothing that parses YAML or prints code is compiled into an application.
    let tree = tree(&["-p", "zmig-runtime", "--all-features"]);
    for banned in ["yaml_serde", "prettyplease", "annotate-snippets", "zmig-build", "squawk-syntax"] {
        assert!(!tree.contains(banned), "{banned} is in the tree of zmig-runtime");
    }
}

#[test]
fn only_the_command_line_compiles_a_grammar_of_sql() {
    let build = tree(&["-p", "zmig-build"]);
    assert!(!build.contains("squawk-syntax"), "every build script would compile it");
    assert!(tree(&["-p", "zmig-cli"]).contains("squawk-syntax"));
}

#[test]
fn a_user_of_one_database_compiles_no_other() {
    let sqlite = tree(&["-p", "zmig", "--no-default-features", "--features", "sqlite"]);
    assert!(sqlite.contains("sqlx-sqlite") && !sqlite.contains("sqlx-postgres"), "{sqlite:?}");
    let default = tree(&["-p", "zmig"]);
    assert!(!default.contains("sqlx-postgres"), "the default features bring PostgreSQL");
    let postgres = tree(&["-p", "zmig", "--no-default-features", "--features", "postgres"]);
    assert!(postgres.contains("sqlx-postgres") && !postgres.contains("sqlx-sqlite"), "{postgres:?}");
    for tree in [sqlite, postgres] {
        assert!(!tree.contains("sqlx-mysql") && !tree.contains("clap"), "{tree:?}");
    }
}

/// The names of the crates in a tree of normal dependencies.
fn tree(arguments: &[&str]) -> BTreeSet<String> {
    let mut all = vec!["tree", "--locked", "-e", "normal", "--prefix", "none", "--format", "{p}"];
    all.extend(arguments);
    let text = cargo(&all);
    text.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let manifests = files(|p| p.file_name().is_some_and(|n| n == "Cargo.toml"));
    let crates: Vec<_> =
        manifests.iter().filter(|(p, _)| !p.starts_with("benches") && !p.starts_with("tests")).collect();
    assert_eq!(crates.len(), dependencies().len());
    for (path, text) in crates {
        assert!(
            text.contains("\n[lints]\nworkspace = true\n"),
            "{}: needs `[lints]` with `workspace = true`",
            path.display()
        );
    }
}

#[test]
fn no_file_is_longer_than_it_can_be_read() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .collect();
    assert!(long.is_empty(), "one noun one file, never past 500 lines: {long:#?}");
}

#[test]
fn nothing_that_is_written_comes_from_a_map_without_an_order() {
    // Looked up only, never walked.
    let exceptions =
        ["zmig-core/src/resolve/replaced.rs", "zmig-build/src/emit.rs", "zmig-build/src/cache/memory.rs"];
    let found: Vec<_> = sources()
        .into_iter()
        .filter(|(p, _)| p.starts_with("zmig-core/src") || p.starts_with("zmig-build/src"))
        .filter(|(p, text)| {
            (text.contains("HashMap") || text.contains("HashSet"))
                && !exceptions.iter().any(|e| Path::new(e) == p)
        })
        .map(|(p, _)| p)
        .collect();
    assert!(found.is_empty(), "use a BTreeMap, or name the file here if the map is never walked: {found:#?}");
}

#[test]
fn the_repository_speaks_of_itself_alone() {
    // In pieces, so that this file holds none of them.
    let banned = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/ho", "me/"].concat(),
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["sub", "agent"].concat(),
    ];
    let mut found = Vec::new();
    for (path, text) in files(is_text) {
        for (number, line) in text.lines().enumerate() {
            for word in banned.iter().filter(|w| line.contains(w.as_str())) {
                found.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn text_files_are_tidy() {
    let mut found = Vec::new();
    for (path, text) in files(is_text) {
        // Some goldens are untidy on purpose.
        if path.starts_with("tests/golden") || path.starts_with("tests/ui") {
            continue;
        }
        if text.contains('\r') || text.contains('\t') {
            found.push(format!("{}: a tab or a carriage return", path.display()));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            found.push(format!("{}: the last line has no end", path.display()));
        }
        let blank = text.lines().position(|l| l.ends_with(' '));
        found.extend(blank.map(|n| format!("{}:{}: a blank at the end", path.display(), n + 1)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_command_that_an_error_names_exists() {
    let verbs = verbs();
    for verb in
        ["check", "bump", "amend", "rebase", "migrate", "status", "history", "rollback", "stamp", "pull"]
    {
        assert!(verbs.contains(verb), "cargo zmig {verb} is missing");
    }
    let mut found = Vec::new();
    for (path, text) in files(is_text) {
        if path == Path::new("tests/suite/tidy.rs") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for (at, _) in line.match_indices("cargo zmig ") {
                let rest = &line[at + "cargo zmig ".len()..];
                let word: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                // `cargo zmig …`, `cargo zmig {verb}` and prose after the name of the tool.
                if rest.starts_with(|c: char| c.is_ascii_lowercase()) && !verbs.contains(&word) {
                    found.push(format!("{}:{}: cargo zmig {word}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "no such command: {found:#?}");
}

/// The commands of the tool, from the enum that clap derives them of.
fn verbs() -> BTreeSet<String> {
    let path = root().join("zmig-cli/src/args.rs");
    let text = std::fs::read_to_string(path).expect("zmig-cli/src/args.rs");
    let start = text.find("enum Verb {").expect("the enum of verbs");
    let body = &text[start..start + text[start..].find("\n}").expect("its end")];
    let names = body.lines().skip(1).map(str::trim);
    let names = names.filter(|l| l.starts_with(|c: char| c.is_ascii_uppercase()));
    let kebab = |l: &str| {
        let name: String = l.chars().take_while(char::is_ascii_alphanumeric).collect();
        let mut out = String::new();
        for (i, c) in name.chars().enumerate() {
            if c.is_ascii_uppercase() && i > 0 {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    };
    names.map(kebab).collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    files(|p| p.extension().is_some_and(|e| e == "rs"))
}

fn is_text(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["rs", "toml", "md", "yaml", "yml", "sh"].contains(&extension) || ["test", "run"].contains(&name)
}

/// The files that git keeps or would keep, with what they hold, in order.
fn files(wanted: impl Fn(&Path) -> bool) -> Vec<(PathBuf, String)> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(out.status.success(), "git ls-files: {}", String::from_utf8_lossy(&out.stderr));
    let names = String::from_utf8(out.stdout).expect("names are UTF-8");
    let mut all: Vec<_> = names
        .split('\0')
        .filter(|n| !n.is_empty())
        .map(PathBuf::from)
        .filter(|p| wanted(p))
        // Bytes that are no text are for those who test with them.
        .filter_map(|p| std::fs::read_to_string(root().join(&p)).ok().map(|text| (p, text)))
        .collect();
    assert!(!all.is_empty(), "no file was found");
    all.sort();
    all
}
