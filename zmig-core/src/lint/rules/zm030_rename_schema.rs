//! ZM030: programs that run look for everything in a schema elsewhere.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM030",
    title: "a schema is renamed",
    why: "Every table in it has another name at once, and programs of the old version find none of them.",
    instead: "Make a new schema and move the tables one after the other, each with a view where it was.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER SCHEMA shop RENAME TO store;"],
    accepted: &["CREATE SCHEMA store;"],
    find: |_, placed| match &placed.fact {
        Fact::RenameSchema { name, to } => Some(format!("schema {name} becomes {to}, and with it every table in it")),
        _ => None,
    },
};
