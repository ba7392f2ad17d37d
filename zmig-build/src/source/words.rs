//! The small texts within a source that YAML and attributes share: types, references, the keys of an index.

use super::{Enforce, ManyToMany, TypeSource};
use std::collections::BTreeSet;
use zmig_core::{IndexKey, ParseType, Type};

/// Reads a type as a source writes it: those of [`Type`], `enum(a, b)`, and arrays of either.
pub(crate) fn type_source(text: &str) -> Result<TypeSource, ParseType> {
    let text = text.trim();
    let (inner, array) = match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    match inner.strip_prefix("enum").map(str::trim_start).and_then(|t| t.strip_prefix('(')) {
        Some(list) => {
            let Some(list) = list.strip_suffix(')') else {
                return Err(ParseType { reason: format!("`{text}` lacks its closing parenthesis") });
            };
            let values: Vec<String> = list.split(',').map(|v| unquote(v).to_owned()).collect();
            check_values(&values)?;
            Ok(TypeSource::Enum { values, array })
        }
        None if inner == "enum" => {
            Err(ParseType { reason: "an enum needs its values, as in `enum(draft, live)`".into() })
        }
        None => text.parse::<Type>().map(TypeSource::Is),
    }
}

/// Checks the values of an enum: there are some, none is empty, none comes twice, and none is like another but for case.
pub(crate) fn check_values(values: &[String]) -> Result<(), ParseType> {
    let bad = |reason: String| Err(ParseType { reason });
    if values.is_empty() {
        return bad("an enum needs at least one value".into());
    }
    let mut seen = BTreeSet::new();
    for value in values {
        if value.is_empty() {
            return bad("an enum's value cannot be empty".into());
        }
        // PostgreSQL's limit for the label of an enum.
        if value.len() > 63 {
            return bad(format!("the value `{value}` of an enum is longer than 63 bytes"));
        }
        if value.chars().any(char::is_control) {
            return bad(format!("the value `{}` of an enum holds a control character", value.escape_debug()));
        }
        if !seen.insert(value) {
            return bad(format!("the value `{value}` comes twice"));
        }
    }
    Ok(())
}

/// A text without the quotes around it, if it has any.
fn unquote(text: &str) -> &str {
    let text = text.trim();
    for quote in ['\'', '"'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inner;
        }
    }
    text
}

/// Reads `users.id` or, in a namespace, `sales.orders.id`: a table and its column.
pub(crate) fn column_reference(text: &str) -> Result<(String, String), String> {
    if let Some((table, column)) = text.trim().rsplit_once('.')
        && is_table(table)
        && !column.is_empty()
        && !column.contains(['(', ')'])
    {
        return Ok((table.to_owned(), column.to_owned()));
    }
    match table_reference(text) {
        Ok((table, columns)) if columns.len() == 1 => Ok((table, columns[0].clone())),
        _ => Err(format!("`{text}` names no column of a table; write `users.id`")),
    }
}

/// Reads `members(tenant, id)`: a table and its columns.
pub(crate) fn table_reference(text: &str) -> Result<(String, Vec<String>), String> {
    let text = text.trim();
    let bad = || format!("`{text}` names no columns of a table; write `members(tenant, id)`");
    let (table, columns) = text.strip_suffix(')').and_then(|t| t.split_once('(')).ok_or_else(bad)?;
    let columns: Vec<String> = columns.split(',').map(|c| c.trim().to_owned()).collect();
    let table = table.trim();
    if !is_table(table) || columns.iter().any(String::is_empty) {
        return Err(bad());
    }
    Ok((table.to_owned(), columns))
}

/// Reads `issue_labels(issue, label)`: a table between two others, and its columns that point at them.
pub(crate) fn many_to_many(text: &str) -> Result<ManyToMany, String> {
    if let Ok((through, columns)) = table_reference(text)
        && let [here, there] = &columns[..]
    {
        return Ok(ManyToMany { through, here: here.clone(), there: there.clone() });
    }
    Err(format!(
        "`{}` names no table with two columns; write `issue_labels(issue, label)`: the table in between, its column that \
         points here and the one that points there",
        text.trim()
    ))
}

/// Reads who enforces rules.
pub(crate) fn enforce(word: &str) -> Result<Enforce, String> {
    let found = Enforce::ALL.into_iter().find(|e| e.keyword() == word.to_ascii_lowercase());
    found.ok_or_else(|| format!("`enforce` takes database or code, not `{word}`; neither of both"))
}

/// Checks the language of a text search, which goes into SQL as a word.
pub(crate) fn check_language(word: &str) -> Result<(), String> {
    if zmig_core::text_search::is_language(word) {
        return Ok(());
    }
    Err(format!("`{}` is no language; a word such as `simple` or `english`", word.escape_debug()))
}

