//! Which tables are read.

use super::IntrospectOptions;

/// What is not the user's: zmig's history and archives, and the table of sqlx's migrator.
const OTHERS: [&str; 1] = ["_sqlx_migrations"];
const ZMIG: [&str; 2] = ["__zmigration", zmig_core::ARCHIVE_PREFIX];

impl IntrospectOptions {
    /// Whether a table is to be read. `name` is as in the schema, qualified where need be.
    pub(crate) fn takes(&self, name: &str) -> bool {
        let bare = name.rsplit('.').next().unwrap_or(name);
        let is_users = !ZMIG.iter().any(|z| bare.starts_with(z)) && !OTHERS.contains(&bare);
        let any = |patterns: &[String]| patterns.iter().any(|p| matches(p, name));
        is_users
            && (self.include_tables.is_empty() || any(&self.include_tables))
            && !any(&self.exclude_tables)
    }
}

/// Whether `name` is what `pattern` says, in which `*` stands for any characters.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name, expected) in [
            ("users", "users", true),
            ("users", "users2", false),
            ("user*", "users", true),
            ("*", "anything", true),
            ("*s", "users", true),
            ("*s", "user", false),
            ("u*e*s", "users", true),
            ("u*x*s", "users", false),
            ("ab*ba", "aba", false),
            ("**", "x", true),
            ("", "x", false),
            ("sales.*", "sales.orders", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_excluded_wins_and_the_history_is_never_read() {
        let options = IntrospectOptions {
            include_tables: vec!["log_*".into(), "__zmigration*".into()],
            exclude_tables: vec!["log_old".into()],
            ..IntrospectOptions::default()
        };
        assert!(options.takes("log_new"));
        assert!(!options.takes("log_old"));
        assert!(!options.takes("users"));
        assert!(!options.takes("__zmigration_steps"));
        assert!(!IntrospectOptions::default().takes("public._sqlx_migrations"));
    }
}
