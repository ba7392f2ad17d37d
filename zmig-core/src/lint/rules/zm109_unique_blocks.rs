//! ZM109: nobody can use a table while a unique constraint builds its index.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM109",
    title: "a unique constraint builds its index under a lock",
    why: "The index behind it is built while the table is locked against everybody.",
    instead: "Build a unique index concurrently, and make the constraint of it.",
    sql: "CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns});\n-- in a later migration:\nALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD CONSTRAINT u UNIQUE (email);", "ALTER TABLE users ADD UNIQUE (email);"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX u;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD UNIQUE (a);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::Unique, from_index: false, .. } if !placed.fresh => {
            Some(format!("nobody can use {table} while the index of a unique constraint is built"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, Unique};

    #[test]
    fn of_changes() {
        let unique = Unique::new("uq_users_name", vec!["name".into()]);
        let add = Change::AddUnique { table: "users".into(), unique };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&add)], &[&[made, add.clone()]]);
    }
}
