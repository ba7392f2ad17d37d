//! sqlx's own migrator.

use super::{Job, select};
use crate::{Backend, Result};
use sqlx::migrate::Migrator;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

pub async fn run(job: Job, url: &str, folder: &Path) -> Result<Duration> {
    let migrator = Migrator::new(folder).await?;
    let mut begun = Instant::now();
    match Backend::of(url) {
        Backend::Sqlite => {
            let pool = sqlx::SqlitePool::connect(url).await?;
            if job == Job::Fill {
                Migrator::with_migrations(vec![]).run(&pool).await?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(rows(&migrator, "X'", "'"))).execute(&pool).await?;
                return Ok(begun.elapsed());
            }
            start(job, &mut begun)?;
            migrator.run(&pool).await?;
        }
        Backend::Postgres => {
            let pool = sqlx::PgPool::connect(url).await?;
            if job == Job::Fill {
                Migrator::with_migrations(vec![]).run(&pool).await?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(rows(&migrator, "'\\x", "'"))).execute(&pool).await?;
                return Ok(begun.elapsed());
            }
            start(job, &mut begun)?;
            migrator.run(&pool).await?;
        }
    }
    Ok(begun.elapsed())
}

/// For a no-op the clock starts when the connection is there.
pub fn start(job: Job, begun: &mut Instant) -> Result<()> {
    if job == Job::Count {
        select::count()?;
    }
    if job != Job::Migrate {
        *begun = Instant::now();
    }
    Ok(())
}

fn rows(migrator: &Migrator, open: &str, close: &str) -> String {
    let mut sql = String::from("BEGIN;\n");
    for m in migrator.iter().filter(|m| m.migration_type.is_up_migration()) {
        let hex: String = m.checksum.iter().fold(String::new(), |mut out, b| {
            let _ = write!(out, "{b:02x}");
            out
        });
        let _ = writeln!(
            sql,
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES ({}, '{}', true, {open}{hex}{close}, 1);",
            m.version, m.description
        );
    }
    sql + "COMMIT;"
}
