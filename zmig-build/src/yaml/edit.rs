//! Edits of a schema's text that leave everything else as it was: comments, order, layout.
//!
//! None of them is trusted: whoever edits reads the text again and looks whether it says what was meant.

use super::flow::{flow_end, flow_entries, key_at, quoted_end};
use super::scalar::{Within, scalar};
use std::ops::Range;

/// What a key holds, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// Nothing yet; the place behind the colon.
    Nothing(usize),
    /// A word, or a text between quotes.
    Scalar(Range<usize>),
    /// A list or map between brackets.
    Flow(Range<usize>),
    /// Lines below the key.
    Block(Range<usize>),
}

impl Value {
    /// Where it begins, if it stands on the line of its key.
    fn start(&self) -> Option<usize> {
        match self {
            Self::Scalar(at) | Self::Flow(at) => Some(at.start),
            Self::Nothing(_) | Self::Block(_) => None,
        }
    }
}

/// A key and what it holds.
#[derive(Clone, Debug)]
struct Entry {
    key: Range<usize>,
    value: Value,
    /// The end of its last line that says something, without the line's end.
    end: usize,
}

/// Adds an entry to the map at a path, or replaces its word; what lies on the way and is not there comes with it. `None`
/// where the text is written in a way that this does not know.
pub(crate) fn put(text: &str, path: &[&str], key: &str, value: &str) -> Option<String> {
    let Some(entry) = find(text, path) else {
        let (last, before) = path.split_last()?;
        return put(text, before, last, &format!("{{{key}: {value}}}"));
    };
    let inner = [path, &[key]].concat();
    match find(text, &inner).map(|e| e.value) {
        Some(Value::Scalar(at)) => return Some(replaced(text, at, value)),
        Some(Value::Nothing(at)) => return Some(replaced(text, at..at, &format!(" {value}"))),
        Some(_) => return None,
        None => {}
    }
    match entry.value {
        Value::Flow(at) => push(text, &at, &format!("{key}: {value}")),
        Value::Scalar(at) => {
            let short = &text[at.clone()];
            Some(replaced(text, at, &format!("{{type: {short}, {key}: {value}}}")))
        }
        Value::Block(body) => add_line(text, &body, key, value),
        Value::Nothing(_) => {
            let indent = indent_of(text, entry.key.start) + 2;
            Some(replaced(text, entry.end..entry.end, &format!("\n{}{key}: {value}", " ".repeat(indent))))
        }
    }
}

/// Adds an item to the list that a map holds under a key; the list comes with it where there is none.
pub(crate) fn append(text: &str, path: &[&str], key: &str, item: &str) -> Option<String> {
    match find(text, &[path, &[key]].concat()).map(|e| e.value) {
        None | Some(Value::Nothing(_)) => put(text, path, key, &format!("[{item}]")),
        Some(Value::Flow(at)) => push(text, &at, item),
        Some(Value::Block(body)) => {
            let first = lines(text, &body).find(|line| is_said(&text[line.clone()]))?;
            let indent = indent_of(text, first.start);
            text[first.start + indent..].starts_with("- ").then_some(())?;
            Some(replaced(text, body.end..body.end, &format!("\n{}- {item}", " ".repeat(indent))))
        }
        Some(Value::Scalar(_)) => None,
    }
}

/// Gives a key another name. Values that stand in one column go on doing so, as long as there is room.
pub(crate) fn rename(text: &str, path: &[&str], to: &str) -> Option<String> {
    let entry = find(text, path)?;
    let to = scalar(to, Within::Flow);
    let out = replaced(text, entry.key.clone(), &to);
    let column = match find(text, &path[..path.len() - 1]).map(|e| e.value) {
        Some(Value::Block(body)) => column_of(&block_entries(text, &body)),
        _ => None,
    };
    let (Some(column), Some(value)) = (column, entry.value.start()) else { return Some(out) };
    let (colon, value) = (entry.key.start + to.len() + 1, value + to.len() - entry.key.len());
    let blanks = column.saturating_sub(to.chars().count() + 1).max(1);
    Some(replaced(&out, colon..value, &" ".repeat(blanks)))
}

