//! `cargo zmig export`, `import` and `sheet`: rows out of a database into files, and in from files.

use crate::args::{Export, Import, Only, Sheet};
use crate::database::{anywhere, wait};
use crate::output::{confirm, json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::path::{Path, PathBuf};
use zmig_runtime::cli::TransferProgress;
use zmig_runtime::{ExportOptions, ImportOptions, IntrospectOptions, SheetOptions, sheets};

/// What a folder for spreadsheets says of itself, in its README.
const FOR_SPREADSHEETS: &str = "These files are for spreadsheets";

pub(super) fn export(args: &Export) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let progress = TransferProgress::new(!args.show.json, |_| None);
    let options = ExportOptions::default().tables(args.tables.options()).on_event(progress.hearer());
    let options = match &args.to {
        Some(folder) => options.folder(folder),
        None => options.in_folder(args.folder.clone().unwrap_or_else(|| backups_beside(&url))),
    };
    let export = zmig_runtime::export(&url, &options);
    let export = wait(progress.run("this export is not whole, and nothing is left of it", export))?;
    if args.show.json { json(&export) } else { say(&export.to_string()) }
}

pub(super) fn import(around: &Surroundings, args: &Import) -> Result<(), Stop> {
    refuse_spreadsheets(&args.folder)?;
    let place = anywhere(around, &args.show.database)?;
    let named = wait(place.before_change(args.confirm.as_deref()))?;
    let is_said = named.is_some() && args.confirm.is_none();
    let question = format!("load the rows of {} into {}?", args.folder.display(), place.shown());
    if !args.yes && !is_said && !confirm(&question, "--yes")? {
        return Err(Stop::new("nothing was changed"));
    }
    let progress = TransferProgress::new(!args.show.json, |_| None);
    let options = ImportOptions::default()
        .tables(args.tables.options())
        .verify(!args.no_verify)
        .on_event(progress.hearer());
    let import = zmig_runtime::import(&args.folder, place.url(), &options);
    let import = wait(progress.run("the same command goes on where this one stopped", import))?;
    if args.show.json { json(&import) } else { say(&import.to_string()) }
}

pub(super) fn sheet(args: &Sheet) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let progress = TransferProgress::new(!args.show.json, |_| None);
    let options = SheetOptions::default().tables(args.tables.options()).bom(args.bom);
    let options = options.on_event(progress.hearer());
    let written = sheets(&url, &args.folder, &options);
    let written = wait(progress.run("nothing is left of what was written", written))?;
    if args.show.json { json(&written) } else { say(&written.to_string()) }
}

/// Files for spreadsheets have apostrophes that are not in the data.
fn refuse_spreadsheets(folder: &Path) -> Result<(), Stop> {
    let readme = std::fs::read_to_string(folder.join("README.txt")).unwrap_or_default();
    if !readme.starts_with(FOR_SPREADSHEETS) {
        return Ok(());
    }
    Err(Stop::new(format!(
        "{} was written for spreadsheets, with apostrophes that are not in the data\n  nothing was changed\n  \
         = help: `cargo zmig export` writes files that come back as what they were",
        folder.display()
    )))
}

/// The folder of the exports: in the folder of CSV files, else where the command was typed.
pub(super) fn backups_beside(url: &str) -> PathBuf {
    const BACKUPS: &str = "backups";
    crate::location::folder(url).map_or_else(|| BACKUPS.into(), |folder| folder.join(BACKUPS))
}

impl Only {
    /// Which tables are meant.
    pub(super) fn options(&self) -> IntrospectOptions {
        IntrospectOptions {
            include_tables: self.include.clone(),
            exclude_tables: self.exclude.clone(),
            ..IntrospectOptions::default()
        }
    }
}
