//! ZM005: a crash empties a table that is not logged.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM005",
    title: "a table is not logged",
    why: "PostgreSQL empties an unlogged table after a crash, and a replica never has its rows. A backup of a replica is empty there.",
    instead: "Keep unlogged tables for what can be computed again.",
    sql: "ALTER TABLE {table} SET LOGGED;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE sessions SET UNLOGGED;", "CREATE UNLOGGED TABLE sessions (id bigint PRIMARY KEY);"],
    accepted: &["ALTER TABLE sessions SET LOGGED;", "CREATE TABLE sessions (id bigint PRIMARY KEY);"],
    find: |_, placed| match &placed.fact {
        Fact::SetUnlogged { table } | Fact::CreateTable { table, unlogged: true, .. } => {
            Some(format!("rows of {table} are gone after a crash"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, TableOption};

    #[test]
    fn of_changes() {
        let set = |from: &[TableOption], to: &[TableOption]| Change::SetTableOptions {
            table: "users".into(),
            from: from.iter().copied().collect(),
            to: to.iter().copied().collect(),
        };
        let unlogged = &[TableOption::Unlogged][..];
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[&[set(&[], unlogged)]], &[&[set(unlogged, &[])], &[made]]);
    }
}
