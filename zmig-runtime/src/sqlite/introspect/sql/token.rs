//! Words, names, texts, numbers and signs.

use std::borrow::Cow;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sqlite::introspect) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"`, `` ` `` or `[]`.
    Quoted,
    /// A text in `'`.
    Text,
    /// `X'00ff'`
    Blob,
    /// A number without its sign.
    Number,
    /// One character of anything else.
    Sign,
}

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sqlite::introspect) struct Token<'a> {
    pub kind: Kind,
    /// As it is written.
    pub text: &'a str,
    /// Where it begins.
    pub start: usize,
}

impl<'a> Token<'a> {
    /// Where it ends.
    pub(in crate::sqlite::introspect) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is that keyword.
    pub(in crate::sqlite::introspect) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is that character.
    pub(in crate::sqlite::introspect) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign && self.text.chars().eq([sign])
    }

    /// The name that it is. SQLite takes a text for one, too, where only a name can stand.
    pub(in crate::sqlite::introspect) fn name(&self) -> Option<Cow<'a, str>> {
        match self.kind {
            Kind::Word => Some(Cow::Borrowed(self.text)),
            Kind::Quoted | Kind::Text => Some(self.inside()),
            Kind::Blob | Kind::Number | Kind::Sign => None,
        }
    }

    /// What is between its quotes, the doubled ones made single.
    pub(in crate::sqlite::introspect) fn inside(&self) -> Cow<'a, str> {
        let text = if self.kind == Kind::Blob { self.text.get(1..).unwrap_or("") } else { self.text };
        let mut chars = text.chars();
        let Some(open) = chars.next() else { return Cow::Borrowed("") };
        let close = if open == '[' { ']' } else { open };
        let inner = chars.as_str();
        let inner = inner.strip_suffix(close).unwrap_or(inner);
        let doubled = [close, close].iter().collect::<String>();
        if open != '[' && inner.contains(&doubled) {
            Cow::Owned(inner.replace(&doubled, &close.to_string()))
        } else {
            Cow::Borrowed(inner)
        }
    }
}

/// The tokens of a text; blanks and comments are left out. A quotation that is not closed goes to the end.
pub(in crate::sqlite::introspect) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut out = Vec::with_capacity(sql.len() / 5);
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let (length, kind) = piece(&sql[at..], first);
        let length = length.max(first.len_utf8());
        if let Some(kind) = kind {
            out.push(Token { kind, text: &sql[at..at + length], start: at });
        }
        at += length;
    }
    out
}

/// How long the piece at the beginning of `rest` is, and what: nothing for blanks and comments.
fn piece(rest: &str, first: char) -> (usize, Option<Kind>) {
    let bytes = rest.as_bytes();
    match first {
        c if c.is_ascii_whitespace() => (1, None),
        // A mark of the order of bytes is a blank to SQLite.
        '\u{feff}' => (first.len_utf8(), None),
        '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
        '/' if rest.starts_with("/*") => (rest[2..].find("*/").map_or(rest.len(), |end| end + 4), None),
        '\'' => (quoted(rest, b'\''), Some(Kind::Text)),
        '"' | '`' => (quoted(rest, bytes[0]), Some(Kind::Quoted)),
        '[' => (rest.find(']').map_or(rest.len(), |end| end + 1), Some(Kind::Quoted)),
        'x' | 'X' if bytes.get(1) == Some(&b'\'') => (1 + quoted(&rest[1..], b'\''), Some(Kind::Blob)),
        c if c.is_ascii_digit() => (number(bytes), Some(Kind::Number)),
        '.' if bytes.get(1).is_some_and(u8::is_ascii_digit) => (number(bytes), Some(Kind::Number)),
        c if is_word(c) => (rest.find(|c| !is_word(c)).unwrap_or(rest.len()), Some(Kind::Word)),
        c => (c.len_utf8(), Some(Kind::Sign)),
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a quotation; a doubled mark is a part of it.
fn quoted(rest: &str, mark: u8) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == mark {
            if bytes.get(at + 1) != Some(&mark) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

/// The length of a number, with what follows it as a word's rest would.
fn number(bytes: &[u8]) -> usize {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.';
    let mut at = 0;
    while at < bytes.len() {
        let sign = matches!(bytes[at], b'+' | b'-')
            && at > 0
            && matches!(bytes[at - 1], b'e' | b'E')
            && !bytes.starts_with(b"0x")
            && !bytes.starts_with(b"0X");
        if !sign && !word(bytes[at]) {
            break;
        }
        at += 1;
    }
    at
}
