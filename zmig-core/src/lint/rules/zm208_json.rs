//! ZM208: a value cannot be compared or indexed.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM208",
    title: "a column is json and not jsonb",
    why: "It is text that is parsed at each use. It has no equality, so that DISTINCT and UNION over its table fail.",
    instead: "Use jsonb, which is parsed once.",
    sql: "{column} jsonb",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE t (specs json);", "ALTER TABLE users ADD COLUMN specs json;"],
    accepted: &["CREATE TABLE t (specs jsonb);"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["json"]))?;
        Some(format!("{found} has no equality"))
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
        changes(&RULE, &[&[of(Type::Raw("json".into()))]], &[&[of(Type::Json)]]);
    }
}
