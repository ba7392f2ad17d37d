//! Applies a plan: look, plan, and under the lock look again.

use super::lower::{Lowered, lower};
use super::problem::PlanProblem;
use super::resolve::resolve;
use super::{ApplyOptions, MigrationPlan, Outcome, PlanReport, gate};
use crate::driver::Driver;
use crate::embedded::{App, Digests};
use crate::error::During as _;
use crate::executor::{Ending, Executor, backup_first};
use crate::history::{self, HistoryStatus, PLANS, Past, Record, TABLE};
use crate::introspect::{self, IntrospectOptions};
use crate::job::{self, Direction, Job};
use crate::live::Unchanged;
use crate::set::Set;
use crate::{Error, Migrations, difference};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use std::time::Instant;
use zmig_core::{Problem, Risk};

/// How often a plan is made anew because someone changed the tables under it.
const TRIES: usize = 10;

pub(super) async fn run<D: Driver>(
    driver: &mut D,
    plan: &MigrationPlan,
    options: &ApplyOptions,
) -> Result<PlanReport, Error> {
    let started = Instant::now();
    let name = plan.full_name();
    refuse(&name, plan.form())?;
    let migrations = Migrations::__new(app(), &[], Digests { sqlite: "", postgres: "" });
    let set = Set::new(&migrations, D::DIALECT, &options.run)?;
    for _ in 0..TRIES {
        let facts = driver.facts().await.during("looking at the database")?;
        let past = history::read(driver, &facts).await?;
        if is_applied(driver, plan, &past).await? {
            let elapsed = started.elapsed();
            return Ok(PlanReport { elapsed, ..PlanReport::already(name, D::DIALECT) });
        }
        let found = introspect::read(driver, &IntrospectOptions::default()).await?;
        let resolved = resolve(plan, &found.schema, D::DIALECT).or_else(|all| refuse_with(&name, all))?;
        let lowered = lower(plan, &resolved, D::DIALECT).or_else(|one| refuse_with(&name, vec![one]))?;
        let (mut problems, warnings) = gate::objects(&found, &resolved, &lowered, D::DIALECT);
        problems.extend(too_risky(&lowered, options));
        refuse(&name, problems)?;
        if options.dry_run {
            let report = PlanReport::of(name, D::DIALECT, Outcome::DryRun, &lowered);
            return Ok(PlanReport { warnings, elapsed: started.elapsed(), ..report });
        }
        let summary = summary(plan);
        let jobs = [to_job(&set, plan, &name, &summary, &lowered, &past, D::DIALECT)?];
        let premise = Unchanged { newest: past.newest_row, found: &found };
        let first = backup_first(&options.run, D::DIALECT, &jobs, lowered.risk == Risk::High);
        let mut executor = Executor::on(driver, &options.run, &jobs, &past, None, (premise, first));
        if executor.run().await? == Ending::Finished {
            #[cfg(feature = "backup")]
            let report = PlanReport {
                backup: executor.premise.1.take(),
                ..PlanReport::of(name, D::DIALECT, Outcome::Applied, &lowered)
            };
            #[cfg(not(feature = "backup"))]
            let report = PlanReport::of(name, D::DIALECT, Outcome::Applied, &lowered);
            return Ok(PlanReport { warnings, elapsed: started.elapsed(), ..report });
        }
    }
    Err(Error::Unsteady { tries: TRIES })
}

fn refuse(name: &str, problems: Vec<PlanProblem>) -> Result<(), Error> {
    if problems.is_empty() { Ok(()) } else { refuse_with(name, problems) }
}

fn refuse_with<T>(name: &str, problems: Vec<PlanProblem>) -> Result<T, Error> {
    Err(Error::Plan { name: name.to_owned(), problems })
}

fn too_risky(lowered: &Lowered, options: &ApplyOptions) -> Vec<PlanProblem> {
    let risky = lowered.steps.iter().filter(|s| s.hazard.risk > options.max_risk);
    let problem = |step: &zmig_core::Step| {
        let why = format!(
            "{} is {}, and the options allow {} at most",
            step.title, step.hazard.risk, options.max_risk
        );
        PlanProblem::whole(why, "allow it with `ApplyOptions::max_risk`, or take it out of the plan")
    };
    risky.map(problem).collect()
}

/// Whether the database has the plan.
///
/// # Errors
/// When it has another one under this name.
async fn is_applied<D: Driver>(driver: &mut D, plan: &MigrationPlan, past: &Past) -> Result<bool, Error> {
    let name = plan.full_name();
    let Some(applied) = past.applied.iter().find(|a| a.migration == name) else { return Ok(false) };
    if applied.schema != PLANS {
        let why = format!("a migration of {} has this name, and is applied", applied.schema);
        return refuse_with(&name, vec![PlanProblem::whole(why, "give the plan another id or name")]);
    }
    let now = plan.checksum();
    match applied.checksum {
        Some(then) if then != now => {
            let difference = edit(driver, applied.row, plan).await;
            let problems = vec![Problem::Edited { name, applied: then, now }];
            Err(Error::Problems { problems, difference })
        }
        _ => Ok(true),
    }
}

/// How the plan differs from the one that was applied.
async fn edit<D: Driver>(driver: &mut D, row: i64, plan: &MigrationPlan) -> Option<String> {
    let sql = format!("SELECT meta_data FROM {} WHERE id = {row}", driver.table(TABLE));
    let meta = driver.query(sql).await.ok()?.into_iter().next()?.into_iter().next()??;
    let meta: Value = serde_json::from_str(&meta).ok()?;
    Some(difference::lines(meta[CONTENT].as_str()?, &plan.content()))
}

/// The key of a row's `meta_data` that holds a plan's operations.
const CONTENT: &str = "plan";

fn summary(plan: &MigrationPlan) -> String {
    let lines: Vec<String> =
        plan.operations.iter().map(|o| o.summary().replace(char::is_control, " ")).collect();
    lines.join("\n")
}

fn to_job<'a>(
    set: &'a Set,
    plan: &'a MigrationPlan,
    name: &'a str,
    summary: &'a str,
    lowered: &'a Lowered,
    past: &Past,
    dialect: zmig_core::Dialect,
) -> Result<Job<'a>, Error> {
    let path = format!("the plan {name}");
    let file = job::parse(&lowered.up, &path, dialect)?;
    let mut meta = Map::new();
    meta.insert("depends_on".to_owned(), past.heads().into_iter().map(Value::from).collect());
    meta.insert(CONTENT.to_owned(), plan.content().into());
    let record = Record {
        checksum: Some(plan.checksum().to_string()),
        summary,
        notes: plan.notes.as_deref(),
        meta,
        diff: Some(lowered.diff.clone()),
        forward: Some(&lowered.up),
        rollback: lowered.down.as_deref(),
        ..set.record(name, PLANS, HistoryStatus::SUCCESS)
    };
    Ok(Job {
        file,
        sql: &lowered.up,
        path,
        direction: Direction::Up,
        guard: None,
        mentions: &lowered.diff,
        // Plans are no part of the set that a program carries.
        checksum: None,
        instead: Vec::new(),
        record,
        beside: Vec::new(),
    })
}

/// The program that applies it, where the options do not say. No macro compiles a plan in, so the executable has to do.
fn app() -> App {
    static NAME: LazyLock<String> = LazyLock::new(|| {
        let path = std::env::current_exe().ok();
        let stem = path.as_ref().and_then(|p| p.file_stem());
        stem.map_or_else(|| "unknown".to_owned(), |s| s.to_string_lossy().into_owned())
    });
    App { name: &NAME, version: "unknown" }
}
