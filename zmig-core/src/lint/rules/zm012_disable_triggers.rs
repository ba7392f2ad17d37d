//! ZM012: what triggers keep in order is not kept.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM012",
    title: "triggers are switched off",
    why: "Foreign keys are triggers too: while they are off, rows come in that break them, and nobody looks at those rows again.",
    instead: "Change the rows with the triggers on, or give the one trigger that is in the way a condition.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE users DISABLE TRIGGER ALL;", "ALTER TABLE users DISABLE TRIGGER audit;"],
    accepted: &["ALTER TABLE users ENABLE TRIGGER ALL;"],
    find: |_, placed| match &placed.fact {
        Fact::DisableTriggers { table } if !placed.fresh => {
            Some(format!("triggers of {table} do not fire, those of foreign keys included"))
        }
        _ => None,
    },
};
