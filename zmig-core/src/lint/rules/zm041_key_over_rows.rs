//! ZM041: rows may lack a key, or have the same.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM041",
    title: "rows that are there get a primary key",
    why: "A NULL or a duplicate among the columns stops the migration.",
    instead: "Look for such rows first; on PostgreSQL build a unique index beforehand, and make the key of it.",
    sql: "CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns});\nALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD PRIMARY KEY (id);"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY USING INDEX p;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD PRIMARY KEY (a);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::PrimaryKey, columns, from_index: false, .. } if !placed.fresh => {
            Some(format!("rows of {table} may lack {}, or have the same", columns.join(", ")))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::changes;

    #[test]
    fn of_changes() {
        let set = |from: &[&str], to: &[&str]| Change::SetPrimaryKey {
            table: "users".into(),
            from: from.iter().map(|c| (*c).to_owned()).collect(),
            to: to.iter().map(|c| (*c).to_owned()).collect(),
            from_name: None,
            to_name: None,
        };
        changes(&RULE, &[&[set(&[], &["id"])]], &[&[set(&["id"], &["a"])]]);
    }
}
