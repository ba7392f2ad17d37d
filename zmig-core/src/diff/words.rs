//! Names within SQL text. The text is never parsed: to take a word for a name that is none costs a check or an index
//! that is built again, to miss one would cost a migration that fails.

use std::collections::BTreeSet;

/// Whether `text` holds `name` as a word of its own, whatever the case.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    followed_by(text, name, |_| true)
}

/// The same, where the word does not call a function.
pub(crate) fn mentions_as_value(text: &str, name: &str) -> bool {
    followed_by(text, name, |rest| !rest.trim_start().starts_with('('))
}

fn followed_by(text: &str, name: &str, fits: impl Fn(&str) -> bool) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    if name.is_empty() {
        return false;
    }
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&name).any(|(at, found)| {
        let (before, rest) = (text[..at].chars().next_back(), &text[at + found.len()..]);
        !before.is_some_and(inside) && !rest.chars().next().is_some_and(inside) && fits(rest)
    })
}

/// Whether `text` holds any of the names as a word of its own.
pub(crate) fn mentions_any(text: &str, names: &BTreeSet<&str>) -> bool {
    names.iter().any(|n| mentions(text, n))
}

#[cfg(test)]
mod tests {
    use super::{mentions, mentions_as_value};

    #[test]
    fn names_are_found_as_whole_words() {
        for (text, name, expected) in [
            ("price > 0", "price", true),
            ("PRICE > 0", "price", true),
            ("\"price\">0", "price", true),
            ("t.price", "price", true),
            ("price_sum > 0", "price", false),
            ("unit_price > 0", "price", false),
            ("unit_price > price", "price", true),
            ("größe > 0", "größ", false),
            ("\"a b\" > 0", "a b", true),
            ("", "a", false),
        ] {
            assert_eq!(mentions(text, name), expected, "{name} in {text}");
        }
    }

    #[test]
    fn a_function_is_no_value() {
        assert!(!mentions_as_value("length (name)", "length"));
        assert!(mentions_as_value("length(name) + length", "length"));
    }
}
