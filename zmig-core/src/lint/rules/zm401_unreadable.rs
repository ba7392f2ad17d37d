//! ZM401: what cannot be read is not checked.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM401",
    title: "a statement cannot be read",
    why: "No rule has looked at it. Mostly the server cannot read it either.",
    instead: "Mend it; if the server takes it, allow the code for this statement.",
    sql: "-- zmig:allow ZM401 a syntax that the linter does not know",
    dialects: EVERY,
    level: Level::Error,
    refused: &["ALTER TABEL users ADD COLUMN a text;", "CREATE INDEX ON;", "SELECT 1;\nDROP TABEL users;"],
    accepted: &["SELECT 1;", "DO $$ BEGIN PERFORM 1; END $$;", "CREATE FUNCTION f() RETURNS integer AS $$ SELECT 1; $$ LANGUAGE sql;"],
    find: |_, placed| match &placed.fact {
        Fact::Unreadable { reason } => Some(format!("it cannot be read: {reason}")),
        _ => None,
    },
};
