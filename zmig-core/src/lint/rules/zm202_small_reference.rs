//! ZM202: a reference runs out of numbers before its key does.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM202",
    title: "a reference has less than 64 bits",
    why: "A key of 64 bits that is referred to by 32 works until the first number that does not fit.",
    instead: "Give it the type of the key, and that 64 bits.",
    sql: "{column} bigint",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE TABLE posts (owner integer REFERENCES users (id));", "ALTER TABLE posts ADD COLUMN owner int REFERENCES users (id);"],
    accepted: &["CREATE TABLE posts (owner bigint REFERENCES users (id));", "ALTER TABLE posts ADD COLUMN size integer;"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.refers && c.ty.is(&["integer", "smallint"]))?;
        Some(format!("{found} runs out of numbers before its key does"))
    },
};
