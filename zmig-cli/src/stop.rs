//! Why a command did not do what it was asked to.

use std::fmt;

/// Refused or failed.
const FAILED: u8 = 1;
/// What was compared differs.
const DRIFT: u8 = 4;

/// The whole text, as it is printed, and the code that the program ends with.
#[derive(Debug)]
pub(crate) struct Stop {
    text: String,
    code: u8,
}

impl Stop {
    /// A message of the command line's own.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { text: format!("error: {message}"), code: FAILED }
    }

    /// What was compared differs. The differences were printed already, for they were asked for.
    pub(crate) fn drift() -> Self {
        Self { text: String::new(), code: DRIFT }
    }

    /// Lint refused something. What, and why, was printed already.
    pub(crate) fn linted() -> Self {
        Self { text: String::new(), code: FAILED }
    }

    /// Something could not be compared. What, and why, was printed already.
    pub(crate) fn not_compared() -> Self {
        Self { text: String::new(), code: FAILED }
    }

    /// The code that the program ends with.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<zmig_build::Error> for Stop {
    fn from(error: zmig_build::Error) -> Self {
        // Its diagnostics begin with `error:`, each.
        Self { text: error.to_string(), code: FAILED }
    }
}
