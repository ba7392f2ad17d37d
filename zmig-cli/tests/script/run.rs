//! Runs scripts and compares, or writes down what is printed.

use super::database::Backend;
use super::form::{Kind, Script, Step};
use super::normal::{even, is_as_expected};
use super::stage::Stage;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// Runs a script on its databases. What is not as the script says, a text each.
pub(super) fn check(path: &Path, name: &str, text: &str, script: &Script) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let runs: Vec<(Backend, Vec<Vec<String>>)> =
        script.backends.iter().map(|backend| (*backend, play(name, script, *backend))).collect();
    let mut wrong = Vec::new();
    let mut edits: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    let shown = script.steps.iter().filter_map(|step| match step {
        Step::Run { command, line, printed: Some(printed) } => Some((command, *line, printed)),
        _ => None,
    });
    for (number, (command, line, printed)) in shown.enumerate() {
        let differs = |(backend, outputs): &(Backend, Vec<Vec<String>>)| {
            let expected = of(*backend, &lines[printed.clone()]);
            let actual = &outputs[number];
            (!is_as_expected(&expected, actual)).then(|| told(*backend, &expected, actual))
        };
        let found: Vec<String> = runs.iter().filter_map(differs).collect();
        if !found.is_empty() {
            wrong.push(format!("{name}:{}: $ {command}\n{}", line + 1, found.concat()));
            let all: Vec<(Backend, &[String])> = runs.iter().map(|(b, o)| (*b, &*o[number])).collect();
            edits.push((printed.clone(), merged(&all, script.kind)));
        }
    }
    if !std::env::var("ZMIG_BLESS").is_ok_and(|v| v == "1") {
        return wrong;
    }
    let mut out: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    for (range, printed) in edits.into_iter().rev() {
        out.splice(range, printed);
    }
    if !wrong.is_empty() {
        std::fs::write(path, out.join("\n") + "\n").unwrap();
    }
    Vec::new()
}

/// Fails with everything that is wrong.
pub(super) fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\nZMIG_BLESS=1 writes what is printed, to be reviewed", wrong.join("\n"));
}

/// What each command of a script prints, those apart of which nothing is told.
fn play(name: &str, script: &Script, backend: Backend) -> Vec<Vec<String>> {
    let mut stage = Stage::new(script.kind, backend);
    if let Some(fixture) = &script.with {
        stage.fixture(fixture);
    }
    let mut out = Vec::new();
    for step in &script.steps {
        match step {
            Step::Write { path, text } => stage.write(path, text),
            Step::Run { command, line, printed } => {
                let (text, code) = stage.run(command);
                let mut lines: Vec<String> =
                    text.trim_end().lines().map(|l| l.trim_end().to_owned()).collect();
                match (script.kind, code) {
                    (_, 0) => {}
                    (Kind::Case, code) => lines.push(format!("[{code}]")),
                    // What fails on a page says so.
                    (Kind::Page, code) => assert!(
                        printed.is_some() && lines.iter().any(|l| l.starts_with("error")),
                        "{name}:{}: $ {command}\nends with {code}\n{text}",
                        line + 1
                    ),
                }
                let reads_as_comment = |pair: &[String]| pair[0].is_empty() && pair[1].starts_with("# ");
                assert!(
                    script.kind == Kind::Page || !lines.windows(2).any(reads_as_comment),
                    "{name}:{}: $ {command}\nprints what reads as a comment of the case",
                    line + 1
                );
                if printed.is_some() {
                    out.push(lines);
                }
            }
        }
    }
    out
}

/// The lines that are expected of a kind of databases.
fn of(backend: Backend, lines: &[&str]) -> Vec<String> {
    let line = |line: &&str| {
        let (only, rest) = match line.split_once('|') {
            Some((only, rest)) => (Backend::named(only).ok(), rest),
            None => (None, ""),
        };
        match only {
            Some(only) if only == backend => Some(rest.strip_prefix(' ').unwrap_or(rest).to_owned()),
            Some(_) => None,
            None => Some((*line).to_owned()),
        }
    };
    lines.iter().filter_map(line).collect()
}

/// The two, for a person.
fn told(backend: Backend, expected: &[String], actual: &[String]) -> String {
    let mut out = format!("on {}, expected:\n", backend.name());
    for line in expected {
        let _ = writeln!(out, "    {line}");
    }
    out += "but it printed:\n";
    for line in even(actual) {
        let _ = writeln!(out, "    {line}");
    }
    out
}

/// What is written down: the lines that all databases have in common as they are, the others under their names.
fn merged(all: &[(Backend, &[String])], kind: Kind) -> Vec<String> {
    let lines =
        |lines: &[String]| -> Vec<String> { if kind == Kind::Case { even(lines) } else { lines.to_vec() } };
    match all {
        [(_, one)] => lines(one),
        [(a, left), (b, right)] => together((*a, &lines(left)), (*b, &lines(right))),
        _ => Vec::new(),
    }
}

/// By the longest sequence of lines that both have.
fn together((a, left): (Backend, &[String]), (b, right): (Backend, &[String])) -> Vec<String> {
    let mut longest = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i][j] = match left[i] == right[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let only = |backend: Backend, line: &str| format!("{}| {line}", backend.name()).trim_end().to_owned();
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            out.push(left[i].clone());
            (i, j) = (i + 1, j + 1);
        } else if j == right.len() || (i < left.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            out.push(only(a, &left[i]));
            i += 1;
        } else {
            out.push(only(b, &right[j]));
            j += 1;
        }
    }
    out
}
