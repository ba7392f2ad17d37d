//! One run: read everything, decide, write, emit. Or, where the cache proves that little has changed, a part of that.

mod complete;
pub(crate) mod data_sources;
pub(crate) mod data_types;
mod draft;
mod gate;
mod hooks;
mod incremental;
mod lint;
mod neighbourhood;
mod refusal;
mod survey;
mod wanted;

use crate::builder::{Error, Outcome};
use crate::cache::{self, Index, Listing, Memory, State};
use crate::diagnostic::Diagnostic;
use crate::disk::{Batch, DiskError, Lock, needs_recovery, recover};
use crate::emit;
use crate::settings::Settings;
#[cfg(feature = "verbs")]
pub(crate) use draft::cannot_plan;
#[cfg(feature = "verbs")]
pub(crate) use neighbourhood::{Referrers, Walk, around};
use std::collections::BTreeSet;
use std::time::SystemTime;
pub(crate) use survey::Survey;
#[cfg(feature = "verbs")]
pub(crate) use survey::moved;
#[cfg(feature = "verbs")]
pub(crate) use wanted::{blocked, wanted};
use zmig_core::IntoSorted as _;

/// Runs the generator.
///
/// # Errors
/// Everything that is wrong; nothing is written then.
pub(crate) fn run(settings: &Settings) -> Result<Outcome, Error> {
    emit::watch(settings);
    let lock = lock(settings)?;
    let index = if settings.caches() { Index::load(settings) } else { None };
    let start = Start::now(settings, index.as_ref().map(|i| i.outside.clone()).unwrap_or_default());
    let (Some(index), Some(listing)) = (index, &start.listing) else {
        return full(settings, lock, &Memory::default(), start);
    };
    if index.listing == *listing && index.changed_racy(settings).is_empty() {
        emit::watch_outside(settings, &start.outside);
        if !index.racy.is_empty() {
            index.refresh(settings, listing.clone(), start.read);
        }
        return Ok(Outcome::default());
    }
    if lock.is_held()
        && let Some(increment) = incremental::find(settings, &index, listing)
        && let Some(outcome) = incremental::carry_out(settings, increment, &index, &start)?
    {
        return Ok(outcome);
    }
    let memory = Memory::of(&index, listing);
    full(settings, lock, &memory, start)
}

/// What was known when reading began.
struct Start {
    listing: Option<Listing>,
    /// The files of Rust outside the listed folders that the listing knows.
    outside: Vec<String>,
    read: SystemTime,
}

impl Start {
    fn now(settings: &Settings, outside: Vec<String>) -> Self {
        let read = SystemTime::now();
        Self { listing: Listing::take(settings, &outside), outside, read }
    }
}

/// Keeps other generators out, and ends what a stopped one began.
fn lock(settings: &Settings) -> Result<Lock, Error> {
    let take = if settings.check_only.is_some() { Lock::shared } else { Lock::exclusive };
    let lock = take(&settings.migrations).map_err(|e| broken(settings, e))?;
    if settings.check_only.is_none() && needs_recovery(&settings.migrations) {
        match recover(&settings.disk, &settings.migrations, settings.file_time()) {
            // Where nothing can be written, what is left over is reported when the folder is read.
            Err(error) if !error.is_read_only() => return Err(broken(settings, error)),
            _ => {}
        }
    }
    Ok(lock)
}

/// Reads everything that is not remembered.
fn full(settings: &Settings, lock: Lock, memory: &Memory, mut start: Start) -> Result<Outcome, Error> {
    let mut _lock = lock;
    let mut first = Survey::take(settings, memory);
    if !_lock.is_held() && settings.migrations.is_dir() {
        // Somebody has made the folder since, and what was read may be half of what they wrote.
        _lock = self::lock(settings)?;
        start = Start::now(settings, start.outside);
        first = Survey::take(settings, &Memory::default());
    }
    let mut survey = first?;
    let outside = survey.outside(settings);
    if settings.caches() && outside != start.outside {
        // The listing knows nothing of files that were only found by reading.
        start = Start::now(settings, outside);
        survey = Survey::take(settings, &Memory::default())?;
    }
    if !survey.batch.is_empty() {
        if let Some(why) = &settings.check_only {
            return Err(refused(settings, &survey, why));
        }
        if !_lock.is_held() {
            // There was no folder before, and somebody else may have been faster to make it.
            _lock = match lock_for_writing(settings) {
                Ok(lock) => lock,
                Err(error) => return Err(cannot_write(settings, &survey, error)),
            };
            let again = Start::now(settings, start.outside.clone());
            if again.listing.is_none() || again.listing != start.listing {
                start = again;
                survey = Survey::take(settings, &Memory::default())?;
            }
        }
        if !survey.batch.is_empty()
            && let Err(error) =
                survey.batch.commit(&settings.disk, &settings.migrations, settings.file_time())
        {
            return Err(cannot_write(settings, &survey, error));
        }
    }
    emit::all(settings, &survey).map_err(|e| broken(settings, e))?;
    if settings.caches() {
        remember(settings, &survey.batch, &start, survey.state().as_ref());
    }
    Ok(Outcome { migrations: survey.new, repairs: survey.repairs, warnings: survey.warnings })
}

/// Leaves a cache for the next run. A file that changed while this one was at work looks other than it did at the start.
fn remember(settings: &Settings, written: &Batch, start: &Start, state: Option<&State>) {
    let listed = SystemTime::now();
    let written: BTreeSet<String> =
        written.paths().map(|p| format!("{}/{p}", settings.migrations_name())).into_sorted();
    match (start.listing.as_ref().and_then(|before| before.after(settings, &written)), state) {
        (Some(after), Some(state)) => {
            cache::save(settings, after, &start.outside, state, (start.read, listed))
        }
        _ => cache::forget(settings),
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
    let differences = survey.differences();
    let what = if differences.is_empty() {
        "the migrations are not in order"
    } else {
        "the schema has changes without a migration"
    };
    let out = differences
        .into_iter()
        .chain(survey.repairs.iter().cloned())
        .fold(Diagnostic::new(what), Diagnostic::note);
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
