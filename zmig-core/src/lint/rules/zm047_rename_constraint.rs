//! ZM047: programs and migrations know a constraint by the name that it loses.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM047",
    title: "a constraint is renamed",
    why: "Messages of the database name constraints, programs match on those names, and a later migration drops it by the old one.",
    instead: "Leave the name, or rename it together with what matches on it.",
    sql: "",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["ALTER TABLE users RENAME CONSTRAINT a TO b;"],
    accepted: &["ALTER TABLE users RENAME COLUMN a TO b;"],
    find: |_, placed| match &placed.fact {
        Fact::RenameConstraint { table, name } if !placed.fresh => {
            Some(format!("programs and later migrations know {name} of {table} by its old name"))
        }
        _ => None,
    },
};
