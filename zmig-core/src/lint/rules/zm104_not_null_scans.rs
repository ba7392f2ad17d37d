//! ZM104: nobody can use a table while its rows are looked at.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM104",
    title: "a column is required without a check that proves it",
    why: "SET NOT NULL reads the whole table under its strongest lock.",
    instead: "Prove it first: add a check that is not valid yet, validate it in a later transaction, and require the column then, for which PostgreSQL takes the check's word.",
    sql: "ALTER TABLE {table} ADD CONSTRAINT {column}_set CHECK ({column} IS NOT NULL) NOT VALID;\n-- in a later migration:\nALTER TABLE {table} VALIDATE CONSTRAINT {column}_set;\nALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\nALTER TABLE {table} DROP CONSTRAINT {column}_set;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN name SET NOT NULL;", "ALTER TABLE users ADD CONSTRAINT c CHECK (name IS NOT NULL) NOT VALID;\nALTER TABLE users ALTER COLUMN name SET NOT NULL;"],
    accepted: &["-- no-transaction\nALTER TABLE users ADD CONSTRAINT c CHECK (name IS NOT NULL) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT c;\nALTER TABLE users ALTER COLUMN name SET NOT NULL;", "CREATE TABLE t (a bigint);\nALTER TABLE t ALTER COLUMN a SET NOT NULL;"],
    find: |_, placed| match &placed.fact {
        Fact::SetNotNull { table, column, proven: false } if !placed.fresh => {
            Some(format!("nobody can use {table} while each of its rows is looked at for {column}"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{alter, changes};
    use crate::{Column, Type};

    #[test]
    fn of_changes() {
        let (open, required) = (Column::new("name", Type::Text), Column::new("name", Type::Text).required());
        changes(&RULE, &[&[alter(open.clone(), required.clone())]], &[&[alter(required, open)]]);
    }
}
