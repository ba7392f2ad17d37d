//! `cargo zmig move`, and what `migrate` does where the data is to be in another kind of place.

use super::transfer::backups_beside;
use crate::args::{Migrate, Move};
use crate::database::{Found, NONE, wait};
use crate::location;
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use zmig_core::DataType;
use zmig_runtime::cli::{self, Place, TransferProgress};
use zmig_runtime::{BackendChange, MoveOptions, Moved, RunOptions, TransferStage};

pub(super) fn run(around: &Surroundings, one: &Found, args: &Move) -> Result<(), Stop> {
    let changes = arriving(wait(pending(&one.place))?, one.place.url());
    let from = match &args.from {
        Some(written) => around.typed_place(written, kind_before(&changes)),
        None => old_place(around, one, &changes).ok_or_else(|| {
            Stop::new(format!(
                "nothing says where the data is\n  nothing was changed\n  = help: --from csv:./Data, or set the variable {}",
                old_variable(around, one)
            ))
        })?,
    };
    let journey = Journey {
        backups: args.backups.clone().unwrap_or_else(|| backups_beside(&from)),
        place: &one.place,
        from,
        changes,
    };
    journey.refuse_nowhere()?;
    if args.dry_run {
        return journey.dry_run(args.show.json);
    }
    let options = MoveOptions::default().tables(args.tables.options());
    let moved = journey.go(
        options,
        RunOptions::clone(one.place.run_options()),
        &Asked { yes: args.yes, confirm: args.confirm.as_deref(), json: args.show.json, flag: "--yes" },
    )?;
    if args.show.json { json(&moved) } else { Ok(()) }
}

/// Applies what is pending, and moves the data first where a migration says that it moves.
pub(super) fn migrate(around: &Surroundings, one: &Found, args: &Migrate) -> Result<(), Stop> {
    let run = &args.run;
    let changes = match run.force_sync {
        true => Vec::new(),
        false => arriving(wait(pending(&one.place))?, one.place.url()),
    };
    if changes.is_empty() {
        return wait(cli::migrate(&one.place, run));
    }
    let from = match &args.from {
        Some(written) => Some(around.typed_place(written, kind_before(&changes))),
        None => old_place(around, one, &changes),
    };
    let is_part = run.to.is_some() || run.version.is_some() || run.model.is_some();
    let from = match from {
        Some(from) if !is_part => from,
        from => {
            wait(cli::migrate(&one.place, run))?;
            let left = wait(pending(&one.place))?;
            // What this run did not reach is still to come.
            let done: Vec<BackendChange> = changes.into_iter().filter(|one| !left.contains(one)).collect();
            if !done.is_empty() {
                eprintln!("{}", nothing_moved(around, one, from.as_deref(), &done));
            }
            return Ok(());
        }
    };
    let backups = backups_beside(&from);
    let journey = Journey { place: &one.place, from, backups, changes };
    journey.refuse_nowhere()?;
    if run.dry_run {
        if !run.show.json {
            say(&journey.announced())?;
        }
        return wait(cli::migrate(&one.place, run));
    }
    let mut options = RunOptions::clone(one.place.run_options());
    if let Some(risk) = run.max_risk {
        options = options.max_risk(risk.into());
    }
    options = options.data_loss_protection(run.protect_data);
    let asked = Asked {
        yes: run.auto_approve,
        confirm: run.confirm.as_deref(),
        json: run.show.json,
        flag: "--auto-approve",
    };
    let moved = journey.go(MoveOptions::default(), options, &asked)?;
    if run.show.json { json(&moved) } else { Ok(()) }
}

/// What somebody said to being asked.
struct Asked<'a> {
    yes: bool,
    confirm: Option<&'a str>,
    json: bool,
    flag: &'static str,
}

/// Data that moves from one place to another.
struct Journey<'a> {
    /// Where it goes.
    place: &'a Place,
    /// Where it is.
    from: String,
    /// Where the export is kept.
    backups: PathBuf,
    /// The migrations by which it moves; none where somebody just wants it elsewhere.
    changes: Vec<BackendChange>,
}

