//! What stands between brackets, and the words that begin there.

use std::ops::Range;

/// The entries of a map between braces, as texts.
pub(crate) fn flow_map(text: &str) -> Option<Vec<(String, String)>> {
    let text = text.trim();
    let text = if text.starts_with('{') { text.to_owned() } else { format!("{{{text}}}") };
    (flow_end(&text, 0)? == text.len()).then_some(())?;
    let entries = flow_entries(&text, &(0..text.len()))?;
    let one = |(key, value): (Range<usize>, Range<usize>)| (text[key].to_owned(), text[value].to_owned());
    Some(entries.into_iter().map(one).collect())
}

/// The key that begins here, if a colon ends it.
pub(super) fn key_at(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let rest = &text[start..end];
    let length = match rest.chars().next()? {
        quote @ ('"' | '\'') => 2 + rest[1..].find(quote)?,
        '-' | '[' | '{' | '}' | ']' | '#' => return None,
        _ => rest.match_indices(':').map(|(at, _)| at).find(|at| {
            let after = &rest[at + 1..];
            after.is_empty() || after.starts_with([' ', '\t'])
        })?,
    };
    rest[length..].starts_with(':').then_some(start..start + length)
}

/// The entries of a map between braces.
pub(super) fn flow_entries(text: &str, at: &Range<usize>) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    text[at.clone()].starts_with('{').then_some(())?;
    let (mut out, mut here) = (Vec::new(), at.start + 1);
    loop {
        here += text[here..at.end].find(|c: char| !c.is_whitespace() && c != ',')?;
        if text[here..].starts_with('}') {
            return Some(out);
        }
        if text[here..].starts_with('#') {
            here += text[here..].find('\n')?;
            continue;
        }
        let line = here + text[here..at.end].find('\n').unwrap_or(at.end - here);
        let key = key_at(text, here, line)?;
        let start = key.end + 1;
        let start = start + text[start..at.end].find(|c: char| !c.is_whitespace()).unwrap_or_default();
        let end = item_end(text, start, at.end)?;
        out.push((key, start..start + text[start..end].trim_end().len()));
        here = end;
    }
}

/// Where an item of a list or map between brackets ends: before a comma or the closing bracket of what holds it.
fn item_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut skip = start;
    for (offset, c) in text[start..end].char_indices() {
        let at = start + offset;
        match c {
            _ if at < skip => {}
            '"' | '\'' if begins_word(text, at) => skip = quoted_end(text, at, c),
            '#' if text[..at].ends_with([' ', '\n']) => skip = at + text[at..].find('\n')?,
            '{' | '[' | '(' => depth += 1,
            '}' | ']' if depth == 0 => return Some(at),
            ',' if depth == 0 => return Some(at),
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether a quote here opens a text and is no apostrophe.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(' ');
    before.is_empty() || before.ends_with(['{', '[', ',', ':', '\n'])
}

/// How long the key is with which words begin, if they do.
pub(super) fn key_length(words: &str) -> Option<usize> {
    key_at(words, 0, words.len()).map(|key| key.len())
}

/// Behind the bracket that closes the one that opens here.
pub(super) fn flow_end(text: &str, start: usize) -> Option<usize> {
    let mut here = start + 1;
    loop {
        here = item_end(text, here, text.len())?;
        if !text[here..].starts_with(',') {
            return Some(here + 1);
        }
        here += 1;
    }
}

/// Behind the quote that closes the one that opens here.
pub(super) fn quoted_end(text: &str, start: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text[start + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return start + at + 2,
            _ => {}
        }
    }
    text.len()
}
