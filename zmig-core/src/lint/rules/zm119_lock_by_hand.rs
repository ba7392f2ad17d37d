//! ZM119: a table stays locked until the end of the transaction.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM119",
    title: "a table is locked by hand",
    why: "Everybody whom the mode keeps out waits until the transaction ends, and a queue behind that lock keeps out all others too.",
    instead: "Leave it to the statements, which take the weakest lock that does; or take it last, and with NOWAIT.",
    sql: "LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["LOCK TABLE users;", "LOCK TABLE users IN ACCESS EXCLUSIVE MODE;", "LOCK TABLE users IN SHARE MODE;"],
    accepted: &["LOCK TABLE users IN ACCESS SHARE MODE;", "LOCK TABLE users IN ROW EXCLUSIVE MODE;"],
    find: |_, placed| match &placed.fact {
        Fact::LockTable { table, mode } if !placed.fresh => {
            let weak = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"].contains(&mode.as_str());
            (!weak).then(|| format!("{table} is locked ({mode}) until the transaction ends"))
        }
        _ => None,
    },
};
