//! ZM403: a file that is run in a transaction ends it.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM403",
    title: "a file begins or ends a transaction itself",
    why: "zmig runs the file and its row of the history in one transaction. COMMIT ends that, so that a kill after it leaves a migration that is done and not recorded.",
    instead: "Leave BEGIN and COMMIT out. A file whose first line is `-- no-transaction` may have its own.",
    sql: "",
    dialects: EVERY,
    level: Level::Error,
    refused: &["BEGIN;\nALTER TABLE users ADD COLUMN a text;\nCOMMIT;", "ROLLBACK;"],
    accepted: &["ALTER TABLE users ADD COLUMN a text;", "-- no-transaction\nBEGIN;\nALTER TABLE users ADD COLUMN a text;\nCOMMIT;", "DO $$ BEGIN PERFORM 1; END $$;"],
    find: |scene, placed| {
        let is = |f: &Fact| matches!(f, Fact::Begin | Fact::Commit | Fact::Rollback);
        let found = scene.by_hand && scene.framed && scene.is_first(placed, is);
        found.then(|| "it begins or ends the transaction in which zmig runs the file".to_owned())
    },
};
