//! One file for each tool: run the migrations of a folder on a database, and measure that.
//!
//! Each job connects, looks at the clock, and does what an application does when it starts. Reading the migrations
//! from disk is not measured: applications have them compiled in.

mod diesel;
mod refinery;
mod select;
mod sqlx;
mod zmig;

use crate::{Backend, Result, floor, work};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a child does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Everything on a fresh database; the time includes connecting.
    Migrate,
    /// The first call of a fresh process when all is applied; the time begins once it is connected.
    Noop,
    /// The same with its statements counted instead.
    Count,
    /// Fill the tool's own ledger, as if it had applied everything.
    Fill,
}

/// Where each tool's folder is below the work's.
pub fn folder(work: &Path, tool: &str, backend: Backend) -> PathBuf {
    match tool {
        "zmig" | "select" => work.join("zmig"),
        "diesel" => work.join("diesel"),
        _ => work.join("zmig").join(backend.dialect().name()),
    }
}

/// One measurement in this process: prints nanoseconds, or a number of statements.
pub fn child(tool: &str, job: &str, url: &str, folder: &str, count: &str) -> Result<()> {
    let job = match job {
        "migrate" => Job::Migrate,
        "noop" => Job::Noop,
        "count" => Job::Count,
        "fill" => Job::Fill,
        other => return Err(format!("no job {other}").into()),
    };
    let folder = Path::new(folder);
    let backend = Backend::of(url);
    let steps = || -> Result<Vec<work::Step>> { Ok(work::steps(backend, count.parse()?)) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let time: Duration = match tool {
        "zmig" => runtime.block_on(zmig::run(job, url, folder))?,
        "sqlx" => runtime.block_on(sqlx::run(job, url, folder))?,
        "select" => runtime.block_on(select::run(job, url))?,
        "refinery" if backend == Backend::Postgres => {
            runtime.block_on(refinery::postgres(job, url, &steps()?))?
        }
        "refinery" => refinery::sqlite(job, floor::database_file(url), &steps()?)?,
        "diesel" => diesel::run(job, url, folder)?,
        other => return Err(format!("no tool {other}").into()),
    };
    println!("{}", if job == Job::Count { u128::from(select::counted()) } else { time.as_nanos() });
    Ok(())
}

/// The versions, as the README wants them.
pub fn versions() -> Result<()> {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"))?;
    let version = |name: &str| {
        let at = lock.find(&format!("name = \"{name}\"\nversion = \""))?;
        lock[at..].split('"').nth(3).map(str::to_owned)
    };
    for name in
        ["zmig-runtime", "sqlx", "refinery", "rusqlite", "tokio-postgres", "diesel", "diesel_migrations"]
    {
        println!("{name} {}", version(name).unwrap_or_else(|| "?".into()));
    }
    println!("SQLite in all of them {}", rusqlite::version());
    println!("sqlite3 shell {}", floor::version(Backend::Sqlite));
    println!("psql {}", floor::version(Backend::Postgres));
    Ok(())
}
