//! A place among tokens, and the few moves that a reader of statements needs.

use super::token::{Token, tokens};
use std::borrow::Cow;

/// A place among the tokens of a statement.
#[derive(Clone, Debug)]
pub(in crate::sqlite::introspect) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(in crate::sqlite::introspect) fn new(sql: &'a str) -> Self {
        Self { sql, tokens: tokens(sql), at: 0 }
    }

    /// The next token.
    pub(in crate::sqlite::introspect) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    /// The token after so many others.
    pub(in crate::sqlite::introspect) fn peek_at(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Takes the next token.
    pub(in crate::sqlite::introspect) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Takes keywords, if all of them come next.
    pub(in crate::sqlite::introspect) fn take(&mut self, keywords: &[&str]) -> bool {
        let all = keywords.iter().enumerate().all(|(i, k)| self.peek_at(i).is_some_and(|t| t.is(k)));
        if all {
            self.at += keywords.len();
        }
        all
    }

    /// Takes a character, if it comes next.
    pub(in crate::sqlite::introspect) fn take_sign(&mut self, sign: char) -> bool {
        let is = self.peek().is_some_and(|t| t.is_sign(sign));
        self.at += usize::from(is);
        is
    }

    /// Takes a name.
    pub(in crate::sqlite::introspect) fn name(&mut self) -> Option<Cow<'a, str>> {
        let name = self.peek()?.name()?;
        self.at += 1;
        Some(name)
    }

    /// Takes a name that may be qualified; only the last part counts.
    pub(in crate::sqlite::introspect) fn qualified(&mut self) -> Option<Cow<'a, str>> {
        let first = self.name()?;
        if self.take_sign('.') { self.name() } else { Some(first) }
    }

    /// Takes parentheses and what is in them; gives that, without blanks around it.
    pub(in crate::sqlite::introspect) fn parens(&mut self) -> Option<&'a str> {
        let open = self.peek().filter(|t| t.is_sign('('))?;
        let mut depth = 0_usize;
        for (i, token) in self.tokens[self.at..].iter().enumerate() {
            if token.is_sign('(') {
                depth += 1;
            } else if token.is_sign(')') {
                depth -= 1;
                if depth == 0 {
                    self.at += i + 1;
                    return Some(self.sql[open.end()..token.start].trim());
                }
            }
        }
        None
    }

    /// Takes everything up to a token at this depth for which `stop` says yes, or to the closing parenthesis or the end.
    /// Gives its text.
    pub(in crate::sqlite::introspect) fn until(&mut self, stop: impl Fn(&Token<'a>) -> bool) -> &'a str {
        let start = self.peek().map_or(self.sql.len(), |t| t.start);
        let mut end = start;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && (token.is_sign(')') || stop(&token)) {
                break;
            }
            if token.is_sign('(') {
                depth += 1;
            } else if token.is_sign(')') {
                depth -= 1;
            }
            end = token.end();
            self.at += 1;
        }
        &self.sql[start..end]
    }

    /// The text between two places of it.
    pub(in crate::sqlite::introspect) fn text(&self, start: usize, end: usize) -> &'a str {
        self.sql.get(start..end).unwrap_or("")
    }

    /// Goes back to where the text has a place.
    pub(in crate::sqlite::introspect) fn back_to(&mut self, place: usize) {
        while self.at > 0 && self.tokens.get(self.at - 1).is_some_and(|t| t.start >= place) {
            self.at -= 1;
        }
    }

    /// What is left of the statement, without the blanks around it.
    pub(in crate::sqlite::introspect) fn rest(&self) -> &'a str {
        self.peek().map_or("", |t| self.sql[t.start..].trim_end())
    }
}

/// The inside of the parentheses that enclose all of an expression, once; the expression itself where none do.
pub(in crate::sqlite::introspect) fn unparen(sql: &str) -> &str {
    let mut cursor = Cursor::new(sql);
    match cursor.parens() {
        Some(inner) if cursor.peek().is_none() && !inner.is_empty() => inner,
        _ => sql,
    }
}

/// The name that a text consists of; SQLite takes one in single quotes, too, where only a column can stand.
pub(in crate::sqlite::introspect) fn only_name(sql: &str) -> Option<Cow<'_, str>> {
    match tokens(sql).as_slice() {
        [name] => name.name(),
        _ => None,
    }
}
