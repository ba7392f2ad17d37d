//! Steps outside a transaction. Each is journalled when it begins and when it is done, so that a killed run resumes and
//! nothing is done twice.

use super::{Ending, Executor, Premise, count};
use crate::driver::{Driver, Fault, Kind};
use crate::history::{self, RECORDED, STEPS};
use crate::inside::{self, Broken, Ran, broken};
use crate::job::Job;
use crate::preview::estimate;
use crate::script::Script;
use crate::{Cause, Error, Event, Remains, chance};
use std::time::{Duration, Instant};
use zmig_core::{Dialect, Lock, SqlStep};

/// What the journal says of a step.
struct Entry {
    id: String,
    state: String,
    hash: String,
}

const STARTED: &str = "STARTED";
const DONE: &str = "DONE";
const FAILED: &str = "FAILED";

/// As the generator writes it, before any name.
const CONCURRENTLY: &str = " CONCURRENTLY ";

impl<D: Driver, P: Premise<D>> Executor<'_, D, P> {
    /// Runs the next migration, whose steps run outside a transaction.
    pub(super) async fn outside(&mut self, job: &Job<'_>) -> Result<Ending, Error> {
        self.driver.open_session().await.map_err(|error| match error {
            Error::Pooler { reason, .. } => Error::Pooler { migration: job.name().to_owned(), reason },
            other => other,
        })?;
        let started = Instant::now();
        loop {
            match self.driver.try_lock_session().await {
                Ok(true) => break,
                Ok(false) => {}
                Err(fault) => return Err(Error::from_fault("locking", &fault)),
            }
            if self.wait(started).await? == Ending::Changed {
                return Ok(Ending::Changed);
            }
        }
        let result = self.locked(job).await;
        self.driver.unlock_session().await;
        result
    }

    async fn locked(&mut self, job: &Job<'_>) -> Result<Ending, Error> {
        // The history must be there before the first step, since the journal is in it.
        if self.begin(false).await? == Ending::Changed {
            return Ok(Ending::Changed);
        }
        let Some(facts) = self.look().await? else {
            self.driver.rollback().await;
            return Ok(Ending::Changed);
        };
        let made = if facts.history { Ok(()) } else { self.make_history().await };
        let made = match made {
            Ok(()) => self.driver.commit().await,
            Err(fault) => Err(fault),
        };
        if let Err(fault) = made {
            self.driver.rollback().await;
            return Err(Error::from_fault("creating the history", &fault));
        }
        let mut done = 0;
        self.begun = Instant::now();
        self.tell_running(job, 0);
        match self.all_steps(job, &mut done).await {
            Ok(ran) => {
                self.finish(job, ran, done).await?;
                Ok(Ending::Finished)
            }
            Err(broken) => {
                self.driver.rollback().await;
                if broken.kind != Kind::Lost {
                    self.record_failure(&broken).await;
                }
                let advice = match &broken.cause {
                    Cause::InDoubt => Some(self.doubt(job, broken.place.step).await),
                    _ => None,
                };
                let mut error = self.failure(broken, Remains::Steps { done });
                if let (Error::Failed(failure), Some(advice)) = (&mut error, advice) {
                    failure.next = advice;
                }
                Err(error)
            }
        }
    }

    async fn all_steps(&mut self, job: &Job<'_>, done: &mut usize) -> Result<Ran, Broken> {
        let mut skipped = false;
        if let Some(guard) = job.guard
            && self.journal(job, 1).await.map_err(|fault| broken(job, 0, fault))?.is_none()
        {
            skipped = !inside::says_yes(self.driver, guard).await.map_err(|fault| broken(job, 0, fault))?;
        }
        if !skipped {
            for (i, step) in job.file.steps.iter().enumerate() {
                self.one_step(job, i + 1, step).await?;
                *done = i + 1;
            }
        }
        Ok(Ran { skipped, elapsed: self.begun.elapsed() })
    }

    async fn one_step(&mut self, job: &Job<'_>, number: usize, step: &SqlStep<'_>) -> Result<(), Broken> {
        let at = |fault: Fault| broken(job, number, fault);
        let refuse = |cause: Cause| Broken { kind: Kind::Other, place: job.place(number), cause };
        let hash = Job::step_hash(step).to_string();
        let entry = self.journal(job, number).await.map_err(at)?;
        if let Some(entry) = &entry {
            match entry.state.as_str() {
                DONE if entry.hash == hash => return Ok(()),
                DONE => {
                    return Err(refuse(Cause::Refused(
                        "an earlier run has done this step with another text than it has now".to_owned(),
                    )));
                }
                _ => {}
            }
            let is_done = match step.probe {
                Some(probe) => inside::says_yes(self.driver, probe).await.map_err(at)?,
                None if entry.state == FAILED => false,
                None => return Err(refuse(Cause::InDoubt)),
            };
            if is_done {
                tracing::info!(migration = job.name(), step = number, "an earlier run has done it");
                return self.mark(&entry.id, DONE).await.map_err(at);
            }
            self.driver.clear_leftovers(step.sql).await.map_err(at)?;
        }
        if !self.driver.holds_session().await.map_err(at)? {
            return Err(refuse(Cause::Refused(
                "the lock that this run held is gone: a pooler or the server gave its session to another"
                    .to_owned(),
            )));
        }
        for check in &step.checks {
            if let Some(cause) = inside::find_rows(self.driver, check).await.map_err(at)? {
                return Err(refuse(cause));
            }
        }
        let id = self.start(job, number, step.title, &hash).await.map_err(at)?;
        tracing::info!(migration = job.name(), step = number, title = step.title, "running");
        self.options.listener.tell(&Event::Step {
            migration: job.name(),
            number,
            of: job.file.steps.len(),
            title: step.title,
        });
        if let Err(fault) = self.execute_patiently(step).await {
            if fault.kind != Kind::Lost && self.driver.is_clean_after_error(step.sql) {
                self.mark(&id, FAILED).await.map_err(at)?;
            }
            return Err(locate::<D>(job, number, step, fault));
        }
        self.mark(&id, DONE).await.map_err(at)
    }

    /// Runs a step. Where it locks writers out, it waits for that lock no longer than others may wait behind it, and tries
    /// again.
    async fn execute_patiently(&mut self, step: &SqlStep<'_>) -> Result<(), Fault> {
        let touches = step.hazard.iter().flat_map(|h| &h.touches);
        let mut blocks =
            touches.clone().map(|t| t.lock).max().is_some_and(|lock| lock > Lock::ShareUpdateExclusive);
        let mut sql = step.sql.to_owned();
        if let (Some(strategy), Some(touch)) = (&self.options.gates.strategy, touches.clone().next())
            && sql.contains(CONCURRENTLY)
        {
            let rows = estimate::rows(self.driver, [touch.table.as_str()].into_iter()).await;
            if !strategy.concurrent_index(&touch.table, rows.get(&touch.table).copied()) {
                sql = sql.replacen(CONCURRENTLY, " ", 1);
                blocks = true;
            }
        }
        if !blocks || D::DIALECT != Dialect::Postgres {
            return self.driver.execute(sql).await.map(|_| ());
        }
        let patience = self.options.ddl_lock_timeout.as_millis().max(1);
        let mut retry = 0;
        loop {
            retry += 1;
            self.driver.execute(format!("BEGIN;\nSET LOCAL lock_timeout = {patience};\n")).await?;
            let done = match self.driver.execute(sql.clone()).await {
                Ok(_) => self.driver.execute("COMMIT".to_owned()).await.map(|_| ()),
                Err(fault) => Err(fault),
            };
            match done {
                Err(fault) if fault.kind != Kind::Lost => {
                    self.driver.rollback().await;
                    if fault.kind != Kind::Contention || retry > self.options.ddl_lock_retries {
                        return Err(fault);
                    }
                    tracing::info!(retry, title = step.title, "waits for a table that others use");
                    tokio::time::sleep(chance::pause(Duration::from_millis(100) * retry.min(10))).await;
                }
                done => return done,
            }
        }
    }

    /// The journal's newest entry about a step, of this try to apply the migration.
    async fn journal(&mut self, job: &Job<'_>, step: usize) -> Result<Option<Entry>, Fault> {
        let sql = format!(
            "SELECT id, state, content_hash FROM {} WHERE migration = {} AND direction = '{}' AND step = {step} \
             AND history_id IS NULL ORDER BY id DESC LIMIT 1",
            self.driver.table(STEPS),
            D::DIALECT.quote_text(job.name()),
            job.direction.name(),
        );
        let row = self.driver.query(sql).await?.into_iter().next();
        Ok(row.and_then(|row| {
            let [id, state, hash] = <[Option<String>; 3]>::try_from(row).ok()?;
            Some(Entry { id: id?, state: state?, hash: hash? })
        }))
    }

    async fn start(&mut self, job: &Job<'_>, step: usize, title: &str, hash: &str) -> Result<String, Fault> {
        let sql = format!(
            "INSERT INTO {} (migration, direction, step, title, content_hash, state) \
             VALUES ({}, '{}', {step}, {}, '{hash}', '{STARTED}') RETURNING id",
            self.driver.table(STEPS),
            D::DIALECT.quote_text(job.name()),
            job.direction.name(),
            D::DIALECT.quote_text(title),
        );
        let row = self.driver.execute(sql).await?;
        row.and_then(|row| row.into_iter().next().flatten())
            .ok_or_else(|| Fault::new(Kind::Other, "the journal gave no number"))
    }

    async fn mark(&mut self, id: &str, state: &str) -> Result<(), Fault> {
        let now = match D::DIALECT {
            zmig_core::Dialect::Sqlite => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
            zmig_core::Dialect::Postgres => "clock_timestamp()",
        };
        let table = self.driver.table(STEPS);
        let sql = format!("UPDATE {table} SET state = '{state}', finished_at = {now} WHERE id = {id}");
        self.driver.execute(sql).await.map(|_| ())
    }

    /// Writes the history's row and closes the journal's entries, in one transaction.
    async fn finish(&mut self, job: &Job<'_>, ran: Ran, done: usize) -> Result<(), Error> {
        let mut digest = self.digest;
        count(&mut digest, job);
        let mut record = job.record.clone();
        if ran.skipped {
            record.meta.insert("skipped".to_owned(), true.into());
        }
        let written: Result<(), Fault> = async {
            self.driver.try_begin(false).await?;
            let insert =
                history::insert(self.driver, &record, &digest, &ran.elapsed.as_millis().to_string());
            let row = self.driver.execute(insert).await?.unwrap_or_default();
            let [Some(mark), Some(id), _] = row.as_slice() else {
                return Err(Fault::new(Kind::Other, "the history gave no number"));
            };
            debug_assert_eq!(mark, RECORDED);
            let close = format!(
                "UPDATE {} SET history_id = {id} WHERE migration = {} AND direction = '{}' AND history_id IS NULL",
                self.driver.table(STEPS),
                D::DIALECT.quote_text(job.name()),
                job.direction.name(),
            );
            self.driver.execute(close).await?;
            for beside in &job.beside {
                let insert = history::insert_beside(self.driver, &beside.record, &digest);
                self.driver.execute(insert).await?;
            }
            self.driver.commit().await
        }
        .await;
        if let Err(fault) = written {
            self.driver.rollback().await;
            return Err(self.failure(broken(job, 0, fault), Remains::Steps { done }));
        }
        self.committed_one(ran, digest);
        Ok(())
    }

    /// What to type when a step is in doubt.
    async fn doubt(&mut self, job: &Job<'_>, step: usize) -> String {
        let id = self.journal(job, step).await.ok().flatten().map_or_else(|| "?".to_owned(), |e| e.id);
        let table = self.driver.table(STEPS);
        format!(
            "look at the database: is what step {step} does done?\n    \
             if it is:     UPDATE {table} SET state = '{DONE}' WHERE id = {id};\n    \
             if it is not: UPDATE {table} SET state = '{FAILED}' WHERE id = {id};\n    \
             then run again (`cargo zmig migrate`)"
        )
    }
}

fn locate<D: Driver>(job: &Job<'_>, number: usize, step: &SqlStep<'_>, fault: Fault) -> Broken {
    let mut script = Script::default();
    script.step(number, step.sql);
    let spot = script.locate(&fault, D::DIALECT);
    let mut broken = broken(job, number, fault);
    if let Some(offset) = spot.offset {
        broken.place = job.place_at(number, offset);
    }
    broken
}
