//! Renames, and the derived names that follow them.

use super::PostgresPlan;
use crate::dialect::clause::{q, qt};
use crate::dialect::rename::{Renamed, renamed};
use crate::{Change, Column, Schema, Table};

/// The statements of a rename that `plan.schema` has been through already; `before` is the table before it.
pub(crate) fn rename(plan: &mut PostgresPlan, before: Option<&Table>, change: &Change) -> Vec<String> {
    let (new_name, column) = match change {
        Change::RenameTable { to, .. } => (to, None),
        Change::RenameColumn { table, from, to } => (table, Some((from.as_str(), to.as_str()))),
        _ => return Vec::new(),
    };
    let (Some(before), Some(after)) = (before, plan.schema.tables.get(new_name)) else { return Vec::new() };
    let table = qt(&after.name);
    let mut sql = match column {
        Some((from, to)) => vec![format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", q(from), q(to))],
        None => moved("TABLE", &before.name, &after.name, &|name| plan.schema.tables.contains_key(name)),
    };
    let Renamed { mut uniques, mut indexes, mut foreign_keys, checks } = renamed(before, after, column);
    let mut keys = Vec::new();
    if !after.primary_key.is_empty() {
        keys.push((before.key_name(), after.key_name()));
    }
    // Keys that are off have no name in the database; they come back under the new one.
    let moved = plan.suspended.iter_mut().filter(|(t, _)| *t == before.name);
    for (suspended_table, suspended_key) in moved {
        suspended_table.clone_from(&after.name);
        if let Some(at) = foreign_keys.iter().position(|(old, _)| old == suspended_key) {
            *suspended_key = foreign_keys.remove(at).1;
        }
    }
    let mut first = Vec::new();
    if column.is_none() {
        make_way(&plan.schema, before, after, [&mut keys, &mut uniques, &mut indexes], &mut first);
    }
    for (old, new) in keys.iter().chain(&uniques).chain(&foreign_keys).chain(&checks) {
        if old != new {
            sql.push(format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {}", q(old), q(new)));
        }
    }
    for (old, new) in indexes.iter().filter(|(old, new)| old != new) {
        let old = crate::names::beside(&after.name, old);
        sql.push(format!("ALTER INDEX {} RENAME TO {}", qt(&old), q(new)));
    }
    first.extend(sql);
    first
}

/// A table takes its keys and indexes along to another namespace. Where one has the name of something there, it is renamed
/// before it comes; by what it is to be called, if nothing has that name where it is.
fn make_way(
    schema: &Schema,
    before: &Table,
    after: &Table,
    renamed: [&mut Vec<(String, String)>; 3],
    sql: &mut Vec<String>,
) {
    let [from, to] = [before, after].map(|t| crate::split_qualified(&t.name).0);
    if from == to {
        return;
    }
    let taken = |namespace: Option<&str>, name: &str| {
        let mut others = schema.tables.values().filter(|t| t.name != after.name);
        others.any(|t| crate::split_qualified(&t.name).0 == namespace && has_relation(t, name))
    };
    let is_there = |t: &&Table| t.name != after.name && crate::split_qualified(&t.name).0 == to;
    if schema.tables.values().filter(is_there).any(|t| numbered(t).next().is_some()) {
        sql.extend(numbered(before).map(|c| free_sequence(&before.name, &c.name, to)));
    }
    for (old, new) in renamed.into_iter().flatten() {
        if old == new || !taken(to, old) {
            continue;
        }
        let way = if taken(from, new) { crate::shorten(&format!("zmig_tmp_{new}")) } else { new.clone() };
        let index = crate::names::beside(&before.name, old);
        sql.push(format!("ALTER INDEX {} RENAME TO {}", qt(&index), q(&way)));
        *old = way;
    }
}

fn numbered(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|c| c.identity.is_some())
}

/// A column's sequence goes where its table goes, and only the database knows what it is called: by another name, where
/// that one is taken there.
fn free_sequence(table: &str, column: &str, namespace: Option<&str>) -> String {
    let text = |text: &str| crate::Dialect::Postgres.quote_text(text);
    let there = namespace.map_or_else(|| "current_schema()".to_owned(), text);
    let body = format!(
        "DECLARE seq REGCLASS := pg_get_serial_sequence({}, {}); \
         called TEXT := (SELECT relname FROM pg_class WHERE oid = seq); free TEXT := called; n INTEGER := 0; \
         BEGIN WHILE EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace \
         WHERE c.oid <> seq AND c.relname = free AND (s.nspname = {there} \
         OR s.oid = (SELECT relnamespace FROM pg_class WHERE oid = seq))) \
         LOOP n := n + 1; free := left(called, 50) || n; END LOOP; \
         IF free <> called THEN EXECUTE format({}, seq, free); END IF; END",
        text(&qt(table)),
        text(column),
        text("ALTER SEQUENCE %s RENAME TO %I"),
    );
    format!("DO {}", text(&body))
}

/// Whether a table, its key or one of its indexes is called that.
fn has_relation(table: &Table, name: &str) -> bool {
    crate::names::bare(&table.name) == name
        || !table.primary_key.is_empty() && table.key_name() == name
        || table.uniques.iter().any(|u| u.name == name)
        || table.indexes.iter().any(|i| i.name == name)
}

/// The statements by which a table or a type gets another name, in another namespace maybe. Where both change, what has
/// the one name and is in the other namespace must not be in the way. The namespace is there.
pub(crate) fn moved(what: &str, from: &str, to: &str, taken: &dyn Fn(&str) -> bool) -> Vec<String> {
    let (namespace, bare) = crate::split_qualified(to);
    let rename = |from: &str, bare: &str| format!("ALTER {what} {} RENAME TO {}", qt(from), q(bare));
    let here = |bare: &str| crate::names::beside(from, bare);
    if crate::split_qualified(from).0 == namespace {
        return vec![rename(from, bare)];
    }
    let mut sql = Vec::new();
    let mut on_the_way = from.to_owned();
    if crate::names::bare(from) != bare {
        let between =
            if taken(&here(bare)) { crate::shorten(&format!("zmig_tmp_{bare}")) } else { bare.to_owned() };
        // What is under way already, in a swap of names, may be called that.
        if crate::names::bare(from) != between {
            sql.push(rename(from, &between));
        }
        on_the_way = here(&between);
    }
    sql.extend(set_namespace(what, &on_the_way, namespace));
    let arrived = crate::names::beside(to, crate::names::bare(&on_the_way));
    if arrived != to {
        sql.push(rename(&arrived, bare));
    }
    sql
}

/// To a namespace by its name, or to the search path's first, whose name only the database knows.
fn set_namespace(what: &str, name: &str, namespace: Option<&str>) -> Vec<String> {
    let Some(namespace) = namespace else {
        let statement = format!("ALTER {what} {} SET SCHEMA %I", qt(name).replace('%', "%%"));
        let text = crate::Dialect::Postgres.quote_text(&statement);
        let body = format!("BEGIN EXECUTE format({text}, current_schema()); END");
        return vec![format!("DO {}", crate::Dialect::Postgres.quote_text(&body))];
    };
    vec![format!("ALTER {what} {} SET SCHEMA {}", qt(name), q(namespace))]
}

/// `CREATE SCHEMA IF NOT EXISTS "sales"`, with the first thing there that is known of: a schema's migrations need not know
/// of another's.
pub(crate) fn create_namespace(namespace: &str) -> String {
    format!("CREATE SCHEMA IF NOT EXISTS {}", q(namespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_as_the_way_leads_stays_so_on_the_way() {
        let sql = moved("TABLE", "zmig_tmp_users", "shop.users", &|name| name == "users");
        let expected = [
            "ALTER TABLE \"zmig_tmp_users\" SET SCHEMA \"shop\"",
            "ALTER TABLE \"shop\".\"zmig_tmp_users\" RENAME TO \"users\"",
        ];
        assert_eq!(sql.iter().filter(|s| s.starts_with("ALTER")).collect::<Vec<_>>(), expected);
    }
}
