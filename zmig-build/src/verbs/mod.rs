//! What the command line does to a project's files: the functions behind `cargo zmig check`, `bump`, `amend` and
//! `rebase`. None of them looks at a database.

mod accounts;
mod amend;
mod bump;
mod check;
#[cfg(feature = "lint")]
mod lint;
mod look;
mod rebase;

pub use accounts::accounts;
pub use amend::{amend, keep_sql};
pub use bump::{Edit, Raise, bump};
pub use check::{Standing, check};
#[cfg(feature = "lint")]
pub use lint::{Found, LintRequest, Linted, lint};
pub use look::{migrations_folder, would_amend, would_rebase};
pub use rebase::{Rebased, rebase};

use crate::builder::{Builder, Error};
use crate::config::Mode;
use crate::diagnostic::Diagnostic;
use crate::disk::{DiskError, Lock, recover};
use crate::settings::Settings;
use std::path::Path;

/// Settings for a command: it emits nothing, and `Auto` means that the user asked for it.
pub(crate) fn settings(root: &Path) -> Result<Settings, Error> {
    let mut settings = Settings::new(&Builder::new().root(root))?;
    settings.out_dir = None;
    settings.is_build_script = false;
    Ok(settings)
}

/// Settings for a command that writes, with the lock, after whatever a stopped build left was put right.
pub(crate) fn writing(root: &Path) -> Result<(Settings, Lock), Error> {
    let mut settings = Settings::new(&Builder::new().root(root).mode(Mode::Write))?;
    settings.out_dir = None;
    settings.is_build_script = false;
    let lock = Lock::exclusive(&settings.migrations).map_err(|e| broken(&settings, &e))?;
    recover(&settings.disk, &settings.migrations, None).map_err(|e| broken(&settings, &e))?;
    Ok((settings, lock))
}

/// An operation on the disk that failed.
pub(crate) fn broken(settings: &Settings, failure: &DiskError) -> Error {
    let file = settings.name(&failure.path);
    Diagnostic::new(format!("cannot {}: {}", failure.what, failure.error)).at(&file, "", None, "").into()
}
