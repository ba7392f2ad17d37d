//! `cargo zmig drift`.

use crate::args::Drift;
use crate::database::wait_or;
use crate::output::{json, say};
use crate::stop::Stop;
use zmig_runtime::cli::{Place, ending, verify_options};

pub(super) fn run(place: &Place, args: &Drift) -> Result<(), Stop> {
    let options = verify_options(&args.tables).replay(false);
    let found = wait_or("nothing was changed", place.migrations().verify(place.url(), &options))?;
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
