//! ZM124: writers wait for a trigger to come.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM124",
    title: "a trigger comes to a table with rows",
    why: "CREATE TRIGGER keeps writers out for a moment, for which it waits behind those that are at work; and from then on each write does more.",
    instead: "Set a lock_timeout, and have it in a migration of its own.",
    sql: "SET LOCAL lock_timeout = '2s';",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE TRIGGER a AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();"],
    accepted: &["CREATE TABLE t (a bigint);\nCREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"],
    find: |_, placed| match &placed.fact {
        Fact::CreateTrigger { table, name } if !placed.fresh => {
            Some(format!("writers to {table} wait while trigger {name} comes"))
        }
        _ => None,
    },
};
