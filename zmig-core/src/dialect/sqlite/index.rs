//! Indexes. A unique set is one, so that it comes and goes without copying the table.

use crate::IntoSorted as _;
use crate::dialect::clause::{names, paren, q};
use crate::{Index, IndexKey, KeyOf, Table, Unique};
use std::collections::BTreeMap;

/// The statements for all indexes of a table, by their names' order.
pub(crate) fn create_all(table: &Table) -> Vec<String> {
    statements(table).into_values().collect()
}

/// The statements that create the indexes of a table, by name.
pub(crate) fn statements(table: &Table) -> BTreeMap<&str, String> {
    let uniques = table.uniques.iter().map(|u| (u.name.as_str(), unique(&table.name, u)));
    let indexes = table.indexes.iter().filter(|i| is_kept(i));
    uniques.chain(indexes.map(|i| (i.name.as_str(), create(&table.name, i)))).into_sorted()
}

/// Whether SQLite has the index at all. Another access method (gin, gist, …) only makes a search faster, and the B-tree
/// that SQLite has would not: such an index is left out.
pub(crate) fn is_kept(index: &Index) -> bool {
    index.unique || index.using.as_deref().is_none_or(|method| method.eq_ignore_ascii_case("btree"))
}

/// `CREATE UNIQUE INDEX "idx" ON "users" ("email" DESC) WHERE …`; columns that are only stored along are left out.
pub(crate) fn create(table: &str, index: &Index) -> String {
    let keys: Vec<_> = index.keys.iter().map(key).collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut sql = format!("CREATE {unique}INDEX {} ON {} ({})", q(&index.name), q(table), keys.join(", "));
    if let Some(condition) = &index.condition {
        sql.push_str(&format!(" WHERE {}", paren(condition)));
    }
    sql
}

/// `CREATE UNIQUE INDEX "uq_users_email" ON "users" ("email")`
pub(crate) fn unique(table: &str, unique: &Unique) -> String {
    format!("CREATE UNIQUE INDEX {} ON {} ({})", q(&unique.name), q(table), names(&unique.columns))
}

/// `DROP INDEX "idx"`
pub(crate) fn drop(name: &str) -> String {
    format!("DROP INDEX {}", q(name))
}

fn key(key: &IndexKey) -> String {
    let mut sql = match &key.what {
        KeyOf::Column(c) => q(c),
        KeyOf::Expr(sql) => paren(sql),
    };
    if let Some(collation) = crate::seen::sqlite_collation(key.collation.clone()) {
        sql.push_str(&format!(" COLLATE {}", q(&collation)));
    }
    if key.descending {
        sql.push_str(" DESC");
    }
    sql
}
