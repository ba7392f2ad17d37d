//! ZM004: rows may hold a value that goes.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM004",
    title: "a value of an enum goes",
    why: "Rows that hold the value are in the way: they must become something else, and which value they had is lost.",
    instead: "Stop writing the value in a release of its own, give its rows another one, and take it out when none is left.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::DropEnumValues { name, values } => {
            Some(format!("enum {name} loses {}, which rows may hold", values.join(", ")))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{alter_enum, changes};

    #[test]
    fn of_changes() {
        let (all, fewer, more) = (&["a", "b"][..], &["a"][..], &["a", "b", "c"][..]);
        changes(&RULE, &[&[alter_enum(all, fewer)]], &[&[alter_enum(all, more)], &[alter_enum(all, &["b", "a"])]]);
    }
}
