//! Messages as text, drawn as rustc draws them, byte for byte what the crate `annotate-snippets` makes of them (a test
//! compares the two). That crate can do much more, and every application would compile it.

use super::{Diagnostic, Excerpt};
use unicode_width::UnicodeWidthChar as _;

/// The width that a line of source is cut to, with what stands before it.
const WIDTH: usize = 140;
/// What stands for the part of a line that is cut away.
const CUT: &str = "...";
/// The room that is left for that beside a place.
const ROOM: usize = 6;
/// Blanks before a line that are worth cutting away, and how many of them stay.
const MANY_BLANKS: usize = 20;
const FEW_BLANKS: usize = 4;

/// All messages, one after the other, ready to be printed.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let texts: Vec<String> = diagnostics.iter().map(one).collect();
    texts.join("\n\n")
}

fn one(diagnostic: &Diagnostic) -> String {
    let excerpts: Vec<&Excerpt> =
        diagnostic.place.as_deref().into_iter().chain(&diagnostic.related).collect();
    let last_line = excerpts.iter().filter_map(|e| e.position).map(|p| p.line).max();
    let mut page = Page { lines: Vec::new(), gutter: last_line.map_or(0, |line| line.to_string().len()) };
    let title = visible(&diagnostic.title);
    page.wrapped(String::new(), "error: ", &title);
    for (i, excerpt) in excerpts.iter().enumerate() {
        page.excerpt(excerpt, i == 0 && diagnostic.place.is_some(), i == 0);
    }
    let mut words = diagnostic.notes.iter().map(|text| ("note: ", text)).collect::<Vec<_>>();
    words.extend(diagnostic.helps.iter().map(|text| ("help: ", text)));
    if !words.is_empty() && excerpts.last().is_none_or(|e| e.position.is_some()) {
        page.bar();
    }
    for (level, text) in words {
        page.wrapped(format!("{} = ", " ".repeat(page.gutter)), level, text);
    }
    page.lines.join("\n")
}

/// The lines of a message.
struct Page {
    lines: Vec<String>,
    /// The width of the greatest number of a line.
    gutter: usize,
}

impl Page {
    /// A line that holds only the bar between the numbers and the source.
    fn bar(&mut self) {
        self.lines.push(format!("{} |", " ".repeat(self.gutter)));
    }

    /// A text behind its level; its further lines stand below its first.
    fn wrapped(&mut self, before: String, level: &str, text: &str) {
        let mut lines = text.split('\n');
        self.lines.push(format!("{before}{level}{}", lines.next().unwrap_or_default()));
        let indent = " ".repeat(before.len() + level.len());
        self.lines.extend(lines.map(|line| format!("{indent}{line}")));
    }

    /// The name of a file and, where the place in it is known, its line with a mark below. `is_primary` tells the mark,
    /// `is_first` the arrow.
    fn excerpt(&mut self, excerpt: &Excerpt, is_primary: bool, is_first: bool) {
        let arrow = if is_first { "-->" } else { ":::" };
        let blanks = " ".repeat(self.gutter);
        let Some((number, span)) = excerpt.span() else {
            self.lines.push(format!("{blanks}{arrow} {}", excerpt.file));
            return;
        };
        if !is_first {
            self.bar();
        }
        let (before, marked) = (&excerpt.line[..span.start], &excerpt.line[span]);
        let column = before.chars().count() + 1;
        self.lines.push(format!("{blanks}{arrow} {}:{number}:{column}", excerpt.file));
        self.bar();
        let start = width(before);
        let end = start + width(marked).max(1);
        let window = Window::around(&excerpt.line, start, end, &excerpt.label, WIDTH - (self.gutter + 3));
        let (mut code, left) = window.cut(&visible(&excerpt.line));
        let mark = if is_primary { "^" } else { "-" };
        let mut below = " ".repeat(start.saturating_sub(left));
        below.push_str(&mark.repeat(end - start));
        if !excerpt.label.is_empty() {
            below.push(' ');
            below.push_str(&excerpt.label);
        }
        // Of a place that is longer than two lines of the screen, only the ends are shown.
        if end - start > window.room * 2 {
            let from = (start + window.room / 3).saturating_sub(left);
            let to = (end - window.room / 3).saturating_sub(left);
            code = without_middle(&code, from, to);
            below = without_middle(&below, from, to);
        }
        let blank = if code.is_empty() { "" } else { " " };
        self.lines.push(format!("{number:>width$} |{blank}{code}", width = self.gutter));
        self.lines.push(format!("{blanks} | {below}"));
    }
}

