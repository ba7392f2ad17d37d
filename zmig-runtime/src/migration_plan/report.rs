//! What came of a plan in code.

use super::lower::Lowered;
use crate::report::{Time, milliseconds};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use zmig_core::{Dialect, Reversibility, Risk, Step};

/// What came of a plan in code. Prints as lines for people, serialises for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlanReport {
    /// The plan's name in the history.
    pub name: String,
    /// The kind of database.
    pub dialect: Dialect,
    /// What became of it.
    pub outcome: Outcome,
    /// What was done, or would be, in order. Empty where the database had the plan already.
    pub steps: Vec<PlannedStep>,
    /// The SQL, whole, as the history keeps it.
    pub up: String,
    /// The SQL that takes it back; none where there is no way back.
    pub down: Option<String>,
    /// How much it may hurt.
    pub risk: Risk,
    /// What its down brings back.
    pub reversibility: Reversibility,
    /// The backup that was made before anything was changed.
    #[cfg(feature = "backup")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<crate::Backup>,
    /// What the operator should know although nothing failed.
    pub warnings: Vec<String>,
    /// How long all of it took, in milliseconds, waiting included.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

/// What became of a plan, or of bringing a database to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was applied.
    Applied,
    /// There was nothing to do: a plan had been applied before, or a database was as it should be.
    NothingToDo,
    /// It was looked at only: nothing was done.
    DryRun,
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedStep {
    /// One line for people.
    pub title: String,
    /// How much it may hurt.
    pub risk: Risk,
    /// Its statements; empty where the database has nothing to do.
    pub sql: Vec<String>,
}

impl From<&Step> for PlannedStep {
    fn from(step: &Step) -> Self {
        Self { title: step.title.clone(), risk: step.hazard.risk, sql: step.sql.clone() }
    }
}

impl PlanReport {
    pub(super) fn already(name: String, dialect: Dialect) -> Self {
        Self {
            name,
            dialect,
            outcome: Outcome::NothingToDo,
            steps: Vec::new(),
            up: String::new(),
            down: None,
            risk: Risk::Safe,
            reversibility: Reversibility::Exact,
            #[cfg(feature = "backup")]
            backup: None,
            warnings: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    pub(super) fn of(name: String, dialect: Dialect, outcome: Outcome, lowered: &Lowered) -> Self {
        Self {
            outcome,
            steps: lowered.steps.iter().map(PlannedStep::from).collect(),
            up: lowered.up.clone(),
            down: lowered.down.clone(),
            risk: lowered.risk,
            reversibility: lowered.reversibility,
            ..Self::already(name, dialect)
        }
    }
}

impl fmt::Display for PlanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, .. } = self;
        match self.outcome {
            Outcome::Applied => write!(f, "applied {name} in {}", Time(self.elapsed))?,
            Outcome::NothingToDo => return write!(f, "{name} is applied already: nothing to do"),
            Outcome::DryRun => write!(f, "{name} would be applied: this was a dry run")?,
        }
        for step in &self.steps {
            write!(f, "\n  {:<6}  {}", step.risk, step.title)?;
        }
        let back = match self.reversibility {
            Reversibility::Exact => "rollback brings everything back",
            Reversibility::StructureOnly => "rollback brings the structure back, and not all of the data",
            Reversibility::None => "there is no way back",
        };
        write!(f, "\n  {back}")?;
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}
