//! ZM043: programs may read a computed column that goes.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM043",
    title: "a computed column is dropped",
    why: "Its values can be computed again, but programs of the old version still name it in their queries.",
    instead: "Let a release that does not read it go first.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::DropColumn { table, column, computed: true, .. } if !placed.fresh => {
            Some(format!("computed column {table}.{column} goes, and programs may read it"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, drop_column};
    use crate::{Column, Generated, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("nick", Type::Text);
        let computed = Column { generated: Some(Generated::virtual_of("lower(name)")), ..plain.clone() };
        changes(&RULE, &[&[drop_column(computed)]], &[&[drop_column(plain)]]);
    }
}
