//! ZM117: everybody waits while a partition leaves.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM117",
    title: "a partition is detached while everybody waits",
    why: "DETACH PARTITION takes the strongest lock of the whole partitioned table.",
    instead: "Detach it concurrently, outside a transaction.",
    sql: "ALTER TABLE {table} DETACH PARTITION … CONCURRENTLY;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE events DETACH PARTITION events_2020;"],
    accepted: &["-- no-transaction\nALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY;"],
    find: |_, placed| match &placed.fact {
        Fact::DetachPartition { table, concurrent: false } if !placed.fresh => {
            Some(format!("readers and writers of {table} wait while a partition leaves it"))
        }
        _ => None,
    },
};
