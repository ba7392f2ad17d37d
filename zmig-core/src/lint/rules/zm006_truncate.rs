//! ZM006: every row of a table goes.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM006",
    title: "a table is emptied",
    why: "All rows are gone, and no down brings them back. The statement takes the strongest lock, and fires no trigger of the rows.",
    instead: "Delete the rows that are meant, in pages, after somebody looked at them.",
    sql: "DELETE FROM {table} WHERE …;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["TRUNCATE users;", "TRUNCATE TABLE users, posts RESTART IDENTITY;"],
    accepted: &["CREATE TABLE t (a bigint);\nTRUNCATE t;", "DELETE FROM users WHERE id = 1;"],
    find: |_, placed| match &placed.fact {
        Fact::Truncate { table, .. } if !placed.fresh => Some(format!("every row of {table} goes")),
        _ => None,
    },
};
