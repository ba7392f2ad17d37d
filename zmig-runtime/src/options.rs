//! How a run goes, where the defaults do not do.

use crate::data::DataMigration;
use crate::environment::Environment;
use crate::event::Listener;
use crate::gate::Gates;
use crate::hooks::Functions;
use std::time::Duration;

/// Choices for a run. `RunOptions::default()` is what [`crate::Migrations::run_pending`] uses.
///
/// ```
/// use std::time::Duration;
/// use zmig_runtime::{OnAhead, RunOptions};
///
/// let options = RunOptions::default().lock_timeout(Duration::from_secs(30)).on_ahead(OnAhead::Refuse);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RunOptions {
    pub(crate) lock_timeout: Duration,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) ddl_lock_timeout: Duration,
    pub(crate) ddl_lock_retries: u32,
    pub(crate) on_ahead: OnAhead,
    pub(crate) on_missing: OnMissing,
    pub(crate) app_name: Option<String>,
    pub(crate) app_version: Option<String>,
    pub(crate) applied_by: Option<String>,
    #[cfg(feature = "backup")]
    pub(crate) backup: crate::BackupPolicy,
    #[cfg(feature = "backup")]
    pub(crate) backup_options: crate::BackupOptions,
    pub(crate) environment: Environment,
    pub(crate) gates: Gates,
    pub(crate) functions: Functions,
    pub(crate) data: Vec<DataMigration>,
    pub(crate) listener: Listener,
}

/// What to do when the database has migrations that the program does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnAhead {
    /// Go on, with a warning in the report: a newer program ran before this one, which was rolled back.
    #[default]
    Allow,
    /// Stop with an error.
    Refuse,
}

/// What [`crate::Migrations::stamp`] does when the database lacks a table or a column that the migrations would have made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// Stop with an error: the database is not where its history would say it is.
    #[default]
    Refuse,
    /// Record all the same, without looking.
    Record,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(300),
            statement_timeout: None,
            ddl_lock_timeout: Duration::from_secs(2),
            ddl_lock_retries: 20,
            on_ahead: OnAhead::Allow,
            on_missing: OnMissing::Refuse,
            app_name: None,
            app_version: None,
            applied_by: None,
            #[cfg(feature = "backup")]
            backup: crate::BackupPolicy::default(),
            #[cfg(feature = "backup")]
            backup_options: crate::BackupOptions::default(),
            environment: Environment::default(),
            gates: Gates::default(),
            functions: Functions::default(),
            data: Vec::new(),
            listener: Listener::default(),
        }
    }
}

impl RunOptions {
    /// How long to wait for another runner that is migrating the same database. Five minutes by default.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// How long one statement may take. By default what the server says.
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }

    /// PostgreSQL: how long a statement may wait for a table's lock, and so how long it holds up everyone who comes
    /// after it. Two seconds by default.
    pub fn ddl_lock_timeout(mut self, timeout: Duration) -> Self {
        self.ddl_lock_timeout = timeout;
        self
    }

    /// How often a migration that could not get a table's lock, or met a deadlock, is tried again. 20 by default.
    pub fn ddl_lock_retries(mut self, retries: u32) -> Self {
        self.ddl_lock_retries = retries;
        self
    }

    /// What to do when the database has migrations that the program does not know.
    pub fn on_ahead(mut self, policy: OnAhead) -> Self {
        self.on_ahead = policy;
        self
    }

    /// What to do when a database lacks what is to be recorded as applied.
    pub fn on_missing(mut self, policy: OnMissing) -> Self {
        self.on_missing = policy;
        self
    }

    /// The application's name in the history, where it is not the crate's.
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// The application's version in the history, where it is not the crate's.
    pub fn app_version(mut self, version: impl Into<String>) -> Self {
        self.app_version = Some(version.into());
        self
    }

    /// Who migrates, for the history. By default the user that the process runs as.
    pub fn applied_by(mut self, who: impl Into<String>) -> Self {
        self.applied_by = Some(who.into());
        self
    }

    /// Whether to make a backup before anything is changed. A run whose backup fails changes nothing. By default none is made.
    #[cfg(feature = "backup")]
    pub fn backup(mut self, policy: crate::BackupPolicy) -> Self {
        self.backup = policy;
        self
    }

    /// Where those backups go, and how long they stay.
    #[cfg(feature = "backup")]
    pub fn backup_options(mut self, options: crate::BackupOptions) -> Self {
        self.backup_options = options;
        self
    }

    pub(crate) fn who(&self) -> String {
        self.applied_by.clone().unwrap_or_else(|| {
            ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
                .unwrap_or_else(|| "unknown".to_owned())
        })
    }
}