/// Adds a table at the end of the file: its columns with what they are, and its `Meta`.
pub(crate) fn add_table(text: &str, name: &str, columns: &[(String, String)], meta: &[&str]) -> String {
    let width = columns.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut out = text.trim_end().to_owned();
    out.push_str(&format!("\n\n{}:\n", scalar(name, Within::Line)));
    for (column, says) in columns {
        let blanks = " ".repeat(width - column.chars().count());
        out.push_str(&format!("  {column}:{blanks} {says}\n"));
    }
    if !meta.is_empty() {
        out.push_str("  Meta:\n");
        meta.iter().for_each(|line| out.push_str(&format!("    {line}\n")));
    }
    out
}

/// The text with another name of a column in what refers to it: `users.name`, `users(tenant, name)` and the table's own
/// `Meta`.
pub(crate) fn refer(text: &str, table: &str, from: &str, to: &str) -> String {
    let text = words_replaced(text, &format!("{table}.{from}"), &format!("{table}.{to}"));
    let text = listed_replaced(&text, table, from, to);
    match find(&text, &[table, "Meta"]).map(|entry| entry.value) {
        Some(Value::Flow(at) | Value::Block(at)) => {
            let words = words_replaced(&text[at.clone()], from, to);
            replaced(&text, at, &words)
        }
        _ => text,
    }
}

/// The text of what begins with a table's name and a parenthesis, `members(tenant, id)`, with another name of a column.
fn listed_replaced(text: &str, table: &str, from: &str, to: &str) -> String {
    let head = format!("{table}(");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let (mut out, mut last) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(&head) {
        let begin = at + head.len();
        let Some(length) = text[begin..].find([')', '\n']) else { continue };
        if at >= last && !text[..at].ends_with(is_part) {
            out.push_str(&text[last..begin]);
            out.push_str(&words_replaced(&text[begin..begin + length], from, to));
            last = begin + length;
        }
    }
    out + &text[last..]
}

/// Every place at which words stand by themselves, with others.
fn words_replaced(text: &str, from: &str, to: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let (mut out, mut last) = (String::with_capacity(text.len()), 0);
    for (at, found) in text.match_indices(from) {
        let end = at + found.len();
        if text[..at].ends_with(is_part) || text[end..].starts_with(is_part) {
            continue;
        }
        out.push_str(&text[last..at]);
        out.push_str(to);
        last = end;
    }
    out + &text[last..]
}

fn replaced(text: &str, at: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..at.start], &text[at.end..])
}

/// The entry at the end of a path.
fn find(text: &str, path: &[&str]) -> Option<Entry> {
    let (first, rest) = path.split_first()?;
    let named = |entries: Vec<Entry>, name: &str| {
        entries.into_iter().find(|e| unquoted(&text[e.key.clone()]) == name)
    };
    let mut found = named(block_entries(text, &(0..text.len())), first)?;
    for name in rest {
        found = match &found.value {
            Value::Block(body) => named(block_entries(text, body), name)?,
            Value::Flow(at) => {
                let entries = flow_entries(text, at)?.into_iter().map(|(key, value)| Entry {
                    end: value.end,
                    value: flow_value(text, value),
                    key,
                });
                named(entries.collect(), name)?
            }
            _ => return None,
        };
    }
    Some(found)
}

