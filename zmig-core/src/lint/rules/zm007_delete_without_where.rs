//! ZM007: every row of a table goes for lack of a condition.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM007",
    title: "rows are deleted without a condition",
    why: "Every row goes, and on a large table the one transaction runs for long and leaves its space to be cleaned.",
    instead: "Say which rows are meant, and delete them in pages.",
    sql: "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE … LIMIT 1000);",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["DELETE FROM users;"],
    accepted: &["DELETE FROM users WHERE id = 1;", "CREATE TABLE t (a bigint);\nDELETE FROM t;"],
    find: |_, placed| match &placed.fact {
        Fact::Delete { table, filtered: false } if !placed.fresh => Some(format!("every row of {table} is deleted")),
        _ => None,
    },
};
