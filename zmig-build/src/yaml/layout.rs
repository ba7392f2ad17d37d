//! The one layout of a schema's text: two blanks a level, a blank line between tables, nothing at the ends of lines. Comments,
//! order and words stay as they are.

use super::flow::{begins_word, key_length, quoted_end};
use super::parse::parse;
use super::scan::scan;
use std::collections::BTreeMap;

/// The text in the one layout; `None` where it is written in a way in which it would not say the same afterwards.
pub(crate) fn layout(text: &str) -> Option<String> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let out = Layout::of(&plain);
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let is_same = words(&plain) == words(&out) && says_the_same(&plain, &out);
    // Whoever formats twice finds nothing to do.
    (is_same && Layout::of(&out) == out).then_some(out)
}

/// Whether two texts are the same tree.
fn says_the_same(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (scan(one), scan(other)) else { return false };
    matches!((parse(&one), parse(&other)), (Ok(a), Ok(b)) if a == b)
}

/// A level of nesting: how far its lines were indented, and are. A dash is deeper than a key above it in its own column.
#[derive(Clone, Copy, Debug)]
struct Level {
    old: usize,
    new: usize,
    /// The map or list whose entries stand here.
    group: usize,
}

#[derive(Debug)]
struct Line {
    indent: usize,
    /// Its words up to the value.
    key: String,
    rest: String,
    /// The map that the key belongs to, and how far its value stood behind the key's beginning; for values on the key's line.
    column: Option<(usize, usize)>,
}

#[derive(Debug, Default)]
struct Layout {
    out: Vec<Line>,
    levels: Vec<Level>,
    groups: usize,
    /// Blank lines and remarks before what they stand above: the indentation and the words.
    waiting: Vec<(usize, String)>,
}