/// The columns of a line that are shown.
#[derive(Clone, Copy)]
struct Window {
    left: usize,
    right: usize,
    room: usize,
}

impl Window {
    /// As much of a line as there is room for, with the place from `start` to `end` and its label in it.
    fn around(line: &str, start: usize, end: usize, label: &str, room: usize) -> Self {
        let blanks: usize =
            line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let blanks = if line.chars().all(char::is_whitespace) { 0 } else { blanks };
        let blanks = blanks.min(start).saturating_sub(ROOM);
        let (start, end, label) = (start.saturating_sub(ROOM), end + ROOM, end + ROOM + width(label) + 1);
        let left = if blanks > MANY_BLANKS { blanks - (MANY_BLANKS - FEW_BLANKS) } else { 0 };
        let right = width(line).max(left);
        let from = |left: usize| Self { left, right: left + room, room };
        if right - left <= room {
            Self { left, right, room }
        } else if label.saturating_sub(blanks) <= room && label >= blanks {
            from(blanks)
        } else if label - start <= room {
            from(start.saturating_sub((room - (label - start)) / 2))
        } else if end - start <= room {
            from(start.saturating_sub((room - (end - start)) / 5 * 2))
        } else {
            Self { left: start, right: end, room }
        }
    }

    /// What is shown of a line, and how many columns were cut away before it.
    fn cut(self, line: &str) -> (String, usize) {
        let length = width(line);
        let left = self.left.min(length);
        let right =
            if length.saturating_sub(self.left) <= self.room { length } else { length.min(self.right) };
        let (mut skipped, mut taken) = (0, 0);
        let code: Vec<char> = line
            .chars()
            .skip_while(|c| {
                let skips = skipped < left;
                skipped += if skips { columns(*c) } else { 0 };
                skips
            })
            .take_while(|c| {
                taken += columns(*c);
                taken <= right - left
            })
            .collect();
        let mut shown = Vec::with_capacity(code.len());
        let mut rest = &code[..];
        if self.left > 0 {
            let (covered, width) = covered(rest.iter());
            shown.extend(CUT.chars());
            // Where wide characters are covered, the rest begins behind them.
            shown.resize(width.max(CUT.len()), ' ');
            rest = &rest[covered..];
        }
        shown.extend(rest);
        if length > right {
            let (covered, _) = covered(code.iter().rev());
            let at = shown.len().saturating_sub(covered);
            for (i, c) in CUT.chars().enumerate() {
                if at + i < shown.len() {
                    shown[at + i] = c;
                } else {
                    shown.push(c);
                }
            }
        }
        (shown.into_iter().collect(), left.max(skipped))
    }
}

/// How many characters give way to the sign for what is cut away, and their width.
fn covered<'a>(code: impl Iterator<Item = &'a char>) -> (usize, usize) {
    let (mut count, mut width) = (0, 0);
    for c in code {
        width += columns(*c);
        count += 1;
        if width >= CUT.len() {
            break;
        }
    }
    (count, width)
}

/// A text without what stands between two of its columns, if it reaches so far.
fn without_middle(text: &str, from: usize, to: usize) -> String {
    if to > text.chars().count() {
        return text.to_owned();
    }
    text.chars().take(from).chain(CUT.chars()).chain(text.chars().skip(to)).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The columns that a character takes once it is visible.
fn columns(c: char) -> usize {
    match c {
        '\t' => 4,
        _ if is_control(c) => 1,
        _ => c.width().unwrap_or(1),
    }
}

/// Characters that a terminal obeys rather than shows.
fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text with what a terminal would obey as signs that it shows.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            // Joins characters on some terminals, and not on others.
            '\u{200d}' => {}
            '\u{7f}' => out.push('\u{2421}'),
            '\0'..='\u{1f}' if is_control(c) => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(c)),
            _ if is_control(c) => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(c),
        }
    }
    out
}
