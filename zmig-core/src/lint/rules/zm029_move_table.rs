//! ZM029: programs that run look for a table elsewhere.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM029",
    title: "a table moves to another schema",
    why: "A program of the old version looks for it where it was, unless its search path has both places.",
    instead: "Move it and leave a view where it was until no program uses that; or stop the old version first.",
    sql: "CREATE VIEW {table} AS SELECT * FROM …;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users SET SCHEMA archive;"],
    accepted: &["CREATE TABLE t (a bigint);\nALTER TABLE t SET SCHEMA archive;"],
    find: |_, placed| match &placed.fact {
        Fact::MoveTable { table } if !placed.fresh => {
            Some(format!("table {table} moves, and programs that run look for it where it was"))
        }
        _ => None,
    },
};
