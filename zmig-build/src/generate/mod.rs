//! One run: read everything, decide, write, emit.

mod complete;
mod draft;
mod gate;
mod neighbourhood;
mod refusal;
mod survey;
mod wanted;

use crate::builder::{Error, Outcome};
use crate::diagnostic::Diagnostic;
use crate::disk::{DiskError, Lock, recover};
use crate::emit;
use crate::settings::Settings;
pub(crate) use survey::Survey;

/// Runs the generator.
///
/// # Errors
/// Everything that is wrong; nothing is written then.
pub(crate) fn run(settings: &Settings) -> Result<Outcome, Error> {
    emit::watch(settings);
    recover_first(settings)?;
    let lock = Lock::shared(&settings.migrations).map_err(|e| broken(settings, e))?;
    let mut survey = Survey::take(settings)?;
    drop(lock);
    if !survey.batch.is_empty() {
        survey = write(settings)?;
    }
    emit::all(settings, &survey).map_err(|e| broken(settings, e))?;
    Ok(Outcome { migrations: survey.new, repairs: survey.repairs })
}

/// Ends what a stopped build began.
fn recover_first(settings: &Settings) -> Result<(), Error> {
    if settings.check_only.is_some() || !crate::disk::needs_recovery(&settings.migrations) {
        return Ok(());
    }
    let _lock = Lock::exclusive(&settings.migrations).map_err(|e| broken(settings, e))?;
    match recover(&settings.disk, &settings.migrations, settings.file_time()) {
        Ok(_) => Ok(()),
        // Where nothing can be written, what is left over is reported when the folder is read.
        Err(error) if error.is_read_only() => Ok(()),
        Err(error) => Err(broken(settings, error)),
    }
}

/// Writes what is to be written, under the lock, after another look: somebody else may have been faster.
fn write(settings: &Settings) -> Result<Survey, Error> {
    if let Some(why) = &settings.check_only {
        return Err(refused(settings, why));
    }
    let read_only = |error: DiskError| {
        if error.is_read_only() {
            refused(settings, &format!("{} cannot be written", settings.migrations_name()))
        } else {
            broken(settings, error)
        }
    };
    settings.disk.create_dir_all(&settings.migrations).map_err(read_only)?;
    let _lock = Lock::exclusive(&settings.migrations).map_err(|e| broken(settings, e))?;
    recover(&settings.disk, &settings.migrations, settings.file_time()).map_err(read_only)?;
    let survey = Survey::take(settings)?;
    if !survey.batch.is_empty() {
        survey.batch.commit(&settings.disk, &settings.migrations, settings.file_time()).map_err(read_only)?;
    }
    Ok(survey)
}

/// A difference where nothing may be written.
fn refused(settings: &Settings, why: &str) -> Error {
    let survey = match Survey::take(settings) {
        Ok(survey) => survey,
        Err(diagnostics) => return diagnostics.into(),
    };
    let what = if survey.changes.is_empty() {
        "the migrations are not in order"
    } else {
        "the schema has changes without a migration"
    };
    let mut out = Diagnostic::new(what);
    for line in survey.changes.iter().map(zmig_core::Change::summary).chain(survey.repairs) {
        out = out.note(line);
    }
    out.note(format!("nothing was written because {why}"))
        .help(format!(
            "run `cargo build` on your machine and commit what it writes to {}",
            settings.migrations_name()
        ))
        .into()
}

/// An operation on the disk that failed.
fn broken(settings: &Settings, failure: DiskError) -> Error {
    let file = settings.name(&failure.path);
    Diagnostic::new(format!("cannot {}: {}", failure.what, failure.error)).at(&file, "", None, "").into()
}
