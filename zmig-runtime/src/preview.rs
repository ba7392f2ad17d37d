//! What a run would do, for people to look at before it does.

pub(crate) mod estimate;

use crate::driver::Driver;
use crate::history::Past;
use crate::operation::OperationKind;
use crate::report::Time;
use crate::set::{Member, Set};
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use zmig_core::{Change, Dialect, Hazard, Lock, Manifest, Reversibility, Risk, SqlFile, Work};

/// What a run would do: each change with its risk, and what all of it means. Prints as a table for people, serialises for
/// machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// The kind of database.
    pub dialect: Dialect,
    /// The migrations, in order.
    pub migrations: Vec<PreviewedMigration>,
    /// Data migrations in Rust that would run, a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_migrations: Vec<String>,
    /// What all of them together mean.
    pub assessment: Assessment,
}

/// A migration that would be applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PreviewedMigration {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: String,
    /// The version before.
    pub from: Option<String>,
    /// The version after.
    pub to: String,
    /// Each of its changes.
    pub changes: Vec<PreviewedChange>,
    /// Each of its steps, as far as they may hurt.
    pub hazards: Vec<Hazard>,
    /// The greatest risk.
    pub risk: Risk,
    /// What its way back restores.
    pub reversibility: Reversibility,
    /// How many steps the way back has.
    pub steps_back: usize,
    /// Whether programs that know the schema before go on working.
    pub backward_compatible: bool,
    /// How long it takes, as far as the rows of its tables tell; an order of magnitude.
    #[serde(rename = "estimated_ms", serialize_with = "crate::report::milliseconds")]
    pub estimated: Duration,
    /// Its SQL.
    pub up: &'static str,
    /// The SQL that takes it back.
    pub down: &'static str,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PreviewedChange {
    /// The table that it is about.
    pub table: Option<String>,
    /// What is done to it; `None` where hand-written SQL does it.
    pub operation: Option<OperationKind>,
    /// The same in words.
    pub details: String,
    /// How much it may hurt.
    pub safety: Risk,
    /// Why; empty where it is safe.
    pub reason: String,
}

/// What a run means as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Assessment {
    /// The greatest risk.
    pub risk: Risk,
    /// Whether programs that know the schema before go on working.
    pub backward_compatible: bool,
    /// What would be lost, in words.
    pub loses: Vec<String>,
    /// Who has to wait for whom, e.g. `users: readers and writers (ACCESS EXCLUSIVE), while every row is written`.
    pub blocks: Vec<String>,
    /// How long it takes; an order of magnitude.
    #[serde(rename = "estimated_ms", serialize_with = "crate::report::milliseconds")]
    pub estimated: Duration,
    /// What the way back restores.
    pub reversibility: Reversibility,
    /// How many steps the way back has.
    pub steps_back: usize,
}

impl Preview {
    /// What `todo` of a set would do to the database at hand.
    pub(crate) async fn read<D: Driver>(driver: &mut D, set: &Set, past: &Past, todo: &[usize]) -> Self {
        let one = |&i: &usize| match set.is_to_record(i, past) {
            true => recorded(&set.all[i]),
            false => previewed(&set.all[i]),
        };
        let mut migrations: Vec<_> = todo.iter().map(one).collect();
        let tables = migrations.iter().flat_map(|m| &m.hazards).flat_map(|h| &h.touches);
        let rows = estimate::rows(driver, tables.map(|t| t.table.as_str())).await;
        for migration in &mut migrations {
            migration.estimated = estimate::duration(&migration.hazards, &rows);
        }
        let assessment = Assessment::of(&migrations);
        Self { dialect: D::DIALECT, migrations, data_migrations: Vec::new(), assessment }
    }
}

fn previewed(member: &Member) -> PreviewedMigration {
    let Member { migration: m, script, .. } = member;
    let (changes, hooks) =
        Manifest::parse(m.manifest).map(|manifest| (manifest.changes, manifest.hooks)).unwrap_or_default();
    let steps = SqlFile::parse(script.up).map(|file| file.steps).unwrap_or_default();
    let by_title = |title: &str| steps.iter().find(|s| s.title == title).and_then(|s| s.hazard.as_ref());
    let by_hand = |details: String, safety: Risk| PreviewedChange {
        table: None,
        operation: None,
        details,
        safety,
        reason: String::new(),
    };
    let hooks = hooks.keys().filter(|moment| moment.is_up());
    let hooks = hooks.map(|moment| by_hand(format!("hook {}", moment.name()), Risk::High));
    let change = |change: &Change| {
        let details = change.summary();
        // A step of its own knows more: whether rows are kept in an archive, say.
        let (safety, reason) = match by_title(&details) {
            Some(hazard) => (hazard.risk, hazard.reasons.join("; ")),
            None => (change.risk(), change.risk_reason().to_owned()),
        };
        PreviewedChange {
            table: change.table().map(str::to_owned),
            operation: Some(OperationKind::of(change)),
            details,
            safety,
            reason,
        }
    };
    let mut rows: Vec<_> = changes.iter().map(change).chain(hooks).collect();
    if rows.is_empty() {
        let summary = m.summary.lines().next().unwrap_or("SQL written by hand");
        rows.push(by_hand(summary.to_owned(), script.risk));
    }
    let hazards: Vec<Hazard> =
        steps.iter().filter_map(|s| s.hazard.clone()).filter(|h| !h.is_none()).collect();
    PreviewedMigration {
        name: m.name.to_owned(),
        schema: m.schema.to_owned(),
        from: m.from.map(str::to_owned),
        to: m.to.to_owned(),
        backward_compatible: !changes.iter().any(Change::is_breaking),
        changes: rows,
        risk: hazards.iter().map(|h| h.risk).max().unwrap_or(script.risk).max(script.risk),
        hazards,
        reversibility: script.reversibility,
        steps_back: SqlFile::parse(script.down).map_or(0, |file| file.steps.len()),
        estimated: Duration::ZERO,
        up: script.up,
        down: script.down,
    }
}