fn flow_value(text: &str, at: Range<usize>) -> Value {
    match text[at.clone()].chars().next() {
        None => Value::Nothing(at.start),
        Some('{' | '[') => Value::Flow(at),
        Some(_) => Value::Scalar(at),
    }
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// The entries of a map whose keys stand at the beginning of lines.
fn block_entries(text: &str, body: &Range<usize>) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    let (mut indent, mut inside) = (None, body.start);
    for line in lines(text, body) {
        let words = &text[line.clone()];
        if !is_said(words) || line.start < inside {
            continue;
        }
        let own = indent_of(text, line.start);
        let is_key = own == *indent.get_or_insert(own);
        let end = line.start + words.trim_end().len();
        match key_at(text, line.start + own, end).filter(|_| is_key) {
            Some(key) => {
                let value = value_at(text, key.end + 1, end);
                if let Value::Flow(at) = &value {
                    inside = at.end;
                }
                let end = if let Value::Flow(at) = &value { end.max(at.end) } else { end };
                out.push(Entry { key, value, end });
            }
            None => {
                if let Some(entry) = out.last_mut() {
                    entry.end = end;
                    if let Value::Nothing(_) = entry.value {
                        entry.value = Value::Block(line.start..end);
                    } else if let Value::Block(at) = &mut entry.value {
                        at.end = end;
                    }
                }
            }
        }
    }
    out
}

/// What stands behind a colon, on its line or between brackets that it opens.
fn value_at(text: &str, colon: usize, end: usize) -> Value {
    let rest = &text[colon..end];
    let start = colon + (rest.len() - rest.trim_start().len());
    let words = &text[start..end];
    if words.is_empty() || words.starts_with('#') {
        return Value::Nothing(colon);
    }
    match words.chars().next() {
        Some('{' | '[') => {
            flow_end(text, start).map_or(Value::Scalar(start..end), |end| Value::Flow(start..end))
        }
        Some(quote @ ('"' | '\'')) => Value::Scalar(start..quoted_end(text, start, quote).min(end)),
        _ => {
            let comment = words.find(" #").unwrap_or(words.len());
            Value::Scalar(start..start + words[..comment].trim_end().len())
        }
    }
}

/// Adds an item before the closing bracket, behind what is said last.
fn push(text: &str, at: &Range<usize>, item: &str) -> Option<String> {
    let inner = &text[at.start + 1..at.end - 1];
    // Where the last line is a remark, an item behind it would be one too.
    let said = last_said(text, &(at.start + 1..at.end - 1)).unwrap_or(at.start + 1);
    let comma = if inner.trim().is_empty() || text[..said].ends_with(',') { "" } else { "," };
    let blank = if inner.trim().is_empty() { "" } else { " " };
    Some(replaced(text, said..said, &format!("{comma}{blank}{item}")))
}

/// Adds a line to a map in lines: behind its last entry, and before a table's `Meta`.
fn add_line(text: &str, body: &Range<usize>, key: &str, value: &str) -> Option<String> {
    let entries = block_entries(text, body);
    let last = entries.iter().rfind(|e| &text[e.key.clone()] != "Meta" || key == "Meta");
    let model = last.or(entries.first())?;
    let indent = " ".repeat(indent_of(text, model.key.start));
    let width = column_of(&entries).map_or(0, |column| column.saturating_sub(key.chars().count() + 2));
    let line = format!("{indent}{key}:{} {value}", " ".repeat(width));
    match last {
        Some(entry) => Some(replaced(text, entry.end..entry.end, &format!("\n{line}"))),
        None => {
            let start = model.key.start - indent.len();
            Some(replaced(text, start..start, &format!("{line}\n")))
        }
    }
}

/// How far values stand behind the beginnings of their keys, where several all stand in one column.
fn column_of(entries: &[Entry]) -> Option<usize> {
    let column = |e: &Entry| Some(e.value.start()? - e.key.start);
    let columns: Vec<usize> = entries.iter().filter_map(column).collect();
    columns.first().copied().filter(|c| columns.len() > 1 && columns.iter().all(|other| other == c))
}

