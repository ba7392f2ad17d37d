//! ZM114: nobody can use a table while it is written anew.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM114",
    title: "a statement writes a whole table anew",
    why: "VACUUM FULL, CLUSTER, and moving a table or making it logged copy every row under the strongest lock.",
    instead: "Let autovacuum do its work; where space must go back to the system, use pg_repack, which copies beside the running table.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["-- no-transaction\nVACUUM FULL users;", "-- no-transaction\nVACUUM (FULL, ANALYZE) users;", "CLUSTER users USING users_pkey;", "ALTER TABLE users SET LOGGED;", "ALTER TABLE users SET TABLESPACE fast;"],
    accepted: &["-- no-transaction\nVACUUM users;", "-- no-transaction\nVACUUM (ANALYZE) users;"],
    find: |_, placed| match &placed.fact {
        Fact::Rewrite { table, by } if !placed.fresh => {
            let table = table.as_deref().unwrap_or("any table");
            Some(format!("nobody can use {table} while {by} writes it anew"))
        }
        _ => None,
    },
};
