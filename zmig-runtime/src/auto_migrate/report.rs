//! What came of bringing the schema and a database together.

use super::OperationKind;
use super::gate::LeftOut;
use super::record::{Marks, Work};
use crate::migration_plan::Outcome;
use crate::report::{Time, milliseconds};
use crate::{Migrated, Pending};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use zmig_core::{Change, Dialect, Reversibility, Risk, Unmanaged};

/// What came of [`crate::Migrations::auto_migrate`]: what was done, what was left out, and why. Prints as lines for
/// people, serialises for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AutoMigrated {
    /// The kind of database.
    pub dialect: Dialect,
    /// What became of it.
    pub outcome: Outcome,
    /// The name of its row in the history, where it has one.
    pub name: Option<String>,
    /// Migrations that were run first, since the database has a history and was behind.
    pub migrated: Vec<Migrated>,
    /// In a dry run: migrations that would be run first.
    pub pending: Vec<Pending>,
    /// What was changed, or would be, in order.
    pub changes: Vec<SchemaChange>,
    /// The SQL, whole, as the history keeps it; empty where nothing changes.
    pub up: String,
    /// The SQL that takes it back.
    pub down: Option<String>,
    /// The greatest risk among the changes.
    pub risk: Risk,
    /// What a rollback brings back.
    pub reversibility: Reversibility,
    /// Migrations that now count as applied, or would, since the database is what they lead to.
    pub recorded: Vec<String>,
    /// Migrations that the history held and no longer holds: only after a forced sync.
    pub taken_out: Vec<String>,
    /// What was not done, and why.
    pub left_out: Vec<LeftOut>,
    /// Tables that no migration ever made. They are left alone.
    pub foreign: Vec<String>,
    /// What else zmig does not manage.
    pub unmanaged: Vec<Unmanaged>,
    /// The backup that was made last before something was changed.
    #[cfg(feature = "backup")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<crate::Backup>,
    /// What the operator should know although nothing failed.
    pub warnings: Vec<String>,
    /// How long all of it took, in milliseconds, waiting included.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

/// A change of a database's schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SchemaChange {
    /// The kind of change.
    pub operation: OperationKind,
    /// Its table, if it is about one.
    pub table: Option<String>,
    /// One line for people.
    pub title: String,
    /// How much it may hurt.
    pub risk: Risk,
    /// How many rows hold what it would lose, where that was counted.
    pub rows: Option<u64>,
}

impl SchemaChange {
    pub(super) fn of(change: &Change, rows: Option<u64>) -> Self {
        Self {
            operation: OperationKind::of(change),
            table: change.table().map(str::to_owned),
            title: change.summary(),
            risk: change.risk(),
            rows,
        }
    }
}

impl AutoMigrated {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            outcome: Outcome::NothingToDo,
            name: None,
            migrated: Vec::new(),
            pending: Vec::new(),
            changes: Vec::new(),
            up: String::new(),
            down: None,
            risk: Risk::Safe,
            reversibility: Reversibility::Exact,
            recorded: Vec::new(),
            taken_out: Vec::new(),
            left_out: Vec::new(),
            foreign: Vec::new(),
            unmanaged: Vec::new(),
            #[cfg(feature = "backup")]
            backup: None,
            warnings: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    #[cfg(feature = "backup")]
    pub(super) fn set_backup(&mut self, made: Option<crate::Backup>) {
        self.backup = made.or_else(|| self.backup.take());
    }

    pub(super) fn describe_sql(&mut self, work: &Work, marks: &Marks) {
        self.up.clone_from(&work.up);
        self.down = work.down.clone().filter(|_| marks.take_out.is_empty());
        self.reversibility = if self.down.is_some() { work.reversibility } else { Reversibility::None };
    }

    /// Whether the database already was what the schema says, as far as the options go, and the history as well.
    pub fn is_up_to_date(&self) -> bool {
        self.outcome == Outcome::NothingToDo && self.migrated.is_empty()
    }

    /// Whether nothing was changed or recorded, or would be.
    pub fn is_nothing(&self) -> bool {
        self.migrated.is_empty()
            && self.pending.is_empty()
            && self.changes.is_empty()
            && self.recorded.is_empty()
            && self.taken_out.is_empty()
    }

    /// What it comes to, by which it is told from what another look would find.
    pub(super) fn gist(&self) -> Vec<String> {
        let changes = self.changes.iter().map(|c| c.title.clone());
        let recorded = self.recorded.iter().map(|name| format!("record {name}"));
        let taken_out = self.taken_out.iter().map(|name| format!("take out {name}"));
        changes.chain(recorded).chain(taken_out).collect()
    }

    fn headline(&self) -> String {
        let time = Time(self.elapsed);
        let changes = match self.changes.len() {
            1 => "1 change".to_owned(),
            n => format!("{n} changes"),
        };
        match (self.outcome, &self.name) {
            (Outcome::Applied, Some(name)) if self.changes.is_empty() => {
                format!("the database is what the schema says: recorded as {name} in {time}")
            }
            (Outcome::Applied, name) => {
                format!("{changes} made in {time} ({})", name.as_deref().unwrap_or("not recorded"))
            }
            (Outcome::DryRun, _) if self.changes.is_empty() && self.pending.is_empty() => {
                "nothing would be changed: this was a dry run".to_owned()
            }
            (Outcome::DryRun, _) => format!("{changes} would be made: this was a dry run"),
            (Outcome::NothingToDo, _) if self.migrated.is_empty() => "up to date: nothing to do".to_owned(),
            (Outcome::NothingToDo, _) => "up to date after the migrations: nothing more to do".to_owned(),
        }
    }
}

impl fmt::Display for AutoMigrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        for migrated in &self.migrated {
            write!(f, "\n  applied first: {}  {migrated}", migrated.name)?;
        }
        for pending in &self.pending {
            write!(f, "\n  would be applied first: {}", pending.name)?;
        }
        for change in &self.changes {
            write!(f, "\n  {:<6}  {}", change.risk, change.title)?;
            match change.rows {
                None => {}
                Some(1) => f.write_str("  (1 row at stake)")?,
                Some(n) => write!(f, "  ({n} rows at stake)")?,
            }
        }
        for (what, names) in
            [("counts as applied", &self.recorded), ("counts no longer as applied", &self.taken_out)]
        {
            for name in names {
                write!(f, "\n  {what}: {name}")?;
            }
        }
        for left_out in &self.left_out {
            write!(f, "\n  left out: {left_out}")?;
        }
        if !self.foreign.is_empty() {
            write!(f, "\n  left alone, since no migration made them: {}", crate::error::list(&self.foreign))?;
        }
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}