impl Layout {
    fn of(text: &str) -> String {
        let mut layout = Self::default();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let (indent, words) = (indent(line), line.trim());
            if words.is_empty() || words.starts_with('#') {
                layout.waiting.push((indent, words.to_owned()));
                continue;
            }
            let (new, value) = layout.line(indent, words);
            let mut depth = depth_after(0, &value);
            if value.starts_with(['|', '>']) {
                // A text's lines keep what they are indented more than the first of them.
                let (mut first, mut blanks) = (None, 0);
                let belongs = |l: &str, first: Option<usize>| {
                    l.trim().is_empty() || self::indent(l) >= first.unwrap_or(indent + 1)
                };
                while let Some(next) = lines.next_if(|l| belongs(l, first)) {
                    let words = next.trim();
                    if words.is_empty() {
                        blanks += 1;
                        continue;
                    }
                    (0..std::mem::take(&mut blanks)).for_each(|_| layout.raw(0, String::new()));
                    let more = self::indent(next) - *first.get_or_insert(self::indent(next));
                    layout.raw(new + 2 + more, words.to_owned());
                }
                layout.waiting.extend((0..blanks).map(|_| (0, String::new())));
            }
            while depth > 0 {
                let Some(next) = lines.next() else { break };
                let words = next.trim();
                let closing = words.chars().take_while(|c| matches!(c, '}' | ']')).count();
                let indent = if words.is_empty() { 0 } else { new + 2 * depth.saturating_sub(closing) };
                layout.raw(indent, inside(words));
                depth = depth_after(depth, words);
            }
        }
        layout.finish()
    }

    /// A line of a map or a list; how far what holds its value is indented now, and the value.
    fn line(&mut self, indent: usize, words: &str) -> (usize, String) {
        let is_dash = words == "-" || words.starts_with("- ");
        let before = self.levels.clone();
        let level = self.enter(2 * indent + usize::from(is_dash));
        let is_table = level.new == 0 && !self.out.is_empty();
        self.release(indent, level.new, &before, is_table);
        let (mut start, mut lead, mut group) = (0, "", level.group);
        if is_dash {
            let inner = words[1..].trim_start();
            start = words.len() - inner.len();
            lead = "- ";
            if key_length(inner).is_none() {
                self.raw(level.new, format!("- {}", spaced(inner)).trim_end().to_owned());
                return (level.new, inner.to_owned());
            }
            // A map that begins on the line of its dash.
            group = self.group();
            self.levels.push(Level { old: 2 * (indent + start), new: level.new + 2, group });
        }
        let inner = &words[start..];
        let Some(length) = key_length(inner) else {
            self.raw(level.new, words.to_owned());
            return (level.new, String::new());
        };
        let value = inner[length + 1..].trim_start();
        let has_value = !value.is_empty() && !value.starts_with('#');
        let before_value = inner[..inner.len() - value.len()].chars().count();
        let column = (has_value && !is_dash).then_some((group, before_value));
        let key = format!("{lead}{}:", &inner[..length]);
        self.out.push(Line { indent: level.new, key, rest: spaced(value), column });
        (level.new + lead.len(), value.to_owned())
    }

    /// The level of a line that is indented so far.
    fn enter(&mut self, old: usize) -> Level {
        while self.levels.last().is_some_and(|l| l.old > old) {
            self.levels.pop();
        }
        if let Some(level) = self.levels.last().filter(|l| l.old == old) {
            return *level;
        }
        let new = self.levels.last().map_or(0, |l| l.new + 2);
        let level = Level { old, new, group: self.group() };
        self.levels.push(level);
        level
    }

    fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    /// Writes what waited for a line, which was indented so far and is now; `levels` are those before it.
    fn release(&mut self, old: usize, new: usize, levels: &[Level], is_table: bool) {
        let waiting = std::mem::take(&mut self.waiting);
        // A blank line before a table stands before the remarks right above it.
        let attached = |(own, words): &&(usize, String)| !words.is_empty() && *own <= old;
        let above = if is_table { waiting.iter().rev().take_while(attached).count() } else { 0 };
        for (at, (own, words)) in waiting.iter().enumerate() {
            if is_table && at == waiting.len() - above {
                self.blank();
            }
            if words.is_empty() {
                self.blank();
                continue;
            }
            // One that is indented more than what follows belongs to what is before it.
            let deeper = levels.iter().rev().find(|l| l.old <= 2 * own + 1).filter(|_| *own > old);
            self.raw(deeper.map_or(new, |l| l.new.max(new)), words.clone());
        }
        if is_table && above == 0 {
            self.blank();
        }
    }

    fn raw(&mut self, indent: usize, words: String) {
        self.out.push(Line { indent, key: String::new(), rest: words, column: None });
    }

    /// One blank line, and none at the beginning.
    fn blank(&mut self) {
        if self.out.last().is_some_and(|line| !(line.key.is_empty() && line.rest.is_empty())) {
            self.raw(0, String::new());
        }
    }

    fn finish(mut self) -> String {
        let levels = std::mem::take(&mut self.levels);
        self.release(0, 0, &levels, false);
        let widths = self.widths();
        let mut out = String::new();
        for line in &self.out {
            let mut text = format!("{}{}", " ".repeat(line.indent), line.key);
            if !line.key.is_empty() && !line.rest.is_empty() {
                let width =
                    line.column.and_then(|(group, _)| widths.get(&group)).copied().unwrap_or_default();
                text.push_str(&" ".repeat(width.saturating_sub(line.key.chars().count()).max(1)));
            }
            text.push_str(&line.rest);
            out.push_str(text.trim_end());
            out.push('\n');
        }
        let end = out.trim_end().len();
        out.truncate(end);
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    /// Where the values of a map stand, where they all stood in one column.
    fn widths(&self) -> BTreeMap<usize, usize> {
        let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for line in &self.out {
            if let Some((group, column)) = line.column {
                columns.entry(group).or_default().push(column);
                let width = widths.entry(group).or_default();
                *width = (*width).max(line.key.chars().count() + 1);
            }
        }
        widths.retain(|group, _| {
            columns[group].len() > 1 && columns[group].iter().all(|c| *c == columns[group][0])
        });
        widths
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// How many brackets are open behind a line.
fn depth_after(depth: usize, words: &str) -> usize {
    if depth == 0 && !words.starts_with(['{', '[']) {
        return 0;
    }
    let mut open = depth;
    walk(words, |c, _| match c {
        '{' | '[' => open += 1,
        '}' | ']' => open = open.saturating_sub(1),
        _ => {}
    });
    open
}

/// Calls for each character outside of quotes and parentheses, up to a remark.
fn walk(words: &str, mut each: impl FnMut(char, usize)) {
    let (mut skip, mut parentheses) = (0, 0_usize);
    for (at, c) in words.char_indices() {
        match c {
            _ if at < skip => {}
            '#' if at == 0 || words[..at].ends_with(' ') => return,
            '"' | '\'' if begins_word(words, at) => skip = quoted_end(words, at, c),
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            c if parentheses == 0 => each(c, at),
            _ => {}
        }
    }
}

/// A value, whose words between brackets have their blanks in order.
fn spaced(words: &str) -> String {
    if words.starts_with(['{', '[']) { inside(words) } else { words.to_owned() }
}

/// Words between brackets, with one blank behind each comma and colon, and none inside of brackets.
fn inside(words: &str) -> String {
    let mut marks: Vec<(usize, char)> = Vec::new();
    walk(words, |c, at| {
        if matches!(c, '{' | '[' | '}' | ']' | ',' | ':') {
            marks.push((at, c));
        }
    });
    let (mut out, mut last) = (String::with_capacity(words.len()), 0);
    for (at, c) in marks {
        let rest = &words[at + 1..];
        let before = &words[last..at];
        match c {
            // Only a colon that ends a key has blanks behind it.
            ':' if !rest.starts_with(' ') => out.push_str(&words[last..=at]),
            '}' | ']' | ',' | ':' => {
                out.push_str(before.trim_end());
                out.push(c);
            }
            _ => {
                out.push_str(before);
                out.push(c);
            }
        }
        last = at + 1;
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let remark = rest.trim_start_matches(' ').starts_with('#');
        match c {
            _ if remark || rest.trim().is_empty() => {}
            '{' | '[' => last += blanks,
            ',' => {
                last += blanks;
                out.push(' ');
            }
            ':' if blanks > 0 => {
                last += blanks;
                out.push(' ');
            }
            _ => {}
        }
    }
    out.push_str(&words[last..]);
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn layout_is_put_in_order_and_words_stay() {
        let text = "\u{feff}# ours\r\n\r\n\r\nMeta:\r\n    zMigration:   true \r\n    zMigrationVersion: v1.0.0 # raised\r\n\
            # people\r\nusers:\r\n    id:    {type: int,pk: true}\r\n    email: { type:  str , max_length: 20 }  # the, one\r\n\r\n\r\n\
            \x20   name:  'it''s, {a}'\r\n    # at the end\r\n    Meta:\r\n        indexes:\r\n        - [a,b]\r\n        -   {columns: [ a ],\r\n\
            \x20unique: true,\r\n                }\r\n        comment: |\r\n              one\r\n                two\r\n\
            \r\nposts:\r\n a: str\r\n longer: int\r\n\r\n\r\n";
        let expected = "# ours\n\nMeta:\n  zMigration: true\n  zMigrationVersion: v1.0.0 # raised\n\n# people\nusers:\n\
            \x20 id:    {type: int, pk: true}\n  email: {type: str, max_length: 20}  # the, one\n\n  name:  'it''s, {a}'\n  # at the end\n\
            \x20 Meta:\n    indexes:\n      - [a, b]\n      - {columns: [a],\n        unique: true,\n      }\n    comment: |\n      one\n        two\n\
            \nposts:\n  a: str\n  longer: int\n";
        assert_eq!(layout(text).as_deref(), Some(expected));
        assert_eq!(layout(expected).as_deref(), Some(expected));
        assert_eq!(layout(""), Some(String::new()));
    }

    #[test]
    fn what_would_not_be_the_same_is_left() {
        // A tab, and a text between quotes in several lines of its own layout.
        for text in ["a:\n\tb: c\n", "a: \"one\n\n\n\n  two\"\n", "a: {b\n"] {
            assert_eq!(layout(text), None, "{text}");
        }
    }

    fn value() -> impl Strategy<Value = String> {
        let blank = || "[ ]{0,2}";
        let flow = (blank(), blank(), blank()).prop_map(|(a, b, c)| {
            format!("{{{a}type: decimal(10,2){b},{c}comment:  \"a,  {{b}}\",tags: [ x,y{a}]{c}}}")
        });
        let lines = (blank(), 0_usize..5).prop_map(|(a, more)| {
            format!(
                "{{type: str,{a}\n        {}max_length:{}9{a}\n   }}",
                " ".repeat(more),
                " ".repeat(more + 1)
            )
        });
        prop_oneof![
            Just("str".to_owned()),
            Just("it's #1".to_owned()),
            Just("'x # y'".to_owned()),
            flow,
            lines
        ]
    }

    /// A table called `NAME`, in any layout.
    pub(in crate::yaml) fn table() -> impl Strategy<Value = String> {
        let remark = prop_oneof![
            3 => Just(String::new()),
            1 => Just("# a remark: {x}\n".to_owned()),
            1 => Just("\n\n".to_owned()),
            1 => Just("     # far off\n".to_owned()),
        ];
        let line = (
            remark.clone(),
            "[a-z]{1,6}",
            "[ ]{1,4}",
            value(),
            prop_oneof![Just(""), Just("  "), Just("  # why")],
        );
        let lines = prop::collection::vec(line, 1..5);
        (remark, 1_usize..6, lines, 0_usize..3, any::<bool>()).prop_map(|(above, indent, lines, dash, meta)| {
            let blanks = " ".repeat(indent);
            let mut out = format!("{above}NAME:\n");
            for (number, (above, key, gap, value, end)) in lines.into_iter().enumerate() {
                out += &format!("{above}{blanks}{key}{number}:{gap}{value}{end}\n");
            }
            if meta {
                let dash = " ".repeat(dash);
                out += &format!("{blanks}Meta:\n{blanks}{blanks}unique:\n{blanks}{blanks}{dash}- [a,  b]\n{blanks}{blanks}{dash}-  name: x\n");
                out += &format!("{blanks}{blanks}{dash}   columns: [a]\n{blanks}{blanks}comment: >\n{blanks}{blanks}   folded\n");
            }
            out
        })
    }

    proptest! {
        #[test]
        fn any_schema_has_one_layout_that_says_the_same(tables in prop::collection::vec(table(), 1..4)) {
            let named = tables.iter().enumerate().map(|(i, t)| t.replacen("NAME", &format!("t{i}"), 1));
            let text: String = named.collect();
            prop_assume!(scan(&text).is_ok_and(|t| parse(&t).is_ok()));
            let once = layout(&text);
            prop_assert!(once.is_some(), "it was left:\n{text}\n{}", Layout::of(&text));
            let once = once.unwrap_or_default();
            let again = layout(&once);
            prop_assert_eq!(again.as_deref(), Some(once.as_str()), "of:\n{}", text);
            prop_assert!(!once.contains("\n\n\n") && once.ends_with('\n') && !once.contains(" \n"));
        }
    }
}
