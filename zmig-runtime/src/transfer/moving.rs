//! All data of a program from one database to another.

use super::event::Hearer;
use super::{
    Export, ExportOptions, Import, ImportOptions, TransferEvent, TransferFault, TransferStage, export, import,
};
use crate::database::{Database, Work};
use crate::{Error, HistoryStatus, IntrospectOptions, Migrations, Report, RunOptions, Target};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How data is moved.
#[derive(Clone, Debug, Default)]
pub struct MoveOptions {
    run: RunOptions,
    export: ExportOptions,
    import: ImportOptions,
    hearer: Hearer,
}

impl MoveOptions {
    /// The options of the runs that make the target's tables.
    #[must_use]
    pub fn run(mut self, run: RunOptions) -> Self {
        self.run = run;
        self
    }

    /// The folder in which the export is kept, as the backup of what was moved: `backups` where nothing is said.
    #[must_use]
    pub fn backups(mut self, folder: impl Into<PathBuf>) -> Self {
        self.export = self.export.in_folder(folder);
        self
    }

    /// Which tables are moved; all where nothing is said.
    #[must_use]
    pub fn tables(mut self, tables: IntrospectOptions) -> Self {
        self.export = self.export.tables(tables.clone());
        self.import = self.import.tables(tables);
        self
    }

    /// How many bytes are loaded in one transaction at most; see [`ImportOptions::at_once`].
    #[must_use]
    pub fn at_once(mut self, bytes: u64) -> Self {
        self.import = self.import.at_once(bytes);
        self
    }

    /// Tells a function what happens, as it happens. It may be called from another thread.
    #[must_use]
    pub fn on_event(mut self, hear: impl Fn(&TransferEvent<'_>) + Send + Sync + 'static) -> Self {
        self.hearer = Hearer::new(hear);
        self
    }
}

/// Data that was moved.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// What was written to files; it stays, as the backup.
    pub export: Export,
    /// How the target's tables were made, up to what the source has.
    pub initialised: Report,
    /// What was loaded.
    pub import: Import,
    /// What was applied to the target after that, since the source does not have it yet.
    pub migrated: Report,
    /// What should be looked at.
    pub warnings: Vec<String>,
    /// How long it took.
    #[serde(skip)]
    pub elapsed: Duration,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}", self.export, self.initialised, self.import)?;
        if !self.migrated.applied.is_empty() {
            write!(f, "\n{}", self.migrated)?;
        }
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

impl Migrations {
    /// Moves all data from one database to another, of whatever kinds: exports it, makes the target's tables as the source
    /// has them, imports it, compares what arrived with what left, and applies what the source does not have yet. The
    /// source is only read; nobody should write to it meanwhile. The export stays as a backup.
    ///
    /// A move that was killed is started again with the same arguments, and goes on where it stopped.
    ///
    /// # Errors
    /// When one of these fails. The source is as it was; the error says where the export is, and how to go on.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::MoveOptions;
    ///
    /// let moved = migrations.move_data("csv:./Data", "postgres://localhost/shop", &MoveOptions::default()).await?;
    /// println!("{moved}");
    /// # Ok(()) }
    /// ```
    pub async fn move_data<F: Database + ?Sized, T: Database + ?Sized>(
        &self,
        from: &F,
        to: &T,
        options: &MoveOptions,
    ) -> Result<Moved, Error> {
        move_it(self, &from, &to, options).await
    }
}

fn move_it<'a>(
    migrations: &'a Migrations,
    from: &'a dyn Database,
    to: &'a dyn Database,
    options: &'a MoveOptions,
) -> Work<'a, Moved> {
    Box::pin(async move {
        let started = Instant::now();
        let applied = applied(migrations, from).await?;
        let heard = |stage, tables| options.hearer.tell(&TransferEvent::Stage { stage, tables });
        let (export, sidecar) =
            export::of(&from, &options.export.clone().heard_by(options.hearer.clone())).await?;
        if export.tables.is_empty() {
            // Making the target for nothing would look like a move that was done.
            std::fs::remove_dir_all(&export.folder).ok();
            let next = "name the place where the data is";
            return Err(
                TransferFault::new("moving the data", vec!["the source has no table".into()], next).into()
            );
        }
        // From here on there is a backup, and every error says where it is.
        let folder = export.folder.clone();
        let arrived = async {
            heard(TransferStage::Initialise, export.tables.len());
            let initialised = match &applied {
                // A source without a history has what its files say.
                None => migrations.run_pending_with(to, &options.run).await?,
                Some(names) => migrations.run_to_with(to, Target::Names(names.clone()), &options.run).await?,
            };
            options.hearer.tell(&TransferEvent::Done { stage: TransferStage::Initialise, what: "" });
            let load = options.import.clone().heard_by(options.hearer.clone());
            let import = import::of(&folder, to, &load).await?;
            let migrated = migrations.run_pending_with(to, &options.run).await?;
            Ok((initialised, import, migrated))
        };
        let (initialised, import, migrated) = match arrived.await {
            Ok(arrived) => arrived,
            Err(error) => return Err(with_backup(&error, &export)),
        };
        let warnings = written_meanwhile(from, &sidecar, &options.export).await;
        Ok(Moved { export, initialised, import, migrated, warnings, elapsed: started.elapsed() })
    })
}

/// What of the program's migrations the source has; nothing where it has no history at all.
async fn applied(migrations: &Migrations, from: &dyn Database) -> Result<Option<Vec<String>>, Error> {
    let history = migrations.history(&from).await?;
    if history.is_empty() {
        return Ok(None);
    }
    // What came after the data was to move may have no SQL for the place that it leaves, and is not there.
    let migrations = migrations.written_in(from.target()?.dialect());
    let known: BTreeSet<&str> = migrations.all.iter().map(|m| m.name).collect();
    let pending: BTreeSet<String> =
        migrations.status(&from).await?.pending.into_iter().map(|p| p.name).collect();
    let is_there = |name: &&&str| !pending.contains(**name);
    let names: Vec<String> = known.iter().filter(is_there).map(|name| (*name).to_owned()).collect();
    let succeeded = history.iter().any(|e| e.status == HistoryStatus::Success);
    Ok(Some(names).filter(|_| succeeded))
}

/// An error after the export: it says where the backup is, and how it is brought in.
fn with_backup(error: &Error, export: &Export) -> Error {
    let folder = export.folder.display();
    let reason = error.to_string();
    TransferFault {
        doing: "moving the data".to_owned(),
        reasons: vec![reason],
        state: format!("the source was only read; all of it is in {folder}"),
        next: format!(
            "mend that and run the move again, or bring the rows in by themselves: `cargo zmig import {folder}`"
        ),
    }
    .into()
}

/// Rows that were written to the source while it was moved.
async fn written_meanwhile(
    from: &dyn Database,
    sidecar: &crate::csv::sidecar::Sidecar,
    options: &ExportOptions,
) -> Vec<String> {
    match export::counts(&from, options).await {
        Ok(now) => {
            let was = |table: &str| sidecar.tables.get(table).map_or(0, |file| file.rows);
            let grown = now.into_iter().filter(|(table, rows)| was(table) != *rows);
            grown
                .map(|(table, rows)| {
                    format!(
                        "the source's table {table} had {} rows, and has {rows} now: somebody writes to it",
                        was(&table)
                    )
                })
                .collect()
        }
        Err(error) => vec![format!("the source could not be looked at again: {error}")],
    }
}
