//! Messages at a place: file, line and column, the line itself, the reason and the mend, the way rustc shows them.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub place: Option<Excerpt>,
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
        self.place = Some(Excerpt::new(file, text, position, label));
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
    /// The place in the text of a file, with its line.
    pub fn new(file: &str, text: &str, position: Option<Position>, label: impl Into<String>) -> Self {
        let line = position.and_then(|p| text.lines().nth(p.line - 1)).unwrap_or_default();
        Self { file: file.to_owned(), position, line: line.to_owned(), label: label.into() }
    }
}

/// All messages as text, one after the other, ready to be printed.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let _ = diagnostics;
    todo!()
}
