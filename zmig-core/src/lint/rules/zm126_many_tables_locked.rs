//! ZM126: two transactions may wait for each other's tables.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM126",
    title: "one transaction locks several tables",
    why: "Each lock is held until the end: while the second is waited for, nobody can use the first, and a program that takes them the other way round deadlocks.",
    instead: "Change one table in a migration.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["ALTER TABLE users ADD COLUMN a text;\nALTER TABLE posts ADD COLUMN b text;"],
    accepted: &["ALTER TABLE users ADD COLUMN a text;\nALTER TABLE users ADD COLUMN b text;", "-- no-transaction\nALTER TABLE users ADD COLUMN a text;\nALTER TABLE posts ADD COLUMN b text;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b text;\nALTER TABLE posts ADD COLUMN b text;"],
    find: |scene, placed| {
        if placed.fresh || !placed.in_transaction {
            return None;
        }
        let table = placed.fact.locks()?;
        let mut before = scene.before(placed).filter(|p| !p.fresh).filter_map(|p| p.fact.locks());
        let first = before.next().filter(|first| *first != table)?;
        let again = before.any(|other| other != first);
        (!again).then(|| format!("{first} stays locked while {table} is waited for"))
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Change, Column, Type};

    #[test]
    fn of_changes() {
        let column = || Column::new("size", Type::Int);
        let other = Change::AddColumn { table: "posts".into(), column: column(), backfill: None };
        changes(&RULE, &[&[add_column(column()), other.clone()]], &[&[other]]);
    }
}
