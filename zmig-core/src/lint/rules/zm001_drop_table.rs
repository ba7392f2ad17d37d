//! ZM001: a table goes with its rows.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM001",
    title: "a table is dropped",
    why: "Its rows are gone, and no down brings them back. Programs of the old version fail on their next query.",
    instead: "Stop using it in a release of its own, rename it, and drop it when nobody missed it for a while.",
    sql: "ALTER TABLE {table} RENAME TO {table}_unused;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["DROP TABLE users;", "DROP TABLE IF EXISTS users, posts;"],
    accepted: &["CREATE TABLE scratch (id bigint);\nDROP TABLE scratch;", "DROP VIEW users;"],
    find: |_, placed| match &placed.fact {
        Fact::DropTable { table, kept, .. } if !placed.fresh => Some(if *kept {
            format!("table {table} goes to the archive, and programs that run use it")
        } else {
            format!("table {table} goes with its rows")
        }),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{changes, users};

    #[test]
    fn of_changes() {
        let (made, gone) = (Change::CreateTable { table: users() }, Change::DropTable { table: users() });
        changes(&RULE, &[&[gone]], &[&[made]]);
    }
}
