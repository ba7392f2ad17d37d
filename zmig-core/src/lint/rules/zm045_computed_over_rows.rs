//! ZM045: an expression may fail on a row.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM045",
    title: "a computed column comes to rows that are there",
    why: "The expression is evaluated for every row: one on which it fails stops the migration, or every query that reads it later.",
    instead: "Try the expression on the rows first.",
    sql: "SELECT … FROM {table};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN half integer GENERATED ALWAYS AS (100 / age) STORED;"],
    accepted: &["ALTER TABLE users ADD COLUMN half integer;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b bigint GENERATED ALWAYS AS (a * 2) STORED;"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && (column.stored || column.computed) => {
            Some(format!("the expression of {table}.{} may fail on a row", column.name))
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
        let computed = Column { generated: Some(Generated::virtual_of("id * 2")), ..plain.clone() };
        changes(&RULE, &[&[add_column(computed)]], &[&[add_column(plain)]]);
    }
}
