//! Messages at a place: file, line and column, the line itself, the reason and the mend, the way rustc shows them.

mod render;
#[cfg(test)]
mod render_tests;

pub use render::render;

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// One mistake of a user's, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in one line, lower case.
    pub title: String,
    /// The place, where there is one.
    pub place: Option<Box<Excerpt>>,
    /// Other places that belong to it: the first definition, say.
    pub related: Vec<Excerpt>,
    /// Why it is wrong, a line each.
    pub notes: Vec<String>,
    /// How to mend it, a line each; the line to paste stands alone in one of them.
    pub helps: Vec<String>,
}

/// A place with the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The file, as messages name it.
    pub file: String,
    /// The place in it; `None` for the file as a whole.
    pub position: Option<Position>,
    /// The text of its line.
    pub line: String,
    /// What to say beside the caret.
    pub label: String,
}

impl Diagnostic {
    /// A message without a place.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), place: None, related: Vec::new(), notes: Vec::new(), helps: Vec::new() }
    }

    /// The same at a place in the text of a file.
    #[must_use]
    pub fn at(
        mut self,
        file: &str,
        text: &str,
        position: Option<Position>,
        label: impl Into<String>,
    ) -> Self {
        self.place = Some(Box::new(Excerpt::new(file, text, position, label)));
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn related(
        mut self,
        file: &str,
        text: &str,
        position: Option<Position>,
        label: impl Into<String>,
    ) -> Self {
        self.related.push(Excerpt::new(file, text, position, label));
        self
    }

    /// The same with a line of explanation.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }
}

impl Excerpt {
    /// Hides the rest of the line after a word, where it may hold a secret.
    pub(crate) fn hide_after(&mut self, word: &str) {
        if let Some(at) = self.line.find(word) {
            self.line.truncate(at + word.len());
            self.line.push_str(" …");
        }
    }

    /// The line's number, and the bytes of the line to underline.
    fn span(&self) -> Option<(usize, std::ops::Range<usize>)> {
        let position = self.position?;
        let start = self.line.char_indices().nth(position.column - 1).map_or(self.line.len(), |(at, _)| at);
        let wanted = start + (position.end - position.start);
        let end = (start..=wanted.min(self.line.len())).rev().find(|at| self.line.is_char_boundary(*at));
        Some((position.line, start..end.unwrap_or(start)))
    }

    /// The place in the text of a file, with its line.
    pub fn new(file: &str, text: &str, position: Option<Position>, label: impl Into<String>) -> Self {
        let line = position.and_then(|p| text.lines().nth(p.line - 1)).unwrap_or_default();
        Self { file: file.to_owned(), position, line: without_passwords(line), label: label.into() }
    }
}

/// A line with the password of every URL in it starred, so that no message carries one into a log. Columns stay.
fn without_passwords(line: &str) -> String {
    let mut out = line.to_owned();
    for (scheme, _) in line.match_indices("://") {
        let begin = scheme + 3;
        let end = line[begin..]
            .find(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .map_or(line.len(), |e| begin + e);
        let url = &line[begin..end];
        let user = url.rfind('@').and_then(|at| url[..at].find(':').map(|colon| (colon + 1, at)));
        let query = url.find("password=").map(|at| at + "password=".len());
        let query = query.map(|at| (at, url[at..].find('&').map_or(url.len(), |e| at + e)));
        for (from, to) in [user, query].into_iter().flatten() {
            out = star(&out, begin + from, begin + to);
        }
    }
    out
}

/// Stars for the bytes of a range, as many as they were, so that what follows stays where it is.
fn star(line: &str, from: usize, to: usize) -> String {
    match (line.get(..from), line.get(from..to), line.get(to..)) {
        (Some(before), Some(secret), Some(after)) => format!("{before}{}{after}", "*".repeat(secret.len())),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_starred() {
        for (line, expected) in [
            ("a: postgres://u:pw@h/db x", "a: postgres://u:**@h/db x"),
            ("\"mysql://u:p@w:d@h\"", "\"mysql://u:*****@h\""),
            ("postgres://h/db?password=pw&a=b", "postgres://h/db?password=**&a=b"),
            ("see https://example.org/a:b", "see https://example.org/a:b"),
            ("pg://u:pw@h, pg://v:äö@h", "pg://u:**@h, pg://v:****@h"),
        ] {
            assert_eq!(without_passwords(line), expected);
        }
    }
}
