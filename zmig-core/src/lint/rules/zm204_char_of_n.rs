//! ZM204: blanks fill up a value to its length.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM204",
    title: "a column is char(n)",
    why: "Values are filled up with blanks, which comparisons ignore and length counts. It is no faster than text.",
    instead: "Use text, with a check where the length matters.",
    sql: "{column} text CHECK (length({column}) <= 20)",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE t (code char(2));", "ALTER TABLE users ADD COLUMN code character(2);", "ALTER TABLE users ADD COLUMN code bpchar;"],
    accepted: &["CREATE TABLE t (code text);", "CREATE TABLE t (kind \"char\");"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["char"]))?;
        Some(format!("{found} is filled up with blanks"))
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
        changes(&RULE, &[&[of(Type::Raw("character(2)".into()))]], &[&[of(Type::Text)]]);
    }
}
