//! ZM037: programs may use what goes.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM037",
    title: "a view, function, type or sequence is dropped",
    why: "Programs of the old version fail on their next use of it, and no manifest of zmig's knows what it was.",
    instead: "Let a release that does not use it go first.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["DROP VIEW totals;", "DROP FUNCTION f(integer);", "DROP TYPE mood;", "DROP SEQUENCE s;", "DROP DOMAIN email;", "DROP EXTENSION citext;", "DROP MATERIALIZED VIEW m;"],
    accepted: &["CREATE VIEW totals AS SELECT 1;", "DROP TABLE users;"],
    find: |scene, placed| match &placed.fact {
        // A type that zmig drops has nothing left that uses it.
        Fact::DropObject { kind, name, .. } if scene.by_hand => {
            Some(format!("{kind} {name} goes, and programs may use it"))
        }
        _ => None,
    },
};
