//! ZM112: a table is written anew to compute a column.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM112",
    title: "a computed and stored column comes to rows that are there",
    why: "PostgreSQL computes it for every row, and writes the whole table anew while nobody can use it.",
    instead: "Add a plain column, let a trigger compute it for new rows, and fill the old ones in pages.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN n bigint GENERATED ALWAYS AS (id * 2) STORED;"],
    accepted: &["ALTER TABLE users ADD COLUMN n bigint;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN n bigint GENERATED ALWAYS AS (a * 2) STORED;"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && column.stored => {
            Some(format!("nobody can use {table} while it is written anew to compute {}", column.name))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, Generated, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("size", Type::Int);
        let stored = Column { generated: Some(Generated::stored("id * 2")), ..plain.clone() };
        changes(&RULE, &[&[add_column(stored)]], &[&[add_column(plain)]]);
    }
}