/// The lines of a part of the text.
fn lines<'t>(text: &'t str, body: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let mut here = body.start;
    text[body.clone()].split_inclusive('\n').map(move |line| {
        let start = here;
        here += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Whether a line is more than blanks and a remark.
fn is_said(line: &str) -> bool {
    let words = line.trim();
    !words.is_empty() && !words.starts_with('#')
}

/// The end of what is said last, without a remark behind it.
fn last_said(text: &str, body: &Range<usize>) -> Option<usize> {
    let line = lines(text, body).filter(|line| is_said(&text[line.clone()])).last()?;
    let words = &text[line.clone()];
    let comment = words.rfind(" #").filter(|at| !words[*at..].contains(['"', '\'', '}', ']']));
    Some(line.start + words[..comment.unwrap_or(words.len())].trim_end().len())
}

/// How far the line is indented on which something stands.
fn indent_of(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    text[line..].chars().take_while(|c| *c == ' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::flow::flow_map;
    use crate::yaml::parse::{Name, Node, parse};
    use crate::yaml::scan::scan;
    use proptest::prelude::*;

    const TEXT: &str = "# ours
Meta:
  zMigration: true            # on
  zMigrationVersion: v1.0.0

users:   # people
  id:    {type: int, pk: true}
  name:  str                  # as printed
  email: {type: str,  # long
    max_length: 200}
  state:
    type: enum(a, b)
    default: a
  Meta:
    comment: \"it's {ours}, # yes\"
    indexes:
      - [name, id]   # both

posts:
  title: str
";

    fn changed(new: Option<String>) -> Vec<String> {
        let new = new.expect("it is known how");
        let (old, new): (Vec<&str>, Vec<&str>) = (TEXT.lines().collect(), new.lines().collect());
        new.into_iter().filter(|line| !old.contains(line)).map(str::to_owned).collect()
    }

    #[test]
    fn one_line_changes_and_all_others_stay() {
        for (new, lines) in [
            (put(TEXT, &["users"], "phone", "str"), &["  phone: str"][..]),
            (put(TEXT, &["users", "id"], "comment", "c"), &["  id:    {type: int, pk: true, comment: c}"]),
            (put(TEXT, &["users", "id"], "type", "int32"), &["  id:    {type: int32, pk: true}"]),
            (
                put(TEXT, &["users", "name"], "indexed", "true"),
                &["  name:  {type: str, indexed: true}                  # as printed"],
            ),
            (put(TEXT, &["users", "email"], "unique", "true"), &["    max_length: 200, unique: true}"]),
            (put(TEXT, &["users", "state"], "unique", "true"), &["    unique: true"]),
            (put(TEXT, &["users", "Meta"], "comment", "x"), &["    comment: x"]),
            (put(TEXT, &["users", "Meta", "checks"], "c", "id > 1"), &["    checks: {c: id > 1}"]),
            (put(TEXT, &["posts", "Meta"], "comment", "x"), &["  Meta: {comment: x}"]),
            (put(TEXT, &["Meta"], "zMigrationNotes", "n"), &["  zMigrationNotes: n"]),
            (put(TEXT, &["Meta"], "zMigration", "false"), &["  zMigration: false            # on"]),
            (append(TEXT, &["users", "Meta"], "indexes", "[id]"), &["      - [id]"]),
            (append(TEXT, &["posts", "Meta"], "indexes", "[title]"), &["  Meta: {indexes: [[title]]}"]),
            (
                rename(TEXT, &["users", "name"], "full_name"),
                &["  full_name: str                  # as printed"],
            ),
            (rename(TEXT, &["users", "name"], "n"), &["  n:     str                  # as printed"]),
        ] {
            assert_eq!(changed(new), lines);
        }
        let twice = put(TEXT, &["posts", "Meta"], "comment", "x")
            .and_then(|t| append(&t, &["posts", "Meta"], "unique", "[a]"));
        let twice =
            twice.and_then(|t| append(&t, &["posts", "Meta"], "unique", "[b]")).expect("it is known how");
        assert!(twice.ends_with("  Meta: {comment: x, unique: [[a], [b]]}\n"), "{twice}");
    }

    #[test]
    fn a_column_comes_behind_the_last_and_stands_below_the_others() {
        let text = "users:\n  id:    int\n  email: str\n  Meta: {comment: x}\n";
        let new = put(text, &["users"], "age", "int").expect("it is known how");
        assert_eq!(new, "users:\n  id:    int\n  email: str\n  age: int\n  Meta: {comment: x}\n");
        let text = "users:\n  id:    int\n  email: str\n";
        let new = put(text, &["users"], "age", "int").expect("it is known how");
        assert_eq!(new, "users:\n  id:    int\n  email: str\n  age:   int\n");
        assert_eq!(
            put("users: {id: int}\n", &["users"], "age", "int").as_deref(),
            Some("users: {id: int, age: int}\n")
        );
        assert_eq!(put("posts: x\n", &["users"], "age", "int"), None);
    }

    #[test]
    fn tables_are_added_and_names_followed() {
        let columns = flow_map("id: {type: decimal(10,2), pk: true}, full: str").expect("a map");
        assert_eq!(columns.len(), 2);
        let new = add_table("a:\n  b: int\n\n\n", "t", &columns, &["timestamps: true"]);
        assert_eq!(
            new,
            "a:\n  b: int\n\nt:\n  id:   {type: decimal(10,2), pk: true}\n  full: str\n  Meta:\n    timestamps: true\n"
        );
        assert_eq!(flow_map("{a: {b: c}"), None);
        let text = "users:\n  name: str\n  Meta: {indexes: [[name, rename]]}\nposts:\n  by: {foreign_key: users.name}\n";
        let new = refer(text, "users", "name", "nick");
        assert!(new.contains("[[nick, rename]]") && new.contains("users.nick}"), "{new}");
        let text = "a: {refers: \"marks(issue, label)\"}\nb: {refers: 'marks(label)', not: 'bookmarks(label)'}\nc: marks(labels, x\n";
        let new = refer(text, "marks", "label", "tag");
        let expected = "a: {refers: \"marks(issue, tag)\"}\nb: {refers: 'marks(tag)', not: 'bookmarks(label)'}\nc: marks(labels, x\n";
        assert_eq!(new, expected);
    }

    /// A schema of one table in any layout, and its tree.
    fn tree(text: &str) -> Option<Node<'static>> {
        let text: &'static str = String::leak(text.to_owned());
        let masked: &'static str = String::leak(scan(text).ok()?.into_owned());
        parse(masked).ok()
    }

    fn entries<'n, 't>(tree: &'n mut Node<'t>, key: &str) -> &'n mut Vec<(Name<'t>, Node<'t>)> {
        let Node::Map(all) = tree else { panic!("no map: {tree:?}") };
        let (_, table) = all.iter_mut().find(|(k, _)| k == key).expect("the table");
        let Node::Map(columns) = table else { panic!("no map: {table:?}") };
        columns
    }

    proptest! {
        /// An edit may give up, and never says anything else than what it is for.
        #[test]
        fn an_edit_changes_what_it_says_and_nothing_else(table in crate::yaml::layout::tests::table()) {
            let text = table.replacen("NAME", "t", 1);
            let before = tree(&text);
            prop_assume!(before.is_some());
            let mut before = before.expect("a tree");
            let first = entries(&mut before, "t")[0].0.to_string();

            let added = put(&text, &["t"], "zz", "int").and_then(|new| tree(&new)).expect("a column is added");
            let mut expected = before.clone();
            let columns = entries(&mut expected, "t");
            let at = columns.iter().position(|(k, _)| k == "Meta").unwrap_or(columns.len());
            columns.insert(at, ("zz".into(), Node::Scalar("int".into())));
            prop_assert_eq!(added, expected, "{}", text);

            let renamed = rename(&text, &["t", &first], "other_name").and_then(|new| tree(&new)).expect("renamed");
            let mut expected = before.clone();
            entries(&mut expected, "t")[0].0 = "other_name".into();
            prop_assert_eq!(renamed, expected, "{}", text);

            let said = put(&text, &["t", &first], "zz", "true").and_then(|new| tree(&new)).expect("a key is added");
            let mut expected = before.clone();
            let (_, column) = &mut entries(&mut expected, "t")[0];
            let new = (Name::from("zz"), Node::Scalar("true".into()));
            match column {
                Node::Map(keys) => keys.push(new),
                short => *short = Node::Map(vec![("type".into(), short.clone()), new]),
            }
            prop_assert_eq!(said, expected, "{}", text);
        }
    }
}
