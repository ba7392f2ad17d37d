//! `cargo zmig analyze-rollback`.

use super::rollback::target;
use crate::args::AnalyzeRollback;
use crate::database::{NONE, wait};
use crate::output::{json, say};
use crate::stop::Stop;

pub(super) fn run(args: &AnalyzeRollback) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let target = target(&args.back, &url)?;
    let analysis = wait(NONE.analyze_rollback(&url, target))?;
    if args.show.json { json(&analysis) } else { say(&analysis.to_string()) }
}
