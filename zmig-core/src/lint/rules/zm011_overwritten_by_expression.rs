//! ZM011: computed values take the place of those that are there.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM011",
    title: "a column becomes computed",
    why: "The values that are there are replaced by what the expression gives, and no down brings them back.",
    instead: "Add a computed column under another name, compare the two, and drop the old one later.",
    sql: "ALTER TABLE {table} ADD COLUMN {column}_new … GENERATED ALWAYS AS (…) STORED;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN full_name SET EXPRESSION AS (first || last);"],
    accepted: &["ALTER TABLE users ALTER COLUMN full_name DROP EXPRESSION;"],
    find: |_, placed| match &placed.fact {
        Fact::SetGenerated { table, column } if !placed.fresh => {
            Some(format!("computed values replace those of {table}.{column}"))
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
        let changed = alter(plain.clone(), computed.clone());
        changes(&RULE, &[&[changed]], &[&[alter(computed, plain)]]);
    }
}
