//! From Rust's names to a database's.

/// `UserProfile` to `user_profile`, `HTTPServer` to `http_server`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|b| chars.get(b));
        let after_small = before.is_some_and(|b| b.is_lowercase() || b.is_numeric());
        let ends_capitals =
            before.is_some_and(|b| b.is_uppercase()) && chars.get(at + 1).is_some_and(|a| a.is_lowercase());
        if c.is_uppercase() && (after_small || ends_capitals) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// A simple plural: `post` to `posts`, `category` to `categories`, `box` to `boxes`.
pub(crate) fn plural(name: &str) -> String {
    let ends = |ending: &[&str]| ending.iter().any(|e| name.ends_with(e));
    match name.strip_suffix('y') {
        Some(stem) if !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// What a plural is of, as far as its letters tell: `posts` to `post`, `categories` to `category`, `boxes` to `box`.
pub(crate) fn singular(name: &str) -> String {
    let ends = |stem: &str, endings: &[&str]| endings.iter().any(|e| stem.ends_with(e));
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    match name.strip_suffix("es") {
        Some(stem) if ends(stem, &["ss", "x", "ch", "sh"]) => stem.to_owned(),
        _ if ends(name, &["ss", "us", "is"]) => name.to_owned(),
        _ => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_named_after_tables() {
        for (table, expected) in [
            ("posts", "post"),
            ("categories", "category"),
            ("boxes", "box"),
            ("days", "day"),
            ("cases", "case"),
            ("user_profiles", "user_profile"),
            ("addresses", "address"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("stock", "stock"),
        ] {
            assert_eq!(singular(table), expected);
        }
    }

    #[test]
    fn tables_are_named_after_structs() {
        for (name, table) in [
            ("Post", "posts"),
            ("Category", "categories"),
            ("Box", "boxes"),
            ("Day", "days"),
            ("UserProfile", "user_profiles"),
            ("HTTPServer", "http_servers"),
            ("Address", "addresses"),
            ("Match2", "match2s"),
        ] {
            assert_eq!(plural(&snake(name)), table);
        }
    }
}
