//! A migration inside a transaction: its steps and its row of the history, in as few messages as can be.

use crate::driver::{Driver, Fault, Kind};
use crate::history::{self, RECORDED};
use crate::job::Job;
use crate::script::{Script, Spot};
use crate::{Cause, Place};
use std::time::{Duration, Instant, SystemTime};
use zmig_core::{Dialect, RowCheck, SetDigest, SqlStep};

/// How many of the rows in the way are named.
const NAMED_ROWS: usize = 10;

/// A migration that was run, and is not committed yet.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Whether the guard said no.
    pub skipped: bool,
    pub elapsed: Duration,
}

/// A migration that could not be run.
#[derive(Debug)]
pub(crate) struct Broken {
    pub kind: Kind,
    pub place: Place,
    pub cause: Cause,
}

/// Runs a migration in the open transaction, within a savepoint that it releases. `digest` is that of all that is
/// applied once it is.
pub(crate) async fn run<D: Driver>(driver: &mut D, job: &Job<'_>, digest: &SetDigest) -> Result<Ran, Broken> {
    let mut work = Work { driver, job, script: Script::default(), started: Instant::now() };
    // The inner savepoint of SQLite is gone where the file ends the transaction itself, which shows before the history
    // gets its row. PostgreSQL takes such a row back by itself.
    work.script.own(match D::DIALECT {
        Dialect::Sqlite => "SAVEPOINT zmig;\nSAVEPOINT zmig_body;\n",
        Dialect::Postgres => "SAVEPOINT zmig;\n",
    });
    let skipped = !work.guard_says_yes().await?;
    if !skipped {
        for (i, step) in job.file.steps.iter().enumerate() {
            work.step(i + 1, step).await?;
        }
        if job.file.foreign_keys_off {
            work.references().await?;
        }
    }
    work.record(digest, skipped).await?;
    Ok(Ran { skipped, elapsed: work.started.elapsed() })
}

/// Looks for rows that stand in a step's way.
pub(crate) async fn find_rows<D: Driver>(driver: &mut D, check: &RowCheck) -> Result<Option<Cause>, Fault> {
    let query = check.sql.trim().trim_end_matches(';');
    let limited = format!("SELECT * FROM ({query}) AS zmig_rows LIMIT {NAMED_ROWS}");
    let rows = driver.query(limited).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let counted = driver.query(format!("SELECT count(*) FROM ({query}) AS zmig_rows")).await?;
    let count = counted.first().and_then(|r| r.first()?.as_ref()?.parse().ok()).unwrap_or(rows.len() as u64);
    let text = |value: Option<&Option<String>>| value.cloned().flatten().unwrap_or_else(|| "NULL".to_owned());
    let rows = rows.iter().map(|row| (text(row.first()), text(row.get(1)))).collect();
    Ok(Some(Cause::Rows { reason: check.reason.clone(), rows, count, query: check.sql.clone() }))
}

/// Whether a query of one boolean says yes.
pub(crate) async fn says_yes<D: Driver>(driver: &mut D, query: &str) -> Result<bool, Fault> {
    let rows = driver.query(query.to_owned()).await?;
    match rows.first().and_then(|r| r.first()) {
        Some(Some(value)) => match value.to_ascii_lowercase().as_str() {
            "t" | "true" | "1" => Ok(true),
            "f" | "false" | "0" => Ok(false),
            other => {
                Err(Fault::new(Kind::Other, format!("the query answers `{other}`, which is no boolean")))
            }
        },
        Some(None) => Ok(false),
        None => Err(Fault::new(Kind::Other, "the query answers nothing, where it should answer a boolean")),
    }
}

struct Work<'a, 'j, D> {
    driver: &'a mut D,
    job: &'a Job<'j>,
    script: Script,
    started: Instant,
}

impl<D: Driver> Work<'_, '_, D> {
    async fn guard_says_yes(&mut self) -> Result<bool, Broken> {
        let Some(guard) = self.job.guard else { return Ok(true) };
        self.flush().await?;
        says_yes(self.driver, guard).await.map_err(|mut fault| {
            fault.message = format!("the guard failed: {}", fault.message);
            self.broken(0, fault)
        })
    }

