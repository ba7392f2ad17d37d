//! One run: read everything, decide, write, emit. Or, where the cache proves that little has changed, a part of that.

mod complete;
mod draft;
mod gate;
mod incremental;
mod neighbourhood;
mod refusal;
mod survey;
mod wanted;

use crate::builder::{Error, Outcome};
use crate::cache::{self, Index, Listing, Memory, State};
use crate::diagnostic::Diagnostic;
use crate::disk::{Batch, DiskError, Lock, recover};
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
        && index.changed_racy(settings).is_empty()
    {
        emit::watch_outside(settings, &outside);
        if !index.racy.is_empty() {
            index.refresh(settings, listing.clone(), read);
        }
        return Ok(Outcome::default());
    }
    let mut memory = Memory::default();
    let mut start = Start { listing, outside, read };
    let increment = match (&index, &start.listing) {
        (Some(index), Some(listing)) => incremental::find(settings, index, listing),
        _ => None,
    };
    drop(lock);
    if let (Some(index), Some(listing)) = (&index, &start.listing) {
        if let Some(increment) = increment {
            if let Some(outcome) = incremental::carry_out(settings, increment, index, listing, read)? {
                return Ok(outcome);
            }
            // Somebody else was faster.
            start = Start::now(settings, start.outside);
        } else {
            memory = Memory::of(settings, index, listing);
        }
    }
    full(settings, &memory, start)
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

/// Reads everything.
fn full(settings: &Settings, memory: &Memory, mut start: Start) -> Result<Outcome, Error> {
    let lock = Lock::shared(&settings.migrations).map_err(|e| broken(settings, e))?;
    let mut survey = Survey::take(settings, memory)?;
    let outside = survey.outside(settings);
    if settings.caches() && outside != start.outside {
        // The listing knows nothing of files that were only found by reading.
        start = Start::now(settings, outside);
        survey = Survey::take(settings, &Memory::default())?;
    }
    drop(lock);
    let mut _exclusive = None;
    if !survey.batch.is_empty() {
        if let Some(why) = &settings.check_only {
            return Err(refused(settings, &survey, why));
        }
        match lock_for_writing(settings) {
            Ok(lock) => _exclusive = Some(lock),
            Err(error) => return Err(cannot_write(settings, &survey, error)),
        }
        let second = Start::now(settings, start.outside.clone());
        // Somebody else may have been faster.
        if second.listing.is_none() || second.listing != start.listing {
            survey = Survey::take(settings, &Memory::default())?;
            start = second;
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
        remember(settings, &survey.batch, &start, &survey.state());
    }
    Ok(Outcome { migrations: survey.new, repairs: survey.repairs })
}

/// Leaves a cache for the next run, unless something changed while this one was at work.
fn remember(settings: &Settings, written: &Batch, start: &Start, state: &State) {
    let listed = SystemTime::now();
    let after = Listing::take(settings, &start.outside);
    let written: HashSet<String> =
        written.paths().map(|p| format!("{}/{p}", settings.migrations_name())).collect();
    let is_ours = |name: &str| name.starts_with('\u{1}') || written.contains(name);
    match (&start.listing, after) {
        (Some(before), Some(after)) if before.agrees(&after, &is_ours) => {
            cache::save(settings, after, &start.outside, state, (start.read, listed));
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
