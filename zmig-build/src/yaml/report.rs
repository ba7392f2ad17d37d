//! What is wrong with a file, gathered while it is read; lines are looked up at the end.

use super::find::{Part, Step, find};
use super::parse::Node;
use crate::diagnostic::Diagnostic;
use zmig_core::nearest;

/// Where in the tree the reader is.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    up: Option<&'p At<'p>>,
    step: Option<Step<'p>>,
}

impl<'p> At<'p> {
    /// The whole file.
    pub(crate) const ROOT: At<'static> = At { up: None, step: None };

    /// What a key holds.
    pub(crate) fn key(&'p self, name: &'p str) -> At<'p> {
        At { up: Some(self), step: Some(Step::Key(name)) }
    }

    /// An item of a list.
    pub(crate) fn item(&'p self, number: usize) -> At<'p> {
        At { up: Some(self), step: Some(Step::Item(number)) }
    }

    /// The last key on the way.
    pub(crate) fn name(&self) -> &'p str {
        match (self.step, self.up) {
            (Some(Step::Key(name)), _) => name,
            (_, Some(up)) => up.name(),
            _ => "the file",
        }
    }

    fn path(&self) -> Vec<Step<'p>> {
        let mut path = self.up.map(At::path).unwrap_or_default();
        path.extend(self.step);
        path
    }
}

/// The messages about one file.
pub(crate) struct Report<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) found: Vec<Diagnostic>,
}

/// How many messages about one file are shown.
const SHOWN: usize = 20;

impl Report<'_> {
    /// Whether no more messages are shown, and it says so.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() > SHOWN
    }

    /// A message at the value.
    pub(crate) fn value(
        &mut self,
        at: &At<'_>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(at, Part::Value, title.into(), label.into())
    }

    /// A message at the value whose text says behind a semicolon what stands beside the caret.
    pub(crate) fn refuse(&mut self, at: &At<'_>, why: &str, label: &str) {
        let (title, label) = why.split_once("; ").unwrap_or((why, label));
        self.value(at, title, label);
    }

    /// A message at the key.
    pub(crate) fn key(
        &mut self,
        at: &At<'_>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(at, Part::Key, title.into(), label.into())
    }

    fn push(&mut self, at: &At<'_>, part: Part, title: String, label: String) -> &mut Diagnostic {
        // A file with thousands of mistakes has one; each line that is looked up parses the text once more.
        let many = self.found.len() >= SHOWN;
        let position = if many { None } else { find(self.text, &at.path(), part) };
        if !many {
            self.found.push(Diagnostic::new(title).at(self.file, self.text, position, label));
        } else if self.found.len() == SHOWN {
            self.found.push(Diagnostic::new(format!("{} holds more mistakes than are shown", self.file)));
        }
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// A key that nobody knows.
    pub(crate) fn unknown(&mut self, at: &At<'_>, of: &str, known: &[&str]) {
        let name = at.name();
        match nearest(name, known.iter().copied()) {
            Some(meant) => {
                self.key(at, format!("unknown key `{name}` of {of}"), format!("did you mean `{meant}`?"));
            }
            None => {
                let title = format!("unknown key `{name}` of {of}");
                self.key(at, title, "no such key").notes.push(format!("the keys are {}", known.join(", ")));
            }
        }
    }

    /// A text, number or word; empty text included, null not.
    pub(crate) fn text(&mut self, at: &At<'_>, node: &Node<'_>) -> Option<String> {
        match node {
            Node::Scalar(text) => Some(text.to_string()),
            other => {
                self.wrong(at, other, "a text");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, at: &At<'_>, node: &Node<'_>) -> Option<bool> {
        if let Node::Scalar(text) = node {
            match &**text {
                "true" | "True" | "TRUE" => return Some(true),
                "false" | "False" | "FALSE" => return Some(false),
                word => {
                    let meant = match word.to_ascii_lowercase().as_str() {
                        "yes" | "on" | "y" | "1" => Some("true"),
                        "no" | "off" | "n" | "0" => Some("false"),
                        _ => None,
                    };
                    let label = meant.map_or("neither of both".to_owned(), |m| format!("write `{m}`"));
                    self.value(at, format!("`{}` takes true or false, not `{word}`", at.name()), label);
                    return None;
                }
            }
        }
        self.wrong(at, node, "true or false");
        None
    }

    /// `true`, `false`, or a name, which says true and what it is called.
    pub(crate) fn flag_or_name(&mut self, at: &At<'_>, node: &Node<'_>) -> (bool, Option<String>) {
        if let Node::Scalar(text) = node {
            let folded = text.to_ascii_lowercase();
            let words = ["true", "false", "yes", "no", "on", "off", "y", "n", "1", "0"];
            // A slip is no name.
            let meant = nearest(&folded, ["true", "false"]).filter(|meant| *meant != folded);
            if let Some(meant) = meant {
                let title = format!("`{}` takes true, false or a name, not `{text}`", at.name());
                self.value(at, title, format!("did you mean `{meant}`?"));
                return (false, None);
            }
            if !words.contains(&folded.as_str()) {
                return (true, Some(text.to_string()));
            }
        }
        (self.flag(at, node).unwrap_or_default(), None)
    }

    /// A whole number from 0.
    pub(crate) fn number(&mut self, at: &At<'_>, node: &Node<'_>) -> Option<u32> {
        match node {
            Node::Scalar(text) => match text.parse() {
                Ok(number) => Some(number),
                Err(_) => {
                    let title = format!("`{}` takes a whole number, not `{text}`", at.name());
                    self.value(at, title, "not a whole number from 0");
                    None
                }
            },
            other => {
                self.wrong(at, other, "a whole number");
                None
            }
        }
    }

    /// A list of texts; a single text stands for a list of one.
    pub(crate) fn texts(&mut self, at: &At<'_>, node: &Node<'_>) -> Vec<String> {
        match node {
            Node::Scalar(text) => vec![text.to_string()],
            Node::Seq(items) => {
                items.iter().enumerate().filter_map(|(i, item)| self.text(&at.item(i), item)).collect()
            }
            other => {
                self.wrong(at, other, "a list such as [a, b]");
                Vec::new()
            }
        }
    }

    /// Keys with values.
    pub(crate) fn map<'n, 't>(
        &mut self,
        at: &At<'_>,
        node: &'n Node<'t>,
        like: &str,
    ) -> &'n [(super::parse::Name<'t>, Node<'t>)] {
        match node {
            Node::Map(entries) => entries,
            other => {
                self.wrong(at, other, &format!("keys with values such as {like}"));
                &[]
            }
        }
    }

    /// A value of the wrong kind.
    pub(crate) fn wrong(&mut self, at: &At<'_>, node: &Node<'_>, wanted: &str) {
        let is = match node {
            Node::Null => "nothing",
            Node::Scalar(_) => "a single value",
            Node::Seq(_) => "a list",
            Node::Map(_) => "keys with values",
        };
        let part = if matches!(node, Node::Null) { Part::Key } else { Part::Value };
        self.push(at, part, format!("`{}` takes {wanted}", at.name()), format!("this is {is}"));
    }
}
