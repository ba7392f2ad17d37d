//! What a database says that it holds, as sorted lines: two databases with the same lines have the same schema.

use super::db::{Db, TextRow};
use zmig_core::Dialect;

/// Everything but sqlx's own table.
pub(crate) async fn catalog(db: &Db) -> Vec<String> {
    let mut lines = match db.dialect {
        Dialect::Sqlite => sqlite(db).await,
        Dialect::Postgres => postgres(db).await,
    };
    lines.sort();
    lines
}

fn line(kind: &str, row: &TextRow) -> String {
    let values: Vec<_> = row.iter().map(|v| v.as_deref().unwrap_or("-")).collect();
    format!("{kind} {}", values.join(" | "))
}

async fn postgres(db: &Db) -> Vec<String> {
    let queries = [
        (
            "column",
            "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, \
             a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), \
             col_description(c.oid, a.attnum) \
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_sqlx_migrations'",
        ),
        (
            "constraint",
            "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_sqlx_migrations'",
        ),
        (
            "index",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations'",
        ),
        (
            "enum",
            "SELECT t.typname::text, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) \
             FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1",
        ),
        (
            "table",
            "SELECT relname::text, obj_description(oid, 'pg_class') FROM pg_class \
             WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace \
             AND relname <> '_sqlx_migrations'",
        ),
    ];
    let mut lines = Vec::new();
    for (kind, query) in queries {
        lines.extend(db.rows(query).await.iter().map(|row| line(kind, row)));
    }
    lines
}

async fn sqlite(db: &Db) -> Vec<String> {
    let mut lines = Vec::new();
    let tables = db
        .rows(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') \
             AND name <> '_sqlx_migrations' AND name NOT LIKE 'sqlite_%'",
        )
        .await;
    for row in tables {
        let text = |i: usize| row[i].clone().unwrap_or_default();
        let (kind, name, sql) = (text(0), text(1), text(2));
        lines.push(format!("{kind} {name}"));
        if kind != "table" {
            lines.push(sql);
            continue;
        }
        lines.extend(hidden_in_text(&name, &sql));
        let quoted = name.replace('\'', "''");
        let columns = format!(
            "SELECT '{quoted}', name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{quoted}')"
        );
        lines.extend(db.rows(&columns).await.iter().map(|row| line("column", row)));
        let keys = format!(
            "SELECT '{quoted}', group_concat(\"from\"), \"table\", group_concat(\"to\"), on_update, on_delete \
             FROM (SELECT * FROM pragma_foreign_key_list('{quoted}') ORDER BY id, seq) GROUP BY id"
        );
        lines.extend(db.rows(&keys).await.iter().map(|row| line("foreign key", row)));
    }
    // Indexes say all in their text; SQLite keeps it as it was written.
    let indexes = db
        .rows(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name <> '_sqlx_migrations'",
        )
        .await;
    lines.extend(indexes.iter().map(|row| line("index", row)));
    lines
}

/// Checks, computed columns and numbering stand in the text of CREATE TABLE alone. Names of checks are of no use to
/// SQLite and may be those that a renamed table had.
fn hidden_in_text(table: &str, sql: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["CHECK (", "GENERATED ALWAYS AS ("] {
        for (at, _) in sql.match_indices(word) {
            out.push(format!("{table}: {}", balanced(&sql[at..])));
        }
    }
    if sql.contains(" AUTOINCREMENT") {
        out.push(format!("{table}: AUTOINCREMENT"));
    }
    out
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
