//! ZM039: texts compare and sort in another way.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM039",
    title: "a collation changes",
    why: "What was equal may differ and the other way round, so a unique set may fail; the indexes of the column are built anew under a lock.",
    instead: "Add a column with the new collation, and move to it.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN name TYPE text COLLATE \"C\";"],
    accepted: &["ALTER TABLE users ALTER COLUMN name SET DEFAULT 'a';"],
    find: |_, placed| match &placed.fact {
        Fact::ChangeCollation { table, column } if !placed.fresh => {
            Some(format!("{table}.{column} compares and sorts in another way"))
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
        let plain = Column::new("name", Type::Text);
        let other = Column { collation: Some("C".into()), ..plain.clone() };
        changes(&RULE, &[&[alter(plain.clone(), other)]], &[&[alter(plain.clone(), plain.required())]]);
    }
}
