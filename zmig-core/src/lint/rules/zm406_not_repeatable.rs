//! ZM406: a run that stopped in the middle cannot be run again.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM406",
    title: "a statement outside a transaction fails when it is run again",
    why: "What ran before a failure stays, and the next run stops at the first thing that is there already.",
    instead: "Say IF NOT EXISTS or IF EXISTS; for an index built concurrently drop what a failed run left first.",
    sql: "DROP INDEX CONCURRENTLY IF EXISTS {name};",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["-- no-transaction\nCREATE TABLE t (a bigint PRIMARY KEY);", "-- no-transaction\nDROP INDEX CONCURRENTLY i;", "-- no-transaction\nALTER TABLE users ADD COLUMN a text;"],
    accepted: &["-- no-transaction\nCREATE TABLE IF NOT EXISTS t (a bigint PRIMARY KEY);", "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;", "CREATE TABLE t (a bigint PRIMARY KEY);", "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON users (a);"],
    find: |scene, placed| {
        if placed.in_transaction || !scene.by_hand {
            return None;
        }
        match &placed.fact {
            Fact::CreateIndex { name, guarded: false, .. } => {
                let dropped = |f: &Fact| matches!(f, Fact::DropIndex { name: n, guarded: true, .. } if n == name);
                let clean = scene.before(placed).any(|p| dropped(&p.fact));
                (!clean).then(|| "it fails when it is run again".to_owned())
            }
            Fact::CreateTable { guarded: false, .. }
            | Fact::DropTable { guarded: false, .. }
            | Fact::AddColumn { guarded: false, .. }
            | Fact::DropColumn { guarded: false, .. }
            | Fact::DropIndex { guarded: false, .. } => Some("it fails when it is run again".to_owned()),
            _ => None,
        }
    },
};
