//! Takes migrations back, by the SQL that the history holds.

mod analysis;
mod archives;
mod options;

pub(crate) use analysis::analyze;
pub use analysis::{Irreversible, RollbackAnalysis, RollbackStep};
pub use options::RollbackOptions;

use crate::data;
use crate::driver::{Driver, Row};
use crate::error::During as _;
use crate::executor::{Ending, Executor, backup_first};
use crate::history::{self, Applied, HistoryEntry, HistoryStatus, Past, Record, TABLE};
use crate::job::{self, Beside, Direction, Job};
use crate::set::Set;
use crate::target::{self, Needs};
use crate::{Error, Migrations, Report, RollbackTarget, RunOptions, dependants, environment};
use serde_json::{Map, Value};
use std::time::Instant;
use zmig_core::Checksum;

/// An applied migration with what its row of the history holds.
struct Back {
    applied: Applied,
    part: u32,
    parts: u32,
    summary: String,
    meta: Map<String, Value>,
    diff: Option<String>,
    /// What applied it.
    up: Option<String>,
    sql: Option<String>,
    /// What was recorded with it, and goes with it.
    beside: Vec<Back>,
}

/// Takes back what a target says.
pub(crate) async fn run<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    target: &RollbackTarget,
    options: &RunOptions,
    checks: Option<&RollbackOptions>,
) -> Result<Report, Error> {
    let started = Instant::now();
    let mut report = Report::new(D::DIALECT);
    // Only its signature is used: what is taken back need not be known to this program.
    let set = Set::new(&Migrations { all: &[], ..*migrations }, D::DIALECT, options)?;
    // What was last, or later, is decided once: another runner's work is not taken back by accident.
    let mut wanted: Option<Vec<String>> = None;
    loop {
        let facts = driver.facts().await.during("looking at the database")?;
        let past = history::read(driver, &facts).await?;
        let standing = past.standing();
        let first_look = wanted.is_none();
        let names = match wanted.take() {
            Some(names) => names,
            None => choose(driver, &standing, target).await?,
        };
        if !names.is_empty() {
            environment::check(driver, options).await?;
        }
        let back = read(driver, &standing, &names).await?;
        archives::check(driver, &back).await?;
        if let Some(checks) = checks.filter(|_| first_look) {
            let analysis = analysis::of(driver, &back).await?;
            checks.check(driver, &analysis).await?;
        }
        let jobs = back.iter().map(|b| to_job::<D>(&set, &past, b)).collect::<Result<Vec<_>, _>>()?;
        dependants::check(driver, &jobs).await?;
        let first = backup_first(options, D::DIALECT, &jobs, false);
        let mut executor = Executor::on(driver, options, &jobs, &past, None, first);
        executor.done = std::mem::take(&mut report.rolled_back);
        let ending = executor.run().await;
        #[cfg(feature = "backup")]
        report.set_backup(executor.premise.take());
        report.rolled_back = executor.done;
        if ending? == Ending::Finished {
            report.elapsed = started.elapsed();
            return Ok(report);
        }
        wanted = Some(names);
    }
}

/// What a target would take back, newest first.
pub(crate) async fn preview<D: Driver>(
    driver: &mut D,
    target: &RollbackTarget,
) -> Result<Vec<HistoryEntry>, Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    let standing = history::read(driver, &facts).await?.standing();
    let names = choose(driver, &standing, target).await?;
    let mut entries = history::read_entries(driver, &facts).await?;
    entries.reverse();
    let found = |name: &String| {
        let row = standing.iter().find(|a| &a.migration == name)?.row;
        entries.iter().find(|e| e.id == row).cloned()
    };
    Ok(names.iter().filter_map(found).collect())
}

async fn choose<D: Driver>(
    driver: &mut D,
    standing: &[Applied],
    target: &RollbackTarget,
) -> Result<Vec<String>, Error> {
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, meta_data FROM {} WHERE status = '{}' ORDER BY id",
        driver.table(TABLE),
        HistoryStatus::SUCCESS
    );
    let rows = driver.query(sql).await.during("reading the history")?;
    let mut needs: Vec<Needs> = rows.into_iter().filter_map(|row| needs(standing, row)).collect();
    baselines(standing, &mut needs);
    let chosen = target::select_back(standing, &needs, target)?;
    Ok(chosen.into_iter().map(|i| standing[i].migration.clone()).collect())
}

fn needs(standing: &[Applied], row: Row) -> Option<Needs> {
    let [id, meta] = <[Option<String>; 2]>::try_from(row).ok()?;
    let id: i64 = id?.parse().ok()?;
    let migration = standing.iter().find(|a| a.row == id)?.migration.clone();
    let meta: Value = serde_json::from_str(&meta?).ok()?;
    let listed = meta["depends_on"].as_array().into_iter().flatten();
    let needs = listed.chain([&meta["parent"]]).filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let with = meta[RECORDED_WITH].as_str().map(str::to_owned);
    let data_of = meta[data::PLACE]["schema"].as_str().map(str::to_owned);
    Some(Needs { migration, needs, with, data_of })
}

/// A baseline that was recorded needs what it stands for. Where one was run, whoever needs a part of that needs it.
fn baselines(standing: &[Applied], needs: &mut [Needs]) {
    let is_there = |name: &str| standing.iter().any(|a| a.migration == name);
    for baseline in standing.iter().filter(|a| !a.replaces.is_empty()) {
        for one in needs.iter_mut() {
            if one.migration == baseline.migration {
                one.needs.extend(baseline.replaces.iter().map(|(name, _)| name.clone()));
            } else if one.needs.iter().any(|name| baseline.does_replace(name) && !is_there(name)) {
                one.needs.push(baseline.migration.clone());
            }
        }
    }
}

