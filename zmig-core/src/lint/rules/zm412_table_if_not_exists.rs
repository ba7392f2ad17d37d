//! ZM412: a table of another form is taken for the right one.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM412",
    title: "a table is made unless its name is there",
    why: "Whatever has the name is taken for the right table, whichever columns it has, and later statements work on that.",
    instead: "Leave IF NOT EXISTS out: the history knows whether the migration has run.",
    sql: "CREATE TABLE {table} (…);",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["CREATE TABLE IF NOT EXISTS t (a bigint PRIMARY KEY);"],
    accepted: &["CREATE TABLE t (a bigint PRIMARY KEY);", "-- no-transaction\nCREATE TABLE IF NOT EXISTS t (a bigint PRIMARY KEY);"],
    find: |_, placed| match &placed.fact {
        Fact::CreateTable { table, guarded: true, .. } if placed.in_transaction => {
            Some(format!("whatever has the name {table} is taken for the right table"))
        }
        _ => None,
    },
};
