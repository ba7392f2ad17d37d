//! ZM207: an offset without a date says nothing.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM207",
    title: "a column is a time with a time zone",
    why: "The offset of a zone depends on the date, which is missing. The type is there for the standard's sake only.",
    instead: "Use timestamptz, or time and the name of a zone.",
    sql: "{column} timestamptz",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE t (at timetz);", "CREATE TABLE t (at time with time zone);"],
    accepted: &["CREATE TABLE t (at time);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["timetz"]))?;
        Some(format!("{found} has an offset without a date"))
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
        changes(&RULE, &[&[of(Type::Raw("timetz".into()))]], &[&[of(Type::Time)]]);
    }
}
