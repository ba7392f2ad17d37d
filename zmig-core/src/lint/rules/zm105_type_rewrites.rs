//! ZM105: a table is written anew for another type.

use super::prelude::*;
use crate::lint::{Rewrite};

pub(crate) const RULE: Rule = Rule {
    code: "ZM105",
    title: "a type changes in a way that rewrites the table",
    why: "PostgreSQL writes every row and every index of the column anew under the strongest lock. Only a longer varchar, text for varchar, and more digits of a numeric cost nothing.",
    instead: "Add a column of the new type, keep both equal by a trigger, fill it in pages, and swap their names.",
    sql: "ALTER TABLE {table} ADD COLUMN {column}_new {type};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ALTER COLUMN id TYPE bigint;", "ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;"],
    accepted: &["CREATE TABLE t (a integer);\nALTER TABLE t ALTER COLUMN a TYPE bigint;"],
    find: |_, placed| match &placed.fact {
        Fact::ChangeType { table, column, from, to, .. } if !placed.fresh => {
            let free = from.as_ref().is_some_and(|from| from.rewrite(to) == Rewrite::Nothing);
            (!free).then(|| format!("nobody can use {table} while it is written anew for {column} as {to}"))
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
        let decimal = |precision, scale| of(Type::Decimal { precision, scale });
        changes(
            &RULE,
            &[
                &[alter(of(Type::Int32), of(Type::Int))],
                &[alter(text(20), text(10))],
                &[alter(decimal(8, 2), decimal(10, 4))],
            ],
            &[
                &[alter(text(10), text(20))],
                &[alter(text(10), of(Type::Text))],
                &[alter(decimal(8, 2), decimal(10, 2))],
            ],
        );
    }
}
