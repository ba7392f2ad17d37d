//! ZM101: writers wait while an index is built.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM101",
    title: "an index is built while writers wait",
    why: "CREATE INDEX locks the table against writers until it is done, which takes minutes on a large one.",
    instead: "Build it concurrently, outside a transaction: a migration of its own whose first line is `-- no-transaction`. zmig does so by itself unless `online` is off.",
    sql: "CREATE INDEX CONCURRENTLY {name} ON {table} ({columns});",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE INDEX i ON users (email);", "CREATE UNIQUE INDEX i ON users (lower(email));"],
    accepted: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (email);", "CREATE TABLE t (a bigint);\nCREATE INDEX i ON t (a);"],
    find: |_, placed| match &placed.fact {
        Fact::CreateIndex { table, name, concurrent: false, .. } if !placed.fresh => {
            Some(format!("writers to {table} wait while index {name} is built"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes_with, index, users};
    use crate::{Change, Dialect, PlanOptions};

    #[test]
    fn of_changes() {
        let plain = PlanOptions::default();
        let online = PlanOptions { online: true, ..PlanOptions::default() };
        let made = Change::CreateTable { table: users() };
        changes_with(&RULE, Dialect::Postgres, &plain, &[&[index(false)]], &[&[made, index(false)]]);
        changes_with(&RULE, Dialect::Postgres, &online, &[], &[&[index(false)]]);
    }
}
