//! ZM125: a statement may wait for its lock, and all others behind it.

use super::prelude::*;
use crate::lint::{Placed};

pub(crate) const RULE: Rule = Rule {
    code: "ZM125",
    title: "a strong lock is taken without a lock_timeout",
    why: "ALTER TABLE waits behind the slowest query, and every query that comes after waits behind it. Without a timeout that lasts until somebody notices. zmig sets one itself; other tools that run the file do not.",
    instead: "Set a short one at the head of the file, and try again when it strikes.",
    sql: "SET LOCAL lock_timeout = '2s';",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["ALTER TABLE users ADD COLUMN a text;", "DROP TABLE users;"],
    accepted: &["SET LOCAL lock_timeout = '2s';\nALTER TABLE users ADD COLUMN a text;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b text;", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (a);"],
    find: |scene, placed| {
        if !scene.by_hand || placed.fresh {
            return None;
        }
        let table = placed.fact.locks()?;
        let is_set = |f: &Fact| matches!(f, Fact::Set { name, .. } if name == "lock_timeout");
        let earlier = |p: &Placed| is_set(&p.fact) || p.fact.locks().is_some() && !p.fresh;
        (!scene.before(placed).any(earlier)).then(|| format!("it may wait for {table} without end, and others behind it"))
    },
};
