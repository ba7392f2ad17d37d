//! A table from nothing, with all that hangs on it.

use super::{column, index};
use crate::dialect::clause::{block, check, foreign_key, names, primary_key, q};
use crate::{Dialect, Table, Unique};

/// The statements that create a table, its indexes and its comments.
pub(crate) fn create(table: &Table) -> Vec<String> {
    let mut parts: Vec<String> =
        table.columns.iter().map(|c| column::definition(c, table.is_key(&c.name))).collect();
    if !table.primary_key.is_empty() {
        parts.push(primary_key(&table.name, &table.primary_key));
    }
    parts.extend(table.uniques.iter().map(unique));
    parts.extend(table.checks.iter().map(check));
    parts.extend(table.foreign_keys.iter().map(foreign_key));
    let mut sql = vec![block(&format!("CREATE TABLE {}", q(&table.name)), &parts)];
    sql.extend(table.indexes.iter().map(|i| index::create(&table.name, i, false)));
    if let Some(text) = &table.comment {
        sql.push(comment(&table.name, Some(text)));
    }
    for c in table.columns.iter().filter(|c| c.comment.is_some()) {
        sql.push(column::comment(&table.name, &c.name, c.comment.as_deref()));
    }
    sql
}

/// `CONSTRAINT "uq_users_email" UNIQUE ("email")`
pub(crate) fn unique(unique: &Unique) -> String {
    format!("CONSTRAINT {} UNIQUE ({})", q(&unique.name), names(&unique.columns))
}

/// `ALTER TABLE "users" ADD …`
pub(crate) fn add(table: &str, constraint: &str) -> String {
    format!("ALTER TABLE {} ADD {constraint}", q(table))
}

/// `ALTER TABLE "users" DROP CONSTRAINT …`
pub(crate) fn drop_constraint(table: &str, name: &str) -> String {
    format!("ALTER TABLE {} DROP CONSTRAINT {}", q(table), q(name))
}

/// `COMMENT ON TABLE "users" IS '…'`
pub(crate) fn comment(table: &str, comment: Option<&str>) -> String {
    let text = comment.map_or_else(|| "NULL".into(), |c| Dialect::Postgres.quote_text(c));
    format!("COMMENT ON TABLE {} IS {text}", q(table))
}
