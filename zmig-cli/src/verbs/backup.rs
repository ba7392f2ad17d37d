//! `cargo zmig backup` and `cargo zmig restore`.

use crate::args::{Backup, Restore};
use crate::database::{NONE, wait_or};
use crate::output::{json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use zmig_runtime::{BackupOptions, RestoreOptions};

pub(super) fn run(args: &Backup) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let mut options = BackupOptions::in_folder(&args.folder);
    if !args.table.is_empty() {
        options = options.tables(args.table.clone());
    }
    if let Some(keep) = args.keep {
        options = options.keep(keep);
    }
    if let Some(age) = args.keep_for {
        options = options.keep_for(age.0);
    }
    let made = wait_or("this backup is not whole, and counts as none", NONE.backup(&url, &options))?;
    if args.show.json { json(&made) } else { say(&format!("made and read back {made}")) }
}

pub(super) fn restore(around: &Surroundings, args: &Restore) -> Result<(), Stop> {
    let url = args.show.database.url()?;
    let stays = "the database is as it was, unless the backup was just being put in its place; run it again";
    let options = RestoreOptions::new(&args.backup, &args.overwrite).run_options(around.run_options());
    let restored = wait_or(stays, NONE.restore(&url, &options))?;
    if args.show.json { json(&restored) } else { say(&format!("restored {restored}")) }
}
