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

#[cfg(test)]
mod tests {
    use super::*;

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
