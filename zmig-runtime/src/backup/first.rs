//! A backup before the first change of a run: under the lock, so that it is a copy of what is about to be changed, and
//! so that of many processes that start at once one makes it.

use super::{Backup, BackupOptions, BackupPolicy};
use crate::Error;
use crate::driver::Driver;
use crate::executor::Premise;
use crate::job::{Direction, Job};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use zmig_core::{Change, Dialect, Hazard};

/// Makes a backup when the work begins, where one is due.
#[derive(Debug, Default)]
pub(crate) struct First {
    due: Option<(BackupOptions, Option<BTreeSet<String>>)>,
    made: Mutex<Option<Backup>>,
}

impl First {
    /// For work, of which `risky` says whether any may lose data.
    pub(crate) fn of(
        policy: BackupPolicy,
        options: &BackupOptions,
        dialect: Dialect,
        jobs: &[Job<'_>],
        risky: bool,
    ) -> Self {
        let back = jobs.iter().any(|job| job.direction == Direction::Down);
        let due = match policy {
            BackupPolicy::Never => false,
            BackupPolicy::WhenRisky => risky || back,
            BackupPolicy::Always => true,
        };
        if !due || jobs.is_empty() {
            return Self::default();
        }
        let tables = options.tables.clone().or_else(|| touched(jobs));
        let tables = tables.filter(|_| dialect == Dialect::Postgres);
        Self { due: Some((options.clone(), tables)), made: Mutex::default() }
    }

    /// What was made.
    pub(crate) fn take(&self) -> Option<Backup> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The tables that work touches, by every name that they have on the way. Nothing where its changes do not tell.
fn touched(jobs: &[Job<'_>]) -> Option<BTreeSet<String>> {
    let mut tables = BTreeSet::new();
    for job in jobs {
        // What was written by hand may touch whatever it likes.
        if job.file.steps.iter().any(|step| step.hazard.as_ref().is_some_and(Hazard::touches_anything)) {
            return None;
        }
        let changes: Vec<Change> = serde_json::from_str(job.record.diff.as_deref()?).ok()?;
        if changes.is_empty() {
            return None;
        }
        for change in &changes {
            // An enum's or a domain's change rewrites columns of tables that it does not name.
            tables.insert(change.table()?.to_owned());
            if let Change::RenameTable { to, .. } = change {
                tables.insert(to.clone());
            }
        }
    }
    Some(tables)
}

impl<D: Driver> Premise<D> for First {
    async fn holds(&self, driver: &mut D, _: i64) -> Result<bool, Error> {
        let Some((options, tables)) = &self.due else { return Ok(true) };
        let is_made = self.made.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !is_made {
            let backup = super::make(driver, options, tables.as_ref()).await?;
            *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(backup);
        }
        Ok(true)
    }

    async fn flaw(&self, _: &mut D) -> Result<Option<String>, Error> {
        Ok(None)
    }
}
