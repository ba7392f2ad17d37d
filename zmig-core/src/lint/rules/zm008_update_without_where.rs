//! ZM008: every row of a table changes in one statement.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM008",
    title: "rows change without a condition",
    why: "Every row is written anew and locked until the end of the transaction; writers wait for it, and the old values are gone.",
    instead: "Change the rows in pages, each in a transaction of its own, and only those that need it.",
    sql: "UPDATE {table} SET … WHERE id BETWEEN 1 AND 1000 AND …;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["UPDATE users SET state = 'live';"],
    accepted: &["UPDATE users SET state = 'live' WHERE state IS NULL;", "CREATE TABLE t (a bigint);\nUPDATE t SET a = 1;"],
    find: |_, placed| match &placed.fact {
        Fact::Update { table, filtered: false } if !placed.fresh => Some(format!("every row of {table} changes")),
        _ => None,
    },
};
