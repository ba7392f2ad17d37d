//! A migration inside a transaction: its steps and its row of the history, in as few messages as can be.

use crate::driver::{Driver, Fault, Kind, Row};
use crate::history::{self, RECORDED, Record};
use crate::hooks::Functions;
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

/// Whether a migration is nothing but SQL, so that it can share a message with others.
pub(crate) fn is_plain(job: &Job<'_>) -> bool {
    let plain = |step: &SqlStep<'_>| step.checks.is_empty() && step.rebuilds.is_none() && step.call.is_none();
    job.guard.is_none() && !job.file.foreign_keys_off && job.file.steps.iter().all(plain)
}

/// The most that one message holds: SQLite keeps every statement of it until its end.
const BATCH: usize = 128;
const BATCH_BYTES: usize = 1 << 18;

/// Runs the first of some plain migrations in the open transaction, as many as make one message, each within a savepoint
/// that it releases. Says what ran, and what stopped it. `digests` are those of all that is applied once each is.
pub(crate) async fn run_plain<D: Driver>(
    driver: &mut D,
    jobs: &[Job<'_>],
    digests: &[SetDigest],
) -> (Vec<Ran>, Result<(), Broken>) {
    let mut script = Script::default();
    let mut sent = 0;
    for (job, digest) in jobs.iter().zip(digests) {
        if sent == BATCH || (sent > 0 && script.len() > BATCH_BYTES) {
            break;
        }
        script.own(OPEN);
        for (i, step) in job.file.steps.iter().enumerate().filter(|(_, step)| !step.sql.is_empty()) {
            script.step(i + 1, step.sql);
        }
        let elapsed = if sent == 0 { sent_now(D::DIALECT, 0) } else { history::since_newest(driver) };
        close(driver, &mut script, job, &job.record, digest, &elapsed);
        script.next_job();
        sent += 1;
    }
    let mut rows = Vec::with_capacity(sent);
    let result = driver.run(script.text(), RECORDED, sent > 8, &mut rows).await;
    let milliseconds = |row: &Row| row.get(2).and_then(|ms| ms.as_ref()?.parse().ok()).unwrap_or(0);
    let ran: Vec<Ran> = rows
        .iter()
        .map(|row| Ran { skipped: false, elapsed: Duration::from_millis(milliseconds(row)) })
        .collect();
    let result = match (result, jobs.get(ran.len())) {
        (Err(fault), Some(job)) => Err(locate(&script, job, ran.len(), fault, D::DIALECT)),
        (Ok(()), Some(job)) if ran.len() < sent => Err(never_closed(job)),
        _ => Ok(()),
    };
    (ran, result)
}

/// Runs a migration that asks questions under way, in the open transaction and within a savepoint that it releases.
pub(crate) async fn run<D: Driver>(
    driver: &mut D,
    job: &Job<'_>,
    digest: &SetDigest,
    functions: &Functions,
) -> Result<Ran, Broken> {
    let mut work = Work { driver, job, functions, script: Script::default(), started: Instant::now() };
    work.script.own(OPEN);
    let skipped = !work.guard_says_yes().await?;
    if !skipped {
        for (i, step) in job.file.steps.iter().enumerate() {
            work.step(i + 1, step).await?;
        }
        if job.file.foreign_keys_off {
            work.flush().await?;
            references(work.driver, job).await?;
        }
    }
    work.record(digest, skipped).await?;
    Ok(Ran { skipped, elapsed: work.started.elapsed() })
}

const OPEN: &str = "SAVEPOINT zmig;\n";

/// The end of a migration's message. The savepoint is released before the history gets its row: where the file has ended
/// the transaction itself, that fails.
fn close<D: Driver>(
    driver: &D,
    script: &mut Script,
    job: &Job<'_>,
    record: &Record<'_>,
    digest: &SetDigest,
    elapsed: &str,
) {
    script.own("RELEASE SAVEPOINT zmig;\n");
    if let Some(sql) = driver.restore_session(job.sql) {
        script.own(&sql);
    }
    script.own(&history::insert(driver, record, digest, elapsed));
    for beside in &job.beside {
        script.own(&history::insert_beside(driver, &beside.record, digest));
    }
}

fn sent_now(dialect: Dialect, before: u128) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    history::since_sent(dialect, before, i64::try_from(now).unwrap_or(i64::MAX))
}

