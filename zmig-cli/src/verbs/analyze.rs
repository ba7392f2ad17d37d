//! `cargo zmig analyze-rollback`.

use crate::args::AnalyzeRollback;
use crate::database::{NONE, anywhere, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use zmig_runtime::cli::rollback_target;

pub(super) fn run(around: &Surroundings, args: &AnalyzeRollback) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let target = wait(rollback_target(&anywhere(around, &args.show.database)?, &args.back))?;
    let analysis = wait(NONE.analyze_rollback(&url, target))?;
    if args.show.json { json(&analysis) } else { say(&analysis.to_string()) }
}
