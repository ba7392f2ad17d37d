//! ZM118: rows of a partition are looked at under a lock.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM118",
    title: "a partition is attached",
    why: "PostgreSQL reads every row of the new partition while it is locked, unless a valid check says already that they belong in it.",
    instead: "Give the partition a check with its bounds, validate it, attach it, and drop the check.",
    sql: "ALTER TABLE … ADD CONSTRAINT bounds CHECK (…) NOT VALID;\nALTER TABLE … VALIDATE CONSTRAINT bounds;\nALTER TABLE {table} ATTACH PARTITION … FOR VALUES …;",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["ALTER TABLE events ATTACH PARTITION events_2030 FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');"],
    accepted: &["ALTER TABLE events DETACH PARTITION events_2020;"],
    find: |_, placed| match &placed.fact {
        Fact::AttachPartition { table } if !placed.fresh => {
            Some(format!("the rows of a new partition of {table} are looked at under a lock"))
        }
        _ => None,
    },
};
