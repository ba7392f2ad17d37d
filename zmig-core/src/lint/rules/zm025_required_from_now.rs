//! ZM025: programs that run may write NULL.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM025",
    title: "a column must have a value from now on",
    why: "A row without a value stops the migration, and a program of the old version that writes NULL fails from then on.",
    instead: "Let every program write a value first, fill the rows that have none, and require it in a later release.",
    sql: "UPDATE {table} SET {column} = … WHERE {column} IS NULL;",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN name SET NOT NULL;"],
    accepted: &["ALTER TABLE users ALTER COLUMN name DROP NOT NULL;", "CREATE TABLE t (a bigint);\nALTER TABLE t ALTER COLUMN a SET NOT NULL;"],
    find: |_, placed| match &placed.fact {
        Fact::SetNotNull { table, column, .. } if !placed.fresh => {
            Some(format!("a row without {table}.{column} is in the way, and programs that write NULL fail"))
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
        changes(&RULE, &[&[alter(open.clone(), required.clone())]], &[&[alter(required, open)]]);
    }
}
