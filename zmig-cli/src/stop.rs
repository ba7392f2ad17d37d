//! Why a command did not do what it was asked to.

use std::fmt;
use zmig_runtime::cli;

/// The whole text, as it is printed, and the code that the program ends with.
#[derive(Debug)]
pub(crate) struct Stop(cli::Stop);

impl Stop {
    /// A message of the command line's own.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(cli::Stop::new(message))
    }

    /// What was compared differs. The differences were printed already, for they were asked for.
    pub(crate) fn drift() -> Self {
        Self(cli::Stop::silent(cli::Stop::DRIFT))
    }

    /// Lint refused something. What, and why, was printed already.
    pub(crate) fn linted() -> Self {
        Self(cli::Stop::silent(cli::Stop::FAILED))
    }

    /// Something could not be compared. What, and why, was printed already.
    pub(crate) fn not_compared() -> Self {
        Self(cli::Stop::silent(cli::Stop::FAILED))
    }

    /// Ends the program with its message and its code.
    pub(crate) fn end(&self) -> std::process::ExitCode {
        self.0.end()
    }

    /// The code that the program ends with.
    pub(crate) fn code(&self) -> u8 {
        self.0.code()
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<cli::Stop> for Stop {
    fn from(stop: cli::Stop) -> Self {
        Self(stop)
    }
}

impl From<zmig_runtime::Error> for Stop {
    fn from(error: zmig_runtime::Error) -> Self {
        Self::new(error)
    }
}

impl From<zmig_build::Error> for Stop {
    fn from(error: zmig_build::Error) -> Self {
        // Its diagnostics begin with `error:`, each.
        Self(cli::Stop::verbatim(error.to_string()))
    }
}
