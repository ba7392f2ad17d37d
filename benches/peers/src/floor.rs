//! The floor: what the databases' own shells need for the same work.

use crate::{Backend, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The name of the shell.
pub fn name(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "sqlite3 shell, one transaction",
        Backend::Postgres => "psql -1",
    }
}

/// Runs a script in one transaction; the time is that of the whole process, its start and connecting included.
pub fn run(url: &str, script: &Path) -> Result<Duration> {
    let mut command = match Backend::of(url) {
        Backend::Sqlite => {
            let mut c = Command::new("sqlite3");
            c.arg("-bail").arg(database_file(url));
            // Given as arguments, commands and SQL run in turn.
            c.arg("BEGIN IMMEDIATE;").arg(format!(".read '{}'", script.display())).arg("COMMIT;");
            c
        }
        Backend::Postgres => {
            let mut c = Command::new("psql");
            c.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"]).arg(script);
            c
        }
    };
    let begun = Instant::now();
    let out = command.stdin(Stdio::null()).output()?;
    let time = begun.elapsed();
    if !out.status.success() {
        return Err(format!("the shell failed: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(time)
}

/// The file of a `sqlite://` URL.
pub fn database_file(url: &str) -> &Path {
    let path = url.strip_prefix("sqlite://").unwrap_or(url);
    Path::new(path.split_once('?').map_or(path, |(p, _)| p))
}

/// What the shell calls itself.
pub fn version(backend: Backend) -> String {
    let program = if backend == Backend::Sqlite { "sqlite3" } else { "psql" };
    let out = Command::new(program).arg("--version").output();
    let text = out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    match backend {
        Backend::Sqlite => words.first().copied().unwrap_or("?").to_owned(),
        Backend::Postgres => words.get(2).copied().unwrap_or("?").to_owned(),
    }
}
