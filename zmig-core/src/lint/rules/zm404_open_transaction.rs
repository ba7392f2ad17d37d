//! ZM404: a transaction is left open.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM404",
    title: "a transaction is begun and not ended",
    why: "What it did is taken back when the connection closes, and the migration counts as done.",
    instead: "End it in the file that begins it.",
    sql: "COMMIT;",
    dialects: EVERY,
    level: Level::Error,
    refused: &["-- no-transaction\nBEGIN;\nALTER TABLE users ADD COLUMN a text;"],
    accepted: &["-- no-transaction\nBEGIN;\nALTER TABLE users ADD COLUMN a text;\nCOMMIT;", "-- no-transaction\nBEGIN;\nSELECT 1;\nROLLBACK;"],
    find: |scene, placed| {
        let ends = |f: &Fact| matches!(f, Fact::Commit | Fact::Rollback);
        let open = placed.fact == Fact::Begin && !scene.framed && !scene.after(placed).any(|p| ends(&p.fact));
        open.then(|| "the transaction that begins here does not end".to_owned())
    },
};
