//! One file a case, in `cases/`: sources, each under a line `--- path`, and after `===` what is read or said.
//!
//! `ZMIG_BLESS=1` writes what comes after `===`. A test that fails never does.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use zmig_build::diagnostic::{Diagnostic, render};
use zmig_build::merge::{Known, Merged, merge};
use zmig_build::rust::{parse_rust, walk_rust};
use zmig_build::source::{Contribution, Meta, SourceId};
use zmig_build::yaml::parse_yaml_bytes;

/// Reads and merges sources as a build does: YAML, and Rust from `src/main.rs` on.
pub(crate) fn read(sources: &[(String, String)]) -> Result<Merged, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut says: Vec<(String, Contribution)> = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| !path.ends_with(".rs")) {
        match parse_yaml_bytes(path, &bytes(text)) {
            Ok(contribution) => says.push((path.clone(), contribution)),
            Err(errors) => found.extend(errors),
        }
    }
    let of = |path: &Path| sources.iter().find(|(p, _)| Path::new(p) == path).map(|(_, text)| text);
    if of(Path::new("src/main.rs")).is_some() {
        let mut load = |path: &Path| match of(path) {
            Some(text) => parse_rust(path.to_str().unwrap(), text).map(Some),
            None => Ok(None),
        };
        match walk_rust(Path::new("src/main.rs"), &mut load) {
            Ok(walk) => says.extend(walk.files.into_iter().flat_map(|(path, file)| {
                file.contributions.into_iter().map(move |c| (path.display().to_string(), c))
            })),
            Err(errors) => found.extend(errors),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let numbered: Vec<(SourceId, &Contribution)> =
        says.iter().enumerate().map(|(i, (_, c))| (SourceId(u32::try_from(i).unwrap()), c)).collect();
    let text = |id: SourceId| {
        let path = &says[id.0 as usize].0;
        of(Path::new(path)).map(|text| (path.clone(), text.clone()))
    };
    merge(&numbered, Known::NOTHING)
        .map_err(|problems| problems.into_iter().map(|p| p.locate(&text)).collect())
}

/// `\xff` stands for the byte, so that a case can hold what is no text.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, part) in text.split("\\xff").enumerate() {
        if number > 0 {
            out.push(0xff);
        }
        out.extend_from_slice(part.as_bytes());
    }
    out
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/cases").join(kind)
}

fn split(case: &str) -> (Vec<(String, String)>, String) {
    let (sources, expected) = case.split_once("\n===\n").unwrap_or((case.trim_end(), ""));
    let sources = format!("\n{sources}\n");
    let sources = sources.split("\n--- ").skip(1).map(|source| {
        let (path, text) = source.split_once('\n').unwrap_or((source, ""));
        (path.trim().to_owned(), text.to_owned())
    });
    (sources.collect(), expected.to_owned())
}

/// Runs every case of a folder.
fn check(kind: &str, show: fn(Result<Merged, Vec<Diagnostic>>) -> String) {
    let bless = std::env::var("ZMIG_BLESS").is_ok_and(|v| v == "1");
    let mut cases: BTreeMap<PathBuf, String> = BTreeMap::new();
    for entry in fs::read_dir(folder(kind)).unwrap() {
        let path = entry.unwrap().path();
        cases.insert(path.clone(), fs::read_to_string(&path).unwrap());
    }
    assert!(cases.len() >= 8, "where are the cases?");
    let mut wrong = String::new();
    for (path, case) in cases {
        let (sources, expected) = split(&case);
        let is = show(read(&sources));
        if is.trim_end() == expected.trim_end() {
            continue;
        }
        if bless {
            let head = case.split("\n===\n").next().unwrap().trim_end();
            fs::write(&path, format!("{head}\n===\n{}\n", is.trim_end())).unwrap();
        } else {
            let name = path.file_name().unwrap().display();
            writeln!(wrong, "## {name}\nexpected:\n{expected}\nis:\n{is}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nZMIG_BLESS=1 writes what is, to be reviewed");
}

#[test]
fn mistakes_are_shown_at_their_place() {
    check("bad", |result| match result {
        Ok(_) => "no mistake was found".into(),
        Err(found) => render(&found),
    });
}

#[test]
fn sources_mean_what_they_say() {
    check("good", |result| match result {
        Err(found) => render(&found),
        Ok(merged) => {
            let mut out = serde_json::to_string_pretty(&merged.schema).unwrap();
            for (name, (_, meta)) in &merged.schemas {
                writeln!(out, "\nschema {name}: {}", meta_text(meta)).unwrap();
            }
            for (name, hints) in &merged.hints.tables {
                writeln!(out, "hints {name}: {hints:?}").unwrap();
            }
            if !merged.hints.dropped_tables.is_empty() {
                writeln!(out, "dropped tables: {:?}", merged.hints.dropped_tables).unwrap();
            }
            for (name, annotations) in &merged.annotations {
                writeln!(out, "annotations {name}: {}", serde_json::to_string(annotations).unwrap()).unwrap();
            }
            for (name, relation) in
                merged.relations.iter().flat_map(|(n, all)| all.iter().map(move |r| (n, r)))
            {
                writeln!(out, "relation of {name}: {}", serde_json::to_string(relation).unwrap()).unwrap();
            }
            out
        }
    });
}

/// What a `Meta` says, without what it does not say.
fn meta_text(meta: &Meta) -> String {
    let mut said: Vec<(&str, serde_json::Value)> = Vec::new();
    let text = |text: &Option<String>| serde_json::to_value(text).unwrap();
    said.push(("data_type", serde_json::to_value(meta.data_type).unwrap()));
    said.push(("label", text(&meta.label)));
    said.push(("source", text(&meta.source)));
    said.push(("paradigm", text(&meta.paradigm)));
    said.push(("enabled", if meta.enabled { true.into() } else { serde_json::Value::Null }));
    said.push(("version", text(&meta.version)));
    said.push(("notes", text(&meta.notes)));
    said.push(("hooks", serde_json::to_value(&meta.hooks).unwrap()));
    said.push(("allow", serde_json::to_value(&meta.allow).unwrap()));
    said.push(("extends", text(&meta.extends)));
    said.push(("dropped_tables", serde_json::to_value(&meta.dropped_tables).unwrap()));
    let nothing = ["null", "[]", "{}"];
    let said = said.into_iter().map(|(key, value)| (key, value.to_string()));
    let said = said.filter(|(_, value)| !nothing.contains(&value.as_str()));
    format!("{{{}}}", said.map(|(key, value)| format!("\"{key}\":{value}")).collect::<Vec<_>>().join(","))
}
