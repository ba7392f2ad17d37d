//! SQL text within a schema: it is never parsed, but it must stay within its place.

use super::{Findings, Place, on_object};
use crate::Table;

pub(super) fn checks(table: &Table, found: &mut Findings) {
    for check in &table.checks {
        let what = format!("the check {} of {}", check.name, table.name);
        text(&check.expr, &what, on_object(table, &check.name), found);
    }
}

/// Says what is wrong with a piece of SQL that is put between parentheses.
pub(super) fn text(sql: &str, what: &str, place: Place, found: &mut Findings) {
    if let Some(reason) = fault(sql) {
        found.bare(place, format!("{what}: {reason}"));
    }
}

/// Whether a generated value's text names a column.
pub(super) fn names_column(sql: &str, column: &str) -> bool {
    crate::diff::words::mentions_as_value(&without_strings(sql), column)
}

/// Why a piece of SQL would not stay within its place.
fn fault(sql: &str) -> Option<String> {
    if sql.trim().is_empty() {
        return Some("there is no SQL in it".into());
    }
    if sql.contains('\0') {
        return Some("it holds a NUL character".into());
    }
    if sql.lines().any(|line| line.trim_start().starts_with("-- zmig:")) {
        return Some("a line begins with `-- zmig:`, by which migrations are marked".into());
    }
    scan(sql, |_| {}).err()
}

/// The text with its string literals emptied.
fn without_strings(sql: &str) -> String {
    let mut out = String::new();
    let _ = scan(sql, |c| out.push(c));
    out
}

/// Walks over the text, and hands on all that is not within a string literal. Quotes are doubled within themselves in
/// both dialects; backslashes (`E'…'`), dollar quotes and comments are refused, since what they enclose differs.
fn scan(sql: &str, mut outside: impl FnMut(char)) -> Result<(), String> {
    let mut open: Vec<char> = Vec::new();
    let mut before = ' ';
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' | '`' => {
                let text = quoted(&mut chars, c)
                    .ok_or_else(|| format!("a quotation that begins with {c} does not end"))?;
                if c == '\'' && matches!(before, 'e' | 'E') && text.contains('\\') {
                    return Err("it holds a string with backslashes (E'…'); write it without".into());
                }
                outside(c);
                if c != '\'' {
                    text.chars().for_each(&mut outside);
                }
                outside(c);
            }
            '(' | '[' => {
                open.push(c);
                outside(c);
            }
            ')' | ']' => {
                let expected = if c == ')' { '(' } else { '[' };
                if open.pop() != Some(expected) {
                    return Err(format!("its `{c}` closes nothing"));
                }
                outside(c);
            }
            ';' => return Err("it holds a semicolon outside of quotes".into()),
            '-' if chars.peek() == Some(&'-') => {
                return Err("it holds the beginning of a comment, `--`".into());
            }
            '/' if chars.peek() == Some(&'*') => {
                return Err("it holds the beginning of a comment, `/*`".into());
            }
            '$' if opens_dollar_quote(before, chars.clone()) => {
                return Err("it holds a dollar quotation; write it between single quotes".into());
            }
            c => outside(c),
        }
        before = c;
    }
    match open.pop() {
        Some(c) => Err(format!("its `{c}` is not closed")),
        None => Ok(()),
    }
}

/// The rest of a quotation, up to and without its end; none if it does not end.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> Option<String> {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == quote && chars.next_if_eq(&quote).is_none() {
            return Some(text);
        }
        text.push(c);
    }
    None
}

fn opens_dollar_quote(before: char, rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    if before.is_alphanumeric() || before == '_' {
        return false;
    }
    let tag: String = rest.take_while(|c| *c == '$' || c.is_alphanumeric() || *c == '_').collect();
    tag.contains('$')
}
