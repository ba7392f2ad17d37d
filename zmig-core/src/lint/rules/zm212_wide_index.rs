//! ZM212: an index of many columns is seldom worth its writes.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM212",
    title: "an index that is not unique has more than three columns",
    why: "Each write keeps all of them in order, and a query uses the later ones only where it fixes the earlier ones.",
    instead: "Index the columns that single the rows out, and leave the rest to the table; or INCLUDE what is only read.",
    sql: "CREATE INDEX CONCURRENTLY {name} ON {table} (…) INCLUDE (…);",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a, b, c, d);"],
    accepted: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a, b, c);", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY i ON users (a, b, c, d);"],
    find: |_, placed| match &placed.fact {
        Fact::CreateIndex { name, columns, unique: false, .. } if columns.len() > 3 => {
            Some(format!("index {name} has {} columns", columns.len()))
        }
        _ => None,
    },
};
