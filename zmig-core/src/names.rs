//! Names: which are allowed, how those of constraints and indexes derive, and how long ones are cut.

use crate::digest::sha256_hex;

/// The longest identifier that every supported database keeps whole, in bytes (PostgreSQL's limit).
pub const MAX_IDENTIFIER: usize = 63;

/// Why a name cannot be a table's, a column's or an index's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The name has no characters.
    #[error("a name cannot be empty")]
    Empty,
    /// A control character, a quote, a separator of paths, or blanks at an end.
    #[error("the name `{name}` holds {what}, which no name may")]
    Character {
        /// The name, escaped.
        name: String,
        /// The character in words.
        what: String,
    },
    /// The name belongs to zmig or to a database.
    #[error("the name `{name}` is reserved: names beginning with `{prefix}` belong to {whose}")]
    Reserved {
        /// The name.
        name: String,
        /// Its beginning that is taken.
        prefix: &'static str,
        /// Who uses it.
        whose: &'static str,
    },
    /// The name would be cut by a database.
    #[error("the name `{name}` has {length} bytes; PostgreSQL keeps {MAX_IDENTIFIER} of them")]
    TooLong {
        /// The name.
        name: String,
        /// Its length in bytes.
        length: usize,
    },
}

const RESERVED: [(&str, &str); 4] =
    [("__zmig", "zmig's history"), ("zmig_", "zmig's helpers"), ("sqlite_", "SQLite"), ("pg_", "PostgreSQL")];

/// Checks the name of a table, column, enum, constraint or index.
///
/// Names are always quoted, so reserved words, capitals and any letters are fine.
///
/// # Errors
/// When it is empty, too long, reserved, or holds a character that could not be told apart later.
pub fn check_name(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let character = |what: String| NameError::Character { name: name.escape_debug().to_string(), what };
    for c in name.chars() {
        match c {
            '/' | '\\' => return Err(character(format!("the separator `{c}`"))),
            '"' | '\'' | '`' => return Err(character(format!("the quotation mark `{c}`"))),
            ';' => return Err(character("a semicolon".into())),
            '.' => return Err(character("a dot".into())),
            c if c.is_control() => return Err(character("a control character".into())),
            _ => {}
        }
    }
    if name.trim() != name {
        return Err(character("a blank at its end".into()));
    }
    if name.contains("--") || name.contains("/*") {
        return Err(character("the beginning of a comment".into()));
    }
    let folded = name.to_lowercase();
    if let Some((prefix, whose)) = RESERVED.iter().find(|(p, _)| folded.starts_with(p)) {
        return Err(NameError::Reserved { name: name.to_owned(), prefix, whose });
    }
    if name.len() > MAX_IDENTIFIER {
        return Err(NameError::TooLong { name: name.to_owned(), length: name.len() });
    }
    Ok(())
}

/// Checks the name of a table, an enum or a domain, which may lie in a namespace: `sales.orders`.
///
/// # Errors
/// When one of its parts is no name, or it has more than two.
pub fn check_qualified_name(name: &str) -> Result<(), NameError> {
    if name.contains("..") {
        let name = name.escape_debug().to_string();
        return Err(NameError::Character { name, what: "two dots in a row".into() });
    }
    let (namespace, bare) = split_qualified(name);
    if let Some(namespace) = namespace {
        if fold(namespace) == "information_schema" {
            let (prefix, whose) = ("information_schema", "PostgreSQL");
            return Err(NameError::Reserved { name: namespace.to_owned(), prefix, whose });
        }
        check_name(namespace)?;
    }
    check_name(bare)
}

/// The namespace that a name says it lies in, and the name there.
///
/// ```
/// assert_eq!(zmig_core::split_qualified("sales.orders"), (Some("sales"), "orders"));
/// assert_eq!(zmig_core::split_qualified("orders"), (None, "orders"));
/// ```
pub fn split_qualified(name: &str) -> (Option<&str>, &str) {
    match name.split_once('.') {
        Some((namespace, bare)) => (Some(namespace), bare),
        None => (None, name),
    }
}

/// A name without its namespace.
pub(crate) fn bare(name: &str) -> &str {
    split_qualified(name).1
}

