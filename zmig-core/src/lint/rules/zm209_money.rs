//! ZM209: what a value is depends on a setting.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM209",
    title: "a column is money",
    why: "The currency and the number of digits come from lc_monetary of the server: a dump means something else on another one.",
    instead: "Use numeric, with the currency beside it.",
    sql: "{column} numeric(12,2)",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["CREATE TABLE t (price money);"],
    accepted: &["CREATE TABLE t (price numeric(12,2));"],
    find: |_, placed| {
        let found = columns_where(&placed.fact, |c| c.ty.is(&["money"]))?;
        Some(format!("{found} depends on a setting of the server"))
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
        changes(&RULE, &[&[of(Type::Raw("money".into()))]], &[&[of(Type::Decimal { precision: 12, scale: 2 })]]);
    }
}
