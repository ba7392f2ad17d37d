//! `cargo zmig`: a few lines a verb over zmig-build and zmig-runtime.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 typed wrong, 4 what was compared differs.

mod age;
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
