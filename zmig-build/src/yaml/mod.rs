//! The schema language in YAML.
//!
//! Every top-level key is a table and every key under it a column, except `Meta`, which speaks of the whole. Commas
//! within parentheses belong to a value (`{type: decimal(10,2)}`), and numbers keep the text that was written.
//!
//! ```
//! let text = "
//! Meta:
//!   zMigration: true
//!   zMigrationVersion: v1.0.0
//!   enums: {mood: [good, bad]}      # an enum that several columns share
//!   dropped_tables: [relics]        # gone for good, and not the old name of something new
//! users:
//!   id:    {type: int, pk: true, auto_increment: true}
//!   mood:  {enum: mood, default: good}
//!   state: {type: enum(draft, live), required: true, default: draft}   # an enum of its own: users_state
//!   boss:  {foreign_key: users.id, on_delete: set_null}                # takes its target's type
//!   note:  text
//! ";
//! let says = zmig_build::yaml::parse_yaml("schemas/zSchema.users.yaml", text).expect("no mistakes");
//! assert_eq!(says.schema, "zSchema.users");
//! assert_eq!(says.meta.version.as_deref(), Some("v1.0.0"));
//! assert_eq!(says.tables[0].columns.len(), 5);
//! ```

mod column;
mod domain;
#[cfg(feature = "verbs")]
pub(crate) mod edit;
mod file;
mod find;
#[cfg(feature = "verbs")]
pub(crate) mod flow;
mod keys;
#[cfg(feature = "verbs")]
pub(crate) mod layout;
mod meta;
mod parse;
mod report;
#[cfg(feature = "verbs")]
pub(crate) mod scalar;
mod scan;
mod spot;
mod table;

pub(crate) use spot::{locate, version_position};

use crate::diagnostic::{Diagnostic, Position};
use crate::source::Contribution;
use parse::Why;
use report::Report;
use scan::Refused;

/// The largest file that is read, in bytes.
pub const MAX_SIZE: usize = 1 << 20;

/// Reads a file's bytes. `path` is how messages name the file and, where its `Meta` does not, where the schema's name
/// comes from: `zSchema.users` for `schemas/zSchema.users.yaml`.
///
/// # Errors
/// Everything that is wrong with it; too large a file and one that is not UTF-8 included.
pub fn parse_yaml_bytes(path: &str, bytes: &[u8]) -> Result<Contribution, Vec<Diagnostic>> {
    check_size(path, bytes.len())?;
    match std::str::from_utf8(bytes) {
        Ok(text) => parse_yaml(path, text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            let line = good.split('\n').count();
            let tail = good.rsplit('\n').next().unwrap_or_default();
            let (start, column) = (good.len(), tail.chars().count() + 1);
            let position = Position { line, column, start, end: start };
            let bad = bytes[error.valid_up_to()];
            Err(vec![
                Diagnostic::new(format!("{path} is not UTF-8"))
                    .at(
                        path,
                        &good,
                        Some(position),
                        format!("the byte 0x{bad:02x} after this is no character"),
                    )
                    .help("save the file as UTF-8"),
            ])
        }
    }
}

/// The same for text.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_yaml(path: &str, text: &str) -> Result<Contribution, Vec<Diagnostic>> {
    check_size(path, text.len())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let masked = scan::scan(text).map_err(|refused| vec![refused_by_scan(path, text, refused)])?;
    let node = parse::parse(&masked).map_err(|broken| vec![not_parsed(path, text, &broken)])?;
    let mut report = Report { file: path, text, found: Vec::new() };
    let contribution = file::read(&mut report, &node);
    if report.found.is_empty() { Ok(contribution) } else { Err(report.found) }
}

fn check_size(path: &str, size: usize) -> Result<(), Vec<Diagnostic>> {
    if size <= MAX_SIZE {
        return Ok(());
    }
    Err(vec![
        Diagnostic::new(format!("{path} has {size} bytes; a schema has at most {MAX_SIZE}"))
            .at(path, "", None, "")
            .help("describe the tables in several files"),
    ])
}

