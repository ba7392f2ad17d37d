//! ZM115: writers wait while indexes are built anew.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM115",
    title: "indexes are built anew while writers wait",
    why: "REINDEX locks the table against writers, and its index against readers that would use it.",
    instead: "Build them anew concurrently, outside a transaction.",
    sql: "REINDEX INDEX CONCURRENTLY {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["REINDEX TABLE users;", "REINDEX INDEX i;"],
    accepted: &["-- no-transaction\nREINDEX TABLE CONCURRENTLY users;", "-- no-transaction\nREINDEX (CONCURRENTLY) INDEX i;"],
    find: |_, placed| match &placed.fact {
        Fact::Reindex { what, concurrent: false } => Some(format!("writers wait while indexes of {what} are built anew")),
        _ => None,
    },
};
