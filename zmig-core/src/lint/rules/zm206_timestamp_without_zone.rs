//! ZM206: nobody knows which instant a value is.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM206",
    title: "a column is a timestamp without a time zone",
    why: "It is a clock's face without the place where the clock hangs: two programs in two zones read another instant.",
    instead: "Use timestamptz, which stores the instant and nothing else.",
    sql: "{column} timestamptz",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE t (at timestamp);", "ALTER TABLE users ADD COLUMN at timestamp(3) without time zone;"],
    accepted: &["CREATE TABLE t (at timestamptz);", "CREATE TABLE t (at timestamp with time zone);", "CREATE TABLE t (at date);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["timestamp"]))?;
        Some(format!("{found} is no instant"))
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
        changes(&RULE, &[&[of(Type::Raw("timestamp".into()))]], &[&[of(Type::DateTime)]]);
    }
}
