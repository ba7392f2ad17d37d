//! ZM024: programs that insert rows do not know a new column that must have a value.

use super::prelude::*;
use crate::lint::{DefaultFact};

pub(crate) const RULE: Rule = Rule {
    code: "ZM024",
    title: "a required column without a default comes",
    why: "A program of the old version inserts rows without it, and each of them fails. On a table with rows the statement itself fails, unless they are given a value.",
    instead: "Give it a default; or add it as nullable, let programs write it, fill the rows, and require it later.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN nick text NOT NULL;"],
    accepted: &["ALTER TABLE users ADD COLUMN nick text;", "ALTER TABLE users ADD COLUMN nick text NOT NULL DEFAULT '';", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b text NOT NULL;", "ALTER TABLE users ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh => {
            let given = column.default != DefaultFact::None
                || column.numbered
                || column.stored
                || column.computed;
            (column.required && !given)
                .then(|| format!("programs that insert into {table} do not know {}, which must have a value", column.name))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, DefaultValue, Literal, Type};

    #[test]
    fn of_changes() {
        let required = Column::new("size", Type::Int).required();
        let given = required.clone().with_default(DefaultValue::Literal(Literal::Int(0)));
        let nullable = Column::new("size", Type::Int);
        changes(&RULE, &[&[add_column(required)]], &[&[add_column(given)], &[add_column(nullable)]]);
    }
}
