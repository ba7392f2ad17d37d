//! ZM113: rows are looked at under the lock of the statement before.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM113",
    title: "a constraint is validated in the transaction that adds it",
    why: "The strong lock of adding it is held until the end of the transaction, so validating it there is no better than adding it valid.",
    instead: "Validate it in a migration of its own.",
    sql: "ALTER TABLE {table} VALIDATE CONSTRAINT {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT c;"],
    accepted: &["ALTER TABLE users VALIDATE CONSTRAINT c;", "-- no-transaction\nALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT c;"],
    find: |scene, placed| match &placed.fact {
        Fact::Validate { table, name } if !placed.fresh && placed.in_transaction => {
            let adds = |f: &Fact| matches!(f, Fact::AddConstraint { table: t, name: Some(n), .. } if t == table && n == name);
            let same = scene.before(placed).any(|p| adds(&p.fact));
            same.then(|| format!("{name} of {table} is validated under the lock that adding it took"))
        }
        _ => None,
    },
};
