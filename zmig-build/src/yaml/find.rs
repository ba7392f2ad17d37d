//! A path in a file to its line and column. The parser knows the position only of what fails, so the walk fails where
//! it arrives. It runs when there is something to show, and not before.

use super::scan::{scan, unmask};
use crate::diagnostic::Position;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt;

/// A step into the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'p> {
    /// To what a key holds, or an item whose number the text is.
    Key(&'p str),
    Item(usize),
}

/// What of a path's end is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The key, where the last step is one.
    Key,
    /// The value.
    Value,
}

/// The position of a path's end. A list or map in several lines is shown by its key.
pub(crate) fn find(text: &str, path: &[Step<'_>], part: Part) -> Option<Position> {
    // One table's lines are enough, and a small part of a large file.
    if let Some(Step::Key(name)) = path.first()
        && let Some((lines, begin, section)) = section(text, name)
        && let Some(found) = find_in(section, path, part)
    {
        let Position { line, column, start, end } = found;
        return Some(Position { line: line + lines, column, start: start + begin, end: end + begin });
    }
    find_in(text, path, part)
}

/// The lines of a top-level key: how many lines and bytes are before, and its text. `None` unless it is clear.
fn section<'t>(text: &'t str, name: &str) -> Option<(usize, usize, &'t str)> {
    let begins = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
    let mut before = 0;
    let mut begin = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        match begin {
            None if begins(line) => begin = Some((number, before)),
            Some((lines, start)) if !line.starts_with([' ', '\t', '\n', '\r', '#', '-']) => {
                return Some((lines, start, &text[start..before]));
            }
            _ => {}
        }
        before += line.len();
    }
    begin.map(|(lines, start)| (lines, start, &text[start..]))
}

fn find_in(text: &str, path: &[Step<'_>], part: Part) -> Option<Position> {
    // What is refused by the scan has no tree, and would be slow to look through.
    let masked = scan(text).ok()?;
    let found = RefCell::new(None);
    let seek = Seek { path, part, found: &found };
    let error = seek.deserialize(serde_yaml::Deserializer::from_str(&masked)).err()?;
    let token = found.borrow_mut().take()?;
    let location = error.location()?;
    let position = token_at(text, location.line(), location.column(), token.as_deref())?;
    let in_one_line = token.is_some() || text[position.start..].starts_with(['[', '{']);
    if in_one_line || part == Part::Key || !matches!(path.last(), Some(Step::Key(_))) {
        return Some(position);
    }
    find_in(text, path, Part::Key)
}

/// The token at a line and column, counted from 1 in characters as the parser does.
pub(crate) fn token_at(text: &str, line: usize, column: usize, token: Option<&str>) -> Option<Position> {
    let line = line.checked_sub(1)?;
    // What fails at the end of the text is shown at the end of its last line.
    let Some(content) = text.split_inclusive('\n').nth(line) else {
        let last = text.split_inclusive('\n').count();
        let end = text.lines().last().map_or(0, |l| l.chars().count());
        return if last == 0 || last > line { None } else { token_at(text, last, end + 1, None) };
    };
    let begin: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let line = line + 1;
    let content = content.trim_end_matches(['\n', '\r']);
    let offset = content.char_indices().nth(column.checked_sub(1)?).map_or(content.len(), |(at, _)| at);
    let start = begin + offset;
    Some(Position { line, column, start, end: start + token_length(&content[offset..], token) })
}

fn token_length(rest: &str, token: Option<&str>) -> usize {
    let first = rest.chars().next();
    match (first, token) {
        (Some(quote @ ('"' | '\'')), _) => quoted_length(rest, quote),
        (Some('[' | '{'), None) => bracket_length(rest),
        (_, Some(token)) if !token.is_empty() && rest.starts_with(token) => token.len(),
        _ => {
            let ends = |c: char| matches!(c, ',' | '[' | ']' | '{' | '}' | ' ' | '#');
            let word = rest.find(ends).unwrap_or(rest.len());
            // At least one character, so that there is something to point at.
            word.max(first.map_or(0, char::len_utf8))
        }
    }
}

/// Up to the quote that closes the first one, if that is on the line.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = true;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Up to the bracket that closes the first one, if that is on the line.
fn bracket_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    1
}

struct Seek<'p> {
    path: &'p [Step<'p>],
    part: Part,
    found: &'p RefCell<Option<Option<String>>>,
}

impl Seek<'_> {
    fn arrive<E: serde::de::Error>(&self, text: Option<&str>) -> Result<(), E> {
        if self.path.is_empty() {
            *self.found.borrow_mut() = Some(text.map(|text| unmask(text.into()).into_owned()));
            return Err(E::custom("found"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Numbers and the like, whose text the parser does not hand on.
macro_rules! arrive_at_words {
    ($($visit:ident: $ty:ty),*) => {$(
        fn $visit<E: serde::de::Error>(self, _: $ty) -> Result<(), E> {
            self.arrive(Some(""))
        }
    )*};
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    arrive_at_words!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64);

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.arrive(Some(value))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.arrive(Some(""))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        self.arrive(None)?;
        let wanted = match &self.path[0] {
            Step::Item(number) => Some(*number),
            Step::Key(name) => name.parse().ok(),
        };
        let mut number = 0;
        loop {
            let more = if Some(number) == wanted {
                let rest = Seek { path: &self.path[1..], part: self.part, found: self.found };
                access.next_element_seed(rest)?.is_some()
            } else {
                access.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                return Ok(());
            }
            number += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        self.arrive(None)?;
        let Step::Key(wanted) = &self.path[0] else {
            while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let stop = self.path.len() == 1 && self.part == Part::Key;
        while let Some(is_it) = access.next_key_seed(SeekKey { wanted, stop, found: self.found })? {
            if is_it {
                access.next_value_seed(Seek { path: &self.path[1..], part: self.part, found: self.found })?;
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct SeekKey<'p> {
    wanted: &'p str,
    stop: bool,
    found: &'p RefCell<Option<Option<String>>>,
}

impl<'de> DeserializeSeed<'de> for SeekKey<'_> {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for SeekKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<bool, E> {
        let name = unmask(name.into());
        if name == self.wanted && self.stop {
            *self.found.borrow_mut() = Some(Some(name.into_owned()));
            return Err(E::custom("found"));
        }
        Ok(name == self.wanted)
    }
}
