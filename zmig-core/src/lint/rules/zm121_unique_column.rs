//! ZM121: nobody can use a table while a new column's index is built.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM121",
    title: "a column comes with a unique set or a key of its own",
    why: "The index behind it is built while the table is locked against everybody.",
    instead: "Add the column alone, build a unique index concurrently, and make the constraint of it.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};\n-- in a later migration:\nCREATE UNIQUE INDEX CONCURRENTLY {table}_{column}_key ON {table} ({column});",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN slug text UNIQUE;", "ALTER TABLE users ADD COLUMN n bigint PRIMARY KEY;"],
    accepted: &["ALTER TABLE users ADD COLUMN slug text;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN slug text UNIQUE;"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && (column.unique || column.key) => {
            Some(format!("nobody can use {table} while the index of {} is built", column.name))
        }
        _ => None,
    },
};
