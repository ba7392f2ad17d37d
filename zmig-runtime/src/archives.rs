//! The archives in a database: rows that are kept of what migrations dropped, until they are taken back or purged.

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::history::{self, HistoryStatus};
use crate::words::counted;
use crate::{Error, Migrations, RunOptions, environment, lock};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use zmig_core::{ARCHIVE_PREFIX, Dialect};

/// Rows that are kept of a table or a column that a migration dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Archive {
    /// Its table.
    pub name: String,
    /// The migration that dropped them, if the history knows it.
    pub migration: Option<String>,
    /// When that was applied; when it was generated, where the history does not know it.
    pub kept_at: DateTime<Utc>,
    /// How many rows it has.
    pub rows: u64,
}

impl fmt::Display for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}, kept since {}",
            self.name,
            counted(self.rows, "row"),
            self.kept_at.format("%Y-%m-%d")
        )
    }
}

impl Migrations {
    /// The archives in a database, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or its history not be read.
    pub async fn archives<D: Database + ?Sized>(&self, db: &D) -> Result<Vec<Archive>, Error> {
        list_of(&db).await
    }

    /// Drops archives that are older than this, and says which. The migrations that made them cannot be taken back after
    /// it; [`Migrations::archives`] lists them beforehand.
    ///
    /// # Errors
    /// When the database cannot be reached, or refuses. Then none is dropped.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// let ninety_days = std::time::Duration::from_secs(90 * 86_400);
    /// for archive in migrations.purge("sqlite://app.db", ninety_days).await? {
    ///     println!("dropped {archive}");
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn purge<D: Database + ?Sized>(
        &self,
        db: &D,
        older_than: Duration,
    ) -> Result<Vec<Archive>, Error> {
        self.purge_with(db, older_than, &RunOptions::default()).await
    }

    /// As [`Migrations::purge`], with options.
    ///
    /// # Errors
    /// As [`Migrations::purge`], and when the database serves another environment.
    pub async fn purge_with<D: Database + ?Sized>(
        &self,
        db: &D,
        older_than: Duration,
        options: &RunOptions,
    ) -> Result<Vec<Archive>, Error> {
        purge_in(&db, older_than, options).await
    }
}

fn list_of(db: &dyn Database) -> Work<'_, Vec<Archive>> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| list(driver))
    })
}

fn purge_in<'a>(
    db: &'a dyn Database,
    older_than: Duration,
    options: &'a RunOptions,
) -> Work<'a, Vec<Archive>> {
    Box::pin(async move { with_driver!(db, options, |driver| purge(driver, older_than, options)) })
}

async fn list<D: Driver>(driver: &mut D) -> Result<Vec<Archive>, Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    let entries = history::read_entries(driver, &facts).await?;
    let name = match D::DIALECT {
        Dialect::Sqlite => "SELECT name FROM main.sqlite_master WHERE type = 'table' AND substr(name, 1, ",
        Dialect::Postgres => {
            "SELECT relname FROM pg_class WHERE relkind = 'r' \
             AND relnamespace = to_regnamespace(quote_ident(current_schema())) AND left(relname, "
        }
    };
    let sql = format!("{name}{}) = '{ARCHIVE_PREFIX}' ORDER BY 1", ARCHIVE_PREFIX.len());
    let mut found = Vec::new();
    for row in driver.query(sql).await.during("looking for archives")? {
        let Some(Some(name)) = row.into_iter().next() else { continue };
        let Some(stamp) = name.get(ARCHIVE_PREFIX.len()..ARCHIVE_PREFIX.len() + 14) else { continue };
        let Ok(generated) = NaiveDateTime::parse_from_str(stamp, "%Y%m%d%H%M%S") else { continue };
        let made = entries.iter().rev();
        let made =
            made.filter(|e| e.status == HistoryStatus::Success).find(|e| e.migration.starts_with(stamp));
        let sql = format!("SELECT count(*) FROM {}", driver.table(&name));
        let rows = driver.query(sql).await.during("looking at an archive")?;
        found.push(Archive {
            migration: made.map(|e| e.migration.clone()),
            kept_at: made.map_or_else(|| generated.and_utc(), |e| e.applied_at),
            rows: rows.first().and_then(|r| r.first()?.as_ref()?.parse().ok()).unwrap_or(0),
            name,
        });
    }
    found.sort_by(|a, b| (a.kept_at, &a.name).cmp(&(b.kept_at, &b.name)));
    Ok(found)
}

async fn purge<D: Driver>(
    driver: &mut D,
    older_than: Duration,
    options: &RunOptions,
) -> Result<Vec<Archive>, Error> {
    driver.take_over().await.during("preparing the connection")?;
    lock::begin(driver, options).await?;
    let purged = match environment::look(driver, options).await {
        Ok(()) => drop_old(driver, older_than).await,
        Err(refused) => Err(refused),
    };
    match purged {
        Ok(_) => driver.commit().await.during("committing the purge")?,
        Err(_) => driver.rollback().await,
    }
    purged
}

async fn drop_old<D: Driver>(driver: &mut D, older_than: Duration) -> Result<Vec<Archive>, Error> {
    let now = Utc::now();
    let is_old = |a: &Archive| (now - a.kept_at).to_std().is_ok_and(|age| age > older_than);
    let old: Vec<Archive> = list(driver).await?.into_iter().filter(is_old).collect();
    for archive in &old {
        let sql = format!("DROP TABLE {}", driver.table(&archive.name));
        driver.execute(sql).await.during("dropping an archive")?;
    }
    Ok(old)
}
