//! The names in a query.

use super::super::sql::Token;
use super::words::{alias, arms, begins_query, closing, find, is_from, is_join, is_name, is_operand};
use super::{Found, Known, TableKey};
use std::collections::{BTreeMap, BTreeSet};

/// Queries within queries, and views that read views, are followed so far.
const DEEPEST: usize = 40;

/// A table of a query, under the name that it has there.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub alias: String,
    /// The tables whose columns are columns of it: itself, or those that a query hands on with a `*`.
    pub tables: BTreeSet<TableKey>,
}

/// A reader of one query and those in it.
pub(super) struct Reader<'k, 'f> {
    known: &'k Known<'k>,
    found: &'f mut Found,
    depth: usize,
    /// The tables of the queries around, the outermost first.
    scopes: Vec<Vec<Source>>,
    /// `WITH` queries by name.
    named: BTreeMap<String, BTreeSet<TableKey>>,
}

impl<'k, 'f> Reader<'k, 'f> {
    pub(super) fn new(known: &'k Known<'k>, found: &'f mut Found, depth: usize) -> Self {
        Self { known, found, depth, scopes: Vec::new(), named: BTreeMap::new() }
    }

    /// Reads something with tables around it.
    pub(super) fn within<T>(&mut self, sources: Vec<Source>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(sources);
        let result = read(self);
        self.scopes.pop();
        result
    }

    /// A table of that name, whatever it stands for; `None` where nothing is known under it.
    pub(super) fn source(&mut self, name: &str) -> BTreeSet<TableKey> {
        let key = name.to_ascii_lowercase();
        if let Some(tables) = self.named.get(&key) {
            return tables.clone();
        }
        if self.known.is_table(&key) {
            self.found.table(&key);
            return BTreeSet::from([key]);
        }
        match self.known.views.get(&key) {
            Some(sql) if self.depth < DEEPEST => self.known.view(sql, self.found, self.depth + 1),
            _ => BTreeSet::new(),
        }
    }

