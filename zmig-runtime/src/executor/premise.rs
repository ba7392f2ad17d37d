//! What a list of work was made from, beside the history.

use crate::Error;
use crate::driver::Driver;

/// What a list of work was made from, beside the history: the tables as they were found, say. Looked at again under the
/// lock, before the first of the work and after it, in the transaction that does it.
pub(crate) trait Premise<D: Driver>: Sync + Send {
    /// Whether it still holds. Where it does not, the list has to be made anew. `newest` is the number of the history's
    /// newest row, 0 where there is none.
    fn holds(&self, driver: &mut D, newest: i64) -> impl Future<Output = Result<bool, Error>> + Send;

    /// What is wrong with what the work made, in words. Then nothing of it is committed.
    fn flaw(&self, driver: &mut D) -> impl Future<Output = Result<Option<String>, Error>> + Send;
}

/// Nothing beside the history.
impl<D: Driver> Premise<D> for () {
    async fn holds(&self, _: &mut D, _: i64) -> Result<bool, Error> {
        Ok(true)
    }

    async fn flaw(&self, _: &mut D) -> Result<Option<String>, Error> {
        Ok(None)
    }
}

/// Two of them: the second is looked at where the first holds.
impl<D: Driver, A: Premise<D>, B: Premise<D>> Premise<D> for (A, B) {
    async fn holds(&self, driver: &mut D, newest: i64) -> Result<bool, Error> {
        Ok(self.0.holds(driver, newest).await? && self.1.holds(driver, newest).await?)
    }

    async fn flaw(&self, driver: &mut D) -> Result<Option<String>, Error> {
        match self.0.flaw(driver).await? {
            None => self.1.flaw(driver).await,
            flaw => Ok(flaw),
        }
    }
}

/// The backup that is due before the first of the work, where the options ask for one. `risky` says whether any of it may
/// lose data.
#[cfg(feature = "backup")]
pub(crate) fn backup_first(
    options: &crate::RunOptions,
    dialect: zmig_core::Dialect,
    jobs: &[crate::job::Job<'_>],
    risky: bool,
) -> crate::backup::First {
    crate::backup::First::of(options.backup, &options.backup_options, dialect, jobs, risky)
}

/// What programs that do without backups have before the first of the work.
#[cfg(not(feature = "backup"))]
pub(crate) struct NoBackup;

#[cfg(not(feature = "backup"))]
impl<D: Driver> Premise<D> for NoBackup {
    async fn holds(&self, _: &mut D, _: i64) -> Result<bool, Error> {
        Ok(true)
    }

    async fn flaw(&self, _: &mut D) -> Result<Option<String>, Error> {
        Ok(None)
    }
}

#[cfg(not(feature = "backup"))]
pub(crate) fn backup_first(
    _: &crate::RunOptions,
    _: zmig_core::Dialect,
    _: &[crate::job::Job<'_>],
    _: bool,
) -> NoBackup {
    NoBackup
}
