//! A search for words in the columns that the schema's `text_search` names.

use super::Filter;
use super::filter::{Condition, Node};
use super::sql::{Statement, separated};
use std::fmt;
use std::marker::PhantomData;
use zmig_core::{Dialect, text_search};

/// The columns of the model `M` that a search looks through: `Product::TEXT_SEARCH`.
pub struct TextSearch<M> {
    columns: &'static [&'static str],
    language: &'static str,
    marker: PhantomData<fn() -> M>,
}

/// That the columns hold what is searched for.
#[derive(Debug)]
struct Matches {
    columns: &'static [&'static str],
    language: &'static str,
    query: String,
}

impl<M> TextSearch<M> {
    /// A search through those columns, whose text is of that language.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(columns: &'static [&'static str], language: &'static str) -> Self {
        Self { columns, language, marker: PhantomData }
    }

    /// Rows whose columns hold all the words, in whatever order and column.
    ///
    /// On PostgreSQL the words are those of the schema's language, the index of `text_search` finds them, and the query
    /// may say more: `"red shoes" or boots -old`. On SQLite every word has to be a part of one of the columns' texts,
    /// without a difference between capitals and small letters of ASCII. A query without words means no row.
    pub fn matches(self, query: impl Into<String>) -> Filter<M> {
        let Self { columns, language, .. } = self;
        Filter::new(Node::Other(Box::new(Matches { columns, language, query: query.into() })))
    }
}

impl Condition for Matches {
    fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        let quoted = |name: &str| format!("{alias}.{}", Dialect::Postgres.quote_name(name));
        match out.dialect {
            Dialect::Postgres => {
                out.push(&text_search::document(self.columns, self.language, quoted));
                out.push(&format!(" @@ websearch_to_tsquery('{}', ", self.language.replace('\'', "''")));
                out.bind_made(self.query.clone()).push(")");
            }
            Dialect::Sqlite => {
                let words: Vec<&str> = self
                    .query
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .collect();
                if words.is_empty() {
                    out.push("1 = 0");
                    return;
                }
                out.push("(");
                separated(out, " AND ", words, |out, word| {
                    let pattern = out.numbered_made(format!("%{word}%"));
                    out.push("(");
                    separated(out, " OR ", self.columns, |out, column| {
                        out.push("coalesce(").column(alias, column).push(", '') LIKE ").push(&pattern);
                    });
                    out.push(")");
                });
                out.push(")");
            }
        }
    }
}

// Derived ones would ask the same of `M`.
impl<M> Clone for TextSearch<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for TextSearch<M> {}

impl<M> fmt::Debug for TextSearch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TextSearch").field(&self.columns).finish()
    }
}
