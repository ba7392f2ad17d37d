//! `cargo zmig amend`.

use crate::args::Amend;
use crate::database::refuse_applied;
use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::json;
use std::path::Path;
use zmig_build::verbs::{amend, keep_sql, would_amend};

pub(super) fn run(project: &Path, args: &Amend) -> Result<(), Stop> {
    let schema = args.schema.as_deref();
    refuse_applied(&args.unapplied, &would_amend(project, schema)?)?;
    let written = match args.keep_sql {
        true => keep_sql(project, schema)?,
        false => amend(project, schema)?.migrations,
    };
    if args.json {
        return json(&json!({ "written": written, "kept_sql": args.keep_sql }));
    }
    for name in written {
        say(&match args.keep_sql {
            true => format!("kept the SQL of {name} as it is; `cargo zmig verify` proves where it leads"),
            false => format!("wrote {name}"),
        })?;
    }
    Ok(())
}
