//! ZM123: rows are looked at for a new column's check.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM123",
    title: "a column comes with a check of its own",
    why: "The check is held against every row while the table is locked against everybody.",
    instead: "Add the column alone, and the check as not valid after it.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};\nALTER TABLE {table} ADD CONSTRAINT {table}_{column}_check CHECK (…) NOT VALID;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN age integer CHECK (age > 0);"],
    accepted: &["ALTER TABLE users ADD COLUMN age integer;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b integer CHECK (b > 0);"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && column.checked => {
            Some(format!("nobody can use {table} while the check of {} looks at each row", column.name))
        }
        _ => None,
    },
};