fn refused_by_scan(path: &str, text: &str, refused: Refused) -> Diagnostic {
    let position = |at: usize| {
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Position { line, column, start: at, end: at + 1 }
    };
    // `&name` or `*name`
    let word = |at: usize| {
        let ends = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
        let end = text[at + 1..].find(ends).map_or(text.len(), |length| at + 1 + length);
        Some(Position { end, ..position(at) })
    };
    match refused {
        Refused::Deep(at) => Diagnostic::new(format!("more than {} levels of nesting", scan::MAX_DEPTH))
            .at(path, text, Some(position(at)), "one too many")
            .note("a schema needs four or five; a bracket may lack its partner further up"),
        Refused::Long(at) => too_long(path, text, Some(position(at))),
        Refused::Anchor(at) => Diagnostic::new("anchors and aliases are not part of the schema language")
            .at(path, text, word(at), "an anchor")
            .help("write the values out; a text that begins with `&` stands between quotes"),
        Refused::Alias(at) => Diagnostic::new("anchors and aliases are not part of the schema language")
            .at(path, text, word(at), "an alias")
            .help("write the values out; a text that begins with `*` stands between quotes"),
        Refused::PrivateUse(at) => {
            Diagnostic::new("the character U+E02C has no meaning to others than its author")
                .at(path, text, Some(Position { end: at + 3, ..position(at) }), "here")
                .help("remove it")
        }
    }
}

fn too_long(path: &str, text: &str, at: Option<Position>) -> Diagnostic {
    Diagnostic::new(format!("a list of more than {} entries", parse::MAX_ITEMS))
        .at(path, text, at, "it goes on here")
        .help("what has so many values is a table of its own")
}

fn not_parsed(path: &str, text: &str, broken: &parse::Broken) -> Diagnostic {
    let at = broken.at.and_then(|(line, column)| find::token_at(text, line, column, None));
    match &broken.why {
        Why::Duplicate(name) => {
            let at = broken.at.and_then(|(line, column)| find::token_at(text, line, column, Some(name)));
            let first = first_of(text, name, at);
            let out = Diagnostic::new(format!("`{name}` comes twice")).at(path, text, at, "again here");
            let out = match first {
                Some(first) => out.related(path, text, Some(first), "here first"),
                None => out,
            };
            out.note("YAML would keep the last one and forget the other")
        }
        Why::Deep => Diagnostic::new(format!("more than {} levels of nesting", scan::MAX_DEPTH))
            .at(path, text, at, "one too many")
            .note("a schema needs four or five"),
        Why::Long => too_long(path, text, at),
        Why::Tag => Diagnostic::new("tags are not part of the schema language")
            .at(path, text, at, "this begins with a tag")
            .help("write the value without it; a text that begins with `!` stands between quotes"),
        Why::Syntax(words) => {
            let second = || {
                text.match_indices("\n---").nth(usize::from(text.starts_with("\n---"))).map(|(at, _)| at + 1)
            };
            let at = at.or_else(|| {
                second()
                    .and_then(|at| find::token_at(text, text[..at].matches('\n').count() + 1, 1, Some("---")))
            });
            let indented_by_tab = at.is_some_and(|p| {
                text.lines().nth(p.line - 1).is_some_and(|l| l.trim_start_matches(' ').starts_with('\t'))
            });
            let out = Diagnostic::new(format!("this is no YAML: {words}")).at(path, text, at, "here");
            if indented_by_tab {
                out.help("the line begins with a tab; YAML is indented by spaces")
            } else {
                out
            }
        }
    }
}

/// The line above on which a key that comes twice stood first: the nearest one with the same indentation or, within
/// braces, the same line.
fn first_of(text: &str, name: &str, again: Option<Position>) -> Option<Position> {
    let again = again?;
    let introduces = |rest: &str| {
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        let after = rest.strip_prefix(name)?;
        let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
        after.trim_start().starts_with(':').then_some(())
    };
    let mut found = None;
    for (number, line) in text.split_inclusive('\n').enumerate().take(again.line) {
        if number + 1 == again.line {
            let same =
                line.char_indices().take(again.column - 1).find(|(at, _)| introduces(&line[*at..]).is_some());
            if let Some((at, _)) = same {
                return find::token_at(text, number + 1, line[..at].chars().count() + 1, Some(name));
            }
        } else if line.chars().take_while(|c| *c == ' ').count() + 1 == again.column
            && introduces(line.trim_start_matches(' ')).is_some()
        {
            found = find::token_at(text, number + 1, again.column, Some(name));
        }
    }
    found
}
