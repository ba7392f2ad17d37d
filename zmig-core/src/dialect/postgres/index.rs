//! Indexes, built at once or without blocking writers.

use crate::dialect::clause::{names, paren, q};
use crate::{Change, Dialect, Index, IndexKey, Step, Transaction};

/// `CREATE UNIQUE INDEX "idx" ON "users" ("email" DESC) WHERE …`
pub(crate) fn create(table: &str, index: &Index, concurrently: bool) -> String {
    let mut sql = format!(
        "CREATE {}INDEX {}{} ON {}",
        if index.unique { "UNIQUE " } else { "" },
        if concurrently { "CONCURRENTLY " } else { "" },
        q(&index.name),
        q(table)
    );
    if let Some(method) = &index.using {
        sql.push_str(&format!(" USING {}", q(&method.to_lowercase())));
    }
    let keys: Vec<_> = index.keys.iter().map(key).collect();
    sql.push_str(&format!(" ({})", keys.join(", ")));
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", names(&index.include)));
    }
    if let Some(condition) = &index.condition {
        sql.push_str(&format!(" WHERE {}", paren(condition)));
    }
    sql
}

fn key(key: &IndexKey) -> String {
    match key {
        IndexKey::Column(c) => q(c),
        IndexKey::Descending(c) => format!("{} DESC", q(c)),
        IndexKey::Expr(sql) => paren(sql),
    }
}

/// The steps that build an index while others write: what a killed build left INVALID goes first. Each is one
/// statement, since neither can run in a transaction.
pub(crate) fn create_online(change: &Change, table: &str, index: &Index) -> Vec<Step> {
    let invalid = format!("SELECT NOT EXISTS ({} AND NOT i.indisvalid)", lookup(&index.name));
    let valid = format!("SELECT EXISTS ({} AND i.indisvalid)", lookup(&index.name));
    let title = crate::dialect::step::one_line(&change.summary());
    vec![
        online(
            change,
            format!("{title}: drop what an interrupted build left"),
            format!("DROP INDEX CONCURRENTLY IF EXISTS {}", q(&index.name)),
            invalid,
            false,
        ),
        online(change, title, create(table, index, true), valid, true),
    ]
}

/// The step that drops an index while others write.
pub(crate) fn drop_online(change: &Change, index: &Index) -> Vec<Step> {
    vec![online(
        change,
        crate::dialect::step::one_line(&change.summary()),
        format!("DROP INDEX CONCURRENTLY IF EXISTS {}", q(&index.name)),
        format!("SELECT NOT EXISTS ({})", lookup(&index.name)),
        true,
    )]
}

fn online(change: &Change, title: String, sql: String, probe: String, whole: bool) -> Step {
    Step {
        title,
        changes: if whole { vec![change.clone()] } else { Vec::new() },
        sql: vec![sql],
        checks: Vec::new(),
        transaction: Transaction::None,
        rebuilds: None,
        risk: change.risk(),
        probe: Some(probe),
    }
}

/// The index by its name, wherever the search path finds it.
fn lookup(name: &str) -> String {
    format!(
        "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = {} \
         AND pg_table_is_visible(c.oid)",
        Dialect::Postgres.quote_text(name)
    )
}
