//! `cargo zmig generate`.

use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::json;
use std::path::Path;
use zmig_build::Outcome;

/// `generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(project: &Path, args: &Args) -> Result<(), Stop> {
    let outcome = zmig_build::verbs::generate(project)?;
    if args.json { json(&facts(&outcome)) } else { tell(&outcome) }
}

/// What was done, for programs.
pub(super) fn facts(outcome: &Outcome) -> serde_json::Value {
    json!({ "written": outcome.migrations, "repairs": outcome.repairs, "warnings": outcome.warnings })
}

/// What was done, for people.
pub(super) fn tell(outcome: &Outcome) -> Result<(), Stop> {
    for name in &outcome.migrations {
        say(&format!("wrote {name}"))?;
    }
    for repair in &outcome.repairs {
        say(&format!("put right: {repair}"))?;
    }
    for warning in &outcome.warnings {
        say(&format!("warning: {warning}"))?;
    }
    if outcome.migrations.is_empty() && outcome.repairs.is_empty() {
        say("nothing to write: the schemas and their migrations agree")?;
    }
    Ok(())
}
