//! `cargo zmig check`.

use crate::args::Check;
use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(project: &Path, args: &Check) -> Result<(), Stop> {
    let standing = zmig_build::verbs::check(project)?;
    let changes = standing.changes.iter().map(zmig_core::Change::summary);
    let changes: Vec<String> = standing.moves.iter().cloned().chain(changes).collect();
    let agree = changes.is_empty() && standing.repairs.is_empty();
    if args.json {
        json(&json!({
            "agree": agree,
            "changes": changes,
            "would_write": standing.would_write,
            "repairs": standing.repairs,
            "migrations": standing.migrations,
        }))?;
    }
    if agree {
        if !args.json {
            say(&match standing.migrations.len() {
                0 => "the schemas are empty or not enabled, and there are no migrations".to_owned(),
                1 => "the schemas and their 1 migration agree".to_owned(),
                n => format!("the schemas and their {n} migrations agree"),
            })?;
        }
        return Ok(());
    }
    let mut text = String::from(if changes.is_empty() {
        "the migrations are not in order"
    } else {
        "the schemas have changes without a migration"
    });
    for line in changes.iter().chain(&standing.repairs) {
        let _ = write!(text, "\n  - {line}");
    }
    for name in &standing.would_write {
        let _ = write!(text, "\n  = note: a build would write {name}");
    }
    Err(Stop::new(text + "\n  = help: run `cargo build` and commit what it writes"))
}
