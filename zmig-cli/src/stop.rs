//! Why a command did not do what it was asked to.

use std::fmt;

/// The whole text, as it is printed.
#[derive(Debug)]
pub(crate) struct Stop(String);

impl Stop {
    /// A message of the command line's own.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(format!("error: {message}"))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
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
        Self(error.to_string())
    }
}
