//! The floor of a start with nothing to do: one bare select of the newest row; and how statements are counted.

use super::Job;
use crate::{Backend, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub async fn run(_job: Job, url: &str) -> Result<Duration> {
    const NEWEST: &str = "SELECT id, set_digest FROM __zmigration ORDER BY id DESC LIMIT 1";
    Ok(match Backend::of(url) {
        Backend::Sqlite => {
            let pool = sqlx::SqlitePool::connect(url).await?;
            let begun = Instant::now();
            sqlx::query(NEWEST).fetch_one(&pool).await?;
            begun.elapsed()
        }
        Backend::Postgres => {
            let pool = sqlx::PgPool::connect(url).await?;
            let begun = Instant::now();
            sqlx::query(NEWEST).fetch_one(&pool).await?;
            begun.elapsed()
        }
    })
}

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// Counts what sqlx logs from now on: a line for each statement.
pub fn count() -> Result<()> {
    tracing::subscriber::set_global_default(Counter)?;
    STATEMENTS.store(0, Ordering::Relaxed);
    Ok(())
}

/// How many there were.
pub fn counted() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

struct Counter;

impl tracing::Subscriber for Counter {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        STATEMENTS.fetch_add(1, Ordering::Relaxed);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