/// A baseline where all that it stands for is applied: nothing is run.
fn recorded(member: &Member) -> PreviewedMigration {
    let m = member.migration;
    let details = format!("recorded only: the {} migrations that it replaces are applied", m.replaces.len());
    PreviewedMigration {
        name: m.name.to_owned(),
        schema: m.schema.to_owned(),
        from: m.from.map(str::to_owned),
        to: m.to.to_owned(),
        backward_compatible: true,
        changes: vec![PreviewedChange {
            table: None,
            operation: None,
            details,
            safety: Risk::Safe,
            reason: String::new(),
        }],
        risk: Risk::Safe,
        hazards: Vec::new(),
        reversibility: Reversibility::Exact,
        steps_back: 0,
        estimated: Duration::ZERO,
        up: "",
        down: "",
    }
}

impl Assessment {
    fn of(migrations: &[PreviewedMigration]) -> Self {
        let hazards = || migrations.iter().flat_map(|m| &m.hazards);
        let mut blocks: Vec<(&str, Lock, Work)> = Vec::new();
        for touch in hazards().flat_map(|h| &h.touches) {
            match blocks.iter_mut().find(|(table, ..)| *table == touch.table) {
                Some((_, lock, work)) => (*lock, *work) = ((*lock).max(touch.lock), (*work).max(touch.work)),
                None => blocks.push((&touch.table, touch.lock, touch.work)),
            }
        }
        let say = |(table, lock, work): &(&str, Lock, Work)| {
            let while_ = match work {
                Work::None => "for a moment",
                Work::Scan => "while every row is read",
                Work::Rewrite => "while every row is written",
            };
            format!("{table}: {} ({lock}), {while_}", lock.blocks())
        };
        Self {
            risk: migrations.iter().map(|m| m.risk).max().unwrap_or(Risk::Safe),
            backward_compatible: migrations.iter().all(|m| m.backward_compatible),
            loses: hazards().flat_map(|h| h.loses.iter().cloned()).collect(),
            blocks: blocks.iter().map(say).collect(),
            estimated: migrations.iter().map(|m| m.estimated).sum(),
            reversibility: migrations.iter().map(|m| m.reversibility).max().unwrap_or(Reversibility::Exact),
            steps_back: migrations.iter().map(|m| m.steps_back).sum(),
        }
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.migrations.is_empty() {
            return match self.data_migrations.as_slice() {
                [] => f.write_str("up to date: nothing to do"),
                all => f.write_str(&all.join("\n")),
            };
        }
        for migration in &self.migrations {
            writeln!(f, "{migration}")?;
        }
        for line in &self.data_migrations {
            writeln!(f, "{line}")?;
        }
        write!(f, "\n{}", self.assessment)
    }
}

impl fmt::Display for PreviewedMigration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.from.as_deref().unwrap_or("nothing");
        write!(f, "{}  {} {from} -> {}", self.name, self.schema, self.to)?;
        let table = |c: &PreviewedChange| c.table.clone().unwrap_or_default();
        let operation = |c: &PreviewedChange| c.operation.map_or("SQL", OperationKind::name);
        let width = self.changes.iter().map(|c| table(c).chars().count()).max().unwrap_or(0);
        let kinds = self.changes.iter().map(|c| operation(c).len()).max().unwrap_or(0);
        for c in &self.changes {
            write!(f, "\n  {:<6}  {:<width$}  {:<kinds$}  {}", c.safety, table(c), operation(c), c.details)?;
            if !c.reason.is_empty() {
                write!(f, " ({})", c.reason)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "risk:       {}", self.risk)?;
        let works =
            if self.backward_compatible { "yes" } else { "no: a program that knows the old schema may fail" };
        write!(f, "\ncompatible: {works}")?;
        match self.loses.as_slice() {
            [] => f.write_str("\ndata loss:  none")?,
            all => write!(f, "\ndata loss:  {}", all.join("; "))?,
        }
        for (i, line) in self.blocks.iter().enumerate() {
            write!(f, "\n{}{line}", if i == 0 { "blocks:     " } else { "            " })?;
        }
        write!(f, "\nestimated:  {}", Time(self.estimated))?;
        let what = match self.reversibility {
            Reversibility::Exact => "brings back structure and data",
            Reversibility::StructureOnly => "brings back the structure, and not what is lost",
            Reversibility::None => "there is none for a part of it",
        };
        let steps = if self.steps_back == 1 { "step" } else { "steps" };
        write!(f, "\nrollback:   {} {steps}, {what}", self.steps_back)
    }
}
