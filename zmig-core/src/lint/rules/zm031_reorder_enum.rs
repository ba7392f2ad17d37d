//! ZM031: rows sort in another order.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM031",
    title: "the values of an enum change their order",
    why: "Comparisons and ORDER BY give other results from then on, and PostgreSQL needs a new type: every table that uses the enum is written anew.",
    instead: "Leave the order, and sort by a column of its own; new values go to the end.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::ReorderEnum { name } => Some(format!("values of enum {name} sort in another order")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{alter_enum, changes};

    #[test]
    fn of_changes() {
        let (all, swapped, more) = (&["a", "b"][..], &["b", "a"][..], &["a", "c", "b"][..]);
        changes(&RULE, &[&[alter_enum(all, swapped)]], &[&[alter_enum(all, more)]]);
    }
}
