//! ZM407: an index that a failed run left is taken for a good one.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM407",
    title: "an index is built concurrently unless its name is there",
    why: "A build that failed leaves an INVALID index under the name. IF NOT EXISTS finds it and is content: no query uses it, and a unique one refuses nothing that is there.",
    instead: "Drop what a failed run left, and build it anew. zmig looks for such an index itself.",
    sql: "DROP INDEX CONCURRENTLY IF EXISTS {name};\nCREATE INDEX CONCURRENTLY {name} ON {table} ({columns});",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (a);"],
    accepted: &["-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a);", "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (a);"],
    find: |scene, placed| match &placed.fact {
        Fact::CreateIndex { name, concurrent: true, guarded: true, .. } => {
            let dropped = |f: &Fact| matches!(f, Fact::DropIndex { name: n, .. } if n == name);
            let clean = scene.before(placed).any(|p| dropped(&p.fact));
            (!clean).then(|| format!("an invalid {name} that a failed run left is taken for a good one"))
        }
        _ => None,
    },
};
