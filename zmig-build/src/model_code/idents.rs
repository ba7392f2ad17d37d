//! Rust names for what a database names as it likes.

use proc_macro2::{Ident, Span};
use std::collections::BTreeSet;
use zmig_core::IntoSorted as _;

/// Words that cannot even be raw identifiers.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Names of fields for columns, in their order: the column's own name in snake case, where need be as a raw
/// identifier. Two columns that would get one name are told apart by a number.
pub(super) fn fields(columns: &[String], span: Span) -> Vec<Ident> {
    unique(columns, snake, "_").into_iter().map(|name| ident(&name, span)).collect()
}

/// Names of variants for an enum's values, in their order.
pub(super) fn variants(values: &[String], span: Span) -> Vec<Ident> {
    unique(values, pascal, "").into_iter().map(|name| ident(&name, span)).collect()
}

/// Names of constants for columns, in their order. `taken` are the names that the struct has already.
pub(super) fn constants(columns: &[String], taken: &[&str], span: Span) -> Vec<Ident> {
    let shout = |name: &str| {
        let name = snake(name).to_uppercase();
        if taken.contains(&name.as_str()) { format!("{name}_COLUMN") } else { name }
    };
    unique(columns, shout, "_").into_iter().map(|name| ident(&name, span)).collect()
}

/// Names of constants for relations, in their order. `taken` are the names that the struct has already.
pub(super) fn relations(relations: &[String], taken: &[String], span: Span) -> Vec<Ident> {
    let shout = |name: &str| {
        let name = snake(name).to_uppercase();
        if taken.contains(&name) { format!("{name}_RELATION") } else { name }
    };
    unique(relations, shout, "_").into_iter().map(|name| ident(&name, span)).collect()
}

/// `users` to `Users`, `in-progress` to `InProgress`.
pub(super) fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    begin(out, "V", "Empty")
}

/// `made at` to `made_at`, `createdAt` to `created_at`.
fn snake(name: &str) -> String {
    // A name that Rust takes as it is stays as it is, whatever its underscores.
    let plain = |c: char| c == '_' || (continues(c) && !c.is_uppercase());
    if name != "_" && name.chars().all(plain) {
        return begin(name.to_owned(), "_", "unnamed");
    }
    begin(words(name).join("_"), "_", "unnamed")
}

/// The name's words in lower case: split at what is neither letter nor digit, and where a capital follows a small
/// letter.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    let mut before = ' ';
    for c in name.chars() {
        if c == '_' || !continues(c) {
            open = false;
        } else {
            if !open || (c.is_uppercase() && (before.is_lowercase() || before.is_numeric())) {
                words.push(String::new());
            }
            open = true;
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        before = c;
    }
    words
}

/// Puts `front` before what cannot begin an identifier, and names what has no letter at all.
fn begin(name: String, front: &str, nameless: &str) -> String {
    match name.chars().next() {
        None => nameless.to_owned(),
        Some(c) if c == '_' || is_ident(&format!("{c}_")) => name,
        Some(_) => format!("{front}{name}"),
    }
}

/// Whether a character may stand within an identifier.
fn continues(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_ident(&format!("a{c}"))
}

/// Derived names, each once. A name that derives to itself keeps it, whatever comes before.
fn unique(names: &[String], derive: impl Fn(&str) -> String, joint: &str) -> Vec<String> {
    let derived: Vec<String> = names.iter().map(|n| derive(n)).collect();
    let mut used: BTreeSet<String> =
        names.iter().zip(&derived).filter(|(n, d)| n == d).map(|(n, _)| n.clone()).into_sorted();
    names
        .iter()
        .zip(derived)
        .map(|(name, derived)| {
            if *name == derived || used.insert(derived.clone()) {
                return derived;
            }
            let mut number = 2;
            while !used.insert(format!("{derived}{joint}{number}")) {
                number += 1;
            }
            format!("{derived}{joint}{number}")
        })
        .collect()
}

/// An identifier, raw where the word is reserved. `name` holds nothing but what an identifier may.
fn ident(name: &str, span: Span) -> Ident {
    if NEVER_RAW.contains(&name) {
        return Ident::new(&format!("{name}_"), span);
    }
    if is_ident(name) { Ident::new(name, span) } else { Ident::new_raw(name, span) }
}

/// Whether the whole text is one identifier and no reserved word.
fn is_ident(text: &str) -> bool {
    // Blanks and comments around an identifier are parsed away; here they belong to a name.
    syn::parse_str::<Ident>(text).is_ok_and(|ident| ident == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(idents: Vec<Ident>) -> Vec<String> {
        idents.iter().map(ToString::to_string).collect()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn columns_become_fields() {
        let columns = names(&[
            "id",
            "type",
            "self",
            "made at",
            "made_at",
            "createdAt",
            "2fa",
            "größe",
            "日本",
            "_",
            "__x",
            "a%b",
            "URL",
            "x²",
            "x",
        ]);
        assert_eq!(
            texts(fields(&columns, Span::call_site())),
            [
                "id",
                "r#type",
                "self_",
                "made_at_2",
                "made_at",
                "created_at",
                "_2fa",
                "größe",
                "日本",
                "unnamed",
                "__x",
                "a_b",
                "url",
                "x_2",
                "x"
            ]
        );
    }

    #[test]
    fn values_become_variants() {
        let values = names(&["draft", "in-progress", "in progress", "self", "1st", "", "LIVE", "userDone"]);
        assert_eq!(
            texts(variants(&values, Span::call_site())),
            ["Draft", "InProgress", "InProgress2", "Self_", "V1st", "Empty", "Live", "UserDone"]
        );
    }

    #[test]
    fn constants_step_aside_for_what_is_there() {
        let columns = names(&["table", "columns", "email", "type", "made at"]);
        assert_eq!(
            texts(constants(&columns, &["TABLE", "COLUMNS"], Span::call_site())),
            ["TABLE_COLUMN", "COLUMNS_COLUMN", "EMAIL", "TYPE", "MADE_AT"]
        );
    }
}
