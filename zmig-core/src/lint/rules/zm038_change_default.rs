//! ZM038: rows of programs that run change.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM038",
    title: "a default changes",
    why: "Programs that leave the column out write another value, or NULL, from that moment, whichever version they are.",
    instead: "Let programs write the value themselves first.",
    sql: "",
    dialects: EVERY,
    level: Level::Advice,
    refused: &["ALTER TABLE users ALTER COLUMN state DROP DEFAULT;", "ALTER TABLE users ALTER COLUMN state SET DEFAULT 'new';"],
    accepted: &["ALTER TABLE users ADD COLUMN state text DEFAULT 'new';", "CREATE TABLE t (a bigint);\nALTER TABLE t ALTER COLUMN a SET DEFAULT 1;", "ALTER TABLE users ADD COLUMN a integer;\nALTER TABLE users ALTER COLUMN a SET DEFAULT 1;"],
    find: |scene, placed| match &placed.fact {
        Fact::SetDefault { table, column } | Fact::DropDefault { table, column } if !placed.fresh => {
            let added = |f: &Fact| matches!(f, Fact::AddColumn { table: t, column: c, .. } if t == table && c.name == *column);
            let is_new = scene.before(placed).any(|p| added(&p.fact));
            (!is_new).then(|| format!("rows that say nothing of {table}.{column} get another value"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{alter, changes};
    use crate::{Column, DefaultValue, Literal, Type};

    #[test]
    fn of_changes() {
        let plain = Column::new("size", Type::Int);
        let given = plain.clone().with_default(DefaultValue::Literal(Literal::Int(0)));
        let commented = Column { comment: Some("cm".into()), ..plain.clone() };
        changes(&RULE, &[&[alter(plain.clone(), given)]], &[&[alter(plain, commented)]]);
    }
}
