//! What the command line does to a project's files: the functions behind `cargo zmig init`, `generate`, `check`, `bump`,
//! `amend`, `rebase` and the like. None of them looks at a database.

mod accounts;
mod amend;
mod bump;
mod check;
mod fmt;
mod generate;
#[cfg(feature = "init")]
mod init;
#[cfg(feature = "lint")]
mod lint;
mod look;
mod new;
mod rebase;
mod schema_at;
mod schemas;
mod squash;

pub use accounts::accounts;
pub use amend::{amend, keep_sql};
pub use bump::{Edit, Raise, bump};
pub use check::{Standing, check};
pub use fmt::{Formatted, fmt};
pub use generate::generate;
#[cfg(feature = "init")]
pub use init::{Begin, Begun, init};
#[cfg(feature = "lint")]
pub use lint::{Found, LintRequest, Linted, lint};
pub use look::{migrations_folder, would_amend, would_rebase};
pub use new::{ByHandRequest, Drafted, Template, TemplateRequest, Templated, by_hand, from_template};
pub use rebase::{Rebased, rebase};
pub use schema_at::{Place, SchemaAt, schema_at, schema_of_snapshot};
pub use schemas::{SchemaFacts, schemas};
pub use squash::{SquashRequest, Squashed, squash};

use crate::builder::{Builder, Error};
use crate::config::Mode;
use crate::diagnostic::Diagnostic;
use crate::disk::{Context as _, DiskError, Lock, recover};
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

/// Replaces a file of the user's, as a whole or not at all: it is somebody's only copy. A link stays a link.
pub(crate) fn replace_file(settings: &Settings, path: &Path, text: &str) -> Result<(), DiskError> {
    let path = path.canonicalize().on("find", path)?;
    let temporary = path.with_extension("zmig-new");
    let file = settings.disk.write(&temporary, text.as_bytes(), None)?;
    settings.disk.sync(&file, &temporary)?;
    let permissions = std::fs::metadata(&path).on("read", &path)?.permissions();
    file.set_permissions(permissions).on("write", &temporary)?;
    drop(file);
    settings.disk.rename(&temporary, &path)
}

/// An operation on the disk that failed.
pub(crate) fn broken(settings: &Settings, failure: &DiskError) -> Error {
    let file = settings.name(&failure.path);
    Diagnostic::new(format!("cannot {}: {}", failure.what, failure.error)).at(&file, "", None, "").into()
}
