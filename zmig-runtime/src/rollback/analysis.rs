//! What a rollback would do, told beforehand from what the history holds.

use super::archives;
use super::{Back, choose, has_no_work, load};
use crate::driver::Driver;
use crate::error::During as _;
use crate::preview::estimate;
use crate::report::{Time, milliseconds};
use crate::words::counted;
use crate::{Error, RollbackTarget, history, job};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;
use zmig_core::{Change, Dialect, Hazard, Reversibility, Risk, inverse_all};

/// What a rollback would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RollbackAnalysis {
    /// The kind of database.
    pub dialect: Dialect,
    /// What would be taken back, in order.
    pub migrations: Vec<String>,
    /// Whether everything comes back, data included.
    pub fully_reversible: bool,
    /// Whether it can be done at all: each migration has a way back, and the archives that they need are there.
    pub possible: bool,
    /// What does not come back.
    pub irreversible: Vec<Irreversible>,
    /// What it would lose of what is there now.
    pub data_loss_warnings: Vec<String>,
    /// What would be run, in order.
    pub steps: Vec<RollbackStep>,
    /// How long all of it may take, in milliseconds: a rough guess from the number of rows.
    #[serde(rename = "estimated_ms", serialize_with = "milliseconds")]
    pub estimated: Duration,
}

/// Something that was done and does not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Irreversible {
    /// The migration that did it.
    pub migration: String,
    /// What it did, e.g. `drop column users.nick (str)`.
    pub operation: String,
    /// What of it does not come back.
    pub why: String,
}

/// A step of the way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RollbackStep {
    /// The migration that it takes back.
    pub migration: String,
    /// What it does.
    pub title: String,
    /// How much it may hurt.
    pub risk: Risk,
    /// What taking its migration back restores.
    pub reversibility: Reversibility,
    /// How long it may take, in milliseconds.
    #[serde(rename = "estimated_ms", serialize_with = "milliseconds")]
    pub estimated: Duration,
}

/// Looks at what a target would take back.
pub(crate) async fn analyze<D: Driver>(
    driver: &mut D,
    target: &RollbackTarget,
) -> Result<RollbackAnalysis, Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    let standing = history::read(driver, &facts).await?.standing();
    let names = choose(driver, &standing, target).await?;
    let back = load(driver, &standing, &names).await?;
    of(driver, &back).await
}

pub(super) async fn of<D: Driver>(driver: &mut D, back: &[Back]) -> Result<RollbackAnalysis, Error> {
    let mut analysis = RollbackAnalysis {
        dialect: D::DIALECT,
        migrations: back.iter().map(|b| b.applied.migration.clone()).collect(),
        fully_reversible: true,
        possible: true,
        irreversible: Vec::new(),
        data_loss_warnings: Vec::new(),
        steps: Vec::new(),
        estimated: Duration::ZERO,
    };
    let mut rows = BTreeMap::new();
    for back in back.iter().filter(|b| !has_no_work(b)) {
        one(driver, back, &mut analysis, &mut rows).await?;
    }
    analysis.fully_reversible = analysis.irreversible.is_empty();
    analysis.estimated = analysis.steps.iter().map(|s| s.estimated).sum();
    Ok(analysis)
}

