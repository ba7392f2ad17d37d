//! Indexes, built at once or without blocking writers.

use crate::dialect::clause::{names, paren, q, qt};
use crate::{Change, Dialect, Hazard, Index, IndexKey, KeyOf, Nulls, Step, Transaction};

/// `CREATE UNIQUE INDEX "idx" ON "users" ("email" DESC) WHERE …`
pub(crate) fn create(table: &str, index: &Index, concurrently: bool) -> String {
    let mut sql = format!(
        "CREATE {}INDEX {}{} ON {}",
        if index.unique { "UNIQUE " } else { "" },
        if concurrently { "CONCURRENTLY " } else { "" },
        q(&index.name),
        qt(table)
    );
    if let Some(method) = &index.using {
        sql.push_str(&format!(" USING {}", q(&method.to_lowercase())));
    }
    let keys: Vec<_> = index.keys.iter().map(key).collect();
    sql.push_str(&format!(" ({})", keys.join(", ")));
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", names(&index.include)));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if !index.parameters.is_empty() {
        let one = |(name, value): (&String, &String)| {
            format!("{} = {}", q(name), Dialect::Postgres.quote_text(value))
        };
        let all: Vec<_> = index.parameters.iter().map(one).collect();
        sql.push_str(&format!(" WITH ({})", all.join(", ")));
    }
    if let Some(condition) = &index.condition {
        sql.push_str(&format!(" WHERE {}", paren(condition)));
    }
    sql
}

fn key(key: &IndexKey) -> String {
    let mut sql = match &key.what {
        KeyOf::Column(c) => q(c),
        KeyOf::Expr(sql) => paren(sql),
    };
    if let Some(collation) = &key.collation {
        sql.push_str(&format!(" COLLATE {}", q(collation)));
    }
    if let Some(opclass) = &key.opclass {
        sql.push_str(&format!(" {}", qt(opclass)));
    }
    if key.descending {
        sql.push_str(" DESC");
    }
    match key.nulls.filter(|n| *n != Nulls::of_direction(key.descending)) {
        Some(Nulls::First) => sql.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => sql.push_str(" NULLS LAST"),
        None => {}
    }
    sql
}

/// `DROP INDEX "idx"`: an index lies in the namespace of its table.
pub(crate) fn drop(table: &str, name: &str) -> String {
    format!("DROP INDEX {}", qt(&crate::names::beside(table, name)))
}

/// The step that builds an index while others write: one statement, since it cannot run in a transaction, nor in a file
/// together with another. What a killed build leaves INVALID the runner drops before it builds again.
pub(crate) fn create_online(change: &Change, table: &str, index: &Index) -> Step {
    let valid = format!("SELECT EXISTS ({} AND i.indisvalid)", lookup(table, &index.name));
    online(change, create(table, index, true), valid)
}

/// The step that drops an index while others write.
pub(crate) fn drop_online(change: &Change, table: &str, index: &Index) -> Step {
    let name = qt(&crate::names::beside(table, &index.name));
    let gone = format!("SELECT NOT EXISTS ({})", lookup(table, &index.name));
    online(change, format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"), gone)
}

fn online(change: &Change, sql: String, probe: String) -> Step {
    Step {
        title: crate::dialect::step::one_line(&change.summary()),
        changes: vec![change.clone()],
        sql: vec![sql],
        checks: Vec::new(),
        transaction: Transaction::None,
        rebuilds: None,
        hazard: Hazard::of(std::slice::from_ref(change)),
        probe: Some(probe),
    }
}

/// The index by its name, wherever the search path or its namespace finds it.
fn lookup(table: &str, name: &str) -> String {
    let name = qt(&crate::names::beside(table, name));
    format!(
        "SELECT 1 FROM pg_index i WHERE i.indexrelid = to_regclass({})",
        Dialect::Postgres.quote_text(&name)
    )
}
