//! Full-text search: the text that an index holds and a query looks through, which must be one and the same expression,
//! or the index is not used.

use crate::names::bare;
use crate::{Index, IndexKey, shorten};

/// The language of a search that says none: words as they stand, in any language.
pub const DEFAULT_LANGUAGE: &str = "simple";

/// The words of some columns, as PostgreSQL's `tsvector`. `quote` writes a column as its statement needs it.
///
/// ```
/// use zmig_core::{Dialect, text_search};
///
/// let quote = |name: &str| Dialect::Postgres.quote_name(name);
/// let words = text_search::document(&["name", "note"], text_search::DEFAULT_LANGUAGE, quote);
/// assert_eq!(words, r#"to_tsvector('simple', coalesce("name", '') || ' ' || coalesce("note", ''))"#);
/// ```
pub fn document<S: AsRef<str>>(columns: &[S], language: &str, quote: impl Fn(&str) -> String) -> String {
    let texts: Vec<String> = columns.iter().map(|c| format!("coalesce({}, '')", quote(c.as_ref()))).collect();
    format!("to_tsvector('{}', {})", language.replace('\'', "''"), texts.join(" || ' ' || "))
}

/// The index that such a search uses. Databases without its access method have none.
pub fn index<S: AsRef<str>>(table: &str, columns: &[S], language: &str) -> Index {
    let words = document(columns, language, crate::dialect::clause::q);
    Index { using: Some("gin".into()), ..Index::new(index_name(table), vec![IndexKey::expr(words)]) }
}

/// `idx_products_text_search`
pub fn index_name(table: &str) -> String {
    shorten(&format!("idx_{}_text_search", bare(table)))
}

/// Whether a text can name a language: it is one of the database's, whose names are words.
pub fn is_language(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= crate::MAX_IDENTIFIER
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_follows_its_table_by_name() {
        let index = index("shop.products", &["name"], "english");
        assert_eq!(index.name, "idx_products_text_search");
        assert_eq!(index.keys[0].expression(), Some(r#"to_tsvector('english', coalesce("name", ''))"#));
        for (text, is) in [("simple", true), ("pg_catalog", true), ("", false), ("a'b", false), ("1a", false)]
        {
            assert_eq!(is_language(text), is, "{text}");
        }
    }
}
