//! Why a plan cannot be applied to a database.

use super::Operation;
use serde::Serialize;
use std::fmt;

/// One reason why a plan cannot be applied to a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlanProblem {
    /// Which operation, from 1; 0 for the plan as a whole.
    pub operation: usize,
    /// What the operation is.
    pub title: String,
    /// Why it cannot be done.
    pub why: String,
    /// How to mend it, where one way is likely.
    pub help: Option<String>,
}

impl PlanProblem {
    /// About the plan as a whole.
    pub(super) fn whole(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { operation: 0, title: String::new(), why: why.into(), help: Some(help.into()) }
    }

    /// About an operation, which is the `number`th, from 1.
    pub(super) fn about(number: usize, operation: &Operation, wrong: Wrong) -> Self {
        Self { operation: number, title: operation.summary(), why: wrong.why, help: wrong.help }
    }
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.operation > 0 {
            write!(f, "operation {} ({}): ", self.operation, self.title)?;
        }
        f.write_str(&self.why)?;
        match &self.help {
            Some(help) => write!(f, "\n    help: {help}"),
            None => Ok(()),
        }
    }
}

/// Why an operation cannot be done, before it is known which one it is.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) why: String,
    pub(super) help: Option<String>,
}

impl Wrong {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Something that is not there, and the nearest that is.
    pub(super) fn missing<'a>(
        why: impl Into<String>,
        name: &str,
        there: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let near = zmig_core::nearest(name, there).map(|near| format!("did you mean `{near}`?"));
        Self { why: why.into(), help: near }
    }
}