/// Whether a text can name a table, in a namespace or not.
fn is_table(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= 2 && parts.iter().all(|p| !p.is_empty() && !p.contains(['(', ')']))
}

/// Reads the key of an index: `name`, `made_at desc`, or an expression, which has parentheses.
pub(crate) fn index_key(text: &str) -> IndexKey {
    let text = text.trim();
    if text.contains('(') {
        return IndexKey::expr(text);
    }
    let direction = text.rsplit_once(char::is_whitespace);
    match direction.map(|(column, word)| (column.trim_end(), word.to_ascii_lowercase())) {
        Some((column, word)) if word == "desc" => IndexKey::new(column).desc(),
        Some((column, word)) if word == "asc" => IndexKey::new(column),
        _ => IndexKey::new(text),
    }
}

/// Whether a text is one word, as an index's access method is, which goes into SQL without quotes.
pub(crate) fn is_method(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.len() <= 63
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text can be the name of an environment variable.
pub(crate) fn is_variable(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Checks a schema's name, which becomes part of files' names.
pub(crate) fn check_schema_name(name: &str) -> Result<(), String> {
    let ok = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() {
        return Err("a schema's name cannot be empty".into());
    }
    if let Some(c) = name.chars().find(|c| !ok(*c)) {
        return Err(format!(
            "the schema's name `{}` holds `{}`; letters, digits, `.`, `_` and `-` may stand in it",
            name.escape_debug(),
            c.escape_debug()
        ));
    }
    if name.contains("..") || name.starts_with('.') || name.ends_with('.') {
        return Err(format!("the schema's name `{name}` would be a path: no `..`, and no dot at an end"));
    }
    if name.len() > 100 {
        return Err(format!("the schema's name `{name}` is longer than 100 bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_sources() {
        let values = |v: &[&str]| v.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            type_source("enum(draft, 'on hold')").ok(),
            Some(TypeSource::Enum { values: values(&["draft", "on hold"]), array: false })
        );
        assert_eq!(
            type_source("[enum(a)]").ok(),
            Some(TypeSource::Enum { values: values(&["a"]), array: true })
        );
        assert_eq!(type_source("[str]").ok(), Some(TypeSource::Is(Type::Array(Box::new(Type::STR)))));
        assert_eq!(type_source("enum:state").ok(), Some(TypeSource::Is(Type::Enum("state".into()))));
        for (text, part) in [
            ("enum(a, a)", "comes twice"),
            ("enum(a,)", "cannot be empty"),
            ("enum()", "cannot be empty"),
            ("enum", "needs its values"),
            ("enum(a", "closing parenthesis"),
            ("strng", "did you mean `str`"),
        ] {
            let reason = type_source(text).expect_err(text).reason;
            assert!(reason.contains(part), "{text}: {reason}");
        }
    }

    #[test]
    fn references_and_index_keys() {
        assert_eq!(column_reference("users.id"), Ok(("users".into(), "id".into())));
        assert_eq!(column_reference("users(id)"), Ok(("users".into(), "id".into())));
        assert_eq!(column_reference("sales.orders.id"), Ok(("sales.orders".into(), "id".into())));
        for text in ["users", "users.", ".id", "a.b.c.d", "a..c", "users(a, b)"] {
            assert!(column_reference(text).is_err(), "{text}");
        }
        assert_eq!(
            table_reference("members(tenant, id)"),
            Ok(("members".into(), vec!["tenant".into(), "id".into()]))
        );
        assert_eq!(table_reference("x.members(a)"), Ok(("x.members".into(), vec!["a".into()])));
        for text in ["members", "members()", "(a)", "members(a,)", "x.y.members(a)", ".members(a)"] {
            assert!(table_reference(text).is_err(), "{text}");
        }
        let labels = ManyToMany { through: "marks".into(), here: "a".into(), there: "b".into() };
        assert_eq!(many_to_many("marks(a, b)"), Ok(labels));
        for text in ["marks", "marks(a)", "marks(a, b, c)", "marks.a"] {
            assert!(many_to_many(text).is_err(), "{text}");
        }
        assert_eq!(index_key("made_at DESC"), IndexKey::new("made_at").desc());
        assert_eq!(index_key("made_at asc"), IndexKey::new("made_at"));
        assert_eq!(index_key("lower(name)"), IndexKey::expr("lower(name)"));
    }

    #[test]
    fn names_of_schemas_are_no_paths() {
        for name in ["zSchema.users", "shop", "größe-2"] {
            assert_eq!(check_schema_name(name), Ok(()));
        }
        for name in ["", "..", "a/b", "a\\b", "../x", "a..b", ".a", "a b", "a\nb", "a;b"] {
            assert!(check_schema_name(name).is_err(), "{name}");
        }
    }
}
