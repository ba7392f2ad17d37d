//! A mistake that is known by source and spot, before anybody looked for its line.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Spot, locate};

/// A mistake at a spot of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in one line.
    pub title: String,
    /// The source, the spot in it, and what to say beside the caret. The first is the place, others are related.
    pub places: Vec<(SourceId, Spot, String)>,
    /// Why, a line each.
    pub notes: Vec<String>,
    /// How to mend it, a line each.
    pub helps: Vec<String>,
}

impl Problem {
    /// A mistake without a place.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), places: Vec::new(), notes: Vec::new(), helps: Vec::new() }
    }

    /// The same with a place; the first is the mistake's own.
    #[must_use]
    pub fn at(mut self, source: SourceId, spot: Spot, label: impl Into<String>) -> Self {
        self.places.push((source, spot, label.into()));
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

    /// Finds the lines. `text` gives the path, as messages name it, and the text of a source.
    pub fn locate(self, text: &dyn Fn(SourceId) -> Option<(String, String)>) -> Diagnostic {
        let mut out = Diagnostic::new(self.title);
        for (source, spot, label) in self.places {
            let Some((file, text)) = text(source) else { continue };
            let position = locate(&file, &text, &spot);
            out = if out.place.is_none() {
                out.at(&file, &text, position, label)
            } else {
                out.related(&file, &text, position, label)
            };
        }
        out.notes = self.notes;
        out.helps = self.helps;
        out
    }
}
