//! zmig's runner, on the migrations of a folder; what `zmig::embed!()` makes of them is the same value as static data.

use super::Job;
use crate::{Backend, Result};
use std::path::Path;
use std::time::{Duration, Instant};
use zmig_runtime::Migrations;

pub async fn run(job: Job, url: &str, folder: &Path) -> Result<Duration> {
    if job == Job::Fill {
        return Err("zmig applies its own migrations".into());
    }
    let all = Migrations::load(folder)?;
    let mut begun = Instant::now();
    let report = match Backend::of(url) {
        Backend::Sqlite => {
            let pool = sqlx::SqlitePool::connect(url).await?;
            super::sqlx::start(job, &mut begun)?;
            all.run_pending(&pool).await?
        }
        Backend::Postgres => {
            let pool = sqlx::PgPool::connect(url).await?;
            super::sqlx::start(job, &mut begun)?;
            all.run_pending(&pool).await?
        }
    };
    let time = begun.elapsed();
    // A tool that did something else than it should is not measured.
    if report.is_up_to_date() == (job == Job::Migrate) {
        return Err(format!("zmig did something else: {report}").into());
    }
    Ok(time)
}
