//! `cargo zmig`: a few lines a verb over zmig-build and zmig-runtime.

mod args;
mod project;

use std::process::ExitCode;

fn main() -> ExitCode {
    match run(&args::Arguments::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &args::Arguments) -> Result<(), String> {
    let here = std::env::current_dir().map_err(|e| format!("the current folder cannot be read: {e}"))?;
    let start = arguments.project.as_ref().map_or_else(|| here.clone(), |p| here.join(p));
    let folder = project::find(&start)?;
    Err(format!("{:?} in {} is not there yet", arguments.verb, folder.display()))
}
