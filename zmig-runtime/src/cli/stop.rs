//! Why a command did not do what it was asked to.

use std::fmt;

/// How a command ends, other than well: a message, and the code that the program ends with.
///
/// The codes: 0 done, or nothing to do; 1 refused or failed; 2 typed wrong; 3 something is pending (`status --exit-code`);
/// 4 what was compared differs; 130 interrupted.
#[derive(Debug)]
pub struct Stop {
    text: String,
    code: u8,
}

impl Stop {
    /// Refused, or failed.
    pub const FAILED: u8 = 1;
    /// Something is pending, and the exit code was asked for.
    pub const PENDING: u8 = 3;
    /// What was compared differs.
    pub const DRIFT: u8 = 4;
    /// Interrupted, as shells have it.
    pub const INTERRUPTED: u8 = 130;

    /// A message of the command line's own.
    pub fn new(message: impl fmt::Display) -> Self {
        Self { text: format!("error: {message}"), code: Self::FAILED }
    }

    /// The same with a code of its own.
    pub fn with_code(message: impl fmt::Display, code: u8) -> Self {
        Self { code, ..Self::new(message) }
    }

    /// A whole text, as it is to be printed.
    pub fn verbatim(text: String) -> Self {
        Self { text, code: Self::FAILED }
    }

    /// An end whose reason was printed already.
    pub fn silent(code: u8) -> Self {
        Self { text: String::new(), code }
    }

    /// Ends a program: prints the message, if there is one, on standard error, and gives the code.
    pub fn end(&self) -> std::process::ExitCode {
        let text = self.to_string();
        if !text.is_empty() {
            eprintln!("{text}");
        }
        std::process::ExitCode::from(self.code)
    }

    /// The code that the program ends with.
    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

impl std::error::Error for Stop {}

impl From<crate::Error> for Stop {
    fn from(error: crate::Error) -> Self {
        Self::new(error)
    }
}
