//! `cargo zmig squash`.

use crate::output::{json, say};
use crate::stop::Stop;
use clap::Args;
use std::path::Path;
use zmig_build::verbs::{SquashRequest, Squashed, squash};

/// `squash`.
#[derive(Debug, Args)]
pub(crate) struct Squash {
    /// The schema [default: the only one]
    #[arg(value_name = "SCHEMA")]
    schema: Option<String>,
    /// The last migration that is replaced: its name, its stamp or its version [default: the newest]
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Squash migrations with hooks, guards and edited SQL too, and leave all that out
    #[arg(long)]
    leave_out_sql: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(project: &Path, args: &Squash) -> Result<(), Stop> {
    let request = SquashRequest {
        schema: args.schema.clone(),
        to: args.to.clone(),
        leave_out_sql: args.leave_out_sql,
        dry_run: args.dry_run,
    };
    let done = squash(project, &request)?;
    if args.json {
        return json(&serde_json::json!({ "dry_run": args.dry_run, "squashed": done }));
    }
    say(&told(&done, args.dry_run))
}

fn told(done: &Squashed, is_dry: bool) -> String {
    let would = if is_dry { "would be" } else { "is" };
    let mut lines =
        vec![format!("{} {would} the first migration of {}, instead of", done.baseline, done.schema)];
    lines.extend(done.replaced.iter().map(|name| format!("  {name}")));
    for follower in &done.followers {
        let names = if is_dry { "would name" } else { "names" };
        lines.push(format!("{follower} {names} it"));
    }
    for (name, what) in &done.left_out {
        lines.push(format!("left out: {name} has {what}"));
    }
    if is_dry {
        lines.push("nothing was written: this was a dry run".to_owned());
    } else {
        lines.push(
            "a database that has none of them runs it, one that has all of them records it, and any other is refused:\n\
             before you ship this, bring every database past the last of them"
                .to_owned(),
        );
    }
    lines.join("\n")
}
