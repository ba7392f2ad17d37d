//! A look over the text before it is parsed: what the parser would be slow on or silent about.
//!
//! The parser takes minutes for deeply nested brackets and resolves aliases without a word, so both are refused here. And
//! it ends a plain word at every comma within braces, though `{type: decimal(10,2)}` is how anybody writes it: commas
//! within parentheses are therefore masked, and [`unmask`] puts them back.

use super::parse::MAX_ITEMS;
use std::borrow::Cow;

/// Depth of nesting that is still read.
pub(crate) const MAX_DEPTH: usize = 64;

/// Stands for a comma within parentheses; from Unicode's private use area, so that columns stay where they are.
const MASK: char = '\u{e02c}';

/// What the scan refuses, and the byte where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Deep(usize),
    Long(usize),
    Anchor(usize),
    Alias(usize),
    PrivateUse(usize),
}

/// Checks the text and masks commas within parentheses.
pub(crate) fn scan(text: &str) -> Result<Cow<'_, str>, Refused> {
    if let Some(at) = text.find(MASK) {
        return Err(Refused::PrivateUse(at));
    }
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        flow: 0,
        lists: vec![],
        line: 0,
        first: None,
        dash: None,
        masked: vec![],
        matched: 0,
    };
    scan.run()?;
    if scan.masked.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len() + 2 * scan.masked.len());
    scan.masked.sort_unstable();
    let mut last = 0;
    for at in scan.masked {
        out.push_str(&text[last..at]);
        out.push(MASK);
        last = at + 1;
    }
    out.push_str(&text[last..]);
    Ok(Cow::Owned(out))
}

