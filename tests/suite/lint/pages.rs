//! The pages of the rules in `docs/lint` are what the rules say. `ZMIG_BLESS=1` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use zmig_core::lint::RULES;

const FAMILIES: [(&str, &str); 6] = [
    ("ZM00", "Data that is lost"),
    ("ZM02", "Programs that run while it changes"),
    ("ZM1", "Locks and rewrites on PostgreSQL"),
    ("ZM2", "Types, keys and indexes"),
    ("ZM3", "SQLite"),
    ("ZM4", "Files of SQL"),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/lint")
}

/// The family of a code: the last one that does not come after it.
fn family(code: &str) -> usize {
    FAMILIES.iter().rposition(|(first, _)| *first <= code).unwrap_or_default()
}

fn index() -> String {
    let mut out = String::from("# Lint rules\n\nWhat each finds, why that hurts and what to do instead.\n");
    for (number, (_, title)) in FAMILIES.iter().enumerate() {
        let _ = write!(out, "\n## {title}\n\n| code | | of |\n|---|---|---|\n");
        for rule in RULES.iter().filter(|r| family(r.code) == number) {
            let names: Vec<&str> = rule.dialects.iter().map(|d| d.title()).collect();
            let _ = writeln!(out, "| [{0}]({0}.md) | {1} | {2} |", rule.code, rule.title, names.join(", "));
        }
    }
    out
}

#[test]
fn every_rule_has_its_page() {
    let mut expected: BTreeMap<String, String> =
        RULES.iter().map(|r| (format!("{}.md", r.code), r.page())).collect();
    expected.insert("README.md".into(), index());
    let folder = folder();
    if std::env::var_os("ZMIG_BLESS").is_some_and(|v| v == "1") {
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in &expected {
            std::fs::write(folder.join(name), text).expect("written");
        }
    }
    let files = std::fs::read_dir(&folder).expect("docs/lint");
    let found: BTreeMap<String, String> = files
        .map(|file| {
            let file = file.expect("a file");
            let text = std::fs::read_to_string(file.path()).expect("text");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected), "a page for each rule and no other");
    for (name, text) in &expected {
        assert!(
            found[name] == *text,
            "docs/lint/{name} is not what the rule says; ZMIG_BLESS=1 writes it anew"
        );
    }
}
