//! Migrations that are recorded as applied and not run.

use super::{Ending, Executor, Premise, count};
use crate::Error;
use crate::driver::{Driver, Fault};
use crate::history::{self, Record};
use crate::inside::Ran;
use std::time::Duration;
use zmig_core::SetDigest;

impl<D: Driver, P: Premise<D>> Executor<'_, D, P> {
    /// Records the whole list, in one transaction.
    ///
    /// # Errors
    /// When the history cannot be written; then nothing is recorded.
    pub(crate) async fn record_only(&mut self) -> Result<Ending, Error> {
        if self.jobs.is_empty() {
            return Ok(Ending::Finished);
        }
        let faulty = |fault: Fault| Error::from_fault("writing the history", &fault);
        self.driver.take_over().await.map_err(faulty)?;
        if self.begin(false).await? == Ending::Changed {
            return Ok(Ending::Changed);
        }
        let Some(facts) = self.look().await? else {
            self.driver.rollback().await;
            return Ok(Ending::Changed);
        };
        let (sql, digests) = self.rows();
        let written = async {
            if !facts.history {
                self.make_history().await?;
            }
            self.driver.execute(sql).await?;
            self.driver.commit().await
        };
        if let Err(fault) = written.await {
            self.driver.rollback().await;
            return Err(faulty(fault));
        }
        for digest in digests {
            self.committed_one(Ran { skipped: false, elapsed: Duration::ZERO }, digest);
        }
        Ok(Ending::Finished)
    }

    /// Writes to a history that is there, and does nothing else, in one transaction.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is.
    pub(crate) async fn write(&mut self, sql: String) -> Result<Ending, Error> {
        let faulty = |fault: Fault| Error::from_fault("writing the history", &fault);
        self.driver.take_over().await.map_err(faulty)?;
        if self.begin(false).await? == Ending::Changed {
            return Ok(Ending::Changed);
        }
        if self.look().await?.is_none() {
            self.driver.rollback().await;
            return Ok(Ending::Changed);
        }
        let written = match self.driver.execute(sql).await {
            Ok(_) => self.driver.commit().await,
            Err(fault) => Err(fault),
        };
        match written {
            Ok(()) => Ok(Ending::Finished),
            Err(fault) => {
                self.driver.rollback().await;
                Err(faulty(fault))
            }
        }
    }

    /// The statements that insert the rows, and the digest that each carries.
    fn rows(&self) -> (String, Vec<SetDigest>) {
        let (mut sql, mut digests, mut digest) = (String::new(), Vec::new(), self.digest);
        for job in self.jobs {
            count(&mut digest, job);
            // Without the way back: what zmig did not make, it does not drop.
            let mut record = Record { rollback: None, ..job.record.clone() };
            record.meta.insert(history::STAMPED.to_owned(), true.into());
            sql.push_str(&history::insert(self.driver, &record, &digest, "0"));
            digests.push(digest);
        }
        (sql, digests)
    }
}
