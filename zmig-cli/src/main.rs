//! `cargo zmig`: a few lines a verb over zmig-build and zmig-runtime.
//!
//! Exit codes: 0 done or nothing to do, 1 refused or failed, 2 typed wrong, 3 something is pending (`status --exit-code`), 4
//! what was compared differs, 130 interrupted.

mod args;
mod database;
mod env_files;
mod location;
mod output;
mod project;
mod reach;
mod stop;
mod surroundings;
mod verbs;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

fn main() -> ExitCode {
    let arguments = Mutex::new(args::Arguments::read());
    let run = || verbs::run(&mut arguments.lock().unwrap_or_else(PoisonError::into_inner));
    match zmig_build::with_room(&run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.end(),
    }
}
