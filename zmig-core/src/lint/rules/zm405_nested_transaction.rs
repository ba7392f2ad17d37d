//! ZM405: a transaction begins in another one.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM405",
    title: "a transaction is begun twice",
    why: "The second BEGIN does nothing but warn, and the first COMMIT ends both: what follows runs without a transaction.",
    instead: "Leave one out, or use a savepoint.",
    sql: "SAVEPOINT before_it;",
    dialects: EVERY,
    level: Level::Error,
    refused: &["-- no-transaction\nBEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;"],
    accepted: &["-- no-transaction\nBEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 2;\nCOMMIT;"],
    find: |scene, placed| {
        let marks = scene.before(placed).filter(|p| matches!(p.fact, Fact::Begin | Fact::Commit | Fact::Rollback));
        let nested = placed.fact == Fact::Begin && !scene.framed && marks.last().is_some_and(|p| p.fact == Fact::Begin);
        nested.then(|| "a transaction has begun already".to_owned())
    },
};
