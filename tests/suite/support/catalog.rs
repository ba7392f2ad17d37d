//! What a database says that it holds, as sorted lines: two databases with the same lines have the same schema. Its own
//! queries, so that it is a second opinion on zmig's introspection.

use super::db::{Db, TextRow};
use zmig_core::Dialect;

/// Everything but the tables that sqlx and zmig keep for themselves, archives among them.
pub(crate) async fn catalog(db: &Db) -> Vec<String> {
    try_catalog(db).await.unwrap_or_else(|error| panic!("{}: {error}", db.dialect))
}

/// The same, of a database that may not answer.
pub(crate) async fn try_catalog(db: &Db) -> Result<Vec<String>, sqlx::Error> {
    let queries: &[(&str, &str)] = match db.dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
    };
    let mut lines = Vec::new();
    for (kind, query) in queries {
        for row in db.try_rows(query).await? {
            match *kind {
                "text" => lines.extend(hidden_in_text(&row)),
                "index" if db.dialect == Dialect::Sqlite => {
                    lines.push(without_collations(&line(kind, &row)));
                }
                kind => lines.push(line(kind, &row)),
            }
        }
    }
    lines.sort();
    Ok(lines)
}

fn line(kind: &str, row: &TextRow) -> String {
    let values: Vec<_> = row.iter().map(|v| v.as_deref().unwrap_or("-")).collect();
    format!("{kind} {}", values.join(" | "))
}

/// What a column's own sequence is called is left out: it keeps its name where the column's changes.
const POSTGRES: [(&str, &str); 6] = [
    (
        "column",
        "SELECT c.oid::regclass::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, \
         a.attidentity::text, a.attgenerated::text, regexp_replace(pg_get_expr(d.adbin, d.adrelid), '^nextval\\(.*', 'nextval'), \
         col_description(c.oid, a.attnum), nullif(a.attcollation, t.typcollation)::regcollation::text, \
         (pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL)::text \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
         WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' \
         AND c.relname !~ '^(_sqlx_migrations|__zmigration.*|zmig_archive_.*)$'",
    ),
    (
        "constraint",
        "SELECT coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text), conname::text, \
         pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema$)' \
         AND conrelid::regclass::text !~ '^(_sqlx_migrations|__zmigration.*|zmig_archive_.*)$'",
    ),
    (
        "index",
        "SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^(pg_|information_schema$)' \
         AND tablename !~ '^(_sqlx_migrations|__zmigration.*|zmig_archive_.*)$'",
    ),
    (
        "enum",
        "SELECT t.oid::regtype::text, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) \
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1",
    ),
    (
        "domain",
        "SELECT t.oid::regtype::text, format_type(typbasetype, typtypmod), typnotnull::text, typdefault, \
         obj_description(t.oid, 'pg_type') \
         FROM pg_type t WHERE typtype = 'd' AND typnamespace::regnamespace::text !~ '^(pg_|information_schema$)'",
    ),
    (
        "table",
        "SELECT oid::regclass::text, relkind::text, relpersistence::text, reloptions::text, \
         obj_description(oid, 'pg_class') FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'S') \
         AND relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' \
         AND relname !~ '^(_sqlx_migrations|__zmigration.*|zmig_archive_.*)$' \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype IN ('i', 'a') \
         AND d.refclassid = 'pg_class'::regclass AND relkind = 'S')",
    ),
];

const SQLITE: [(&str, &str); 7] = [
    (
        "text",
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') \
         AND name <> '_sqlx_migrations' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '__zmigration*' AND name NOT GLOB 'zmig_archive_*'",
    ),
    (
        "column",
        "SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden \
         FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' \
         AND m.name <> '_sqlx_migrations' AND m.name NOT GLOB 'sqlite_*' AND m.name NOT GLOB '__zmigration*' AND m.name NOT GLOB 'zmig_archive_*'",
    ),
    (
        "foreign key",
        "SELECT name, group_concat(\"from\"), target, group_concat(\"to\"), on_update, on_delete FROM \
         (SELECT m.name, k.id, k.\"from\", k.\"table\" AS target, k.\"to\", k.on_update, k.on_delete \
         FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' \
         AND m.name NOT GLOB '__zmigration*' AND m.name NOT GLOB 'zmig_archive_*' ORDER BY m.name, k.id, k.seq) GROUP BY name, id",
    ),
    // Indexes say the rest in their text; SQLite keeps it as it was written, with orders that are the columns' own.
    (
        "order",
        "SELECT m.tbl_name, m.name, group_concat(c.seqno || c.coll) FROM sqlite_master m, pragma_index_xinfo(m.name) c \
         WHERE m.type = 'index' AND m.sql IS NOT NULL AND c.key \
         AND m.tbl_name <> '_sqlx_migrations' AND m.tbl_name NOT GLOB '__zmigration*' AND m.tbl_name NOT GLOB 'zmig_archive_*' GROUP BY m.tbl_name, m.name",
    ),
    (
        "index",
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
         AND tbl_name <> '_sqlx_migrations' AND tbl_name NOT GLOB '__zmigration*' AND tbl_name NOT GLOB 'zmig_archive_*'",
    ),
    (
        "table",
        "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name <> '_sqlx_migrations' \
         AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '__zmigration*' AND name NOT GLOB 'zmig_archive_*'",
    ),
    (
        "own index",
        "SELECT m.name, i.origin, i.\"unique\", group_concat(c.name || ' ' || c.coll) FROM sqlite_master m, \
         pragma_index_list(m.name) i, pragma_index_xinfo(i.name) c WHERE m.type = 'table' AND i.origin <> 'c' AND c.key \
         AND m.name <> '_sqlx_migrations' AND m.name NOT GLOB '__zmigration*' AND m.name NOT GLOB 'zmig_archive_*' GROUP BY m.name, i.name",
    ),
];

/// Checks, computed columns, numbering and orders of text stand in the text of CREATE TABLE alone. Names of checks are
/// of no use to SQLite and may be those that a renamed table had.
fn hidden_in_text(row: &TextRow) -> Vec<String> {
    let text = |i: usize| row[i].as_deref().unwrap_or_default();
    let (kind, name, sql) = (text(0), text(1), text(2));
    let mut out = vec![format!("{kind} {name}")];
    if kind != "table" {
        out.push(sql.to_owned());
        return out;
    }
    for word in ["CHECK (", "GENERATED ALWAYS AS ("] {
        for (at, _) in sql.match_indices(word) {
            out.push(format!("{name}: {}", balanced(&sql[at..])));
        }
    }
    for word in [" COLLATE ", " DEFERRABLE INITIALLY "] {
        for (at, _) in sql.match_indices(word) {
            let end =
                sql[at + word.len()..].find([' ', ',', '\n', ')']).map_or(sql.len(), |n| at + word.len() + n);
            out.push(format!("{name}:{}", &sql[at..end]));
        }
    }
    if sql.contains(" AUTOINCREMENT") {
        out.push(format!("{name}: AUTOINCREMENT"));
    }
    out
}

/// The text without the orders that it names, each between quotes.
fn without_collations(sql: &str) -> String {
    let mut parts = sql.split(" COLLATE \"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// As far as the parenthesis that is opened first is closed again.
fn balanced(sql: &str) -> &str {
    let (mut depth, mut quoted) = (0, false);
    for (at, c) in sql.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return &sql[..=at];
                }
            }
            _ => {}
        }
    }
    sql
}
