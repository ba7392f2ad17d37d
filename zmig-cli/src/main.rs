//! `cargo zmig`: a few lines a verb over zmig-build and zmig-runtime.
//!
//! Exit codes: 0 done or nothing to do, 1 refused or failed, 2 typed wrong, 3 something is pending (`status --exit-code`), 4
//! what was compared differs, 130 interrupted.

mod args;
mod database;
mod output;
mod project;
mod stop;
mod verbs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = args::Arguments::read();
    match zmig_build::with_room(&|| verbs::run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            let text = stop.to_string();
            if !text.is_empty() {
                eprintln!("{text}");
            }
            ExitCode::from(stop.code())
        }
    }
}
