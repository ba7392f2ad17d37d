//! `cargo zmig completions`.

use crate::args::Arguments;
use crate::output::say;
use crate::stop::Stop;
use clap::CommandFactory as _;

/// `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "cargo-zmig", &mut script);
    say(&String::from_utf8_lossy(&script))
}
