//! `cargo zmig stamp`.

use crate::args::Stamp;
use crate::database::wait;
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use zmig_runtime::cli::{Place, pending_table, version_of};
use zmig_runtime::{OnMissing, Target};

pub(super) fn run(place: &Place, args: &Stamp) -> Result<(), Stop> {
    let (url, all) = (place.url(), place.migrations());
    let target = match args.target.as_deref().map(Target::from) {
        Some(Target::Version { .. }) => {
            Some(version_of(&wait(all.status(url))?, args.target.as_deref().unwrap_or_default())?)
        }
        other => other,
    };
    let pending = match &target {
        Some(target) => wait(all.pending_to(url, target.clone()))?,
        None => wait(all.pending(url))?,
    };
    if args.dry_run {
        if args.show.json {
            return json(&serde_json::json!({ "dry_run": true, "pending": pending }));
        }
        if !pending.is_empty() {
            say(&pending_table(&pending))?;
        }
        return say("nothing was recorded: this was a dry run");
    }
    let mut is_said = false;
    if !pending.is_empty() {
        if !args.yes {
            eprintln!("{}", pending_table(&pending));
        }
        is_said = wait(place.before_change(args.confirm.as_deref()))?.is_some() && args.confirm.is_none();
    }
    if !pending.is_empty() && !args.yes && !is_said {
        let question = match pending.len() {
            1 => "record this migration as applied, without running it?".to_owned(),
            n => format!("record these {n} migrations as applied, without running them?"),
        };
        if !confirm(&question, "--yes")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let on_missing = if args.force { OnMissing::Record } else { OnMissing::Refuse };
    let options = place.run_options().clone().on_missing(on_missing);
    let report = wait(all.stamp_with(url, target, &options))?;
    if args.show.json { json(&report) } else { say(&report.to_string()) }
}
