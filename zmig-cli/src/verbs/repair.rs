//! `cargo zmig repair`.

use crate::database::wait;
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use clap::Args;
use zmig_runtime::Repair as Found;
use zmig_runtime::cli::{Place, Show};

/// `repair`.
#[derive(Debug, Args)]
pub(crate) struct Repair {
    #[command(flatten)]
    pub(crate) show: Show,
    /// Show what would be brought up to date, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// The database's name, where the environment asks for it; SQLite's is that of its file
    #[arg(long, value_name = "DATABASE")]
    confirm: Option<String>,
    /// Do not ask
    #[arg(long, visible_alias = "auto-approve", short = 'y')]
    yes: bool,
}

pub(super) fn run(place: &Place, args: &Repair) -> Result<(), Stop> {
    let (url, all) = (place.url(), place.migrations());
    let found = wait(all.repairs(url))?;
    let mut is_said = false;
    if !args.dry_run && !found.is_empty() {
        is_said = wait(place.before_change(args.confirm.as_deref()))?.is_some() && args.confirm.is_none();
    }
    if !args.dry_run && !args.yes && !is_said && !found.is_empty() {
        eprintln!("{}", told(&found));
        if !confirm("bring the history up to date?", "--yes")? {
            return Err(Stop::new("nothing was changed"));
        }
    }
    let done = if args.dry_run { found } else { wait(all.repair_with(url, place.run_options()))? };
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
