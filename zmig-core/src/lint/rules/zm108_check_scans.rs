//! ZM108: nobody can use a table while a check looks at its rows.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM108",
    title: "a check is held against all rows at once",
    why: "The table is locked against everybody until every row was looked at.",
    instead: "Add it as not valid, which holds for new rows at once, and validate it in a later transaction, for which nobody waits.",
    sql: "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (…) NOT VALID;\n-- in a later migration:\nALTER TABLE {table} VALIDATE CONSTRAINT {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0);", "ALTER TABLE users ADD CHECK (age > 0);", "ALTER TABLE users ADD CONSTRAINT n NOT NULL name;"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint {
            table, kind: ConstraintKind::Check | ConstraintKind::NotNull, valid: true, ..
        } if !placed.fresh => Some(format!("nobody can use {table} while a check looks at each row")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, Check};

    #[test]
    fn of_changes() {
        let check = Check { name: "ck_name".into(), expr: "name <> ''".into() };
        let add = Change::AddCheck { table: "users".into(), check };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&add)], &[&[made, add.clone()]]);
    }
}
