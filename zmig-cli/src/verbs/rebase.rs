//! `cargo zmig rebase`.

use crate::args::Rebase;
use crate::database::refuse_applied;
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_build::verbs::{rebase, would_rebase};

pub(super) fn run(project: &Path, args: &Rebase) -> Result<(), Stop> {
    let which = args.which.as_deref();
    refuse_applied(&args.unapplied, &would_rebase(project, which)?)?;
    let done = rebase(project, which)?;
    if args.json {
        return json(&done);
    }
    for (before, now) in done.renamed {
        say(&format!("{before} is {now} now"))?;
    }
    for edit in done.edits {
        say(&format!("{}: {} {} -> {}", edit.file, edit.schema, edit.from, edit.to))?;
    }
    Ok(())
}
