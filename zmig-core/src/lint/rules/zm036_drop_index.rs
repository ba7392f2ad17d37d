//! ZM036: queries may become slow.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM036",
    title: "an index is dropped",
    why: "A query that used it reads the whole table from then on, and the down builds the index anew, which takes long.",
    instead: "Look whether anything uses it: on PostgreSQL `idx_scan` of `pg_stat_user_indexes` stands still.",
    sql: "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '{name}';",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["DROP INDEX i;", "DROP INDEX CONCURRENTLY i;"],
    accepted: &["CREATE INDEX CONCURRENTLY i ON users (a);"],
    find: |_, placed| match &placed.fact {
        Fact::DropIndex { name, .. } if !placed.fresh => Some(format!("queries that use index {name} become slow")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{changes, index};

    #[test]
    fn of_changes() {
        let Change::AddIndex { table, index: built } = index(false) else { return };
        changes(&RULE, &[&[Change::DropIndex { table, index: built }]], &[&[index(false)]]);
    }
}
