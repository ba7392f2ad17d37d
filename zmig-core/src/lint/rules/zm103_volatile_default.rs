//! ZM103: a table is written anew for a default that differs from row to row.

use super::prelude::*;
use crate::lint::{DefaultFact};

pub(crate) const RULE: Rule = Rule {
    code: "ZM103",
    title: "a column comes with a volatile default",
    why: "Each row needs a value of its own, so PostgreSQL writes the whole table anew while nobody can use it. A constant, or now(), costs nothing.",
    instead: "Add the column without a default, set the default for new rows, and fill the old ones in pages.",
    sql: "ALTER TABLE {table} ADD COLUMN {column} {type};\nALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT …;\nUPDATE {table} SET {column} = … WHERE id BETWEEN 1 AND 1000;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();", "ALTER TABLE users ADD COLUMN n integer NOT NULL DEFAULT floor(random() * 10);"],
    accepted: &["ALTER TABLE users ADD COLUMN a integer DEFAULT 0;", "ALTER TABLE users ADD COLUMN at timestamptz DEFAULT now();", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD COLUMN token uuid DEFAULT gen_random_uuid();"],
    find: |_, placed| match &placed.fact {
        Fact::AddColumn { table, column, .. } if !placed.fresh && column.default == DefaultFact::Volatile => {
            Some(format!("{table} is written anew, since {} is another value for each row", column.name))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{add_column, changes};
    use crate::{Column, DefaultValue, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("token", Type::Uuid);
        let random = plain.clone().with_default(DefaultValue::Expr("gen_random_uuid()".into()));
        let now = Column::new("at", Type::DateTime).with_default(DefaultValue::Now);
        changes(&RULE, &[&[add_column(random)]], &[&[add_column(now)], &[add_column(plain)]]);
    }
}
