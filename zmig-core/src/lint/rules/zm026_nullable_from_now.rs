//! ZM026: programs that run expect a value.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM026",
    title: "a column may be NULL from now on",
    why: "A program of the old version that reads a NULL there fails: its rows have no room for one.",
    instead: "Let every program that reads the column expect NULL before one writes it.",
    sql: "",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["ALTER TABLE users ALTER COLUMN name DROP NOT NULL;"],
    accepted: &["ALTER TABLE users ALTER COLUMN name SET NOT NULL;", "CREATE TABLE t (a bigint);\nALTER TABLE t ALTER COLUMN a DROP NOT NULL;"],
    find: |_, placed| match &placed.fact {
        Fact::DropNotNull { table, column } if !placed.fresh => {
            Some(format!("{table}.{column} may be NULL, which programs that run do not expect"))
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
        changes(&RULE, &[&[alter(required.clone(), open.clone())]], &[&[alter(open, required)]]);
    }
}
