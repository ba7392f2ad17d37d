//! A rule: its texts, and what it looks for.

use super::{Level, Placed, Scene};
use crate::Dialect;

/// A lint rule. Its code is stable: it never means anything else, and is not used again if the rule goes.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `ZM` and three digits.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that hurts.
    pub why: &'static str,
    /// How to do it without harm, in words.
    pub instead: &'static str,
    /// The same as SQL; `{table}`, `{column}` and the like stand for the names. Empty where no SQL helps.
    pub sql: &'static str,
    /// Where it applies.
    pub dialects: &'static [Dialect],
    /// How much a finding weighs unless the project says otherwise.
    pub level: Level,
    /// SQL in which it finds something.
    pub refused: &'static [&'static str],
    /// SQL in which it finds nothing.
    pub accepted: &'static [&'static str],
    /// Says what is wrong with a fact, if anything is.
    pub find: fn(&Scene<'_>, &Placed) -> Option<String>,
}

impl Rule {
    /// Whether it says why a change is of a risk: rules about data and about programs, and none about locks.
    pub fn is_of_risk(&self) -> bool {
        self.code < "ZM100"
    }
}
