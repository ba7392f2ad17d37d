//! ZM024: programs that insert rows do not know a new column that must have a value.

use super::prelude::*;
use crate::lint::{DefaultFact};

pub(crate) const RULE: Rule = Rule {
    code: "ZM024",
    title: "a required column without a default comes",
    why: "A program of the old version inserts rows without it, and each of them fails. On a table with rows the statement itself fails, unless they are given a value.",
    instead: "Give it a default; or add it as nullable, let programs write it, fill the rows, and require it later.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN nick text NOT NULL;", "ALTER TABLE users ADD COLUMN nick text NOT NULL DEFAULT '';\nALTER TABLE users ALTER COLUMN nick DROP DEFAULT;", "ALTER TABLE users ADD COLUMN nick text;\nUPDATE users SET nick = id::text WHERE nick IS NULL;\nALTER TABLE users ALTER COLUMN nick SET NOT NULL;"],
    accepted: &["ALTER TABLE users ADD COLUMN nick text;", "ALTER TABLE users ADD COLUMN nick text NOT NULL DEFAULT '';", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN b text NOT NULL;", "ALTER TABLE users ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;"],
    find: |scene, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh => {
            let is_it = |t: &String, c: &String| t == table && *c == column.name;
            let after = |is: &dyn Fn(&Fact) -> bool| scene.after(placed).any(|p| is(&p.fact));
            // A default for the rows that exist only, and a column that is filled first.
            let taken = after(&|f| matches!(f, Fact::DropDefault { table, column } if is_it(table, column)));
            let set = after(&|f| matches!(f, Fact::SetDefault { table, column } if is_it(table, column)));
            let later = after(&|f| matches!(f, Fact::SetNotNull { table, column, .. } if is_it(table, column)));
            let given = column.default != DefaultFact::None && !taken
                || set
                || column.numbered
                || column.stored
                || column.computed;
            ((column.required || later) && !given)
                .then(|| format!("programs that insert into {table} do not know {}, which must have a value", column.name))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, DefaultValue, Literal, Type};

    #[test]
    fn of_changes() {
        let required = Column::new("size", Type::Int).required();
        let given = required.clone().with_default(DefaultValue::Literal(Literal::Int(0)));
        let nullable = Column::new("size", Type::Int);
        changes(&RULE, &[&[add_column(required)]], &[&[add_column(given)], &[add_column(nullable)]]);
    }
}
