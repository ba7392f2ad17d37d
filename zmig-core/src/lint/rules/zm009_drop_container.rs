//! ZM009: a namespace or a database goes with everything in it.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM009",
    title: "a schema or a database is dropped",
    why: "Everything in it goes with one statement, the tables that no migration knows included.",
    instead: "Drop what is meant by its name; a database is dropped by hand, after a backup.",
    sql: "DROP TABLE …;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["DROP SCHEMA shop;", "DROP DATABASE shop;", "DROP SCHEMA shop CASCADE;"],
    accepted: &["CREATE SCHEMA shop;", "DROP TABLE shop.users;"],
    find: |_, placed| match &placed.fact {
        Fact::DropContainer { kind, name, .. } => Some(format!("{kind} {name} goes with everything in it")),
        _ => None,
    },
};
