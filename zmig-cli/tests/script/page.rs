//! The form of a page: what of its Markdown is run.

use super::database::Backend;
use super::form::{Kind, Script, Step, commands};
use std::ops::Range;

/// Reads a page. Commands of `elsewhere` are left out: other tests run them.
pub(super) fn page(text: &str, backend: Backend, elsewhere: &[&str]) -> Result<Script, String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut steps = Vec::new();
    let (mut title, mut at) = ("", 0);
    while at < lines.len() {
        let line = lines[at];
        if let Some(hidden) = line.strip_prefix("<!-- $ ").and_then(|l| l.strip_suffix(" -->")) {
            steps.push(Step::Run { command: hidden.to_owned(), line: at, printed: None });
        } else if let Some(language) = line.strip_prefix("```") {
            let start = at + 1;
            let length = lines[start..].iter().position(|l| l.starts_with("```"));
            let end = start + length.ok_or_else(|| format!("line {start}: the block has no end"))?;
            if let Some(path) = named(title) {
                let text = lines[start..end].iter().flat_map(|l| [l, "\n"]).collect();
                steps.push(Step::Write { path: path.to_owned(), text });
            } else if language == "console" {
                steps.extend(block(&lines, start..end));
            }
            (at, title) = (end, "");
        } else if !line.is_empty() {
            title = line;
        }
        at += 1;
    }
    steps.retain(|step| match step {
        Step::Run { command, .. } => {
            let (command, _) = command.split_once(" #").unwrap_or((command, ""));
            !elsewhere.contains(&command.trim())
        }
        Step::Write { .. } => true,
    });
    Ok(Script { backends: vec![backend], with: None, steps, kind: Kind::Page })
}

/// The commands of a block. One that shows nothing of what they print claims nothing of it; they have to succeed.
fn block(lines: &[&str], range: Range<usize>) -> Vec<Step> {
    let mut steps = commands(lines, range);
    let silent = |step: &Step| matches!(step, Step::Run { printed: Some(printed), .. } if printed.is_empty());
    if steps.len() > 1 && steps.iter().all(silent) {
        for step in &mut steps {
            if let Step::Run { printed, .. } = step {
                *printed = None;
            }
        }
    }
    steps
}

/// The file that a line names, which ends as "`schemas/x.yaml`:" does.
fn named(title: &str) -> Option<&str> {
    let (_, path) = title.strip_suffix("`:").or_else(|| title.strip_suffix("`, whole:"))?.rsplit_once('`')?;
    path.contains('.').then_some(path).filter(|path| !path.contains(' '))
}
