//! ZM201: a key runs out of numbers.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM201",
    title: "a key has less than 64 bits",
    why: "An integer ends at two thousand million, and the day it does every insert fails. Making it wider then writes the table anew.",
    instead: "Use 64 bits for keys from the beginning, and for what refers to them.",
    sql: "{column} bigint",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE TABLE users (id integer PRIMARY KEY);", "CREATE TABLE users (id serial PRIMARY KEY);", "CREATE TABLE users (id int, PRIMARY KEY (id));"],
    accepted: &["CREATE TABLE users (id bigint PRIMARY KEY);", "CREATE TABLE users (id bigserial PRIMARY KEY, age integer);", "CREATE TABLE users (id uuid PRIMARY KEY);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| (c.key || c.numbered) && c.ty.is(&["integer", "smallint", "serial", "smallserial"]))?;
        Some(format!("{found} runs out of numbers"))
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, Type};

    #[test]
    fn of_changes() {
        let mut small = users();
        small.columns[0].ty = Type::Int32;
        changes(&RULE, &[&[Change::CreateTable { table: small }]], &[&[Change::CreateTable { table: users() }]]);
    }
}
