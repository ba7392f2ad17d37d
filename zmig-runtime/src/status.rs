//! What is applied and what is pending.

use crate::driver::Driver;
use crate::error::During as _;
use crate::history::{self, DATABASE, Past, STEPS};
use crate::set::Set;
use crate::target::{self, Target};
use crate::{Error, Migrations, RunOptions, environment};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use zmig_core::{Dialect, Problem, Reversibility, Risk, Transaction};

/// What is applied, what is pending, and what is wrong.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// The kind of database.
    pub dialect: Dialect,
    /// The database's identity, given with its first migration.
    pub database_id: Option<String>,
    /// The environment that it serves, where a run gave it a name.
    pub environment: Option<String>,
    /// The version of each schema, as the history says.
    pub versions: BTreeMap<String, String>,
    /// The names of what is applied, in the order in which that happened.
    pub applied: Vec<String>,
    /// What is pending, in order.
    pub pending: Vec<Pending>,
    /// Migrations that the database has and the program does not know.
    pub ahead: Vec<String>,
    /// Steps outside a transaction that were begun and whose migration is not applied.
    pub unfinished: Vec<String>,
    /// What is wrong between the program and the history.
    #[serde(serialize_with = "as_text")]
    pub problems: Vec<Problem>,
}

/// A migration that is to be applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Pending {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: String,
    /// The version before.
    pub from: Option<String>,
    /// The version after.
    pub to: String,
    /// A line for each change.
    pub summary: String,
    /// How much it may hurt.
    pub risk: Risk,
    /// What its down brings back.
    pub reversibility: Reversibility,
    /// How it goes with transactions.
    pub transaction: Transaction,
    /// Its SQL.
    pub up: &'static str,
    /// The SQL that takes it back.
    pub down: &'static str,
    /// Whether it will be recorded and not run: all that it stands for is applied.
    pub record_only: bool,
}

fn as_text<S: serde::Serializer>(problems: &[Problem], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(problems.iter().map(ToString::to_string))
}

pub(crate) async fn read<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    options: &RunOptions,
) -> Result<Status, Error> {
    let set = Set::new(migrations, D::DIALECT, options)?;
    let facts = driver.facts().await.during("looking at the database")?;
    let past = history::read(driver, &facts).await?;
    let resolution = set.resolve(&past);
    let (mut database_id, mut environment, mut unfinished) = (None, None, Vec::new());
    if facts.history {
        environment = environment::of(driver).await?;
        let sql = format!("SELECT database_id FROM {}", driver.table(DATABASE));
        let rows = driver.query(sql).await.during("reading the database's identity")?;
        database_id = rows.into_iter().next().and_then(|row| row.into_iter().next().flatten());
        let sql = format!(
            "SELECT migration || ' step ' || step || ' (' || title || '): ' || state FROM {} \
             WHERE history_id IS NULL ORDER BY id",
            driver.table(STEPS)
        );
        let rows = driver.query(sql).await.during("reading the journal of steps")?;
        unfinished = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    }
    let versions = past.applied.iter().filter_map(|a| Some((a.schema.clone(), a.to.clone()?))).collect();
    Ok(Status {
        dialect: D::DIALECT,
        database_id,
        environment,
        versions,
        applied: past.applied.iter().map(|a| a.migration.clone()).collect(),
        pending: resolution.pending.iter().map(|&i| pending(&set, i, &past)).collect(),
        ahead: resolution.ahead,
        unfinished,
        problems: resolution.problems,
    })
}

/// What a target asks for.
pub(crate) async fn read_to<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    target: &Target,
    options: &RunOptions,
) -> Result<Vec<Pending>, Error> {
    let set = Set::new(migrations, D::DIALECT, options)?;
    let facts = driver.facts().await.during("looking at the database")?;
    let past = history::read(driver, &facts).await?;
    let resolution = set.resolve(&past);
    let indexes = target::select(&set, &resolution, target)?;
    if !resolution.problems.is_empty() {
        return Err(Error::Problems { problems: resolution.problems, difference: None });
    }
    Ok(indexes.into_iter().map(|i| pending(&set, i, &past)).collect())
}

pub(crate) fn pending(set: &Set, index: usize, past: &Past) -> Pending {
    let member = set.all[index];
    let (m, script) = (member.migration, member.script);
    Pending {
        name: m.name.to_owned(),
        schema: m.schema.to_owned(),
        from: m.from.map(str::to_owned),
        to: m.to.to_owned(),
        summary: m.summary.to_owned(),
        risk: script.risk,
        reversibility: script.reversibility,
        transaction: script.transaction,
        up: script.up,
        down: script.down,
        record_only: set.is_to_record(index, past),
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.dialect.title())?;
        match &self.database_id {
            Some(id) => write!(f, " database {id}")?,
            None => f.write_str(" database without a history")?,
        }
        if let Some(name) = &self.environment {
            write!(f, " ({name})")?;
        }
        write!(f, ": {} applied, {} pending", self.applied.len(), self.pending.len())?;
        for (schema, version) in &self.versions {
            write!(f, "\n  {schema} is at {version}")?;
        }
        for pending in &self.pending {
            let from = pending.from.as_deref().unwrap_or("nothing");
            write!(f, "\n  pending: {}  {} {from} -> {}", pending.name, pending.schema, pending.to)?;
            if pending.record_only {
                f.write_str("  (to be recorded only: what it replaces is applied)")?;
            }
        }
        for name in &self.ahead {
            write!(f, "\n  ahead: {name}, which this program does not know")?;
        }
        for step in &self.unfinished {
            write!(f, "\n  unfinished: {step}")?;
        }
        for problem in &self.problems {
            write!(f, "\n  problem: {problem}")?;
        }
        Ok(())
    }
}
