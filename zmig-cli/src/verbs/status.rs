//! `cargo zmig status`.

use super::migrate::pending_table;
use crate::args::Show;
use crate::database::{migrations, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use std::fmt::Write as _;
use std::path::Path;
use zmig_runtime::Status;

pub(super) fn run(project: &Path, args: &Show) -> Result<(), Stop> {
    let url = args.database.url()?;
    let status = wait(migrations(project)?.status(&url))?;
    if args.json {
        json(&status)?
    } else {
        say(&text(&status))?
    }
    if status.problems.is_empty() {
        return Ok(());
    }
    // The same again in full: how each comes about, and what to do.
    wait(migrations(project)?.pending(&url)).map(drop)
}

fn text(status: &Status) -> String {
    let mut out = format!("{} database ", status.dialect.title());
    match &status.database_id {
        Some(id) => out += id,
        None => out += "without a history",
    }
    let _ = write!(out, ": {} applied, {} to come", status.applied.len(), status.pending.len());
    for (schema, version) in &status.versions {
        let _ = write!(out, "\n  {schema} is at {version}");
    }
    for name in &status.ahead {
        let _ = write!(out, "\n  ahead: {name}, which is not among this project's migrations");
    }
    for step in &status.unfinished {
        let _ = write!(out, "\n  unfinished: {step}");
    }
    if !status.pending.is_empty() {
        out += "\n";
        out += &pending_table(&status.pending);
    }
    out
}
