//! ZM203: a serial is a default that anybody can overwrite.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM203",
    title: "a column is a serial",
    why: "Its sequence has an owner and rights of its own, a copy of the table shares it, and an insert may name a number that the sequence gives out later.",
    instead: "Use an identity column.",
    sql: "{column} bigint GENERATED ALWAYS AS IDENTITY",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE TABLE users (id bigserial PRIMARY KEY);", "ALTER TABLE users ADD COLUMN n serial;"],
    accepted: &["CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.serial)?;
        Some(format!("{found} is a serial"))
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, Identity, Type};

    #[test]
    fn of_changes() {
        let of = |identity| add_column(Column::new("n", Type::Int).required().numbered(identity));
        changes(&RULE, &[&[of(Identity::Serial)]], &[&[of(Identity::ByDefault)]]);
    }
}