impl Journey<'_> {
    fn names(&self) -> (&'static str, &'static str) {
        (name_of(&self.from), name_of(self.place.url()))
    }

    /// Refuses a source that is none, before anything is made for it.
    fn refuse_nowhere(&self) -> Result<(), Stop> {
        if let Some(folder) = location::folder(&self.from).filter(|folder| !folder.is_dir()) {
            return Err(Stop::new(format!(
                "the data is to come from {}, and there is no such folder\n  nothing was changed\n  \
                 = help: name the folder that the CSV files lie in: --from csv:./Data",
                folder.display()
            )));
        }
        if self.from != self.place.url() {
            return Ok(());
        }
        Err(Stop::new(format!(
            "the data is to move from {0} to {0}, which is where it is\n  nothing was changed\n  \
             = help: --from names the place where it is, --to the one where it goes",
            self.place.shown()
        )))
    }

    /// What is going to happen.
    fn announced(&self) -> String {
        let (from, to) = self.names();
        let (old, new) = (Place::new(NONE, &*self.from).shown(), self.place.shown());
        let head = if self.changes.is_empty() { "MOVING DATA" } else { "BACKEND MIGRATION DETECTED" };
        let mut text = format!("{head}\n  old backend: {from} ({old})\n  new backend: {to} ({new})\n");
        for change in &self.changes {
            let _ = writeln!(text, "  {} moves in {}", change.schema, change.version);
        }
        let backups = self.backups.display();
        let _ = write!(
            text,
            "steps:\n  1. export all rows from {from}, which is only read\n  2. initialise {to}: make its tables\n  \
             3. import the rows into {to}, and compare what arrived\n  4. keep the export in {backups} as the backup"
        );
        text
    }

    fn dry_run(&self, is_json: bool) -> Result<(), Stop> {
        if is_json {
            let (from, to) = self.names();
            return json(&serde_json::json!({
                "dry_run": true, "from": from, "to": to, "changes": self.changes, "backups": self.backups,
            }));
        }
        say(&self.announced())?;
        say("nothing was moved: this was a dry run")
    }

    fn go(&self, options: MoveOptions, run: RunOptions, asked: &Asked<'_>) -> Result<Moved, Stop> {
        match asked.json {
            false => say(&self.announced())?,
            // Whoever says yes beforehand reads the document.
            true if asked.yes => {}
            true => eprintln!("{}", self.announced()),
        }
        let named = wait(self.place.before_change(asked.confirm))?;
        let is_said = named.is_some() && asked.confirm.is_none();
        if !asked.yes && !is_said && !confirm("Move the data?", asked.flag)? {
            return Err(Stop::new("nothing was changed"));
        }
        let (from, to) = self.names();
        let heading = move |stage| match stage {
            TransferStage::Export => Some(format!("1. exporting from {from}")),
            TransferStage::Initialise => Some(format!("2. initialising {to}")),
            TransferStage::Import => Some(format!("3. importing into {to}")),
            _ => None,
        };
        let progress = TransferProgress::new(!asked.json, heading);
        let options = options.run(run.auto_confirm(true)).backups(&self.backups).on_event(progress.hearer());
        let work = self.place.migrations().move_data(&self.from, self.place.url(), &options);
        let left = "the data is where it was; the same command goes on where this one stopped";
        let moved = wait(progress.run(left, work))?;
        if !asked.json {
            say(&told(&moved, from, to))?;
        }
        Ok(moved)
    }
}

