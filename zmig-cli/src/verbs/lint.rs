//! `cargo zmig lint`.

use crate::args::Lint;
use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use zmig_build::verbs::{Found, LintRequest, Linted};
use zmig_core::lint::{Level, RULES, known_code};

pub(super) fn run(project: &Path, args: &Lint) -> Result<(), Stop> {
    let here =
        std::env::current_dir().map_err(|e| Stop::new(format!("the current folder cannot be read: {e}")))?;
    let request = LintRequest {
        files: args.files.iter().map(|file| here.join(file)).collect(),
        since: args.since.clone(),
        dialect: args.dialect,
    };
    let mut linted = zmig_build::verbs::lint(project, &request)?;
    let advice = linted.count(Level::Advice);
    if !args.advice {
        linted.findings.retain(|f| f.finding.level > Level::Advice);
    }
    if args.json {
        json(&linted.findings.iter().map(document).collect::<Vec<_>>())?;
    } else if args.sarif {
        json(&sarif(&linted.findings))?;
    } else {
        say(&page(&linted, if args.advice { 0 } else { advice }))?;
    }
    if linted.count(Level::Error) > 0 { Err(Stop::linted()) } else { Ok(()) }
}

/// Prints the page of a rule.
pub(super) fn explain(code: &str) -> Result<(), Stop> {
    match known_code(code) {
        Ok(rule) => say(&rule.page()),
        Err(unknown) => Err(Stop::new(format!("{unknown}\n  = help: {}", unknown.meant()))),
    }
}

/// Everything for people: each finding at its place, and a line that counts.
fn page(linted: &Linted, hidden: usize) -> String {
    let mut out = String::new();
    for found in &linted.findings {
        let (finding, line) = (&found.finding, found.line);
        let gap = " ".repeat(line.to_string().len());
        let _ = writeln!(out, "{}[{}]: {}", finding.level.word(), finding.code, finding.message);
        let _ = writeln!(out, "{gap}--> {}:{line}:{}", found.file, found.column);
        let _ = writeln!(out, "{gap} |\n{line} | {}\n{gap} |", visible(&found.text));
        let _ = writeln!(out, "{gap} = help: {}", finding.help);
        for sql in finding.sql.lines() {
            let _ = writeln!(out, "{gap}     {sql}");
        }
        out.push('\n');
    }
    let (errors, warnings) = (linted.count(Level::Error), linted.count(Level::Warning));
    let advice = linted.count(Level::Advice);
    let mut counts = vec![count(errors, "error", "errors"), count(warnings, "warning", "warnings")];
    if advice > 0 {
        counts.push(count(advice, "piece of advice", "pieces of advice"));
    }
    let _ = write!(out, "{} in {}", counts.join(", "), count(linted.files, "file", "files"));
    if hidden > 0 {
        let _ = write!(out, "; {} with --advice", count(hidden, "piece of advice", "pieces of advice"));
    }
    out
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A line of a file must not move the terminal's cursor.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn document(found: &Found) -> Value {
    let finding = &found.finding;
    json!({
        "code": finding.code,
        "level": finding.level,
        "message": finding.message,
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "help": finding.help,
        "sql": finding.sql,
    })
}

fn sarif(findings: &[Found]) -> Value {
    let used = RULES.iter().filter(|r| findings.iter().any(|f| f.finding.code == r.code));
    let rules: Vec<Value> = used
        .map(|r| json!({"id": r.code, "shortDescription": {"text": r.title}, "help": {"text": r.instead}}))
        .collect();
    let level = |level: Level| match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "note",
    };
    let result = |found: &Found| {
        let region = json!({"startLine": found.line, "startColumn": found.column});
        let location = json!({"artifactLocation": {"uri": found.file}, "region": region});
        json!({
            "ruleId": found.finding.code,
            "level": level(found.finding.level),
            "message": {"text": found.finding.message},
            "locations": [{"physicalLocation": location}],
        })
    };
    let driver = json!({"name": "zmig", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": findings.iter().map(result).collect::<Vec<_>>()}],
    })
}
