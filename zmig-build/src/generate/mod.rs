//! One run: read everything, decide, write, emit. Or, where the cache proves that little has changed, a part of that.

mod complete;
mod draft;
mod gate;
mod neighbourhood;
mod refusal;
mod survey;
mod wanted;

use crate::builder::{Error, Outcome};
use crate::cache::{self, Index, Listing, Memory};
use crate::diagnostic::Diagnostic;
use crate::disk::{DiskError, Lock, recover};
use crate::emit;
use crate::settings::Settings;
pub(crate) use draft::cannot_plan;
pub(crate) use neighbourhood::{Referrers, around};
use std::collections::HashSet;
use std::time::SystemTime;
pub(crate) use survey::Survey;
pub(crate) use wanted::wanted;

/// Runs the generator.
///
/// # Errors
/// Everything that is wrong; nothing is written then.
pub(crate) fn run(settings: &Settings) -> Result<Outcome, Error> {
    emit::watch(settings);
    recover_first(settings)?;
    let lock = Lock::shared(&settings.migrations).map_err(|e| broken(settings, e))?;
    let index = if settings.caches() { Index::load(settings) } else { None };
    let outside = index.as_ref().map(|i| i.outside.clone()).unwrap_or_default();
    let read = SystemTime::now();
    let listing = Listing::take(settings, &outside);
    if let (Some(index), Some(listing)) = (&index, &listing)
        && index.listing == *listing
        && index.racy_are_unchanged(settings)
    {
        emit::watch_outside(settings, &outside);
        if !index.racy.is_empty() {
            index.refresh(settings, listing.clone(), read);
        }
        return Ok(Outcome::default());
    }
    let memory = Memory::of(settings, index.as_ref(), listing.as_ref());
    full(settings, lock, &memory, listing, read)
}

/// Reads everything.
fn full(
    settings: &Settings,
    lock: Lock,
    memory: &Memory,
    listing: Option<Listing>,
    read: SystemTime,
) -> Result<Outcome, Error> {
    let mut survey = Survey::take(settings, memory)?;
    drop(lock);
    let (mut listing, mut read) = (listing, read);
    if !survey.batch.is_empty() {
        if let Some(why) = &settings.check_only {
            return Err(refused(settings, &survey, why));
        }
        let _lock = match lock_for_writing(settings) {
            Ok(lock) => lock,
            Err(error) => return Err(cannot_write(settings, &survey, error)),
        };
        // Somebody else may have been faster.
        let now = SystemTime::now();
        let second = Listing::take(settings, &survey.outside(settings));
        if second.is_none() || second != listing {
            survey = Survey::take(settings, &Memory::default())?;
            (listing, read) = (second, now);
        }
        if !survey.batch.is_empty()
            && let Err(error) =
                survey.batch.commit(&settings.disk, &settings.migrations, settings.file_time())
        {
            return Err(cannot_write(settings, &survey, error));
        }
    }
    emit::all(settings, &survey).map_err(|e| broken(settings, e))?;
    remember(settings, &survey, listing.as_ref(), read);
    Ok(Outcome { migrations: survey.new, repairs: survey.repairs })
}

/// Leaves a cache for the next run, unless something changed while this one was at work.
fn remember(settings: &Settings, survey: &Survey, before: Option<&Listing>, read: SystemTime) {
    if !settings.caches() {
        return;
    }
    let listed = SystemTime::now();
    let outside = survey.outside(settings);
    let after = Listing::take(settings, &outside);
    let written: HashSet<String> =
        survey.batch.paths().map(|p| format!("{}/{p}", settings.migrations_name())).collect();
    let is_ours = |name: &str| name.starts_with('\u{1}') || written.contains(name);
    match (before, after) {
        (Some(before), Some(after)) if before.agrees(&after, &is_ours) => {
            cache::save(settings, after, outside, &survey.state(), (read, listed));
        }
        _ => cache::forget(settings),
    }
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

/// Waits until nobody else is at work on the migrations, and puts right what a stopped build left.
fn lock_for_writing(settings: &Settings) -> Result<Lock, DiskError> {
    settings.disk.create_dir_all(&settings.migrations)?;
    let lock = Lock::exclusive(&settings.migrations)?;
    recover(&settings.disk, &settings.migrations, settings.file_time())?;
    Ok(lock)
}

fn cannot_write(settings: &Settings, survey: &Survey, error: DiskError) -> Error {
    if error.is_read_only() {
        refused(settings, survey, &format!("{} cannot be written", settings.migrations_name()))
    } else {
        broken(settings, error)
    }
}

/// A difference where nothing may be written.
fn refused(settings: &Settings, survey: &Survey, why: &str) -> Error {
    let what = if survey.changes.is_empty() {
        "the migrations are not in order"
    } else {
        "the schema has changes without a migration"
    };
    let changes = survey.changes.iter().map(zmig_core::Change::summary);
    let out = changes.chain(survey.repairs.iter().cloned()).fold(Diagnostic::new(what), Diagnostic::note);
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
