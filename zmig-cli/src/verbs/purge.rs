//! `cargo zmig purge`.

use crate::args::Purge;
use crate::database::{NONE, anywhere, wait};
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::time::SystemTime;
use zmig_runtime::Archive;

pub(super) fn run(around: &Surroundings, args: &Purge) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let old = wait(NONE.archives(&url))?.into_iter().filter(|a| is_older(a, args)).collect::<Vec<_>>();
    if old.is_empty() || args.dry_run {
        return if args.show.json { json(&old) } else { say(&shown(&old, "would be dropped")) };
    }
    if !args.yes {
        eprintln!("{}", shown(&old, "would be dropped"));
    }
    let named = wait(anywhere(around, &args.show.database)?.before_change(args.confirm.as_deref()))?;
    let is_said = named.is_some() && args.confirm.is_none();
    if !args.yes && !is_said && !confirm("drop these rows for good?", "--yes")? {
        return Err(Stop::new("nothing was changed"));
    }
    let purged = wait(NONE.purge_with(&url, args.older_than.0, &around.run_options()))?;
    if args.show.json { json(&purged) } else { say(&shown(&purged, "dropped")) }
}

fn is_older(archive: &Archive, args: &Purge) -> bool {
    SystemTime::now().duration_since(archive.kept_at.into()).is_ok_and(|age| age > args.older_than.0)
}

fn shown(archives: &[Archive], what: &str) -> String {
    if archives.is_empty() {
        return "no archive is that old".to_owned();
    }
    archives.iter().map(|a| format!("{what}: {a}")).collect::<Vec<_>>().join("\n")
}