    /// Reads a query; gives the tables whose columns it hands on with a `*`.
    pub(super) fn query(&mut self, tokens: &[Token<'_>]) -> BTreeSet<TableKey> {
        if self.depth >= DEEPEST {
            return BTreeSet::new();
        }
        self.depth += 1;
        let outer = self.named.clone();
        let tokens = self.with(tokens);
        let mut handed_on = BTreeSet::new();
        let arms = arms(tokens);
        let several = arms.len() > 1;
        for arm in arms {
            let tables = self.select(arm);
            if several {
                // They must have as many columns as one another.
                self.need_all(&tables);
            }
            handed_on.extend(tables);
        }
        self.named = outer;
        self.depth -= 1;
        handed_on
    }

    /// Reads the queries that have names; gives what follows them.
    pub(super) fn with<'t, 'a>(&mut self, mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
        if !tokens.first().is_some_and(|t| t.is("WITH")) {
            return tokens;
        }
        tokens = &tokens[1..];
        if tokens.first().is_some_and(|t| t.is("RECURSIVE")) {
            tokens = &tokens[1..];
        }
        while let Some(name) = tokens.first().and_then(Token::name) {
            let key = name.to_ascii_lowercase();
            let Some(at) = tokens.iter().position(|t| t.is("AS")) else { return tokens };
            let renamed = tokens[..at].iter().any(|t| t.is_sign('('));
            let Some(open) = tokens[at..].iter().position(|t| t.is_sign('(')).map(|i| at + i) else {
                return tokens;
            };
            let close = closing(tokens, open);
            // It may read itself.
            self.named.insert(key.clone(), BTreeSet::new());
            let mut handed_on = self.query(&tokens[open + 1..close]);
            if renamed {
                self.need_all(&handed_on);
                handed_on.clear();
            }
            self.named.insert(key, handed_on);
            tokens = tokens.get(close + 1..).unwrap_or(&[]);
            match tokens.first() {
                Some(comma) if comma.is_sign(',') => tokens = &tokens[1..],
                _ => break,
            }
        }
        tokens
    }

    /// One SELECT without what it is united with.
    fn select(&mut self, tokens: &[Token<'_>]) -> BTreeSet<TableKey> {
        let from = find(tokens, 0, |i| is_from(tokens, i)).unwrap_or(tokens.len());
        let ends = ["WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT"];
        let end = find(tokens, from, |i| ends.iter().any(|w| tokens[i].is(w))).unwrap_or(tokens.len());
        let (sources, conditions) = self.from(tokens.get(from + 1..end).unwrap_or(&[]));
        self.within(sources, |reader| {
            for condition in conditions {
                reader.expr(condition);
            }
            reader.expr(&tokens[..from]);
            reader.expr(&tokens[end..]);
            reader.stars(&tokens[..from])
        })
    }

    /// The tables of a FROM clause, and the expressions in it.
    pub(super) fn from<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> (Vec<Source>, Vec<&'t [Token<'a>]>) {
        let (mut sources, mut conditions) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < tokens.len() {
            let token = tokens[at];
            if token.is_sign('(') {
                let close = closing(tokens, at);
                let inside = &tokens[at + 1..close.min(tokens.len())];
                at = close + 1;
                if begins_query(inside) {
                    let tables = self.query(inside);
                    sources.push(Source { alias: alias(tokens, &mut at).unwrap_or_default(), tables });
                } else {
                    let (inner, more) = self.from(inside);
                    sources.extend(inner);
                    conditions.extend(more);
                }
            } else if token.is("ON") {
                let end = find(tokens, at + 1, |i| is_join(&tokens[i])).unwrap_or(tokens.len());
                conditions.push(&tokens[at + 1..end]);
                at = end;
            } else if token.is("USING") {
                let close = closing(tokens, at + 1);
                // Names that the tables around share; they are resolved as plain names are.
                conditions.push(tokens.get(at + 2..close).unwrap_or(&[]));
                at = close + 1;
            } else if token.is("INDEXED") {
                at += 3;
            } else if is_join(&token) || token.is("NOT") {
                at += 1;
            } else if let Some(mut name) = token.name() {
                at += 1;
                while tokens.get(at).is_some_and(|t| t.is_sign('.')) {
                    name = tokens.get(at + 1).and_then(Token::name).unwrap_or(name);
                    at += 2;
                }
                if tokens.get(at).is_some_and(|t| t.is_sign('(')) {
                    // A function that gives rows.
                    let close = closing(tokens, at);
                    conditions.push(tokens.get(at + 1..close).unwrap_or(&[]));
                    at = close + 1;
                    alias(tokens, &mut at);
                    continue;
                }
                let tables = self.source(&name);
                let alias = alias(tokens, &mut at).unwrap_or_else(|| name.to_ascii_lowercase());
                sources.push(Source { alias, tables });
            } else {
                at += 1;
            }
        }
        (sources, conditions)
    }

    /// The tables that the `*`s of a list of columns stand for.
    fn stars(&self, tokens: &[Token<'_>]) -> BTreeSet<TableKey> {
        let mut out = BTreeSet::new();
        let Some(sources) = self.scopes.last() else { return out };
        let mut depth = 0_i32;
        for (i, token) in tokens.iter().enumerate() {
            depth += i32::from(token.is_sign('(')) - i32::from(token.is_sign(')'));
            if depth != 0 || !token.is_sign('*') {
                continue;
            }
            let before = i.checked_sub(1).map(|b| &tokens[b]);
            let is_all =
                before.is_none_or(|t| t.is_sign(',') || t.is("SELECT") || t.is("DISTINCT") || t.is("ALL"));
            let of = match before {
                Some(dot) if dot.is_sign('.') => i.checked_sub(2).and_then(|b| tokens[b].name()),
                _ => None,
            };
            let is_meant =
                |s: &&Source| is_all || of.as_ref().is_some_and(|a| s.alias.eq_ignore_ascii_case(a));
            for source in sources.iter().filter(is_meant) {
                out.extend(source.tables.iter().cloned());
            }
        }
        out
    }

    /// A table of which every column counts.
    pub(super) fn need_all(&mut self, tables: &BTreeSet<TableKey>) {
        tables.iter().for_each(|table| self.found.all_columns(self.known, table));
    }

    /// The names in an expression, or in anything that is made of expressions.
    pub(super) fn expr(&mut self, tokens: &[Token<'_>]) {
        let mut at = 0;
        while at < tokens.len() {
            let token = tokens[at];
            let before = at.checked_sub(1).map(|b| tokens[b]);
            if token.is_sign('(') && begins_query(&tokens[at + 1..]) {
                let close = closing(tokens, at);
                self.query(&tokens[at + 1..close.min(tokens.len())]);
                at = close + 1;
                continue;
            }
            at += 1;
            if !is_name(&token) {
                continue;
            }
            let mut parts = vec![token];
            while let (Some(dot), Some(next)) = (tokens.get(at), tokens.get(at + 1)) {
                if !dot.is_sign('.') || next.name().is_none() {
                    break;
                }
                parts.push(*next);
                at += 2;
            }
            let is_call = tokens.get(at).is_some_and(|t| t.is_sign('('));
            // `x AS name`, `x name`, `COLLATE name`, `OVER name` name no column.
            let is_other = before.is_some_and(|b| {
                b.is("AS") || b.is("COLLATE") || b.is("OVER") || b.is_sign(')') || is_operand(&b)
            });
            if is_call || (is_other && parts.len() == 1) {
                continue;
            }
            if before.is_some_and(|b| b.is("IN")) {
                if let Some(name) = parts.last().and_then(Token::name) {
                    self.source(&name);
                }
                continue;
            }
            self.resolve(&parts);
        }
    }

    fn resolve(&mut self, parts: &[Token<'_>]) {
        let Some(column) = parts.last().and_then(Token::name) else { return };
        let of = parts.len().checked_sub(2).and_then(|i| parts[i].name());
        for scope in self.scopes.iter().rev() {
            let mut hit = false;
            for source in scope {
                if of.as_ref().is_some_and(|of| !source.alias.eq_ignore_ascii_case(of)) {
                    continue;
                }
                hit |= of.is_some();
                for table in &source.tables {
                    hit |= self.found.column(self.known, table, &column);
                }
            }
            if hit {
                return;
            }
        }
    }
}
