//! ZM402: a statement fails in a transaction.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM402",
    title: "a statement that cannot run in a transaction is in one",
    why: "CREATE INDEX CONCURRENTLY, VACUUM and their like refuse to run in a transaction, and zmig runs a file in one unless it says otherwise.",
    instead: "Give it a file of its own whose first line is `-- no-transaction`.",
    sql: "-- no-transaction",
    dialects: POSTGRES,
    level: Level::Error,
    refused: &["CREATE INDEX CONCURRENTLY i ON users (a);", "DROP INDEX CONCURRENTLY i;", "VACUUM users;", "REINDEX TABLE CONCURRENTLY users;", "ALTER TABLE events DETACH PARTITION p CONCURRENTLY;", "-- no-transaction\nBEGIN;\nCREATE INDEX CONCURRENTLY i ON users (a);\nCOMMIT;"],
    accepted: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a);", "-- no-transaction\nVACUUM users;", "REFRESH MATERIALIZED VIEW CONCURRENTLY v;"],
    find: |_, placed| {
        let what = match &placed.fact {
            Fact::CreateIndex { concurrent: true, .. } => "CREATE INDEX CONCURRENTLY",
            Fact::DropIndex { concurrent: true, .. } => "DROP INDEX CONCURRENTLY",
            Fact::Reindex { concurrent: true, .. } => "REINDEX CONCURRENTLY",
            Fact::DetachPartition { concurrent: true, .. } => "DETACH PARTITION CONCURRENTLY",
            Fact::Alone { what } => what,
            _ => return None,
        };
        placed.in_transaction.then(|| format!("{what} cannot run in a transaction"))
    },
};
