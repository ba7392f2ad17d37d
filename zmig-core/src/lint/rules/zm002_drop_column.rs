//! ZM002: a column goes with its values.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM002",
    title: "a column is dropped",
    why: "Its values are gone, and no down brings them back. Programs of the old version still name it in their queries.",
    instead: "Let a release that does not read it go first; keep the values elsewhere if anybody may ask for them.",
    sql: "CREATE TABLE {table}_{column} AS SELECT id, {column} FROM {table};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users DROP COLUMN nick;", "ALTER TABLE users ADD COLUMN a text, DROP COLUMN nick;"],
    accepted: &["ALTER TABLE users ADD COLUMN nick text;"],
    find: |_, placed| match &placed.fact {
        Fact::DropColumn { table, column, computed: false, .. } if !placed.fresh => {
            Some(format!("column {table}.{column} goes with its values"))
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
        changes(&RULE, &[&[drop_column(plain)]], &[&[drop_column(computed)]]);
    }
}