/// Reads the rows of what is still applied, and refuses where one cannot be taken back.
async fn read<D: Driver>(driver: &mut D, standing: &[Applied], names: &[String]) -> Result<Vec<Back>, Error> {
    let found = load(driver, standing, names).await?;
    let lacks = |back: &&Back| back.sql.is_none() && !has_no_work(back);
    let without: Vec<String> = found.iter().filter(lacks).map(|b| b.applied.migration.clone()).collect();
    if without.is_empty() {
        return Ok(found);
    }
    Err(Error::NotReversible {
        migrations: without,
        reason: "the history holds no SQL for the way back".to_owned(),
    })
}

/// Reads the rows of what is still applied.
async fn load<D: Driver>(driver: &mut D, standing: &[Applied], names: &[String]) -> Result<Vec<Back>, Error> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let Some(applied) = standing.iter().find(|a| &a.migration == name) else { continue };
        let sql = format!(
            "SELECT part, parts, changes_summary, meta_data, diff_json, forward_sql, rollback_sql FROM {} WHERE id = {}",
            driver.table(TABLE),
            applied.row
        );
        let row = driver.query(sql).await.during("reading the history")?.into_iter().next();
        let back = row.and_then(|row| to_back(applied.clone(), row)).ok_or_else(|| Error::History {
            reason: format!("the row of {name} is gone\n  next: bring it back from a backup"),
        })?;
        found.push(back);
    }
    gather(&mut found);
    Ok(found)
}

fn to_back(applied: Applied, row: Row) -> Option<Back> {
    let [part, parts, summary, meta, diff, up, sql] = <[Option<String>; 7]>::try_from(row).ok()?;
    let meta = meta.and_then(|m| serde_json::from_str(&m).ok()).unwrap_or_default();
    Some(Back {
        applied,
        part: part?.parse().ok()?,
        parts: parts?.parse().ok()?,
        summary: summary?,
        meta,
        diff,
        up,
        sql,
        beside: Vec::new(),
    })
}

/// Puts what was recorded with something beside it.
fn gather(found: &mut Vec<Back>) {
    let mut beside = Vec::new();
    let mut i = 0;
    while i < found.len() {
        match found[i].meta.get(RECORDED_WITH).and_then(Value::as_str).map(str::to_owned) {
            Some(with) if found.iter().any(|b| b.applied.migration == with) => {
                beside.push((with, found.remove(i)));
            }
            _ => i += 1,
        }
    }
    for (with, back) in beside {
        if let Some(main) = found.iter_mut().find(|b| b.applied.migration == with) {
            main.beside.push(back);
        }
    }
}

/// The key of a row's `meta_data` that names the row which it was recorded with.
pub(crate) const RECORDED_WITH: &str = "recorded_with";

/// Whether the migration was never run, so that there is nothing to take back but its row: its guard said no, it was
/// recorded where its tables were there before, or something else made them.
fn has_no_work(back: &Back) -> bool {
    let is = |key: &str| back.meta.get(key).and_then(Value::as_bool) == Some(true);
    is("skipped") || is(history::STAMPED) || back.meta.contains_key(RECORDED_WITH)
}

fn to_job<'a, D: Driver>(set: &'a Set, past: &Past, back: &'a Back) -> Result<Job<'a>, Error> {
    let applied = &back.applied;
    let path = format!("row {} of {TABLE}, rollback_sql", applied.row);
    let sql = if has_no_work(back) { "" } else { back.sql.as_deref().unwrap_or("") };
    let file = if sql.is_empty() { job::nothing() } else { job::parse(sql, &path, D::DIALECT)? };
    let record =
        Record { diff: back.diff.clone(), forward: Some(sql).filter(|s| !s.is_empty()), ..gone(set, back) };
    let beside = |back: &'a Back| Beside {
        record: gone(set, back),
        direction: Direction::Down,
        checksum: back.applied.counted(),
    };
    Ok(Job {
        file,
        sql,
        path,
        direction: Direction::Down,
        guard: None,
        mentions: back.diff.as_deref().unwrap_or(""),
        checksum: applied.counted(),
        instead: match applied.replaces.is_empty() {
            true => Vec::new(),
            false => counted(&past.beneath(&|name| applied.does_replace(name))),
        },
        record,
        beside: back.beside.iter().map(beside).collect(),
    })
}

fn counted(all: &[&Applied]) -> Vec<(String, Checksum)> {
    all.iter().filter_map(|a| Some((a.migration.clone(), a.counted()?))).collect()
}

/// The row that says that a migration is gone.
fn gone<'a>(set: &'a Set, back: &'a Back) -> Record<'a> {
    let applied = &back.applied;
    let mut meta = Map::new();
    meta.insert("takes_back".to_owned(), applied.row.into());
    meta.extend(back.meta.get(data::PLACE).map(|place| (data::PLACE.to_owned(), place.clone())));
    Record {
        from: applied.to.as_deref(),
        to: applied.from.as_deref(),
        part: back.part,
        parts: back.parts,
        checksum: applied.checksum.map(|c| c.to_string()),
        summary: &back.summary,
        meta,
        ..set.record(&applied.migration, &applied.schema, HistoryStatus::ROLLBACK)
    }
}