/// What became of it.
fn told(moved: &Moved, from: &str, to: &str) -> String {
    let counted = |n: u64, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    let tables = &moved.import.tables;
    let rows = counted(tables.iter().map(|t| t.rows).sum(), "row");
    let applied = (moved.initialised.applied.len() + moved.migrated.applied.len()) as u64;
    let mut text = format!("4. the backup is {}\n", moved.export.folder.display());
    let _ = write!(
        text,
        "moved {} ({rows}) from {from} to {to}, and compared every cell; applied {}",
        counted(tables.len() as u64, "table"),
        counted(applied, "migration")
    );
    for warning in &moved.warnings {
        let _ = write!(text, "\nwarning: {warning}");
    }
    text
}

/// The migrations, pending in a database, by which data moves.
async fn pending(place: &Place) -> Result<Vec<BackendChange>, zmig_runtime::Error> {
    let all = place.migrations();
    let schemas: BTreeSet<String> = all.heads().into_iter().map(|head| head.schema).collect();
    let changes: Vec<BackendChange> = schemas.iter().flat_map(|s| all.backend_changes(s)).collect();
    if changes.is_empty() {
        return Ok(changes);
    }
    let status = all.status(place.url()).await?;
    let is_pending = |change: &BackendChange| status.pending.iter().any(|p| p.name == change.migration);
    Ok(changes.into_iter().filter(is_pending).collect())
}

/// Those that lead to the kind of place that this one is.
fn arriving(mut changes: Vec<BackendChange>, url: &str) -> Vec<BackendChange> {
    changes.retain(|change| kind_of(url) == Some(change.to));
    changes
}

fn kind_of(url: &str) -> Option<DataType> {
    url.split_once(':')?.0.parse().ok()
}

fn name_of(url: &str) -> &'static str {
    kind_of(url).map_or("database", DataType::name)
}

/// The kind of place that the data is in, where all of it is in one.
fn kind_before(changes: &[BackendChange]) -> Option<DataType> {
    let before: BTreeSet<DataType> = changes.iter().map(|change| change.from).collect();
    before.into_iter().next().filter(|kind| changes.iter().all(|change| change.from == *kind))
}

/// The variable that says where the data was.
fn old_variable(around: &Surroundings, one: &Found) -> String {
    let own = around.settings.url_env.as_deref().unwrap_or("DATABASE_URL");
    format!("{}_FROM", one.sources.first().unwrap_or(&own))
}

/// Where the data was, if a variable says so.
fn old_place(around: &Surroundings, one: &Found, changes: &[BackendChange]) -> Option<String> {
    around.old_place(&old_variable(around, one), kind_before(changes))
}

/// What is said where the new place was made without the data of the old one.
fn nothing_moved(
    around: &Surroundings,
    one: &Found,
    from: Option<&str>,
    changes: &[BackendChange],
) -> String {
    let why = match from {
        Some(_) => "a part of the migrations was asked for",
        None => "nothing says where it was",
    };
    let mut text = format!("warning: no data was moved, since {why}");
    for BackendChange { schema, from, to, .. } in changes {
        let _ = write!(text, "\n  {schema} moved from {from} to {to}");
    }
    let to = one.place.shown();
    let example = match kind_before(changes) {
        Some(DataType::Csv) => "csv:./Data",
        Some(DataType::Sqlite) => "sqlite://app.db",
        Some(DataType::Postgres) => "postgres://localhost/app",
        None => "<URL>",
    };
    let known = from.map(|from| Place::new(NONE, from).shown());
    let _ =
        write!(text, "\n  = help: cargo zmig move --from {} --to {to}", known.as_deref().unwrap_or(example));
    if from.is_none() {
        let variable = old_variable(around, one);
        let _ = write!(text, "\n  = help: or, before the first migrate, set the variable {variable}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_by_its_scheme() {
        assert_eq!(kind_of("csv:./Data"), Some(DataType::Csv));
        assert_eq!(kind_of("postgresql://h/d"), Some(DataType::Postgres));
        assert_eq!((kind_of("mysql://h"), kind_of("Data")), (None, None));
        assert_eq!(backups_beside("csv:./Data"), PathBuf::from("./Data/backups"));
        assert_eq!(backups_beside("sqlite://app.db"), PathBuf::from("backups"));
    }
}
