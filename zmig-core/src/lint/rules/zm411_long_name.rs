//! ZM411: a name is cut off.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM411",
    title: "a name is longer than the server keeps",
    why: "PostgreSQL cuts names off after 63 bytes with a notice, so that two long ones may become the same.",
    instead: "Give it a shorter one.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (a bigint PRIMARY KEY);", "ALTER TABLE users ADD COLUMN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa text;"],
    accepted: &["CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (a bigint PRIMARY KEY);"],
    find: |_, placed| match &placed.fact {
        Fact::LongName { name } => Some(format!("{name} is cut off after 63 bytes")),
        _ => None,
    },
};
