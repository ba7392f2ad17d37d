//! `CREATE INDEX`.

use super::cursor::{Cursor, unparen};

/// What a statement says about an index.
#[derive(Debug)]
pub(in crate::sqlite::introspect) struct CreateIndex<'a> {
    pub keys: Vec<KeyText<'a>>,
    /// Without the parentheses around it.
    pub condition: Option<&'a str>,
}

/// A key of an index.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sqlite::introspect) struct KeyText<'a> {
    /// A column's name as it is written, or an expression without the parentheses around it.
    pub expr: &'a str,
    pub collation: Option<String>,
    pub descending: bool,
}

/// Reads a statement as `sqlite_master` keeps it. Nothing where it is another one, or broken.
pub(in crate::sqlite::introspect) fn create_index(sql: &str) -> Option<CreateIndex<'_>> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    cursor.take(&["UNIQUE"]);
    cursor.take(&["INDEX"]).then_some(())?;
    cursor.take(&["IF", "NOT", "EXISTS"]);
    cursor.qualified()?;
    cursor.take(&["ON"]).then_some(())?;
    cursor.name()?;
    cursor.take_sign('(').then_some(())?;
    let mut keys = Vec::new();
    loop {
        keys.push(key(cursor.until(|t| t.is_sign(','))));
        if !cursor.take_sign(',') {
            break;
        }
    }
    cursor.take_sign(')').then_some(())?;
    let condition = cursor.take(&["WHERE"]).then(|| unparen(cursor.rest().trim_end_matches(';').trim_end()));
    Some(CreateIndex { keys, condition })
}

/// `lower(a) COLLATE NOCASE DESC`
fn key(text: &str) -> KeyText<'_> {
    let tokens = super::tokens(text);
    let mut tokens = tokens.as_slice();
    let mut key = KeyText { expr: text, collation: None, descending: false };
    let last_is = |tokens: &[super::Token<'_>], word: &str| tokens.last().is_some_and(|t| t.is(word));
    if tokens.len() > 1 && (last_is(tokens, "ASC") || last_is(tokens, "DESC")) {
        key.descending = last_is(tokens, "DESC");
        tokens = &tokens[..tokens.len() - 1];
    }
    if let [before @ .., collate, name] = tokens
        && !before.is_empty()
        && collate.is("COLLATE")
        && let Some(name) = name.name()
    {
        key.collation = Some(name.into_owned());
        tokens = before;
    }
    if let Some(last) = tokens.last() {
        key.expr = unparen(&text[tokens[0].start..last.end()]);
    }
    key
}
