//! ZM110: nobody can use a table while a primary key builds its index.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM110",
    title: "a primary key builds its index under a lock",
    why: "The index behind it is built, and every row looked at for NULL, while the table is locked against everybody.",
    instead: "Build a unique index concurrently over columns that are required already, and make the key of it.",
    sql: "CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns});\n-- in a later migration:\nALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD PRIMARY KEY (id);"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY USING INDEX p;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD PRIMARY KEY (a);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::PrimaryKey, from_index: false, .. }
        | Fact::ReplaceKey { table }
            if !placed.fresh =>
        {
            Some(format!("nobody can use {table} while the index of its primary key is built"))
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
        let set = Change::SetPrimaryKey {
            table: "users".into(),
            from: Vec::new(),
            to: vec!["id".into()],
            from_name: None,
            to_name: None,
        };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&set)], &[&[made, set.clone()]]);
    }
}
