//! ZM409: a new value of an enum cannot be used yet.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM409",
    title: "a value is added to an enum and used in the same transaction",
    why: "PostgreSQL refuses to use a value before the transaction that adds it has ended.",
    instead: "Add the value in a migration of its own.",
    sql: "ALTER TYPE {name} ADD VALUE '{value}';",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TYPE mood ADD VALUE 'calm';\nUPDATE users SET mood = 'calm' WHERE mood IS NULL;"],
    accepted: &["ALTER TYPE mood ADD VALUE 'calm';", "-- no-transaction\nALTER TYPE mood ADD VALUE 'calm';\nUPDATE users SET mood = 'calm' WHERE mood IS NULL;", "ALTER TYPE mood ADD VALUE 'calm';\nALTER TYPE mood ADD VALUE 'wild';"],
    find: |scene, placed| match &placed.fact {
        Fact::AddEnumValue { name, value, .. } if placed.in_transaction && scene.by_hand => {
            let harmless = |f: &Fact| matches!(f, Fact::AddEnumValue { .. } | Fact::Set { .. } | Fact::Commit);
            let next = scene.after(placed).find(|p| !harmless(&p.fact));
            next.filter(|p| p.in_transaction)
                .map(|_| format!("what follows cannot use value {value} of enum {name} before the commit"))
        }
        _ => None,
    },
};
