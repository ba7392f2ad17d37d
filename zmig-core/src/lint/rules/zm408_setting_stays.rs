//! ZM408: a setting reaches whoever uses the connection next.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM408",
    title: "a setting is set for the whole session",
    why: "Behind a pooler the connection goes to somebody else, with the setting.",
    instead: "Set it for the transaction only.",
    sql: "SET LOCAL lock_timeout = '2s';",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["SET lock_timeout = '2s';", "SET search_path TO shop;"],
    accepted: &["SET LOCAL lock_timeout = '2s';", "-- no-transaction\nSET lock_timeout = '2s';"],
    find: |_, placed| match &placed.fact {
        Fact::Set { name, local: false } if placed.in_transaction => {
            Some(format!("{name} stays set on the connection, which a pooler hands to others"))
        }
        _ => None,
    },
};
