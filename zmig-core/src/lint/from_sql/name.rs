//! Names out of the tree.

use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{AstNode, Stmt};

/// The text of a node without blanks around it.
pub(super) fn text(node: &impl AstNode) -> String {
    node.syntax().text().to_string().trim().to_owned()
}

/// A name as the database knows it: quotation marks gone, in lower case where there were none, and without `public`.
pub(super) fn name(node: &impl AstNode) -> String {
    let full = read(&text(node));
    full.strip_prefix("public.").map_or(full.clone(), str::to_owned)
}

/// The same of a node that may be missing in a statement that is not complete.
pub(super) fn name_or(node: Option<impl AstNode>) -> String {
    node.map(|n| name(&n)).unwrap_or_default()
}

/// A name, its parts put together with dots.
fn read(text: &str) -> String {
    let (mut out, mut quoted) = (String::new(), false);
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' && quoted && chars.peek() == Some(&'"') {
            out.push('"');
            chars.next();
        } else if c == '"' {
            quoted = !quoted;
        } else if quoted {
            out.push(c);
        } else if c.is_whitespace() || c == '*' {
            // `ONLY users` and `users *` are users.
            if out.eq_ignore_ascii_case("only") {
                out.clear();
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// What a text literal holds.
pub(super) fn literal(node: &impl AstNode) -> String {
    let text = text(node);
    let inner = text.trim_start_matches(['E', 'e']).trim_matches('\'');
    inner.replace("''", "'")
}

/// The names in the first parentheses of a node, for messages.
pub(super) fn listed(node: &impl AstNode) -> Vec<String> {
    let text = text(node);
    let Some(open) = text.find('(') else { return Vec::new() };
    let (mut depth, mut end) = (0_usize, text.len());
    for (at, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => {
                end = open + at;
                break;
            }
            ')' => depth -= 1,
            _ => {}
        }
    }
    let inner = &text[open + 1..end];
    if inner.contains(['(', '\'']) {
        return vec![inner.split_whitespace().collect::<Vec<_>>().join(" ")];
    }
    inner.split(',').map(read).collect()
}

/// Every name in a statement, as it is written and without its quotation marks.
pub(super) fn declared(stmt: &Stmt) -> Vec<String> {
    let tokens = stmt.syntax().descendants_with_tokens().filter_map(|e| e.into_token());
    tokens
        .filter(|t| t.kind() == SyntaxKind::IDENT)
        .map(|t| t.text().trim_matches('"').replace("\"\"", "\""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn names_are_what_the_database_makes_of_them() {
        for (text, expected) in [
            ("Users", "users"),
            ("\"Users\"", "Users"),
            ("only users", "users"),
            ("shop . \"a\"\"b\"", "shop.a\"b"),
            ("users *", "users"),
        ] {
            assert_eq!(read(text), expected);
        }
    }
}
