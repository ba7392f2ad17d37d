//! Clauses that every dialect spells alike: names, keys, references, conditions.

use crate::{Check, Dialect, ForeignKey};

/// An identifier, quoted.
pub(crate) fn q(name: &str) -> String {
    Dialect::Sqlite.quote_name(name)
}

/// The name of a table or a type, quoted. SQLite has no namespaces, and no name with a dot in it is planned for it.
pub(crate) fn qt(name: &str) -> String {
    Dialect::Postgres.quote_qualified(name)
}

/// Identifiers, quoted and separated by commas.
pub(crate) fn names<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| q(n.as_ref())).collect::<Vec<_>>().join(", ")
}

/// An SQL expression of the user's in parentheses. A comment that runs to the end of its line must not swallow the
/// closing one.
pub(crate) fn paren(sql: &str) -> String {
    if sql.contains("--") { format!("({}\n)", sql.trim()) } else { format!("({})", sql.trim()) }
}

/// `CONSTRAINT "pk_users" PRIMARY KEY ("id")`
pub(crate) fn primary_key(name: &str, columns: &[String]) -> String {
    format!("CONSTRAINT {} PRIMARY KEY ({})", q(name), names(columns))
}

/// `CONSTRAINT "ck_users_age" CHECK (age > 0)`
pub(crate) fn check(check: &Check) -> String {
    format!("CONSTRAINT {} CHECK {}", q(&check.name), paren(&check.expr))
}

/// `CONSTRAINT "fk_posts_user" FOREIGN KEY ("user") REFERENCES "users" ("id") ON DELETE CASCADE`
pub(crate) fn foreign_key(key: &ForeignKey) -> String {
    format!("CONSTRAINT {} FOREIGN KEY ({}) {}", q(&key.name), names(&key.columns), references(key))
}

/// `REFERENCES "users" ("id") ON DELETE CASCADE`
pub(crate) fn references(key: &ForeignKey) -> String {
    let mut sql = format!("REFERENCES {} ({})", qt(&key.references), names(&key.ref_columns));
    if key.match_full {
        sql.push_str(" MATCH FULL");
    }
    if key.on_delete != crate::Action::NoAction {
        sql.push_str(&format!(" ON DELETE {}", key.on_delete.sql()));
    }
    if key.on_update != crate::Action::NoAction {
        sql.push_str(&format!(" ON UPDATE {}", key.on_update.sql()));
    }
    if !key.deferrable.is_no() {
        sql.push_str(&format!(" {}", key.deferrable.sql()));
    }
    sql
}

/// `head (` and a line for each part, and `)`.
pub(crate) fn block(head: &str, parts: &[String]) -> String {
    format!("{head} (\n    {}\n)", parts.join(",\n    "))
}

/// Whether `sql` holds `name` as a word of its own, whatever the case: it may then be about that column.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    let (sql, name) = (sql.to_lowercase(), name.to_lowercase());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    sql.match_indices(&name).any(|(at, found)| {
        !sql[..at].chars().next_back().is_some_and(is_word)
            && !sql[at + found.len()..].chars().next().is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_a_whole_word() {
        assert!(mentions("lower(Name) = 'x'", "name"));
        assert!(mentions("\"name\" > 0", "name"));
        assert!(!mentions("surname > 0 and names > 0 and name_2 > 0", "name"));
    }

    #[test]
    fn a_comment_does_not_swallow_the_parenthesis() {
        assert_eq!(paren("a > 0 -- sane"), "(a > 0 -- sane\n)");
        assert_eq!(paren(" a > 0 "), "(a > 0)");
    }
}
