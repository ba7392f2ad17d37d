//! zmig's runner, on a folder; what `zmig::embed!()` makes of it is the same value as static data.

use super::{Job, sqlx::start};
use crate::{Backend, Result};
use sqlx::{PgPool, SqlitePool};
use std::path::Path;
use std::time::{Duration, Instant};
use zmig_runtime::Migrations;

pub async fn run(job: Job, url: &str, folder: &Path) -> Result<Duration> {
    let migrations = Migrations::load(folder)?;
    let mut begun = Instant::now();
    match Backend::of(url) {
        Backend::Sqlite => {
            let pool = SqlitePool::connect(url).await?;
            start(job, &mut begun)?;
            migrations.run_pending(&pool).await?;
        }
        Backend::Postgres => {
            let pool = PgPool::connect(url).await?;
            start(job, &mut begun)?;
            migrations.run_pending(&pool).await?;
        }
    }
    Ok(begun.elapsed())
}
