//! `cargo zmig man`.

use crate::args::Arguments;
use crate::output::say;
use crate::stop::Stop;
use clap::CommandFactory as _;
use std::path::PathBuf;

/// `man`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where a page for each command goes [default: the main page, to standard output]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Stop> {
    // A page is named after the program, and not after the way in which cargo calls it.
    let command = Arguments::command().bin_name("cargo-zmig");
    let Some(folder) = &args.folder else {
        let mut page = Vec::new();
        let done = clap_mangen::Man::new(command).render(&mut page);
        done.map_err(|e| Stop::new(format!("the page cannot be made: {e}")))?;
        return say(&String::from_utf8_lossy(&page));
    };
    let failed = |e: std::io::Error| Stop::new(format!("cannot write into {}: {e}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    say(&format!("wrote a page for each command into {}", folder.display()))
}
