//! From changes to SQL: the steps that bring a database from one schema to the next.

use crate::{Change, Dialect, Hazard, Risk, Schema};
use serde::{Deserialize, Serialize};

/// The SQL of a list of changes for one dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The dialect that it is written in.
    pub dialect: Dialect,
    /// What is run, in order.
    pub steps: Vec<Step>,
}

/// One or several statements that belong together and know what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// One line for people: the changes' summaries, joined.
    pub title: String,
    /// The changes that this step brings about. A table of SQLite that must be copied takes all its changes at once.
    pub changes: Vec<Change>,
    /// The statements, without their semicolons; empty where a database has nothing to do.
    pub sql: Vec<String>,
    /// Queries that find the rows on which the step would fail.
    pub checks: Vec<RowCheck>,
    /// How it goes with transactions.
    pub transaction: Transaction,
    /// The SQLite table that is copied and replaced, so that the runner can put back what hangs on it (triggers).
    pub rebuilds: Option<String>,
    /// What may happen when it runs.
    pub hazard: Hazard,
    /// Where the step cannot run in a transaction: a query of one boolean that tells whether it is done.
    pub probe: Option<String>,
}

/// A query for the rows that stand in a step's way. It is written into the SQL file as a comment and run before the
/// step, so that a refusal can name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCheck {
    /// What is wrong with such rows, e.g. `users.age does not convert to int`.
    pub reason: String,
    /// A query on one line whose first column names a row (its key, as text) and whose second is the value at fault.
    pub sql: String,
}

/// How a step goes with transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    /// Anywhere in a transaction, together with others.
    #[default]
    Shared,
    /// In a transaction, but what follows must wait for its commit (PostgreSQL's new enum values).
    Own,
    /// Not in a transaction.
    None,
}

/// Choices in planning.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PlanOptions {
    /// Changes PostgreSQL tables that are in use without blocking others for longer than a moment: indexes are built and
    /// dropped concurrently, foreign keys, checks and NOT NULL are kept for new rows first and held against the rows that
    /// are there afterwards. Each is a migration of its own, outside a transaction.
    pub online: bool,
    /// Keep the rows of what is dropped, so that the way back brings them back; see [`crate::ways`].
    pub archive: bool,
    /// Something that is no part of the plan follows it in the same transaction: values that PostgreSQL adds to an enum
    /// must be of use at once.
    pub followed: bool,
}

/// Changes that have no SQL in a dialect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A change that does not fit the schema that it is applied to.
    #[error(transparent)]
    Apply(#[from] crate::ApplyError),
    /// Something that the database cannot hold.
    #[error("{dialect} cannot hold {what}: {why}")]
    Unsupported {
        /// The database's name.
        dialect: &'static str,
        /// The object, e.g. `index idx_a on users`.
        what: String,
        /// Why not, and what to do instead.
        why: String,
    },
}

impl Plan {
    /// The greatest risk among the steps.
    pub fn risk(&self) -> Risk {
        self.steps.iter().map(|s| s.hazard.risk).max().unwrap_or(Risk::Safe)
    }

    /// How the plan as a whole goes with transactions.
    pub fn transaction(&self) -> Transaction {
        self.steps.iter().map(|s| s.transaction).max().unwrap_or_default()
    }
}

/// The SQL that brings a database with schema `old` through `changes`. Walks a running schema, so that each step knows
/// the table as it is when its turn comes.
///
/// The way back is the plan of [`crate::inverse_all`] on the schema that results.
///
/// # Errors
/// When a change does not fit the schema, or the database cannot hold its result.
pub fn plan(
    old: &Schema,
    changes: &[Change],
    dialect: Dialect,
    options: &PlanOptions,
) -> Result<Plan, PlanError> {
    let steps = match dialect {
        Dialect::Sqlite => crate::dialect::sqlite::plan(old, changes, options)?,
        Dialect::Postgres => crate::dialect::postgres::plan(old, changes, options)?,
    };
    Ok(Plan { dialect, steps })
}
