//! `cargo zmig`: a few lines a verb over zmig-build and zmig-runtime.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 typed wrong, 4 what was compared differs.

mod args;
mod database;
mod output;
mod project;
mod stop;
mod verbs;

use std::process::ExitCode;

/// A parser of Rust goes as deep as the source does, and rustc takes sources that are deeper than the usual stack. What is
/// not used of it costs nothing.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let arguments = args::Arguments::read();
    let work = || verbs::run(&arguments);
    let done = std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(),
        }
    });
    match done {
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
