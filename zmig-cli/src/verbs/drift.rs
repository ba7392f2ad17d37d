//! `cargo zmig drift`.

use crate::args::Drift;
use crate::database::{migrations, wait_or};
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::cli::{ending, verify_options};

pub(super) fn run(project: &Path, args: &Drift) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let options = verify_options(&args.tables).replay(false);
    let found = wait_or("nothing was changed", migrations(project)?.verify(&url, &options))?;
    if args.show.json {
        json(&found)?
    } else {
        say(&found.to_string())?
    }
    match ending(std::slice::from_ref(&found)) {
        // Somebody who only looks is not told that looking failed.
        Err(stop) if stop.code() != Stop::drift().code() || args.exit_code => Err(stop.into()),
        _ => Ok(()),
    }
}
