//! The form of a case: what its lines mean.

use super::database::Backend;
use std::ops::Range;

/// Commands in their order, and the files that they work on.
pub(super) struct Script {
    pub(super) backends: Vec<Backend>,
    /// A folder of `fixtures/`.
    pub(super) with: Option<String>,
    pub(super) steps: Vec<Step>,
    pub(super) kind: Kind,
}

/// What a script is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Case,
    /// A page shows no exit codes, and values as a reader would see them.
    Page,
}

pub(super) enum Step {
    Write {
        path: String,
        text: String,
    },
    Run {
        command: String,
        /// The place of the command in the file, from 0.
        line: usize,
        /// Where what it prints stands, where that is told at all.
        printed: Option<Range<usize>>,
    },
}

/// Reads a case.
pub(super) fn case(text: &str) -> Result<Script, String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut script =
        Script { backends: Backend::ALL.to_vec(), with: None, steps: Vec::new(), kind: Kind::Case };
    let end = lines.iter().position(|l| file(l).is_some()).unwrap_or(lines.len());
    let first = lines[..end].iter().position(|l| l.starts_with("$ ")).ok_or("no command")?;
    if !lines.first().is_some_and(|l| l.starts_with("# ")) {
        return Err("its first line says what it is about: `# …`".to_owned());
    }
    for line in &lines[..first] {
        match line.split_once(' ') {
            Some(("on", names)) => {
                script.backends = names.split(' ').map(Backend::named).collect::<Result<_, _>>()?;
            }
            Some(("with", name)) => script.with = Some(name.to_owned()),
            _ if line.is_empty() || line.starts_with('#') => {}
            _ => {
                return Err(format!(
                    "`{line}` before the first command is neither `on`, `with` nor a comment"
                ));
            }
        }
    }
    let mut files = end;
    while files < lines.len() {
        let next = lines[files + 1..].iter().position(|l| file(l).is_some());
        let next = next.map_or(lines.len(), |n| files + 1 + n);
        let path = file(lines[files]).unwrap_or_default().to_owned();
        let text = lines[files + 1..next].iter().flat_map(|l| [l, "\n"]).collect();
        script.steps.push(Step::Write { path, text });
        files = next;
    }
    script.steps.extend(commands(&lines, first..end));
    Ok(script)
}

/// The commands in a range of lines, each with the lines that it prints.
pub(super) fn commands(lines: &[&str], range: Range<usize>) -> Vec<Step> {
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let line = at;
        let Some(first) = lines[at].strip_prefix("$ ") else {
            at += 1;
            continue;
        };
        let mut command = first.to_owned();
        while command.ends_with('\\') && at + 1 < range.end {
            at += 1;
            command += "\n";
            command += lines[at];
        }
        at += 1;
        let start = at;
        // A comment belongs to the command after it, where an empty line sets it off.
        let ends = |n: usize| {
            lines[n].starts_with("$ ") || (lines[n].starts_with("# ") && lines[n - 1].is_empty() && n > start)
        };
        while at < range.end && !ends(at) {
            at += 1;
        }
        let mut end = at;
        while end > start && lines[end - 1].is_empty() {
            end -= 1;
        }
        out.push(Step::Run { command, line, printed: Some(start..end) });
    }
    out
}

/// `-- path --`
fn file(line: &str) -> Option<&str> {
    line.strip_prefix("-- ")?.strip_suffix(" --").filter(|path| !path.contains(' '))
}
