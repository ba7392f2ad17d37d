//! zmig's runner beside its peers, in one run: see benches/README.md.
//!
//! `peers migrate|noop --rounds N [--counts 100,1000] [--postgres URL] [--log FILE]` measures; each measurement is a
//! process of its own, started in turn (one of each tool, then again), so that a busy machine is busy for all of them.

mod floor;
mod measure;
mod options;
mod prepare;
mod tools;
mod work;

use options::Options;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A database system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    fn dialect(self) -> zmig_core::Dialect {
        match self {
            Self::Sqlite => zmig_core::Dialect::Sqlite,
            Self::Postgres => zmig_core::Dialect::Postgres,
        }
    }

    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match &words[..] {
        ["child", tool, job, url, folder, count] => tools::child(tool, job, url, folder, count),
        ["versions"] => tools::versions(),
        ["migrate", rest @ ..] => Options::read(rest).and_then(|o| measure::migrate(&o)),
        ["noop", rest @ ..] => Options::read(rest).and_then(|o| measure::noop(&o)),
        _ => {
            Err("usage: peers migrate|noop [--rounds N] [--counts 100,1000] [--postgres URL] [--log FILE]"
                .into())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("peers: {e}");
            ExitCode::FAILURE
        }
    }
}
