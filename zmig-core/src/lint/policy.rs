//! Which findings count: what is allowed, and what is refused.

use super::{Finding, Level, RULES, Rule};
use crate::nearest;
use std::collections::BTreeSet;

/// What a project says of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Codes that are of no interest.
    pub allow: BTreeSet<&'static str>,
    /// Codes that are refused.
    pub deny: BTreeSet<&'static str>,
}

/// A code that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no lint rule has the code `{code}`")]
pub struct UnknownCode {
    /// What was written.
    pub code: String,
    /// The nearest one, with what it finds.
    pub nearest: Option<String>,
}

/// The rule of a code, in whatever case it is written.
///
/// # Errors
/// When there is none.
pub fn known_code(text: &str) -> Result<&'static Rule, UnknownCode> {
    let wanted = text.trim();
    let found = RULES.iter().find(|r| r.code.eq_ignore_ascii_case(wanted));
    found.copied().ok_or_else(|| {
        let near = nearest(wanted, RULES.iter().map(|r| r.code));
        let rule = near.and_then(|code| RULES.iter().find(|r| r.code == code));
        UnknownCode { code: wanted.to_owned(), nearest: rule.map(|r| format!("{} ({})", r.code, r.title)) }
    })
}

impl UnknownCode {
    /// What may have been meant.
    pub fn meant(&self) -> String {
        match &self.nearest {
            Some(near) => format!("did you mean {near}?"),
            None => "codes are `ZM` and three digits".to_owned(),
        }
    }
}

impl Policy {
    /// What is left of findings: those that are not allowed, and those that are denied as errors. What is allowed nearer to
    /// the statement than here has been taken out before.
    pub fn judge(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let kept = findings.into_iter().filter(|f| !self.allow.contains(f.code));
        kept.map(|f| if self.deny.contains(f.code) { Finding { level: Level::Error, ..f } } else { f })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_names_the_nearest() {
        assert_eq!(known_code("zm002").map(|r| r.code), Ok("ZM002"));
        let error = known_code("ZM0002").expect_err("unknown");
        assert_eq!(error.nearest.as_deref(), Some("ZM002 (a column is dropped)"));
        assert_eq!(known_code("banana").expect_err("unknown").nearest, None);
    }
}
