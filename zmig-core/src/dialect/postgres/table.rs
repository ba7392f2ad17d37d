//! A table from nothing, with all that hangs on it.

use super::{column, index, version};
use crate::dialect::clause::{block, check, foreign_key, names, primary_key, q, qt};
use crate::{Dialect, Schema, Table, TableOption, Unique};

/// The statements that create a table, its indexes and its comments.
pub(crate) fn create(table: &Table, schema: &Schema) -> Vec<String> {
    let mut parts: Vec<String> =
        table.columns.iter().map(|c| column::definition(c, table.is_key(&c.name), schema)).collect();
    if !table.primary_key.is_empty() {
        parts.push(primary_key(&table.key_name(), &table.primary_key));
    }
    parts.extend(table.uniques.iter().map(unique));
    parts.extend(table.checks.iter().map(check));
    parts.extend(table.foreign_keys.iter().map(foreign_key));
    let kind = if table.options.contains(&TableOption::Unlogged) { "UNLOGGED TABLE" } else { "TABLE" };
    let mut sql = version::of_table(table);
    sql.push(block(&format!("CREATE {kind} {}", qt(&table.name)), &parts));
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
    let nulls = if unique.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let mut sql = format!("CONSTRAINT {} UNIQUE{nulls} ({})", q(&unique.name), names(&unique.columns));
    if !unique.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", names(&unique.include)));
    }
    if !unique.deferrable.is_no() {
        sql.push_str(&format!(" {}", unique.deferrable.sql()));
    }
    sql
}

/// `ALTER TABLE "users" ADD …`
pub(crate) fn add(table: &str, constraint: &str) -> String {
    format!("ALTER TABLE {} ADD {constraint}", qt(table))
}

/// `ALTER TABLE "users" DROP CONSTRAINT …`
pub(crate) fn drop_constraint(table: &str, name: &str) -> String {
    format!("ALTER TABLE {} DROP CONSTRAINT {}", qt(table), q(name))
}

/// `COMMENT ON TABLE "users" IS '…'`
pub(crate) fn comment(table: &str, comment: Option<&str>) -> String {
    let text = comment.map_or_else(|| "NULL".into(), |c| Dialect::Postgres.quote_text(c));
    format!("COMMENT ON TABLE {} IS {text}", qt(table))
}