    async fn step(&mut self, number: usize, step: &SqlStep<'_>) -> Result<(), Broken> {
        tracing::debug!(migration = self.job.name(), step = number, title = step.title, "step");
        if !step.checks.is_empty() {
            self.flush().await?;
        }
        for check in &step.checks {
            match find_rows(self.driver, check).await {
                Ok(None) => {}
                Ok(Some(cause)) => {
                    return Err(Broken { kind: Kind::Other, place: self.job.place(number), cause });
                }
                Err(fault) => return Err(self.broken(number, fault)),
            }
        }
        if let Some(table) = step.rebuilds {
            return self.rebuild(number, step, table).await;
        }
        if !step.sql.is_empty() {
            self.script.step(number, step.sql);
        }
        Ok(())
    }

    async fn rebuild(&mut self, number: usize, step: &SqlStep<'_>, table: &str) -> Result<(), Broken> {
        self.flush().await?;
        let dependants =
            self.driver.before_rebuild(table).await.map_err(|fault| self.broken(number, fault))?;
        self.script.step(number, step.sql);
        self.flush().await?;
        self.driver
            .after_rebuild(table, dependants, self.job.mentions)
            .await
            .map_err(|fault| self.broken(number, fault))
    }

    async fn references(&mut self) -> Result<(), Broken> {
        self.flush().await?;
        let broken = self.driver.broken_references().await.map_err(|fault| self.broken(0, fault))?;
        if broken.is_empty() {
            return Ok(());
        }
        let reason = format!(
            "rows point at rows that do not exist: {}\n  all of them: PRAGMA foreign_key_check",
            crate::error::list(&broken)
        );
        let place = self.job.place(0);
        Err(Broken { kind: Kind::Other, place, cause: Cause::Refused(reason) })
    }

    async fn record(&mut self, digest: &SetDigest, skipped: bool) -> Result<(), Broken> {
        if D::DIALECT == Dialect::Sqlite {
            self.script.own("RELEASE zmig_body;\n");
        }
        if let Some(sql) = self.driver.restore_session(self.job.sql) {
            self.script.own(&sql);
        }
        let mut record = self.job.record.clone();
        if skipped {
            record.meta.insert("skipped".to_owned(), true.into());
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let elapsed = history::elapsed(
            D::DIALECT,
            self.started.elapsed().as_millis(),
            i64::try_from(now).unwrap_or(i64::MAX),
        );
        self.script.own(&history::insert(self.driver, &record, digest, &elapsed));
        self.script.own("RELEASE SAVEPOINT zmig;\n");
        let last = self.flush().await?;
        // A comment that is never closed swallows everything behind it without an error.
        if last.as_ref().and_then(|row| row.first()?.as_deref()) != Some(RECORDED) {
            let reason = "the file does not end where it seems to: is there a `/*` without its `*/`?";
            let place = self.job.place(self.job.file.steps.len());
            return Err(Broken { kind: Kind::Other, place, cause: Cause::Refused(reason.to_owned()) });
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<Option<crate::driver::Row>, Broken> {
        if self.script.is_empty() {
            return Ok(None);
        }
        let script = std::mem::take(&mut self.script);
        match self.driver.execute(script.text()).await {
            Ok(last) => Ok(last),
            Err(fault) => {
                let Spot { step, offset } = script.locate(&fault, D::DIALECT);
                let mut broken = self.broken(step, fault);
                if let Some(offset) = offset.filter(|_| step > 0) {
                    broken.place = self.job.place_at(step, offset);
                }
                Err(broken)
            }
        }
    }

    fn broken(&self, step: usize, fault: Fault) -> Broken {
        broken(self.job, step, fault)
    }
}

/// A fault at a step of a migration.
pub(crate) fn broken(job: &Job<'_>, step: usize, fault: Fault) -> Broken {
    let place = job.place(step);
    let cause = if step == 0 && fault.kind == Kind::Ended {
        Cause::Refused(
            "the file ends the transaction that the runner began (COMMIT or ROLLBACK), so part of it may be committed"
                .to_owned(),
        )
    } else {
        let Fault { message, detail, hint, code, .. } = fault;
        let (detail, hint, code) = (detail.map(String::from), hint.map(String::from), code.map(String::from));
        Cause::Database { message, detail, hint, code }
    };
    Broken { kind: fault.kind, place, cause }
}
