//! ZM046: programs may rely on the old limits of a type.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM046",
    title: "a column's type takes more values",
    why: "A program of the old version may meet a value that it has no room for: a longer text, more digits.",
    instead: "Let every program that reads the column take the greater values before one writes them.",
    sql: "",
    dialects: EVERY,
    level: Level::Advice,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::ChangeType { table, column, from: Some(from), to, keeps } if !placed.fresh => {
            let grows = from.is_kin(to) && *keeps != Some(false);
            grows.then(|| format!("{table}.{column} takes values that programs may not expect"))
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
        let text = |n| Column::new("name", Type::Str { max_length: Some(n) });
        changes(&RULE, &[&[alter(text(10), text(20))]], &[&[alter(text(20), text(10))]]);
    }
}
