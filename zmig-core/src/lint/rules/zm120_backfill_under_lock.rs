//! ZM120: rows are filled under the lock of the statement before.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM120",
    title: "rows change in the transaction that changes their table",
    why: "The table stays locked against everybody until the last row is filled, since the lock of ALTER TABLE is held until the end.",
    instead: "Change the table in one migration and fill its rows in the next, in pages.",
    sql: "UPDATE {table} SET … WHERE id BETWEEN 1 AND 1000;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN a text;\nUPDATE users SET a = 'x' WHERE a IS NULL;"],
    accepted: &["UPDATE users SET a = 'x' WHERE a IS NULL;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b text;\nUPDATE t SET b = 'x';", "-- no-transaction\nALTER TABLE users ADD COLUMN a text;\nUPDATE users SET a = 'x' WHERE a IS NULL;"],
    find: |scene, placed| match &placed.fact {
        Fact::Update { table, .. } | Fact::Delete { table, .. } if !placed.fresh && placed.in_transaction => {
            let locked = scene.before(placed).any(|p| p.fact.locks() == Some(table));
            locked.then(|| format!("nobody can use {table} until its last row is filled"))
        }
        _ => None,
    },
};