/// `name` in the namespace of `other`.
pub(crate) fn beside(other: &str, name: &str) -> String {
    match split_qualified(other).0 {
        Some(namespace) => format!("{namespace}.{name}"),
        None => name.to_owned(),
    }
}

/// The form under which two names are one for some database: SQLite and MySQL ignore case.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// A derived name within [`MAX_IDENTIFIER`] bytes: as it is, or its beginning and eight digits of its hash, so that
/// two long names stay two.
pub fn shorten(name: &str) -> String {
    if name.len() <= MAX_IDENTIFIER {
        return name.to_owned();
    }
    let hash = sha256_hex(name.as_bytes());
    let mut end = MAX_IDENTIFIER - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{}", &name[..end], &hash[..8])
}

/// `pk_users`; like all derived names, of a table's name without its namespace.
pub fn primary_key_name(table: &str) -> String {
    shorten(&format!("pk_{}", bare(table)))
}

/// `uq_users_tenant_slug`
pub fn unique_name<S: AsRef<str>>(table: &str, columns: &[S]) -> String {
    shorten(&format!("uq_{}_{}", bare(table), join(columns)))
}

/// `idx_users_email`. Expressions contribute their letters and digits.
pub fn index_name<S: AsRef<str>>(table: &str, keys: &[S]) -> String {
    shorten(&format!("idx_{}_{}", bare(table), join(keys)))
}

/// `fk_posts_user_id`
pub fn foreign_key_name<S: AsRef<str>>(table: &str, columns: &[S]) -> String {
    shorten(&format!("fk_{}_{}", bare(table), join(columns)))
}

/// `ck_products_price_sane`; of a domain's, too.
pub fn check_constraint_name(table: &str, name: &str) -> String {
    shorten(&format!("ck_{}_{name}", bare(table)))
}

fn join<S: AsRef<str>>(parts: &[S]) -> String {
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() {
            out.push('_');
        }
        let mut gap = false;
        for c in part.as_ref().chars() {
            if c.is_alphanumeric() || c == '_' {
                if gap && !out.ends_with('_') {
                    out.push('_');
                }
                out.push(c);
                gap = false;
            } else {
                gap = !out.is_empty();
            }
        }
    }
    out
}

/// The candidate that is most likely meant by `word`, if one is near: for "did you mean".
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (distance(&word, &c.to_lowercase()), c))
        .filter(|(d, c)| *d <= word.chars().count().max(c.chars().count()).div_ceil(3))
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Edits (insert, delete, replace, swap of neighbours) that make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_derived_and_shortened() {
        assert_eq!(index_name("users", &["email"]), "idx_users_email");
        assert_eq!(
            index_name("users", &["lower(name)", "made_at desc"]),
            "idx_users_lower_name_made_at_desc"
        );
        assert_eq!(unique_name("users", &["tenant", "slug"]), "uq_users_tenant_slug");
        let long = "a".repeat(70);
        let (one, two) = (shorten(&format!("{long}1")), shorten(&format!("{long}2")));
        assert_eq!(one.len(), MAX_IDENTIFIER);
        assert_ne!(one, two);
        assert_eq!(shorten(&"ä".repeat(40)).len(), MAX_IDENTIFIER);
    }

    #[test]
    fn bad_names_say_why() {
        for (name, part) in [
            ("", "empty"),
            ("a\"b", "quotation mark"),
            ("a;b", "semicolon"),
            ("a/users", "separator"),
            ("a..b", "dot"),
            ("a\nb", "control character"),
            (" a", "blank"),
            ("__zmigration", "zmig's history"),
            ("SQLite_x", "SQLite"),
            ("pg_class", "PostgreSQL"),
        ] {
            let error = check_name(name).expect_err(name).to_string();
            assert!(error.contains(part), "{name}: {error}");
        }
        assert!(check_name(&"x".repeat(64)).is_err());
        for name in ["select", "Order", "größe", "日本", "a b", &"x".repeat(63)] {
            check_name(name).expect(name);
        }
    }

    #[test]
    fn the_nearest_word_is_found_or_none() {
        assert_eq!(nearest("requird", ["required", "unique"]), Some("required"));
        assert_eq!(nearest("tpye", ["type", "unique"]), Some("type"));
        assert_eq!(nearest("banana", ["type", "unique"]), None);
    }
}
