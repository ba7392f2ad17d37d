//! Enums: lists of values that a column may hold.

use std::fmt;

/// A Rust enum that a column can hold: `#[derive(zmig::Enum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known as an enum of the database",
    note = "put `#[derive(zmig::Enum)]` on it"
)]
pub trait Enum: Sized {
    /// The values as the database holds them, in the order in which it compares them.
    const VALUES: &'static [&'static str];
}

/// A text that is no value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    title: &'static str,
    values: &'static [&'static str],
    found: String,
}

impl UnknownValue {
    /// `found` is none of `values`, which are those of the enum called `title`.
    #[must_use]
    pub fn new(title: &'static str, values: &'static [&'static str], found: &str) -> Self {
        Self { title, values, found: found.to_owned() }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value may be anything; what is long is not worth a page of an error.
        let shown: String = self.found.chars().take(40).collect();
        let more = if shown.len() < self.found.len() { "…" } else { "" };
        write!(f, "`{}{more}` is no value of {}, which has ", shown.escape_debug(), self.title)?;
        for (i, value) in self.values.iter().enumerate() {
            write!(f, "{}{value}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownValue {}

/// Whether an enum's values are those of its column, in their order: asked while compiling.
#[doc(hidden)]
#[must_use]
pub const fn agrees(rust: &[&str], database: &[&str]) -> bool {
    if rust.len() != database.len() {
        return false;
    }
    let mut i = 0;
    while i < rust.len() {
        let (a, b) = (rust[i].as_bytes(), database[i].as_bytes());
        if a.len() != b.len() {
            return false;
        }
        let mut j = 0;
        while j < a.len() {
            if a[j] != b[j] {
                return false;
            }
            j += 1;
        }
        i += 1;
    }
    true
}

/// The type `unknown`, which lets PostgreSQL take a parameter's type from where it stands. One Rust enum may be the
/// type of several columns, each with a type of its own in the database, so no name of one would do.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[must_use]
pub fn postgres_unknown() -> sqlx::postgres::PgTypeInfo {
    sqlx::postgres::PgTypeInfo::with_oid(sqlx::postgres::types::Oid(705))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_value_is_named_with_the_known_ones() {
        let error = UnknownValue::new("State", &["draft", "live"], "dra\nft");
        assert_eq!(error.to_string(), "`dra\\nft` is no value of State, which has draft, live");
        let long = UnknownValue::new("State", &["a"], &"x".repeat(1000)).to_string();
        assert!(long.len() < 100 && long.contains('…'), "{long}");
    }

    #[test]
    fn values_agree_or_not() {
        assert!(agrees(&["a", "bc"], &["a", "bc"]));
        assert!(!agrees(&["a", "bc"], &["bc", "a"]));
        assert!(!agrees(&["a"], &["a", "b"]));
        assert!(!agrees(&["a"], &["ab"]));
    }
}
