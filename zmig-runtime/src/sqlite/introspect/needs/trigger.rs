//! The names in a trigger.

use super::super::sql::Token;
use super::query::{Reader, Source};
use super::words::{alias, closing, find};
use super::{Found, Known, TableKey};

/// Reads it; gives the table that it is on.
pub(super) fn read(known: &Known<'_>, tokens: &[Token<'_>], found: &mut Found) -> Option<TableKey> {
    let begin = tokens.iter().position(|t| t.is("BEGIN"))?;
    let (head, body) = (&tokens[..begin], &tokens[begin + 1..]);
    let on = head.iter().rposition(|t| t.is("ON"))?;
    let own = head.get(on + 1)?.name()?.to_ascii_lowercase();
    let mut reader = Reader::new(known, found, 0);
    let tables = reader.source(&own);
    let rows = ["new", "old"].map(|alias| Source { alias: alias.to_owned(), tables: tables.clone() });
    reader.within(rows.to_vec(), |reader| {
        if let Some(when) = find(head, on, |i| head[i].is("WHEN")) {
            reader.expr(&head[when + 1..]);
        }
        for statement in body.split(|t| t.is_sign(';')) {
            reader.statement(statement);
        }
    });
    Some(own)
}

impl Reader<'_, '_> {
    fn statement(&mut self, tokens: &[Token<'_>]) {
        let tokens = self.with(tokens);
        let Some(first) = tokens.first() else { return };
        if first.is("INSERT") || first.is("REPLACE") {
            self.insert(tokens);
        } else if first.is("UPDATE") {
            self.update(tokens);
        } else if first.is("DELETE") {
            let from = tokens.iter().position(|t| t.is("FROM")).unwrap_or(0);
            let (source, at) = self.target(tokens, from + 1);
            self.within(vec![source], |reader| reader.expr(tokens.get(at..).unwrap_or(&[])));
        } else {
            self.query(tokens);
        }
    }

    /// The table that a statement writes, and where what follows it begins.
    fn target(&mut self, tokens: &[Token<'_>], mut at: usize) -> (Source, usize) {
        let mut name = tokens.get(at).and_then(Token::name).unwrap_or_default();
        at += 1;
        while tokens.get(at).is_some_and(|t| t.is_sign('.')) {
            name = tokens.get(at + 1).and_then(Token::name).unwrap_or(name);
            at += 2;
        }
        let tables = self.source(&name);
        let alias = alias(tokens, &mut at).unwrap_or_else(|| name.to_ascii_lowercase());
        (Source { alias, tables }, at)
    }

    fn insert(&mut self, tokens: &[Token<'_>]) {
        let into = tokens.iter().position(|t| t.is("INTO")).unwrap_or(0);
        let (source, mut at) = self.target(tokens, into + 1);
        if tokens.get(at).is_some_and(|t| t.is_sign('(')) {
            let close = closing(tokens, at);
            let columns = tokens.get(at + 1..close).unwrap_or(&[]);
            self.within(vec![source.clone()], |reader| reader.expr(columns));
            at = close + 1;
        } else if !tokens.get(at).is_some_and(|t| t.is("DEFAULT")) {
            // It gives a value for every column.
            self.need_all(&source.tables);
        }
        let rest = tokens.get(at..).unwrap_or(&[]);
        let is_conflict = |i: usize| rest[i].is("ON") && rest.get(i + 1).is_some_and(|t| t.is("CONFLICT"));
        let conflict = find(rest, 0, is_conflict).unwrap_or(rest.len());
        let handed_on = self.query(&rest[..conflict]);
        self.need_all(&handed_on);
        let excluded = Source { alias: "excluded".to_owned(), tables: source.tables.clone() };
        self.within(vec![source, excluded], |reader| reader.expr(&rest[conflict..]));
    }

    fn update(&mut self, tokens: &[Token<'_>]) {
        let start = if tokens.get(1).is_some_and(|t| t.is("OR")) { 3 } else { 1 };
        let (source, at) = self.target(tokens, start);
        let rest = tokens.get(at..).unwrap_or(&[]);
        let from = find(rest, 0, |i| rest[i].is("FROM")).unwrap_or(rest.len());
        let end = find(rest, from, |i| rest[i].is("WHERE")).unwrap_or(rest.len());
        let (mut sources, conditions) = self.from(rest.get(from + 1..end).unwrap_or(&[]));
        sources.push(source.clone());
        // `SET a = 1, (b, c) = (2, 3)`: what is set is the table's own.
        let mut values = Vec::new();
        let mut start = find(rest, 0, |i| rest[i].is("SET")).map_or(from, |set| set + 1);
        while start < from {
            let comma = find(rest, start, |i| rest[i].is_sign(',')).unwrap_or(from).min(from);
            let equals = find(rest, start, |i| rest[i].is_sign('=')).unwrap_or(comma).min(comma);
            self.within(vec![source.clone()], |reader| reader.expr(&rest[start..equals]));
            values.push(&rest[equals..comma]);
            start = comma + 1;
        }
        self.within(sources, |reader| {
            reader.expr(&rest[end..]);
            values.into_iter().chain(conditions).for_each(|piece| reader.expr(piece));
        });
    }
}
