//! ZM003: values may change, or not convert, in another type.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM003",
    title: "a column's type takes fewer values",
    why: "Digits are cut off or rounded, or a row does not convert and the statement fails after it has read half of the table. No down brings back what was cut off.",
    instead: "Add a column of the new type, fill it with what converts, look at the rows that do not, and drop the old one later.",
    sql: "ALTER TABLE {table} ADD COLUMN {column}_new {type};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::ChangeType { table, column, keeps: Some(false), to, .. } if !placed.fresh => {
            Some(format!("values of {table}.{column} may change, or not convert, as {to}"))
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
        changes(
            &RULE,
            &[&[alter(of(Type::Int), of(Type::Int16))], &[alter(of(Type::Float), of(Type::Float32))]],
            &[&[alter(of(Type::Int16), of(Type::Int))], &[alter(of(Type::Int), of(Type::Text))]],
        );
    }
}
