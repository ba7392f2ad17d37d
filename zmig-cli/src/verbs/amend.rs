//! `cargo zmig amend`.

use crate::args::Amend;
use crate::database::refuse_applied;
use crate::output::say;
use crate::stop::Stop;
use std::path::Path;
use zmig_build::verbs::{amend, would_amend};

pub(super) fn run(project: &Path, args: &Amend) -> Result<(), Stop> {
    let schema = args.schema.as_deref();
    refuse_applied(&args.unapplied, &would_amend(project, schema)?)?;
    for name in amend(project, schema)?.migrations {
        say(&format!("wrote {name}"))?;
    }
    Ok(())
}
