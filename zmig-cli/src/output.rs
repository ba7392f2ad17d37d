//! What is printed: as the commands of an application do.

use crate::stop::Stop;
use zmig_runtime::cli;

/// Writes a text to standard output and ends its line.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn say(text: &str) -> Result<(), Stop> {
    Ok(cli::say(text)?)
}

/// One JSON document.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<(), Stop> {
    Ok(cli::json(value)?)
}

/// Asks on the terminal.
///
/// # Errors
/// When nobody is there to answer; `flag` is what to say instead.
pub(crate) fn confirm(question: &str, flag: &str) -> Result<bool, Stop> {
    Ok(cli::confirm(question, flag)?)
}
