//! refinery, one transaction a migration as it does by default.

use super::Job;
use crate::{Result, work::Step};
use refinery::{Migration, Runner};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

fn migrations(steps: &[Step]) -> Result<Vec<Migration>> {
    let one = |(i, s): (usize, &Step)| Migration::unapplied(&format!("V{}__{}", i + 1, s.name), &s.up);
    Ok(steps.iter().enumerate().map(one).collect::<std::result::Result<_, _>>()?)
}

pub fn sqlite(job: Job, file: &Path, steps: &[Step]) -> Result<Duration> {
    let all = migrations(steps)?;
    let mut begun = Instant::now();
    let mut connection = rusqlite::Connection::open(file)?;
    if job == Job::Fill {
        Runner::new(&[]).run(&mut connection)?;
        connection.execute_batch(&rows(&all))?;
        return Ok(begun.elapsed());
    }
    super::sqlx::start(job, &mut begun)?;
    Runner::new(&all).run(&mut connection)?;
    Ok(begun.elapsed())
}

pub async fn postgres(job: Job, url: &str, steps: &[Step]) -> Result<Duration> {
    let all = migrations(steps)?;
    let mut begun = Instant::now();
    let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    if job == Job::Fill {
        Runner::new(&[]).run_async(&mut client).await?;
        client.batch_execute(&rows(&all)).await?;
        return Ok(begun.elapsed());
    }
    super::sqlx::start(job, &mut begun)?;
    Runner::new(&all).run_async(&mut client).await?;
    Ok(begun.elapsed())
}

fn rows(all: &[Migration]) -> String {
    let mut sql = String::from("BEGIN;\n");
    for m in all {
        let _ = writeln!(
            sql,
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
             VALUES ({}, '{}', '2025-01-01T00:00:00Z', '{}');",
            m.version(),
            m.name(),
            m.checksum()
        );
    }
    sql + "COMMIT;"
}
