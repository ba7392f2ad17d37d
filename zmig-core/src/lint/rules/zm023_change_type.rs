//! ZM023: programs that run expect another type.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM023",
    title: "a column gets a type of another kind",
    why: "A program that binds or reads the old type fails with the new one: drivers send values with their type, and typed rows do not decode.",
    instead: "Add a column of the new type, write both, fill it, read it, and drop the old one in a later release.",
    sql: "ALTER TABLE {table} ADD COLUMN {column}_new {type};\nUPDATE {table} SET {column}_new = {column}::{type};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN age TYPE bigint;", "ALTER TABLE users ALTER age SET DATA TYPE integer USING age::integer;"],
    accepted: &["CREATE TABLE t (a integer);\nALTER TABLE t ALTER COLUMN a TYPE bigint;"],
    find: |_, placed| match &placed.fact {
        Fact::ChangeType { table, column, from, to, .. } if !placed.fresh => {
            let same = from.as_ref().is_some_and(|from| from.is_kin(to));
            (!same).then(|| match from {
                Some(from) => format!("{table}.{column} becomes {to} and was {from}"),
                None => format!("{table}.{column} becomes {to}"),
            })
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
        let of = |ty| Column::new("size", ty);
        let text = |n| of(Type::Str { max_length: Some(n) });
        changes(
            &RULE,
            &[&[alter(of(Type::Int), of(Type::Text))]],
            &[&[alter(text(10), text(20))], &[alter(text(10), of(Type::Text))]],
        );
    }
}
