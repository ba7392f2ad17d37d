//! ZM414: an allowance is for a rule that there is none of.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM414",
    title: "a remark allows a code that no rule has",
    why: "Nothing is allowed by it, and the next reader thinks that something is.",
    instead: "Write the code that is meant.",
    sql: "-- zmig:allow ZM002 the values are in the archive",
    dialects: EVERY,
    level: Level::Error,
    refused: &["-- zmig:allow ZM0 for no reason\nSELECT 1;"],
    accepted: &["-- zmig:allow ZM002 for a reason\nSELECT 1;"],
    find: |_, placed| match &placed.fact {
        Fact::UnknownCode { code, meant } => Some(format!("no rule has the code `{code}`; {meant}")),
        _ => None,
    },
};
