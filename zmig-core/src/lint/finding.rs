//! What a rule has found.

use super::{Placed, Rule, Source};
use serde::Serialize;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Could be better; nothing breaks.
    Advice,
    /// May hurt: look before it runs.
    Warning,
    /// Refused: it cannot work, or the project denies it.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, e.g. `ZM002`.
    pub code: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What was found, with the names of the things.
    pub message: String,
    /// How to do it without harm, in words.
    pub help: &'static str,
    /// The SQL to paste, with the names filled in where they are known; empty where there is none.
    pub sql: String,
    /// Where it comes from.
    pub source: Source,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Finding {
    pub(crate) fn new(rule: &Rule, placed: &Placed, message: String) -> Self {
        let mut sql = rule.sql.to_owned();
        for (name, value) in placed.fact.names() {
            sql = sql.replace(&format!("{{{name}}}"), &value);
        }
        // A name that the statement does not say.
        while let (Some(open), Some(close)) = (sql.find('{'), sql.find('}')) {
            sql.replace_range(open..=close.max(open), "…");
        }
        Self {
            code: rule.code,
            level: rule.level,
            message,
            help: rule.instead,
            sql,
            source: placed.source.clone(),
        }
    }
}
