//! ZM044: nobody computes a column any more.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM044",
    title: "a column is no longer computed",
    why: "Rows keep what was computed, and new ones have nothing there unless programs write it, which those of the old version do not.",
    instead: "Let programs write the value first, into a column of its own.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN full_name DROP EXPRESSION;"],
    accepted: &["ALTER TABLE users ALTER COLUMN full_name DROP DEFAULT;"],
    find: |_, placed| match &placed.fact {
        Fact::DropExpression { table, column } if !placed.fresh => {
            Some(format!("new rows have nothing in {table}.{column} unless programs write it"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{alter, changes};
    use crate::{Column, Generated, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("size", Type::Int);
        let computed = Column { generated: Some(Generated::stored("id * 2")), ..plain.clone() };
        changes(&RULE, &[&[alter(computed.clone(), plain.clone())]], &[&[alter(plain, computed)]]);
    }
}
