//! Diesel's harness.

use super::Job;
use crate::{Backend, Result, floor};
use diesel::Connection;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use std::path::Path;
use std::time::{Duration, Instant};

pub fn run(job: Job, url: &str, folder: &Path) -> Result<Duration> {
    if job != Job::Migrate {
        return Err("diesel is measured with migrate only".into());
    }
    let source = FileBasedMigrations::from_path(folder)?;
    let begun = Instant::now();
    match Backend::of(url) {
        Backend::Sqlite => {
            let file = floor::database_file(url).to_string_lossy();
            let mut connection = diesel::SqliteConnection::establish(&file)?;
            connection.run_pending_migrations(source).map_err(|e| e.to_string())?;
        }
        Backend::Postgres => {
            let mut connection = diesel::PgConnection::establish(url)?;
            connection.run_pending_migrations(source).map_err(|e| e.to_string())?;
        }
    }
    Ok(begun.elapsed())
}
