//! `history`.

use super::args::History;
use super::output::{json, say, table};
use super::version::schema_of;
use super::{Place, Stop};
use crate::HistoryEntry;

/// Shows what was done to a database, newest first.
///
/// # Errors
/// When the database cannot be read, or no such schema is in it.
pub async fn history(place: &Place, args: &History) -> Result<(), Stop> {
    let mut entries = place.migrations.history(place.url.expose()).await?;
    if let Some(model) = &args.model {
        let known: Vec<&str> = entries.iter().map(|e| e.schema.as_str()).collect();
        let listed = place.schemas.iter().map(|s| s.schema.as_str());
        let schema = match schema_of(known.iter().copied().chain(listed), model) {
            Err(_) if known.is_empty() => model.clone(),
            found => found?,
        };
        entries.retain(|e| e.schema == schema);
    }
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
pub fn step(from: Option<&str>, to: Option<&str>) -> String {
    format!("{} -> {}", from.unwrap_or("nothing"), to.unwrap_or("nothing"))
}
