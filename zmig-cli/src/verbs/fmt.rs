//! `cargo zmig fmt`.

use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::json;
use std::path::Path;

/// `fmt`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing, and end with 1 where a file has another layout
    #[arg(long)]
    check: bool,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(project: &Path, args: &Args) -> Result<(), Stop> {
    let found = zmig_build::verbs::fmt(project, !args.check)?;
    if args.json {
        json(&json!({ "files": found.files, "changed": found.changed, "left": found.left }))?;
    } else {
        for file in &found.changed {
            say(&format!("{} {file}", if args.check { "not formatted:" } else { "formatted" }))?;
        }
        for file in &found.left {
            say(&format!("left as it is: {file}, which would not say the same in another layout"))?;
        }
        if found.changed.is_empty() {
            say(&format!("nothing to format in {} file(s)", found.files - found.left.len()))?;
        }
    }
    if args.check && !found.changed.is_empty() {
        return Err(Stop::new("schema files have another layout\n  = help: cargo zmig fmt"));
    }
    Ok(())
}