async fn one<D: Driver>(
    driver: &mut D,
    back: &Back,
    analysis: &mut RollbackAnalysis,
    rows: &mut BTreeMap<String, u64>,
) -> Result<(), Error> {
    let migration = &back.applied.migration;
    let gone = |operation: String, why: &str| Irreversible {
        migration: migration.clone(),
        operation,
        why: why.to_owned(),
    };
    let Some(down) = &back.sql else {
        analysis.possible = false;
        let summary = back.summary.lines().collect::<Vec<_>>().join("; ");
        analysis.irreversible.push(gone(summary, "the history holds no SQL for the way back"));
        return Ok(());
    };
    let missing = archives::missing(driver, down).await?;
    if !missing.is_empty() {
        analysis.possible = false;
        let what = format!("keep rows in {}", crate::error::list(&missing));
        analysis.irreversible.push(gone(what, "the archive was purged"));
    }
    let mut reversibility = Reversibility::Exact;
    for (title, hazard) in steps::<D>(back.up.as_deref().unwrap_or(""), &back.summary, changes(back))? {
        reversibility = reversibility.max(hazard.down);
        match (hazard.down, hazard.loses.as_slice()) {
            (Reversibility::Exact, _) => {}
            (_, []) => {
                analysis.irreversible.push(gone(title, "values that were converted stay what they are"))
            }
            (_, lost) => analysis.irreversible.push(gone(title, &format!("it lost {}", lost.join(", ")))),
        }
    }
    let back_changes = changes(back).map(|c| inverse_all(&c));
    for (title, hazard) in steps::<D>(down, &format!("take back {migration}"), back_changes)? {
        let mut touched = 0;
        for touch in &hazard.touches {
            touched = touched.max(count(driver, &touch.table, rows).await);
        }
        let estimated = estimate::duration(std::slice::from_ref(&hazard), rows);
        let warn = |lost: &String| {
            let more = if touched >= MOST { " or more" } else { "" };
            format!("{migration}: {lost} ({touched}{more} rows)")
        };
        if touched > 0 || hazard.touches.is_empty() {
            analysis.data_loss_warnings.extend(hazard.loses.iter().map(warn));
        }
        analysis.steps.push(RollbackStep {
            migration: migration.clone(),
            title,
            risk: hazard.risk,
            reversibility,
            estimated,
        });
    }
    Ok(())
}

/// Rows are counted up to here, so that a look costs little however large a table is.
const MOST: u64 = 1_000_000;

async fn count<D: Driver>(driver: &mut D, table: &str, known: &mut BTreeMap<String, u64>) -> u64 {
    if let Some(rows) = known.get(table) {
        return *rows;
    }
    let name = D::DIALECT.quote_qualified(table);
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT {MOST}) AS zmig_rows");
    // A step further on may be about a table that is not there yet.
    let rows = driver.query(sql).await.ok().and_then(|rows| rows.first()?.first()?.as_ref()?.parse().ok());
    let rows = rows.unwrap_or(0);
    known.insert(table.to_owned(), rows);
    rows
}

fn changes(back: &Back) -> Option<Vec<Change>> {
    serde_json::from_str(back.diff.as_deref()?).ok()
}

/// The steps of a file, each with what may happen when it runs. What was written by hand does not say so: then the
/// changes do, and where there are none that can be read, the worst is to be expected.
fn steps<D: Driver>(
    sql: &str,
    title: &str,
    changes: Option<Vec<Change>>,
) -> Result<Vec<(String, Hazard)>, Error> {
    if sql.is_empty() {
        return Ok(Vec::new());
    }
    let file = job::parse(sql, title, D::DIALECT)?;
    let unknown = || match &changes {
        Some(changes) => Hazard::of(changes),
        None => Hazard { risk: Risk::High, ..Hazard::none() },
    };
    let one = |step: zmig_core::SqlStep<'_>| {
        let title = if step.title.is_empty() {
            title.lines().collect::<Vec<_>>().join("; ")
        } else {
            step.title.to_owned()
        };
        (title, step.hazard.unwrap_or_else(unknown))
    };
    Ok(file.steps.into_iter().map(one).collect())
}

impl fmt::Display for RollbackAnalysis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.migrations.is_empty() {
            return f.write_str("nothing would be taken back");
        }
        let verdict = match (self.possible, self.fully_reversible) {
            (false, _) => "cannot be taken back",
            (true, true) => "everything comes back",
            (true, false) => "not everything comes back",
        };
        let (migrations, steps) =
            (counted(self.migrations.len(), "migration"), counted(self.steps.len(), "step"));
        write!(f, "{migrations}, {steps}: {verdict}")?;
        for step in &self.steps {
            write!(f, "\n  {:<6}  {}  {}", step.risk, step.migration, step.title)?;
        }
        for Irreversible { migration, operation, why } in &self.irreversible {
            write!(f, "\ndoes not come back: {migration}: {operation}: {why}")?;
        }
        for warning in &self.data_loss_warnings {
            write!(f, "\nwould be lost: {warning}")?;
        }
        write!(f, "\nestimated: {}", Time(self.estimated))
    }
}
