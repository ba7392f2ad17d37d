//! `cargo zmig amend`.

use crate::args::Amend;
use crate::database::refuse_applied;
use crate::output::say;
use crate::stop::Stop;
use std::path::Path;
use zmig_build::verbs::{amend, keep_sql, would_amend};

pub(super) fn run(project: &Path, args: &Amend) -> Result<(), Stop> {
    let schema = args.schema.as_deref();
    refuse_applied(&args.unapplied, &would_amend(project, schema)?)?;
    if args.keep_sql {
        for name in keep_sql(project, schema)? {
            say(&format!("kept the SQL of {name} as it is; `cargo zmig verify` proves where it leads"))?;
        }
        return Ok(());
    }
    for name in amend(project, schema)?.migrations {
        say(&format!("wrote {name}"))?;
    }
    Ok(())
}
