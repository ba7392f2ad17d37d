//! ZM211: rows cannot be told apart.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM211",
    title: "a table has no primary key",
    why: "A row cannot be named to change or delete it, logical replication refuses updates, and backfills have nothing to page by.",
    instead: "Give it one.",
    sql: "CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["CREATE TABLE t (a bigint);"],
    accepted: &["CREATE TABLE t (a bigint PRIMARY KEY);", "CREATE TABLE t (a bigint, b bigint, PRIMARY KEY (a, b));", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD PRIMARY KEY (a);", "CREATE TABLE t AS SELECT 1;"],
    find: |scene, placed| match &placed.fact {
        Fact::CreateTable { table, columns, .. } if !columns.is_empty() && !columns.iter().any(|c| c.key) => {
            let is_key = |f: &Fact| {
                matches!(f, Fact::AddConstraint { table: t, kind: ConstraintKind::PrimaryKey, .. } if t == table)
            };
            (!scene.after(placed).any(|p| is_key(&p.fact))).then(|| format!("rows of {table} cannot be told apart"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{changes, users};

    #[test]
    fn of_changes() {
        let mut bare = users();
        bare.primary_key.clear();
        changes(&RULE, &[&[Change::CreateTable { table: bare }]], &[&[Change::CreateTable { table: users() }]]);
    }
}
