//! ZM205: a limit that cannot be lowered again cheaply.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM205",
    title: "a column is varchar(n)",
    why: "Another limit is a change of the type, and a lower one writes the table anew. Text is stored in the same way.",
    instead: "Use text, and a check where the length matters: it can be replaced without touching a row.",
    sql: "{column} text CHECK (length({column}) <= 20)",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE TABLE t (name varchar(20));", "ALTER TABLE users ADD COLUMN name character varying(20);"],
    accepted: &["CREATE TABLE t (name text);", "CREATE TABLE t (name varchar);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["varchar"]) && !c.ty.args.is_empty())?;
        Some(format!("the limit of {found} is part of its type"))
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Type;
    use crate::lint::cases::{add_column, changes};
    use crate::Column;

    #[test]
    fn of_changes() {
        let of = |ty| add_column(Column::new("size", ty));
        changes(&RULE, &[&[of(Type::Str { max_length: Some(20) })]], &[&[of(Type::Text)]]);
    }
}
