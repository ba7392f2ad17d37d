//! `cargo zmig history`.

use crate::args::History;
use crate::database::{NONE, wait};
use crate::output::{json, say, table};
use crate::stop::Stop;
use zmig_runtime::HistoryEntry;

pub(super) fn run(args: &History) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let mut entries = wait(NONE.history(&url))?;
    entries.reverse();
    entries.truncate(args.limit.unwrap_or(usize::MAX));
    if args.show.json {
        return json(&entries);
    }
    if entries.is_empty() {
        return say("this database has no history: nothing was ever applied to it");
    }
    let head = ["id", "applied at (UTC)", "migration", "status", "version", "ms", "by", "program"];
    say(&table(head, entries.iter().map(row).collect()))
}

fn row(e: &HistoryEntry) -> [String; 8] {
    [
        e.id.to_string(),
        e.applied_at.format("%Y-%m-%d %H:%M:%S").to_string(),
        e.migration.clone(),
        if e.is_record_only() { format!("{} (recorded, not run)", e.status) } else { e.status.to_string() },
        step(e.from_version.as_deref(), e.to_version.as_deref()),
        e.execution_time_ms.to_string(),
        e.applied_by.clone(),
        format!("{} {}", e.app_name, e.app_version),
    ]
}

/// From one version to another.
pub(super) fn step(from: Option<&str>, to: Option<&str>) -> String {
    format!("{} -> {}", from.unwrap_or("nothing"), to.unwrap_or("nothing"))
}
