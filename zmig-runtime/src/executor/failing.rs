//! What happens when a migration fails: another try, or a row of the history and an error that says everything.

use super::{Executor, Group, Premise};
use crate::driver::{Driver, Facts, Fault, Kind};
use crate::history::{self, HistoryStatus};
use crate::inside::{Broken, broken};
use crate::job::Direction;
use crate::{Cause, Error, Failure, Remains, chance};
use std::time::{Duration, Instant};

/// How long the history's row about a failure may wait for the lock.
const RECORD_PATIENCE: Duration = Duration::from_secs(2);

impl<D: Driver, P: Premise<D>> Executor<'_, D, P> {
    /// The next migration failed by itself, and its transaction is rolled back.
    pub(super) async fn failed(&mut self, facts: &Facts, broken: Broken) -> Result<Group, Error> {
        if broken.kind == Kind::Contention && self.retries < self.options.ddl_lock_retries {
            self.retries += 1;
            tracing::warn!(
                migration = broken.place.migration,
                retry = self.retries,
                "a lock could not be had; trying again"
            );
            let around = Duration::from_millis(100) * self.retries.min(10);
            tokio::time::sleep(chance::pause(around)).await;
            return Ok(Group::Again);
        }
        if broken.kind == Kind::ReadOnly && self.done.is_empty() {
            return Err(Error::ReadOnly { reason: cause_text(&broken.cause) });
        }
        // A database that zmig does not know yet and that has tables of others stays as it is.
        if broken.kind != Kind::Lost && (facts.history || !facts.other_tables) {
            self.record_failure(&broken).await;
        }
        let remains = if broken.kind == Kind::Ended { Remains::Torn } else { Remains::Nothing };
        Err(self.failure(broken, remains))
    }

    /// The error about a migration.
    pub(super) fn failure(&self, broken: Broken, remains: Remains) -> Error {
        let next = self.advice(&broken);
        let Broken { place, cause, .. } = broken;
        tracing::error!(migration = place.migration, step = place.step, "failed");
        Error::Failed(Box::new(Failure {
            place,
            cause,
            remains,
            committed: self.done.iter().map(|m| m.name.clone()).collect(),
            left: self.jobs.len().saturating_sub(self.cursor + 1),
            next,
        }))
    }

    pub(super) fn lost_at_commit(&self, fault: Fault) -> Error {
        let job = &self.jobs[self.cursor];
        let broken = broken(job, 0, fault);
        self.failure(broken, Remains::Unknown)
    }

    /// Adds a row about a failure, in a transaction of its own; where that fails too, the error says enough.
    pub(super) async fn record_failure(&mut self, broken: &Broken) {
        let (started, elapsed) = (Instant::now(), self.begun.elapsed().as_millis());
        let recorded: Result<(), Fault> = async {
            while !self.driver.try_begin(false).await? {
                if started.elapsed() > RECORD_PATIENCE {
                    return Err(Fault::new(Kind::Contention, "another runner holds the lock"));
                }
                tokio::time::sleep(chance::pause(Duration::from_millis(60))).await;
            }
            if !self.driver.facts().await?.history {
                self.make_history().await?;
            }
            let mut record = self.jobs[self.cursor].record.clone();
            record.status = HistoryStatus::FAILED;
            record.meta.insert("error".to_owned(), cause_text(&broken.cause).into());
            record.meta.insert("step".to_owned(), broken.place.step.into());
            record.meta.insert("line".to_owned(), broken.place.line.into());
            record.meta.insert("direction".to_owned(), self.jobs[self.cursor].direction.name().into());
            let sql = history::insert_failure(self.driver, &record, elapsed);
            self.driver.execute(sql).await?;
            self.driver.commit().await
        }
        .await;
        if let Err(fault) = recorded {
            tracing::warn!(error = fault.text(), "the failure could not be recorded in the history");
            self.driver.rollback().await;
        }
    }

    fn advice(&self, broken: &Broken) -> String {
        let job = &self.jobs[self.cursor];
        let is_projects = history::is_projects(job.record.schema);
        let again = match job.direction {
            Direction::Down => "cargo zmig rollback",
            Direction::Up if is_projects => "cargo zmig migrate",
            Direction::Up => "the same call",
        };
        match (&broken.cause, broken.kind) {
            (Cause::Rows { .. }, _) => format!("mend these rows, then run again (`{again}`)"),
            (Cause::InDoubt, _) => String::new(),
            (Cause::Hook { name, .. }, kind) if kind != Kind::Lost => {
                format!("mend what the function {name} complains about, or the function, then run the program again")
            }
            (_, Kind::Exists) => format!(
                "the database has it already, though its history does not say that zmig made it: look at it (`cargo zmig status` says which \
                 database this is), rename or drop it if it is not wanted, then run again (`{again}`); or, where the \
                 database has all that the migration would make, record it as applied (`cargo zmig stamp`)"
            ),
            (_, Kind::Contention) => format!(
                "someone held the lock that it needs through every try: run again at a quieter time (`{again}`), or wait longer with \
                 `RunOptions::ddl_lock_timeout`"
            ),
            (_, Kind::NotInTransaction) => {
                "begin the file with the line `-- no-transaction`, and mark each statement as a step (`-- zmig:step what it does`)".to_owned()
            }
            (_, Kind::Ended) => "take BEGIN, COMMIT and ROLLBACK out of the file: the runner brings the transaction; `cargo zmig status` shows what is applied".to_owned(),
            (_, Kind::ReadOnly) => "migrate with a connection that may write (the primary server, a file without mode=ro)".to_owned(),
            (_, Kind::Rights) => "migrate as a user that owns the tables and may create tables in this schema".to_owned(),
            (_, Kind::Stopped) => format!("run again (`{again}`), with a longer `RunOptions::statement_timeout` if it was that"),
            (_, Kind::Lost) => format!("run again (`{again}`): the history tells what is done"),
            _ if !is_projects => format!("mend what the database complains about, then run again (`{again}`)"),
            _ => format!(
                "mend what the database complains about, or the migration while it is applied nowhere (`cargo zmig amend`), then run again (`{again}`)"
            ),
        }
    }
}

/// What the history keeps of an error: nothing that stands in a row of the user's.
fn cause_text(cause: &Cause) -> String {
    match cause {
        Cause::Database { message, code, .. } => match code {
            // Data exceptions and violated constraints quote values.
            Some(code) if code.len() == 5 && (code.starts_with("22") || code.starts_with("23")) => {
                format!("the data does not fit (code {code})")
            }
            Some(code) => format!("{message} (code {code})"),
            None => message.clone(),
        },
        Cause::Rows { reason, count, .. } => format!("{reason}: {count} rows in the way"),
        // What a function says may hold anything.
        Cause::Hook { name, .. } => format!("the hook {name} failed"),
        Cause::InDoubt => "a step is in doubt".to_owned(),
        Cause::Refused(reason) => reason.clone(),
    }
}
