//! `cargo zmig repair`.

use crate::database::{migrations, wait};
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use clap::Args;
use std::path::Path;
use zmig_runtime::Repair as Found;
use zmig_runtime::cli::Show;

/// `repair`.
#[derive(Debug, Args)]
pub(crate) struct Repair {
    #[command(flatten)]
    show: Show,
    /// Show what would be brought up to date, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    yes: bool,
}

pub(super) fn run(project: &Path, args: &Repair) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let all = migrations(project)?;
    let found = wait(all.repairs(&url))?;
    if !args.dry_run && !args.yes && !found.is_empty() {
        eprintln!("{}", told(&found));
        if !confirm("bring the history up to date?", "--yes")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let done = if args.dry_run { found } else { wait(all.repair(&url))? };
    if args.show.json {
        return json(&serde_json::json!({ "dry_run": args.dry_run, "repaired": done }));
    }
    if done.is_empty() {
        return say("nothing to repair: every applied migration is what was applied");
    }
    let end = match args.dry_run {
        true => "nothing was changed: this was a dry run",
        false => "the history is up to date",
    };
    say(&format!("{}\n{end}", told(&done)))
}

fn told(found: &[Found]) -> String {
    let one = |found: &Found| {
        let lines: String = found.difference.lines().map(|line| format!("\n  {line}")).collect();
        format!("{} reads otherwise than it was applied, and does the same:{lines}", found.migration)
    };
    found.iter().map(one).collect::<Vec<_>>().join("\n")
}
