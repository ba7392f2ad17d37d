//! What has to hold before a rollback begins.

use super::RollbackAnalysis;
use crate::driver::{Driver, Source};
use crate::error::During as _;
use crate::{Error, RunOptions, environment};
use std::fmt;
use std::sync::Arc;

type Approve = Arc<dyn Fn(&RollbackAnalysis) -> bool + Send + Sync>;

/// Choices for [`crate::Migrations::rollback_checked`].
///
/// ```
/// use zmig_runtime::RollbackOptions;
///
/// let options = RollbackOptions::default()
///     .environment("production")
///     .confirm("shop")
///     .confirm_with(|analysis| analysis.fully_reversible);
/// # let _ = options;
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct RollbackOptions {
    pub(crate) run: RunOptions,
    must_confirm: Option<bool>,
    confirm: Option<String>,
    approve: Option<Approve>,
    #[cfg(feature = "backup")]
    recent: Option<(std::path::PathBuf, std::time::Duration)>,
}

impl fmt::Debug for RollbackOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("RollbackOptions");
        out.field("run", &self.run).field("must_confirm", &self.must_confirm).field("confirm", &self.confirm);
        out.finish_non_exhaustive()
    }
}

impl RollbackOptions {
    /// How the run goes.
    pub fn run_options(mut self, mut options: RunOptions) -> Self {
        options.environment = options.environment.or(self.run.environment);
        self.run = options;
        self
    }

    /// The environment that the rollback is for, as [`RunOptions::environment`] has it. In `production` (or `prod`) it has
    /// to be confirmed.
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.run = self.run.environment(name);
        self
    }

    /// Whether it has to be confirmed, instead of what the environment's name asks for.
    pub fn must_confirm(mut self, yes: bool) -> Self {
        self.must_confirm = Some(yes);
        self
    }

    /// Confirms it by the database's name: SQLite's file name. Another name is refused in any environment.
    pub fn confirm(mut self, database: impl Into<String>) -> Self {
        self.confirm = Some(database.into());
        self
    }

    /// Asks a function that is shown what would happen; where it says no, nothing does, in any environment.
    pub fn confirm_with(
        mut self,
        approve: impl Fn(&RollbackAnalysis) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.approve = Some(Arc::new(approve));
        self
    }

    /// Demands a backup of the whole database in this folder that is younger than this.
    #[cfg(feature = "backup")]
    pub fn recent_backup(mut self, folder: impl Into<std::path::PathBuf>, age: std::time::Duration) -> Self {
        self.recent = Some((folder.into(), age));
        self
    }

    /// Why it has to be confirmed, if so. `theirs` is what the database says that it serves.
    fn why_confirm(&self, theirs: Option<String>) -> Option<&'static str> {
        match self.must_confirm {
            Some(must) => must.then_some("asks for a confirmation"),
            None => {
                let is_production =
                    |name: &String| ["production", "prod"].contains(&name.to_ascii_lowercase().as_str());
                let theirs = theirs.filter(|name| !self.run.environment.was(name));
                let names = [self.run.environment.name(), theirs];
                names.iter().flatten().any(is_production).then_some("is in production")
            }
        }
    }

    /// Refuses where something does not hold.
    pub(super) async fn check<D: Driver>(
        &self,
        driver: &mut D,
        analysis: &RollbackAnalysis,
    ) -> Result<(), Error> {
        if analysis.migrations.is_empty() {
            return Ok(());
        }
        driver.take_over().await.during("preparing the connection")?;
        let source = driver.source();
        // Something is applied, so there is a history.
        let theirs = environment::of(driver).await?;
        self.check_names(&source, theirs)?;
        #[cfg(feature = "backup")]
        self.check_backup(D::DIALECT, &source)?;
        match &self.approve {
            Some(approve) if !approve(analysis) => Err(refused(
                "it was not confirmed".to_owned(),
                "look at `analyze_rollback` (`cargo zmig analyze-rollback`), then confirm it",
            )),
            _ => Ok(()),
        }
    }

    fn check_names(&self, source: &Source, theirs: Option<String>) -> Result<(), Error> {
        let why = self.why_confirm(theirs);
        match &self.confirm {
            Some(name) if *name != source.database => Err(refused(
                format!("it was confirmed for {name}, and the database is called {}", source.database),
                "look whether the URL is the one that you mean",
            )),
            None if self.approve.is_none() && why.is_some() => Err(refused(
                format!("{} {}, and nobody confirmed it", source.database, why.unwrap_or_default()),
                "confirm it with `RollbackOptions::confirm` and the database's name (--confirm)",
            )),
            _ => Ok(()),
        }
    }

    #[cfg(feature = "backup")]
    fn check_backup(&self, dialect: zmig_core::Dialect, source: &Source) -> Result<(), Error> {
        let Some((folder, age)) = &self.recent else { return Ok(()) };
        let newest = crate::backup::newest(folder, dialect, source)?;
        let is_young = |made: chrono::DateTime<chrono::Utc>| {
            (chrono::Utc::now() - made).to_std().unwrap_or_default() < *age
        };
        if newest.is_some_and(is_young) {
            return Ok(());
        }
        let what =
            newest.map_or_else(|| "there is none".to_owned(), |made| format!("the newest is of {made}"));
        let hours = age.as_secs_f64() / 3600.0;
        Err(refused(
            format!(
                "a backup of {} is demanded that is younger than {hours:.1} h, and {what}",
                source.database
            ),
            "make one with `Migrations::backup` (`cargo zmig backup`)",
        ))
    }
}

fn refused(reason: String, next: &'static str) -> Error {
    Error::RollbackRefused { reason, next }
}