/// A scalar with its commas put back.
pub(crate) fn unmask(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(MASK) { Cow::Owned(text.replace(MASK, ",")) } else { text }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Open brackets and braces.
    flow: usize,
    /// For each of them how many commas it has, where it is a bracket.
    lists: Vec<Option<usize>>,
    /// Where the line begins.
    line: usize,
    /// Column of the first token of the line that is no `-` or `?`.
    first: Option<usize>,
    /// Column of the last `-` or `?` that opens an entry on the line.
    dash: Option<usize>,
    /// Commas to be masked.
    masked: Vec<usize>,
    /// Up to where parentheses without a partner were looked at.
    matched: usize,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(b'\n')
    }

    fn blank(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), b' ' | b'\t' | b'\n' | b'\r')
    }

    /// Steps from token to token. Only at a token's beginning do quotes, anchors and block scalars mean something.
    fn run(&mut self) -> Result<(), Refused> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.new_line(),
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' => self.skip_line(),
                b'-' | b'?' if self.blank(1) && self.first.is_none() => {
                    self.dash = Some(self.at - self.line);
                    self.at += 1;
                }
                _ => {
                    let column = self.at - self.line;
                    self.first.get_or_insert(column);
                    self.token(byte)?;
                }
            }
        }
        Ok(())
    }

    fn token(&mut self, byte: u8) -> Result<(), Refused> {
        match byte {
            b'&' if !self.blank(1) => return Err(Refused::Anchor(self.at)),
            b'*' if !self.blank(1) => return Err(Refused::Alias(self.at)),
            b'[' | b'{' => {
                self.flow += 1;
                if self.flow > MAX_DEPTH {
                    return Err(Refused::Deep(self.at));
                }
                self.lists.push((byte == b'[').then_some(0));
                self.at += 1;
            }
            b']' | b'}' => {
                self.flow = self.flow.saturating_sub(1);
                self.lists.pop();
                self.at += 1;
            }
            b',' => {
                if let Some(Some(commas)) = self.lists.last_mut() {
                    *commas += 1;
                    // The parser reads half a million entries before anybody can say that they are too many.
                    if *commas > MAX_ITEMS {
                        return Err(Refused::Long(self.at));
                    }
                }
                self.at += 1;
            }
            b':' => self.at += 1,
            b'"' => self.double_quoted()?,
            b'\'' => self.single_quoted(),
            b'|' | b'>' if self.flow == 0 => self.block_scalar(),
            b'!' => {
                while !(self.blank(0) || self.flow > 0 && matches!(self.peek(0), b',' | b']' | b'}')) {
                    self.at += 1;
                }
            }
            _ => self.plain(),
        }
        Ok(())
    }

    fn new_line(&mut self) {
        self.at += 1;
        self.line = self.at;
        self.first = None;
        self.dash = None;
    }

    fn skip_line(&mut self) {
        while self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn double_quoted(&mut self) -> Result<(), Refused> {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' if self.escapes_mask() => return Err(Refused::PrivateUse(self.at)),
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// Whether the escape at which we stand is that of the mask: it would become a comma.
    fn escapes_mask(&self) -> bool {
        let digits = match self.peek(1) {
            b'u' => self.bytes.get(self.at + 2..self.at + 6),
            b'U' => self.bytes.get(self.at + 2..self.at + 10).and_then(|d| d.strip_prefix(b"0000")),
            _ => None,
        };
        digits.is_some_and(|digits| digits.eq_ignore_ascii_case(b"e02c"))
    }

    fn single_quoted(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() {
            // A doubled quote is one quote of the text.
            if self.peek(0) == b'\'' && self.peek(1) == b'\'' {
                self.at += 2;
            } else if self.peek(0) == b'\'' {
                self.at += 1;
                return;
            } else {
                self.at += 1;
            }
        }
    }

    /// Skips the lines of a `|` or `>` text: those that are indented as its first one is.
    fn block_scalar(&mut self) {
        let column = self.at - self.line;
        let parent = match self.first {
            Some(first) if first < column => first,
            _ => self.dash.unwrap_or(column.saturating_sub(1)),
        };
        let mut content = None;
        while self.peek(0) != b'\n' {
            if self.peek(0).is_ascii_digit() {
                content = Some(parent + usize::from(self.peek(0) - b'0'));
            }
            self.at += 1;
        }
        while self.at < self.bytes.len() {
            let begin = self.at + 1;
            let line = self.bytes.get(begin..).unwrap_or_default();
            let line = &line[..line.iter().position(|b| *b == b'\n').unwrap_or(line.len())];
            let indent = line.iter().take_while(|b| **b == b' ').count();
            let is_empty = line[indent..].iter().all(u8::is_ascii_whitespace);
            if !is_empty && indent < *content.get_or_insert(indent.max(parent + 1)) {
                return;
            }
            self.at = begin + line.len();
        }
    }

    /// Skips a word without quotes, which may go on over several lines.
    fn plain(&mut self) {
        let parent = self.first.unwrap_or(0);
        loop {
            match self.peek(0) {
                b'\n' if self.at >= self.bytes.len() => return,
                b'\n' if !self.goes_on(parent) => return,
                b'\n' => {
                    self.at += 1;
                    self.line = self.at;
                }
                b':' if self.blank(1)
                    || (self.flow > 0 && matches!(self.peek(1), b',' | b'[' | b']' | b'{' | b'}')) =>
                {
                    return;
                }
                b'#' if self.at > 0 && matches!(self.bytes[self.at - 1], b' ' | b'\t') => return,
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 => return,
                b'(' if self.flow > 0 => self.parentheses(),
                _ => self.at += 1,
            }
        }
    }

    /// Whether a plain word is continued on the line after the break at which we stand.
    fn goes_on(&self, parent: usize) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let indent = rest.iter().take_while(|b| **b == b' ').count();
        match rest.get(indent) {
            None | Some(b'\n' | b'\r' | b'#') => false,
            Some(_) => self.flow > 0 || indent > parent,
        }
    }

    /// Masks the commas between parentheses that match on this line.
    fn parentheses(&mut self) {
        let begin = self.at;
        self.at += 1;
        // Looked at already, from a parenthesis before it that has no partner.
        if begin < self.matched {
            return;
        }
        let (mut open, mut commas) = (Vec::new(), Vec::new());
        let mut end = begin;
        loop {
            match self.bytes.get(end) {
                Some(b'(') => open.push(commas.len()),
                Some(b')') => {
                    let from = open.pop().unwrap_or_default();
                    self.masked.extend(commas.drain(from..));
                    if open.is_empty() {
                        self.at = end + 1;
                        return;
                    }
                }
                Some(b',') => commas.push(end),
                None | Some(b'\n' | b'[' | b']' | b'{' | b'}') => {
                    self.matched = end;
                    return;
                }
                Some(_) => {}
            }
            end += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        scan(text).expect(text).replace(MASK, "@")
    }

    #[test]
    fn commas_within_parentheses_are_masked() {
        for (text, expected) in [
            ("a: {t: decimal(10,2), r: true}", "a: {t: decimal(10@2), r: true}"),
            ("a: {t: enum(a, b, c), d: a}", "a: {t: enum(a@ b@ c), d: a}"),
            ("a: [f(x, g(y, z)), b]", "a: [f(x@ g(y@ z)), b]"),
            ("a: {b: ((x, y), c: 1}", "a: {b: ((x@ y), c: 1}"),
            // Outside of braces the parser does it right by itself, quoted text is left alone.
            ("a: decimal(10,2)", "a: decimal(10,2)"),
            ("a: {t: \"enum(a, b)\", u: 'f(x, y)'}", "a: {t: \"enum(a, b)\", u: 'f(x, y)'}"),
            ("a: {t: oh :(, b: 1}", "a: {t: oh :(, b: 1}"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn depth_anchors_and_aliases_are_refused() {
        let deep = format!("a: {}", "[".repeat(100_000));
        assert_eq!(scan(&deep), Err(Refused::Deep(3 + MAX_DEPTH)));
        assert!(scan(&"a: [[1], [2]]\n".repeat(1000)).is_ok());
        assert_eq!(scan("a: &x 1"), Err(Refused::Anchor(3)));
        assert_eq!(scan("a: {b: *x}"), Err(Refused::Alias(7)));
        assert_eq!(scan("- *x"), Err(Refused::Alias(2)));
        assert_eq!(scan("a: !!str &x 1"), Err(Refused::Anchor(9)));
        assert_eq!(scan("a: |\n  *text\nb: *x"), Err(Refused::Alias(16)));
        assert_eq!(scan("- a: |\n    *text\n  b: *x"), Err(Refused::Alias(22)));
    }

    #[test]
    fn the_mask_itself_is_refused_however_it_is_written() {
        for text in ["a: \u{e02c}", "a: \"\\uE02C\"", "a: {b: \"x\\U0000e02c\"}"] {
            assert!(matches!(scan(text), Err(Refused::PrivateUse(_))), "{text}");
        }
        assert!(scan("a: \"\\\\uE02C\\u00e0\"").is_ok());
    }

    #[test]
    fn text_may_hold_any_character() {
        for text in [
            "a: price * 2 & 4",
            "a: \"*x &y [[[\"",
            "a: '*x ''&y'",
            "a: # *x &y",
            "a: |\n  *x\n  &y\n\n  [[[\nb: 1",
            "a: >-\n  *x",
            "a: first\n  *second",
            "a: it's [here",
            "a: x\n  \"y\nb: 1",
        ] {
            assert!(scan(text).is_ok(), "{text}");
        }
    }
}
