//! How the schema and a database are brought together.

use super::{AutoMigrated, OperationKind};
use crate::introspect::IntrospectOptions;
use crate::{Risk, RunOptions};
use std::collections::BTreeSet;

/// Choices for [`crate::Migrations::auto_migrate`].
///
/// ```
/// use zmig_runtime::{AutoMigrateOptions, OperationKind, Risk};
///
/// let options = AutoMigrateOptions::default()
///     .dry_run(true)
///     .exclude_table("audit_*")
///     .exclude_operation(OperationKind::DropColumn)
///     .max_risk(Risk::Medium);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AutoMigrateOptions {
    pub(crate) run: RunOptions,
    pub(crate) dry_run: bool,
    pub(crate) tables: IntrospectOptions,
    pub(crate) exclude_operations: BTreeSet<OperationKind>,
    pub(crate) max_risk: Risk,
    pub(crate) data_loss_protection: bool,
    pub(crate) validate_after: bool,
    /// What a dry run said; nothing else is done.
    pub(crate) only: Option<Vec<String>>,
}

impl Default for AutoMigrateOptions {
    fn default() -> Self {
        Self {
            run: RunOptions::default(),
            dry_run: false,
            tables: IntrospectOptions::default(),
            exclude_operations: BTreeSet::new(),
            max_risk: Risk::High,
            data_loss_protection: true,
            validate_after: true,
            only: None,
        }
    }
}

impl AutoMigrateOptions {
    /// Says what would be done, and does nothing.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Changes this table, and no other that is not included as well. A `*` stands for any characters.
    pub fn include_table(mut self, table: impl Into<String>) -> Self {
        self.tables.include_tables.push(table.into());
        self
    }

    /// The same for several tables.
    pub fn include_tables<S: Into<String>>(self, tables: impl IntoIterator<Item = S>) -> Self {
        tables.into_iter().fold(self, Self::include_table)
    }

    /// Leaves a table as it is. A `*` stands for any characters.
    pub fn exclude_table(mut self, table: impl Into<String>) -> Self {
        self.tables.exclude_tables.push(table.into());
        self
    }

    /// The same for several tables.
    pub fn exclude_tables<S: Into<String>>(self, tables: impl IntoIterator<Item = S>) -> Self {
        tables.into_iter().fold(self, Self::exclude_table)
    }

    /// Leaves operations of a kind out, and what needs them. An index that is dropped only to be made otherwise is not
    /// dropped in that sense.
    pub fn exclude_operation(mut self, operation: OperationKind) -> Self {
        self.exclude_operations.insert(operation);
        self
    }

    /// The same for several kinds.
    pub fn exclude_operations(self, operations: impl IntoIterator<Item = OperationKind>) -> Self {
        operations.into_iter().fold(self, Self::exclude_operation)
    }

    /// Refuses to do anything where one of the changes has a greater risk.
    pub fn max_risk(mut self, risk: Risk) -> Self {
        self.max_risk = risk;
        self
    }

    /// Whether to refuse to do anything where one of the changes would delete or change what is stored. On by default.
    pub fn data_loss_protection(mut self, on: bool) -> Self {
        self.data_loss_protection = on;
        self
    }

    /// Whether the database is compared with the schema once more before the commit, so that nothing is committed which
    /// is not right. On by default.
    pub fn validate_after(mut self, on: bool) -> Self {
        self.validate_after = on;
        self
    }

    /// Does what that dry run said, or else nothing: what somebody has looked at and agreed to.
    pub fn only(mut self, dry_run: &AutoMigrated) -> Self {
        self.only = Some(dry_run.gist());
        self
    }

    /// Lock, time-outs, and how the run is signed in the history.
    pub fn run_options(mut self, options: RunOptions) -> Self {
        self.run = options;
        self
    }
}
