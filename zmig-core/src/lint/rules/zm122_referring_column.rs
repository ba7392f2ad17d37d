//! ZM122: writers of another table wait for a new column.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM122",
    title: "a column comes with a foreign key of its own",
    why: "Adding it takes the strongest lock of its table and keeps writers from the one that it points at, and a default would be looked up for every row.",
    instead: "Add the column alone, and the foreign key as not valid after it.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};\nALTER TABLE {table} ADD CONSTRAINT fk_{table}_{column} FOREIGN KEY ({column}) REFERENCES … NOT VALID;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE posts ADD COLUMN owner bigint REFERENCES users (id);"],
    accepted: &["ALTER TABLE posts ADD COLUMN owner bigint;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN owner bigint REFERENCES users (id);"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && column.refers => {
            Some(format!("{table} and the table that {}.{} points at are locked together", table, column.name))
        }
        _ => None,
    },
};
