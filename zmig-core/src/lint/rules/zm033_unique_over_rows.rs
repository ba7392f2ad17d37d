//! ZM033: two rows may have the same values.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM033",
    title: "values that are there must be unique from now on",
    why: "Two rows with the same values stop the migration, and a program that writes one fails from then on.",
    instead: "Look for duplicates first, and decide which row stays.",
    sql: "SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["CREATE UNIQUE INDEX CONCURRENTLY u ON users (email);", "ALTER TABLE users ADD CONSTRAINT u UNIQUE (email);"],
    accepted: &["CREATE INDEX i ON users (email);", "ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX u;", "CREATE TABLE t (a bigint);\nCREATE UNIQUE INDEX u ON t (a);"],
    find: |_, placed| match &placed.fact {
        Fact::CreateIndex { table, columns, unique: true, .. }
        | Fact::AddConstraint { table, columns, kind: ConstraintKind::Unique, from_index: false, .. }
            if !placed.fresh =>
        {
            Some(format!("two rows of {table} may have the same {}", columns.join(", ")))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, index, users};
    use crate::{Change, Unique};

    #[test]
    fn of_changes() {
        let unique = Unique::new("uq_users_name", vec!["name".into()]);
        let add = Change::AddUnique { table: "users".into(), unique };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&add), &[index(true)]], &[&[made, add.clone()], &[index(false)]]);
    }
}
