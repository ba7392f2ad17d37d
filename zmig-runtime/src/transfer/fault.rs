//! Why data was not moved.

use std::fmt;

/// Why data was not moved, what became of it, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransferFault {
    /// What was being done: `loading the table users`.
    pub doing: String,
    /// Everything that is in the way.
    pub reasons: Vec<String>,
    /// What is committed and what is not.
    pub state: String,
    /// What to do.
    pub next: String,
}

impl TransferFault {
    /// One reason; nothing was changed.
    pub(crate) fn new(doing: impl Into<String>, reasons: Vec<String>, next: impl Into<String>) -> Self {
        Self { doing: doing.into(), reasons, state: "nothing was changed".to_owned(), next: next.into() }
    }
}

impl From<TransferFault> for crate::Error {
    fn from(fault: TransferFault) -> Self {
        Self::Transfer(Box::new(fault))
    }
}

impl fmt::Display for TransferFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        write!(f, "{} failed", self.doing)?;
        for reason in self.reasons.iter().take(SHOWN) {
            write!(f, "\n  {reason}")?;
        }
        if let Some(more) = self.reasons.len().checked_sub(SHOWN).filter(|n| *n > 0) {
            write!(f, "\n  and {more} more")?;
        }
        if !self.state.is_empty() {
            write!(f, "\n  {}", self.state)?;
        }
        if !self.next.is_empty() {
            write!(f, "\n  next: {}", self.next)?;
        }
        Ok(())
    }
}
