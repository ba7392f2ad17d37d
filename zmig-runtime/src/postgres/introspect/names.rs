//! What things are called in the model, and which of them are looked at.

use crate::IntrospectOptions;
use zmig_core::Dialect;

/// Leaves out what is the system's: `{}` stands for the namespace's name.
const NO_SYSTEM: &str = "{} <> 'information_schema' AND {} !~ '^pg_'";

/// The condition under which a namespace is looked into.
pub(super) fn in_scope(column: &str, options: &IntrospectOptions) -> String {
    if options.namespaces.is_empty() {
        return NO_SYSTEM.replace("{}", column);
    }
    let names: Vec<_> = options.namespaces.iter().map(|n| Dialect::Postgres.quote_text(n)).collect();
    format!("{column} IN ({})", names.join(", "))
}

/// The condition under which an object is no extension's: `class` is its catalog, `oid` its number there. Nor is a
/// function one that a type brings with it, as ranges do.
pub(super) fn of_no_extension(class: &str, oid: &str) -> String {
    let parts = if class == "pg_proc" { "'e', 'i'" } else { "'e'" };
    format!(
        "NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '{class}'::regclass AND e.objid = {oid} \
         AND e.deptype IN ({parts}))"
    )
}

/// The name of a table or a type in the model, whose names hold no dot but the one behind their namespace.
pub(super) fn qualified(home: &str, namespace: &str, name: &str) -> Option<String> {
    if namespace == home {
        return (!name.contains('.')).then(|| name.to_owned());
    }
    (!name.contains('.') && !namespace.contains('.')).then(|| format!("{namespace}.{name}"))
}

/// The name for people, of anything.
pub(super) fn shown(home: &str, namespace: &str, name: &str) -> String {
    if namespace == home { name.to_owned() } else { format!("{namespace}.{name}") }
}

/// The name in SQL, always with its namespace.
pub(super) fn sql_name(namespace: &str, name: &str) -> String {
    format!("{}.{}", Dialect::Postgres.quote_name(namespace), Dialect::Postgres.quote_name(name))
}

/// The name in SQL, as one would write it: without the namespace that the search path begins with.
pub(super) fn sql_shown(home: &str, namespace: &str, name: &str) -> String {
    if namespace == home { Dialect::Postgres.quote_name(name) } else { sql_name(namespace, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_in_a_name_is_no_namespace() {
        assert_eq!(qualified("public", "public", "users").as_deref(), Some("users"));
        assert_eq!(qualified("public", "sales", "orders").as_deref(), Some("sales.orders"));
        assert_eq!(qualified("public", "public", "a.b"), None);
        assert_eq!(qualified("public", "a.b", "c"), None);
        assert_eq!(qualified("a.b", "a.b", "c").as_deref(), Some("c"));
    }

    #[test]
    fn namespaces_are_quoted() {
        let options = IntrospectOptions { namespaces: vec!["it's".into()], ..IntrospectOptions::default() };
        assert_eq!(in_scope("n.nspname", &options), "n.nspname IN ('it''s')");
    }
}
