//! ZM106: a table is written anew to number its rows.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM106",
    title: "a column that the database numbers comes to rows that are there",
    why: "Each row gets a number of its own, so PostgreSQL writes the whole table anew while nobody can use it.",
    instead: "Add a plain column, fill it from a sequence in pages, and let the sequence be its default for new rows.",
    sql: "CREATE SEQUENCE {table}_{column}_seq;\nALTER TABLE {table} ADD COLUMN {column} bigint;\nALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT nextval('{table}_{column}_seq');",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN n serial;", "ALTER TABLE users ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;", "ALTER TABLE users ADD COLUMN id bigserial PRIMARY KEY;"],
    accepted: &["ALTER TABLE users ADD COLUMN n bigint;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN n serial;"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && column.numbered => {
            Some(format!("nobody can use {table} while it is written anew to number {}", column.name))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, Identity, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("n", Type::Int).required();
        let numbered = plain.clone().numbered(Identity::ByDefault);
        changes(&RULE, &[&[add_column(numbered)]], &[&[add_column(plain)]]);
    }
}
