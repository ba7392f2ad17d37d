//! ZM410: what a block does is not checked.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM410",
    title: "a block of code is run",
    why: "What it does is put together when it runs, so that no rule can look at its statements.",
    instead: "Write the statements out where they are known; else look at the block yourself, and allow the code.",
    sql: "-- zmig:allow ZM410 looked at by hand",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$;"],
    accepted: &["SELECT 1;", "CREATE FUNCTION f() RETURNS integer AS $$ SELECT 1; $$ LANGUAGE sql;"],
    find: |scene, placed| match &placed.fact {
        // What zmig generates is looked at by its changes.
        Fact::Opaque { what } if scene.by_hand => Some(format!("no rule looks into {what}")),
        _ => None,
    },
};
