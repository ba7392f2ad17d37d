//! ZM213: an index that can do one thing only.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM213",
    title: "an index is a hash index",
    why: "It finds equal values and nothing else: no order, no range, no several columns, no uniqueness. A B-tree is as fast.",
    instead: "Use a B-tree.",
    sql: "CREATE INDEX CONCURRENTLY {name} ON {table} ({columns});",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users USING hash (a);"],
    accepted: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users USING gin (a);", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a);"],
    find: |_, placed| match &placed.fact {
        Fact::CreateIndex { name, method: Some(method), .. } if method.eq_ignore_ascii_case("hash") => {
            Some(format!("index {name} finds equal values and nothing else"))
        }
        _ => None,
    },
};
