//! A tree of YAML, and how it is laid out: in one line where it fits, else a key a line.

use crate::yaml::scalar::{Within, literal_lines, scalar};

/// The width up to which a line is filled.
const WIDTH: usize = 120;
/// Keys up to this width have their values in one column.
const ALIGNED: usize = 28;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A text, whatever it is.
    Text(String),
    /// `true`
    Yes,
    /// `false`
    No,
    List(Vec<Node>),
    Map(Entries),
    /// A map whose keys stand below it, each in a line of its own.
    Block(Entries),
}

/// Keys with their values, in order.
pub(super) type Entries = Vec<(String, Node)>;

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub(super) fn texts<S: AsRef<str>>(texts: &[S]) -> Self {
        Self::List(texts.iter().map(|t| Self::text(t.as_ref())).collect())
    }

    /// Between brackets, in one line; none for a text of several lines, which is easier to read below its key.
    fn flow(&self) -> Option<String> {
        match self {
            Self::Text(text) if literal_lines(text).is_some() => None,
            Self::Text(text) => Some(scalar(text, Within::Flow)),
            Self::Yes => Some("true".to_owned()),
            Self::No => Some("false".to_owned()),
            Self::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(Self::flow).collect();
                Some(format!("[{}]", items?.join(", ")))
            }
            Self::Map(entries) | Self::Block(entries) => {
                let entry = |(key, value): &(String, Self)| {
                    Some(format!("{}: {}", scalar(key, Within::Flow), value.flow()?))
                };
                let entries: Option<Vec<String>> = entries.iter().map(entry).collect();
                Some(format!("{{{}}}", entries?.join(", ")))
            }
        }
    }

    /// In one line behind its key, where that is how it is read best.
    fn line(&self, room: usize) -> Option<String> {
        match self {
            Self::Text(text) => literal_lines(text).is_none().then(|| scalar(text, Within::Line)),
            // Several things with parts of their own are compared more easily below each other.
            Self::List(items) if items.len() > 1 && items.iter().any(|i| !matches!(i, Self::Text(_))) => None,
            Self::Block(_) => None,
            _ => self.flow().filter(|text| text.chars().count() <= room),
        }
    }
}

/// Writes keys a line, with their values beside or below them.
pub(super) fn entries(out: &mut String, indent: usize, entries: &Entries) {
    let keys: Vec<String> = entries.iter().map(|(key, _)| scalar(key, Within::Line)).collect();
    let lines: Vec<Option<String>> = entries
        .iter()
        .zip(&keys)
        .map(|((_, value), key)| {
            value.line(WIDTH.saturating_sub(indent + ALIGNED.min(key.chars().count()) + 2))
        })
        .collect();
    let widths =
        keys.iter().zip(&lines).filter(|(_, line)| line.is_some()).map(|(key, _)| key.chars().count());
    let column = widths.filter(|w| *w <= ALIGNED).max().unwrap_or(0);
    for (number, ((key, line), (_, value))) in keys.iter().zip(lines).zip(entries).enumerate() {
        // The first key of a list's item stands behind its dash.
        if number > 0 || !out.ends_with("- ") {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(key);
        out.push(':');
        match line {
            Some(line) => {
                out.push_str(&" ".repeat(column.saturating_sub(key.chars().count()) + 1));
                out.push_str(&line);
                out.push('\n');
            }
            None => below(out, indent + 2, value),
        }
    }
}

/// Writes a value below its key, or below the dash of a list.
fn below(out: &mut String, indent: usize, value: &Node) {
    match value {
        Node::Text(text) => match literal_lines(text) {
            Some(lines) => {
                out.push_str(" |-\n");
                for line in lines {
                    if !line.is_empty() {
                        out.push_str(&" ".repeat(indent));
                        out.push_str(line);
                    }
                    out.push('\n');
                }
            }
            None => {
                out.push(' ');
                out.push_str(&scalar(text, Within::Line));
                out.push('\n');
            }
        },
        Node::Yes => out.push_str(" true\n"),
        Node::No => out.push_str(" false\n"),
        Node::List(items) => {
            out.push('\n');
            for item in items {
                out.push_str(&" ".repeat(indent));
                out.push('-');
                list_item(out, indent, item);
            }
        }
        Node::Map(map) | Node::Block(map) => {
            out.push('\n');
            entries(out, indent, map);
        }
    }
}

fn list_item(out: &mut String, indent: usize, item: &Node) {
    let room = WIDTH.saturating_sub(indent + 2);
    let line = match item {
        Node::Text(_) => item.line(room),
        _ => item.flow().filter(|text| text.chars().count() <= room),
    };
    match (line, item) {
        (Some(line), _) => {
            out.push(' ');
            out.push_str(&line);
            out.push('\n');
        }
        (None, Node::Map(map) | Node::Block(map)) => {
            out.push(' ');
            entries(out, indent + 2, map);
        }
        (None, Node::List(items)) if items.iter().all(|i| i.flow().is_some()) => {
            // Too long for a line, and still one list: it goes on there.
            out.push(' ');
            out.push_str(&item.flow().unwrap_or_default());
            out.push('\n');
        }
        (None, other) => below(out, indent + 2, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::text(text)
    }

    #[test]
    fn short_things_stand_in_a_line_and_long_ones_below() {
        let long = "x".repeat(115);
        let map = vec![
            ("id".to_owned(), Node::Map(vec![("type".into(), text("int")), ("pk".into(), Node::Yes)])),
            ("line items".into(), Node::List(vec![text("str")])),
            ("note".into(), text("two\nlines")),
            ("long".into(), Node::Map(vec![("type".into(), text("str")), ("comment".into(), text(&long))])),
            ("sets".into(), Node::List(vec![Node::texts(&["a", "b"])])),
            (
                "many".into(),
                Node::List(vec![
                    Node::texts(&["a", "b"]),
                    Node::Map(vec![("name".into(), text("n")), ("where".into(), text(&long))]),
                ]),
            ),
        ];
        let mut out = String::new();
        entries(&mut out, 2, &map);
        let expected = format!(
            "  id:         {{type: int, pk: true}}\n  line items: [str]\n  note: |-\n    two\n    lines\n  long:\n    type:    str\n    \
             comment: {long}\n  sets:       [[a, b]]\n  many:\n    - [a, b]\n    - name:  n\n      where: {long}\n"
        );
        assert_eq!(out, expected);
    }
}
