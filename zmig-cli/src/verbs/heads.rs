//! `cargo zmig current` and `cargo zmig head`.

use crate::database::{migrations, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::cli::{Place, Show};
use zmig_runtime::{Head, HistoryStatus};

/// `head`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// The newest migration of each schema that the database has.
pub(super) fn current(place: &Place, args: &Show) -> Result<(), Stop> {
    let history = wait(place.migrations().history(place.url()))?;
    let mut applied: Vec<Head> = Vec::new();
    for entry in history {
        applied.retain(|r| r.migration != entry.migration);
        if entry.status == HistoryStatus::Success {
            applied.push(Head {
                schema: entry.schema,
                version: entry.to_version,
                migration: entry.migration,
            });
        }
    }
    show(newest(applied), args.json, "nothing is applied in this database")
}

/// The newest migration of each schema that the project has.
pub(super) fn head(project: &Path, args: &Args) -> Result<(), Stop> {
    show(migrations(project)?.heads(), args.json, "this project has no migrations")
}

/// The last of each schema, in the order of their names.
fn newest(all: Vec<Head>) -> Vec<Head> {
    let mut out = std::collections::BTreeMap::new();
    for revision in all {
        out.insert(revision.schema.clone(), revision);
    }
    out.into_values().collect()
}

fn show(revisions: Vec<Head>, as_json: bool, none: &str) -> Result<(), Stop> {
    if as_json {
        return json(&revisions);
    }
    if revisions.is_empty() {
        return say(none);
    }
    let line =
        |r: &Head| format!("{}  {}  {}", r.schema, r.version.as_deref().unwrap_or("no version"), r.migration);
    say(&revisions.iter().map(line).collect::<Vec<_>>().join("\n"))
}
