//! Tokens of a query: what they may be, and where the pieces of it end.

use super::super::sql::{Kind, Token};

/// Where the parenthesis closes that opens at `open`; the end where it does not, or where none opens.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        if token.is_sign('(') {
            depth += 1;
        } else if token.is_sign(')') {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return i;
        }
    }
    tokens.len()
}

/// The first place from `start` on, outside of parentheses, of which `is` says yes.
pub(super) fn find(tokens: &[Token<'_>], start: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
    let mut at = start;
    while at < tokens.len() {
        if tokens[at].is_sign('(') {
            at = closing(tokens, at);
        } else if is(at) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The SELECTs that are united.
pub(super) fn arms<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let unites = |i: usize| ["UNION", "INTERSECT", "EXCEPT"].iter().any(|w| tokens[i].is(w));
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(at) = find(tokens, start, unites) {
        out.push(&tokens[start..at]);
        start = at + 1;
    }
    out.push(&tokens[start..]);
    out
}

pub(super) fn begins_query(tokens: &[Token<'_>]) -> bool {
    tokens.first().is_some_and(|t| t.is("SELECT") || t.is("WITH") || t.is("VALUES"))
}

/// `FROM`, but not that of `IS DISTINCT FROM`.
pub(super) fn is_from(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].is("FROM") && !at.checked_sub(1).is_some_and(|b| tokens[b].is("DISTINCT"))
}

/// What stands between the tables of a FROM clause.
pub(super) fn is_join(token: &Token<'_>) -> bool {
    let words = ["JOIN", "LEFT", "RIGHT", "FULL", "OUTER", "INNER", "CROSS", "NATURAL"];
    token.is_sign(',') || words.iter().any(|w| token.is(w))
}

/// The other name of a table, if one follows.
pub(super) fn alias(tokens: &[Token<'_>], at: &mut usize) -> Option<String> {
    let after_as = tokens.get(*at).is_some_and(|t| t.is("AS"));
    let token = tokens.get(*at + usize::from(after_as))?;
    let words =
        ["ON", "USING", "INDEXED", "NOT", "SET", "WHERE", "DEFAULT", "VALUES", "SELECT", "WITH", "FROM"];
    let ends = token.kind == Kind::Word && (is_join(token) || words.iter().any(|w| token.is(w)));
    if ends && !after_as {
        return None;
    }
    let name = token.name()?.to_ascii_lowercase();
    *at += 1 + usize::from(after_as);
    Some(name)
}

/// Whether it may name a column. Words that cannot, without quotes, do not.
pub(super) fn is_name(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Quoted => true,
        Kind::Word => !is_keyword(token),
        Kind::Text | Kind::Blob | Kind::Number | Kind::Sign => false,
    }
}

/// Whether an expression may end with it, so that a name behind it is no column's.
pub(super) fn is_operand(token: &Token<'_>) -> bool {
    let words = ["END", "NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];
    is_name(token)
        || matches!(token.kind, Kind::Text | Kind::Blob | Kind::Number)
        || words.iter().any(|w| token.is(w))
}

fn is_keyword(token: &Token<'_>) -> bool {
    const WORDS: [&str; 69] = [
        "ALL",
        "AND",
        "AS",
        "ASC",
        "BETWEEN",
        "BY",
        "CASE",
        "CAST",
        "COLLATE",
        "CONFLICT",
        "CROSS",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "DEFAULT",
        "DELETE",
        "DESC",
        "DISTINCT",
        "DO",
        "ELSE",
        "END",
        "ESCAPE",
        "EXCEPT",
        "EXISTS",
        "FALSE",
        "FILTER",
        "FROM",
        "FULL",
        "GLOB",
        "GROUP",
        "HAVING",
        "IN",
        "INNER",
        "INSERT",
        "INTERSECT",
        "INTO",
        "IS",
        "ISNULL",
        "JOIN",
        "LEFT",
        "LIKE",
        "LIMIT",
        "MATCH",
        "NATURAL",
        "NOT",
        "NOTHING",
        "NOTNULL",
        "NULL",
        "OFFSET",
        "ON",
        "OR",
        "ORDER",
        "OUTER",
        "OVER",
        "PARTITION",
        "REGEXP",
        "RIGHT",
        "SELECT",
        "SET",
        "THEN",
        "TRUE",
        "UNION",
        "UPDATE",
        "USING",
        "VALUES",
        "WHEN",
        "WHERE",
        "WINDOW",
        "WITH",
    ];
    WORDS.iter().any(|w| token.is(w))
}
