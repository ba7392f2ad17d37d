//! `cargo zmig drift`.

use crate::args::{Drift, Tables};
use crate::database::{migrations, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::{Verification, VerifyOptions};

pub(super) fn run(project: &Path, args: &Drift) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let options = options(&args.tables).replay(false);
    let found = wait(migrations(project)?.verify(&url, &options))?;
    if args.show.json {
        json(&found)?
    } else {
        say(&found.to_string())?
    }
    match ending(std::slice::from_ref(&found)) {
        // Somebody who only looks is not told that looking failed.
        Err(stop) if stop.code() != Stop::drift().code() || args.exit_code => Err(stop),
        _ => Ok(()),
    }
}

/// What is compared, as it was typed.
pub(super) fn options(tables: &Tables) -> VerifyOptions {
    let Tables { include, exclude, scratch } = tables;
    let options = include.iter().fold(VerifyOptions::default(), |o, table| o.include(table));
    let options = exclude.iter().fold(options, |o, table| o.exclude(table));
    match scratch {
        Some(url) => options.scratch(url.as_str()),
        None => options,
    }
}

/// How a command ends that compared.
///
/// # Errors
/// When something could not be compared, or differs.
pub(super) fn ending(all: &[Verification]) -> Result<(), Stop> {
    if all.iter().any(|v| v.failures().next().is_some()) {
        Err(Stop::not_compared())
    } else if all.iter().any(|v| !v.is_equal()) {
        Err(Stop::drift())
    } else {
        Ok(())
    }
}
