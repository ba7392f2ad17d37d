//! How a plan in code is applied.

use crate::{Risk, RunOptions};

/// Choices for [`crate::MigrationPlan::apply`].
///
/// ```
/// use zmig_runtime::{ApplyOptions, Risk};
///
/// let options = ApplyOptions::default().dry_run(true).max_risk(Risk::Medium);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ApplyOptions {
    pub(crate) run: RunOptions,
    pub(crate) dry_run: bool,
    pub(crate) max_risk: Risk,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self { run: RunOptions::default(), dry_run: false, max_risk: Risk::High }
    }
}

impl ApplyOptions {
    /// Says what would be done, and does nothing.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Refuses a plan with an operation of greater risk. By default nothing is too risky: a plan is written by hand.
    pub fn max_risk(mut self, risk: Risk) -> Self {
        self.max_risk = risk;
        self
    }

    /// Lock, time-outs, and how the run is signed in the history.
    pub fn run_options(mut self, options: RunOptions) -> Self {
        self.run = options;
        self
    }
}
