//! `status`.

use super::args::Status as Args;
use super::listing::{Listed, listing};
use super::output::{json, say};
use super::pending::pending_table;
use super::{Place, Stop};
use crate::Status;
use std::fmt::Write as _;

/// Shows where a database stands.
///
/// # Errors
/// When it cannot be read, its history contradicts the migrations, or something is pending and that was asked for.
pub async fn status(place: &Place, args: &Args) -> Result<(), Stop> {
    let url = place.url.expose();
    let status = place.migrations.status(url).await?;
    if args.show.json {
        json(&status)?
    } else {
        say(&text(place, &status))?
    }
    if !status.problems.is_empty() {
        // The same again in full: how each comes about, and what to do.
        place.migrations.pending(url).await?;
    }
    match args.exit_code && !status.pending.is_empty() {
        true => Err(Stop::silent(Stop::PENDING)),
        false => Ok(()),
    }
}

fn text(place: &Place, status: &Status) -> String {
    let mut out = format!("{} ", place.kind(status.dialect));
    match &status.database_id {
        Some(id) => out += id,
        None => out += "without a history",
    }
    if let Some(name) = &status.environment {
        let _ = write!(out, " ({name})");
    }
    let _ = write!(out, ": {} applied, {} to come", status.applied.len(), status.pending.len());
    // What only the database knows is listed as well.
    let unknown = status.versions.keys().filter(|s| place.schemas.iter().all(|listed| listed.schema != **s));
    let unknown = unknown.map(|s| Listed::new(s, status.dialect.name(), None));
    let all: Vec<Listed> = place.schemas.iter().cloned().chain(unknown).collect();
    if !all.is_empty() {
        out += "\n";
        out += &listing(&all, |schema| state(status, schema));
    }
    for name in &status.ahead {
        let _ = write!(out, "\nahead: {name}, which is not among this project's migrations");
    }
    for step in &status.unfinished {
        let _ = write!(out, "\nunfinished: {step}");
    }
    if !status.pending.is_empty() {
        out += "\n\n";
        out += &pending_table(&status.pending);
    }
    out
}

/// Where a schema stands in the database.
fn state(status: &Status, schema: &Listed) -> String {
    let there = status.versions.get(&schema.schema);
    let pending = status.pending.iter().filter(|p| p.schema == schema.schema).count();
    match (there, pending) {
        (None, 0) if !schema.enabled => "not enabled".to_owned(),
        (None, 0) => "nothing applied".to_owned(),
        (None, n) => format!("nothing applied, {n} pending"),
        (Some(version), 0) => format!("at {version}"),
        (Some(version), n) => format!("at {version}, {n} pending"),
    }
}