/// A comment that is never closed swallows everything behind it without an error.
fn never_closed(job: &Job<'_>) -> Broken {
    let reason = "the file does not end where it seems to: is there a `/*` without its `*/`?";
    let place = job.place(job.file.steps.len());
    Broken { kind: Kind::Other, place, cause: Cause::Refused(reason.to_owned()) }
}

/// What a fault of a message is about: the migration `job`, which is the `number`th in it.
fn locate(script: &Script, job: &Job<'_>, number: usize, fault: Fault, dialect: Dialect) -> Broken {
    let spot = script.locate(&fault, dialect);
    let Spot { step, offset, .. } =
        if spot.job == number { spot } else { Spot { job: number, step: 0, offset: None } };
    let mut broken = broken(job, step, fault);
    if let Some(offset) = offset.filter(|_| step > 0) {
        broken.place = job.place_at(step, offset);
    }
    broken
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

/// Refuses rows that point at nothing, for which nobody looked while foreign keys were off.
pub(crate) async fn references<D: Driver>(driver: &mut D, job: &Job<'_>) -> Result<(), Broken> {
    let found = driver.broken_references().await.map_err(|fault| broken(job, 0, fault))?;
    if found.is_empty() {
        return Ok(());
    }
    let reason = format!(
        "rows point at rows that do not exist: {}\n  all of them: PRAGMA foreign_key_check",
        crate::error::list(&found)
    );
    Err(Broken { kind: Kind::Other, place: job.place(0), cause: Cause::Refused(reason) })
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
    functions: &'a Functions,
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
        if let Some(name) = step.call {
            return self.call(number, name).await;
        }
        if let Some(table) = step.rebuilds {
            return self.rebuild(number, step, table).await;
        }
        if !step.sql.is_empty() {
            self.script.step(number, step.sql);
        }
        Ok(())
    }

    async fn call(&mut self, number: usize, name: &str) -> Result<(), Broken> {
        self.flush().await?;
        let called = self.functions.call(self.driver, self.job, name).await;
        called.map_err(|(kind, cause)| Broken { kind, place: self.job.place(number), cause })
    }

    async fn rebuild(&mut self, number: usize, step: &SqlStep<'_>, table: &str) -> Result<(), Broken> {
        self.flush().await?;
        let dependants = self
            .driver
            .before_rebuild(table, step.sql, self.job.mentions)
            .await
            .map_err(|fault| self.broken(number, fault))?;
        self.script.step(number, step.sql);
        self.flush().await?;
        self.driver
            .after_rebuild(table, dependants, self.job.mentions)
            .await
            .map_err(|fault| self.broken(number, fault))
    }

    async fn record(&mut self, digest: &SetDigest, skipped: bool) -> Result<(), Broken> {
        let mut record = self.job.record.clone();
        if skipped {
            record.meta.insert("skipped".to_owned(), true.into());
        }
        let elapsed = sent_now(D::DIALECT, self.started.elapsed().as_millis());
        close(self.driver, &mut self.script, self.job, &record, digest, &elapsed);
        if self.flush().await? == 0 { Err(never_closed(self.job)) } else { Ok(()) }
    }

    /// Sends what has gathered; says how many rows the history got.
    async fn flush(&mut self) -> Result<usize, Broken> {
        if self.script.is_empty() {
            return Ok(0);
        }
        let script = std::mem::take(&mut self.script);
        let mut rows = Vec::new();
        match self.driver.run(script.text(), RECORDED, false, &mut rows).await {
            Ok(()) => Ok(rows.len()),
            Err(fault) => Err(locate(&script, self.job, 0, fault, D::DIALECT)),
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
            "the file, or a function that it calls, ends the transaction that the runner began (COMMIT or ROLLBACK), so \
             part of it may be committed"
                .to_owned(),
        )
    } else {
        let Fault { message, detail, hint, code, .. } = fault;
        let (detail, hint, code) = (detail.map(String::from), hint.map(String::from), code.map(String::from));
        Cause::Database { message, detail, hint, code }
    };
    Broken { kind: fault.kind, place, cause }
}
