//! ZM301: a table of SQLite is copied and replaced.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM301",
    title: "a change copies the whole table",
    why: "SQLite cannot alter a column or a constraint in place: the table is copied, and the database is locked until that is done.",
    instead: "Keep such changes together in one version, since one copy does for all of them; and run them when nobody writes.",
    sql: "",
    dialects: SQLITE,
    level: Level::Advice,
    refused: &[],
    accepted: &[],
    find: |scene, placed| {
        let table = placed.fact.copies()?;
        if placed.fresh || scene.by_hand {
            return None;
        }
        let again = scene.before(placed).any(|p| p.fact.copies() == Some(table));
        (!again).then(|| format!("{table} is copied, and the database is locked meanwhile"))
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, alter, changes};
    use crate::{Column, Type};

    #[test]
    fn of_changes() {
        let of = |ty| Column::new("size", ty);
        changes(&RULE, &[&[alter(of(Type::Int), of(Type::Text))]], &[&[add_column(of(Type::Int))]]);
    }
}
