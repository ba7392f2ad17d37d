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
        Fact::DropColumn { table, column, kept, computed: false, .. } if !placed.fresh => Some(if *kept {
            format!("column {table}.{column} goes to the archive, and programs that run use it")
        } else {
            format!("column {table}.{column} goes with its values")
        }),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, drop_column};
    use crate::lint::lint_changes;
    use crate::{Column, Dialect, Generated, PlanOptions, Schema, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("nick", Type::Text);
        let computed = Column { generated: Some(Generated::virtual_of("lower(name)")), ..plain.clone() };
        changes(&RULE, &[&[drop_column(plain)]], &[&[drop_column(computed)]]);
    }

    #[test]
    fn an_archive_keeps_the_values_and_not_the_programs() {
        let gone = [drop_column(Column::new("nick", Type::Text))];
        let options = PlanOptions { archive: true, ..PlanOptions::default() };
        let found = lint_changes(&gone, &Schema::default(), Dialect::Sqlite, &options);
        assert!(found[0].message.contains("goes to the archive"), "{}", found[0].message);
    }
}
