//! Why the schema and a database are not brought together.

use super::OperationKind;
use crate::live::{How, InTheWay};
use serde::Serialize;
use std::fmt;
use zmig_core::{Change, PlanError, Refusal, Risk};

/// One reason why nothing is done, and the ways out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Objection {
    /// The table that it is about, if it is about one.
    pub table: Option<String>,
    /// What would be done, or what is asked, in one line.
    pub change: String,
    /// Why it is not done.
    pub why: String,
    /// How many rows hold what would be lost, where that was counted.
    pub rows: Option<u64>,
    /// What can be done about it: one of these is enough.
    pub ways: Vec<String>,
}

impl Objection {
    fn new(table: Option<&str>, change: String, why: impl Into<String>) -> Self {
        Self { table: table.map(str::to_owned), change, why: why.into(), rows: None, ways: Vec::new() }
    }

    fn way(mut self, way: impl Into<String>) -> Self {
        self.ways.push(way.into());
        self
    }

    fn of(change: &Change, why: impl Into<String>) -> Self {
        Self::new(change.table(), change.summary(), why)
    }

    /// A change that would lose or alter what is stored.
    pub(super) fn loses(change: &Change, rows: Option<u64>) -> Self {
        let what = match rows {
            Some(0) => "it loses data, though no row holds any just now".to_owned(),
            Some(1) => "it loses data: 1 row holds some".to_owned(),
            Some(n) => format!("it loses data: {n} rows hold some"),
            None => "it may lose data".to_owned(),
        };
        let out = Self { rows, ..Self::of(change, format!("{what}, and data-loss protection is on")) };
        let out = match change {
            Change::DropTable { table } => {
                out.way(format!("describe the table {} in a schema, so that it stays", table.name))
            }
            Change::DropColumn { table, column, .. } => out
                .way(format!("describe the column {table}.{} in the schema, so that it stays", column.name)),
            _ => out,
        };
        out.excluding(change).way("allow it with `data_loss_protection(false)`, once there is a backup")
    }

    /// A change of greater risk than is allowed.
    pub(super) fn risky(change: &Change, max: Risk) -> Self {
        let why = format!("it is of risk {}, and {} is allowed at most", change.risk(), max);
        Self::of(change, why)
            .excluding(change)
            .way(format!("allow it with `max_risk(Risk::{:?})`", change.risk()))
    }

    /// Something that zmig does not manage and that a change would break or take along.
    pub(super) fn broken(change: &Change, hit: &InTheWay<'_>) -> Self {
        let thing = hit.thing;
        let way = match hit.how {
            How::HasName => format!("drop {thing}, or give it another name"),
            _ => format!("drop {thing} before, and make it anew after; a `MigrationPlan` can do both"),
        };
        Self::of(change, hit.why()).way(way).excluding(change)
    }

    /// A table of somebody else's that refers to what is to go.
    pub(super) fn referred_to(object: &str, table: &str, key: &str) -> Self {
        let why = format!("the foreign key {key} of {table}, a table that no migration made, refers to it");
        Self::new(Some(table), format!("drop {object}"), why)
            .way(format!("drop the foreign key {key} of {table}"))
            .way(format!("describe {object} in a schema, so that it stays"))
    }

    /// A migration that was written and is pending, of greater risk than is allowed.
    pub(super) fn pending(name: &str, risk: Risk, max: Risk) -> Self {
        let why = format!("it is of risk {}, and {} is allowed at most", risk, max);
        Self::new(None, format!("apply the migration {name}"), why)
            .way("apply it by itself, with `run_pending` or `cargo zmig migrate`")
            .way(format!("allow it with `max_risk(Risk::{risk:?})`"))
    }

    /// Something that the database cannot hold.
    pub(super) fn unplannable(error: &PlanError) -> Self {
        Self::new(None, "write the SQL".to_owned(), error.to_string())
            .way("change the schema, or leave the table out with `exclude_table`")
    }

    /// Another look found something else than what was agreed to.
    pub(super) fn another_look() -> Self {
        let why = "the database or its history is not what it was at the dry run that was agreed to";
        Self::new(None, "do what was agreed to".to_owned(), why).way("look at a new dry run")
    }

    /// With the number of rows at stake.
    pub(super) fn counted(self, change: &Change, rows: Option<u64>) -> Self {
        match rows {
            Some(_) if self.why.contains("data-loss protection") => Self::loses(change, rows),
            _ => Self { rows, ..self },
        }
    }

    fn excluding(self, change: &Change) -> Self {
        let kind = OperationKind::of(change);
        let out = self.way(format!("leave it out with `exclude_operation(OperationKind::{kind:?})`"));
        match change.table() {
            Some(table) => out.way(format!("leave the table out with `exclude_table(\"{table}\")`")),
            None => out,
        }
    }
}

impl From<Refusal> for Objection {
    fn from(refusal: Refusal) -> Self {
        let why = refusal.to_string();
        match refusal {
            Refusal::NeedsBackfill { table, column } => {
                Self::new(Some(&table), format!("add column {table}.{column}"), why)
                    .way(format!("give {table}.{column} a default, or make it nullable, in the schema"))
                    .way("add and fill the column with a `MigrationPlan` before (`add_column_filled`)")
                    .way(format!("leave the table out with `exclude_table(\"{table}\")`"))
            }
            Refusal::NeedsUsing { table, column, .. } => {
                Self::new(Some(&table), format!("alter column {table}.{column}"), why)
                    .way("convert the column with a `MigrationPlan` before (`Alteration::using`)")
                    .way(format!("leave the table out with `exclude_table(\"{table}\")`"))
            }
            Refusal::DomainRetyped { domain, .. } => Self::new(None, format!("alter domain {domain}"), why)
                .way("give the domain another name, and the columns the new one"),
            Refusal::BadRename { table, object, from, .. } => {
                Self::new(Some(&table), format!("rename {from} to {object}"), why)
                    .way("rename it with a `MigrationPlan` before, or drop what has the name")
            }
            Refusal::ColumnRenamedOrDropped { table, dropped, added } => {
                Self::new(Some(&table), format!("drop {table}.{dropped}, add {table}.{added}"), why)
                    .way("rename it with a `MigrationPlan` before, if it is the same")
            }
            Refusal::TableRenamedOrDropped { dropped, added } => {
                Self::new(Some(&added), format!("drop table {dropped}, create table {added}"), why)
                    .way("rename it with a `MigrationPlan` before, if it is the same")
            }
        }
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.change, self.why)?;
        for way in &self.ways {
            write!(f, "\n    = help: {way}")?;
        }
        Ok(())
    }
}
