//! `verify`: whether a database is what its migrations promise.

use super::args::{Tables, Verify};
use super::output::{json, say};
use super::{Place, Stop};
use crate::{Verification, VerifyOptions};

/// Holds a database against what its migrations promise.
///
/// # Errors
/// When they differ, or could not be compared.
pub async fn verify(place: &Place, args: &Verify) -> Result<(), Stop> {
    let options = verify_options(&args.tables).run(place.options.clone());
    let found = place.migrations.verify(place.url.expose(), &options).await?;
    if args.show.json {
        json(&found)?
    } else {
        say(&found.to_string())?
    }
    ending(std::slice::from_ref(&found))
}

/// What is compared, as it was typed.
pub fn verify_options(tables: &Tables) -> VerifyOptions {
    let Tables { include, exclude, scratch } = tables;
    let options = include.iter().fold(VerifyOptions::default(), |o, table| o.include(table));
    let options = exclude.iter().fold(options, |o, table| o.exclude(table));
    match scratch {
        Some(url) => options.scratch(url.as_str()),
        None => options,
    }
}

/// How a command ends that compared, and printed what it found.
///
/// # Errors
/// When something could not be compared, or differs.
pub fn ending(all: &[Verification]) -> Result<(), Stop> {
    if all.iter().any(|v| v.failures().next().is_some()) {
        Err(Stop::silent(Stop::FAILED))
    } else if all.iter().any(|v| !v.is_equal()) {
        Err(Stop::silent(Stop::DRIFT))
    } else {
        Ok(())
    }
}
