//! Brings a database to what the schema says: look, decide, and under the lock look again.

use super::gate::{self, Divided};
use super::objection::Objection;
use super::record::{Marks, Work};
use super::survey::{Survey, scope, survey};
use super::wanted::Wanted;
use super::{AutoMigrateOptions, AutoMigrated, SchemaChange, stake, vacant};
use crate::driver::Driver;
use crate::error::During as _;
use crate::executor::{Ending, Executor, Premise, backup_first};
use crate::history::{self, Past, is_projects};
use crate::introspect;
use crate::migration_plan::Outcome;
use crate::set::Set;
use crate::{Error, Migrations, OnAhead, run, status};
use std::time::Instant;
use zmig_core::{Change, Resolution, Risk};

/// How often the work is planned anew because someone changed the tables under it.
const TRIES: usize = 10;

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Careful, and after the migrations.
    Auto,
    /// The schema's word against everything, the history's included.
    Force,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto_migrate",
            Self::Force => "force_sync",
        }
    }
}

pub(super) async fn bring<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    options: &AutoMigrateOptions,
    mode: Mode,
) -> Result<AutoMigrated, Error> {
    let started = Instant::now();
    let mut report = AutoMigrated::new(D::DIALECT);
    let set = Set::new(migrations, D::DIALECT, &options.run)?;
    for _ in 0..TRIES {
        let (past, resolution) = read(driver, &set, mode).await?;
        let has_history = past.applied.iter().any(|a| is_projects(&a.schema));
        if mode == Mode::Auto && has_history && !resolution.pending.is_empty() {
            let ready = Behind { set: &set, past: &past, resolution: &resolution, options };
            if options.dry_run {
                ready.preview(driver, &mut report).await?;
                report.elapsed = started.elapsed();
                return Ok(report);
            }
            ready.check(driver).await?;
            // Its own gates have let it pass.
            let strict = options.run.ungated().on_ahead(OnAhead::Refuse);
            let before = run::up(driver, migrations, None, &strict).await?;
            #[cfg(feature = "backup")]
            report.set_backup(before.backup);
            report.migrated.extend(before.applied);
            continue;
        }
        let wanted = Wanted::of(&set, &|_| true)?;
        let place = (mode == Mode::Auto && has_history).then_some(wanted.changes.len());
        let mut found = survey(driver, &wanted, place, false).await?;
        let divided = decide(driver, &mut found, options, mode).await?;
        let marks = match mode {
            Mode::Auto => Marks::satisfied(&set, &past, &wanted, &divided),
            Mode::Force => Marks::forced(&set, &past),
        };
        describe(&mut report, &set, &found, &divided, &marks);
        if options.dry_run || mode == Mode::Force {
            let rows = stake::count(driver, &divided.kept, gate::loses).await;
            let changes = divided.kept.iter().zip(rows);
            report.changes = changes.map(|(c, rows)| SchemaChange::of(c, rows)).collect();
        }
        if let Some(agreed) = &options.only
            && *agreed != report.gist()
        {
            return Err(Error::NotBrought { objections: vec![Objection::another_look()] });
        }
        let work = Work::write::<D>(&found.live, &divided.kept, &past, mode.name())
            .map_err(|e| Error::NotBrought { objections: vec![Objection::unplannable(&e)] })?;
        let nothing = divided.kept.is_empty() && marks.is_empty();
        if options.dry_run || nothing {
            if !divided.kept.is_empty() {
                report.describe_sql(&work, &marks);
            }
            report.outcome = if options.dry_run { Outcome::DryRun } else { Outcome::NothingToDo };
            report.elapsed = started.elapsed();
            return Ok(report);
        }
        report.describe_sql(&work, &marks);
        let jobs = [work.job::<D>(&set, &past, &marks, &divided.left_out)?];
        let premise = AsFound { newest: past.newest_row, survey: &found, wanted: &wanted, options };
        let goal = Some(set.digest).filter(|d| !d.is_empty() && mode == Mode::Auto);
        let first = backup_first(&options.run, D::DIALECT, &jobs, report.risk == Risk::High);
        let mut executor = Executor::on(driver, &options.run, &jobs, &past, goal, (premise, first));
        let ending = executor.run().await?;
        #[cfg(feature = "backup")]
        report.set_backup(executor.premise.1.take());
        if ending == Ending::Finished {
            report.outcome = Outcome::Applied;
            report.name = Some(work.name);
            report.elapsed = started.elapsed();
            return Ok(report);
        }
    }
    Err(Error::Unsteady { tries: TRIES })
}

/// Reads the history. Only a forced sync overrules what is wrong with it.
async fn read<D: Driver>(driver: &mut D, set: &Set, mode: Mode) -> Result<(Past, Resolution), Error> {
    if mode == Mode::Auto {
        let (past, resolution) = run::compare(driver, set).await?;
        if !resolution.ahead.is_empty() {
            return Err(Error::Ahead { migrations: resolution.ahead });
        }
        return Ok((past, resolution));
    }
    let facts = driver.facts().await.during("looking at the database")?;
    let past = history::read(driver, &facts).await?;
    let wrong = set.resolve(&Past::empty()).problems;
    if !wrong.is_empty() {
        return Err(Error::Problems { problems: wrong, difference: None });
    }
    Ok((past, Resolution::default()))
}

/// Divides the changes; refuses all of them where one is not to be made.
async fn decide<D: Driver>(
    driver: &mut D,
    found: &mut Survey,
    options: &AutoMigrateOptions,
    mode: Mode,
) -> Result<Divided, Error> {
    let changes = std::mem::take(&mut found.changes);
    let divided = gate::divide(&found.live, changes, options);
    let mut objections = std::mem::take(&mut found.objections);
    if mode == Mode::Auto {
        objections.extend(refused(driver, &divided.kept, options).await);
    }
    objections.extend(found.broken(&divided.kept, D::DIALECT));
    if objections.is_empty() { Ok(divided) } else { Err(Error::NotBrought { objections }) }
}

async fn refused<D: Driver>(
    driver: &mut D,
    changes: &[Change],
    options: &AutoMigrateOptions,
) -> Vec<Objection> {
    let refused = gate::refuse(changes, options);
    if refused.is_empty() {
        return Vec::new();
    }
    let rows = stake::count(driver, changes, gate::loses).await;
    let counted = |(i, objection): (usize, Objection)| objection.counted(&changes[i], rows[i]);
    refused.into_iter().map(counted).collect()
}

fn describe(report: &mut AutoMigrated, set: &Set, found: &Survey, divided: &Divided, marks: &Marks) {
    report.changes = divided.kept.iter().map(|c| SchemaChange::of(c, None)).collect();
    report.risk = divided.kept.iter().map(Change::risk).max().unwrap_or(Risk::Safe);
    report.recorded = marks.record.iter().map(|i| set.all[*i].migration.name.to_owned()).collect();
    report.taken_out.clone_from(&marks.take_out);
    report.left_out.clone_from(&divided.left_out);
    report.foreign.clone_from(&found.foreign);
    report.unmanaged.clone_from(&found.found.unmanaged);
    report.warnings.clone_from(&found.warnings);
}

/// A database with a history that is behind: its migrations go first.
struct Behind<'a> {
    set: &'a Set,
    past: &'a Past,
    resolution: &'a Resolution,
    options: &'a AutoMigrateOptions,
}

impl Behind<'_> {
    /// What lies between the database and the migrations that it has.
    async fn drift<D: Driver>(&self, driver: &mut D) -> Result<(Survey, Divided), Error> {
        let stood_for =
            |name: &str| self.resolution.to_record.iter().any(|i| self.set.all[*i].migration.name == name);
        let applied = |name: &str| self.past.applied.iter().any(|a| a.migration == name) || stood_for(name);
        let wanted = Wanted::of(self.set, &applied)?;
        let mut found = survey(driver, &wanted, Some(wanted.changes.len()), false).await?;
        let changes = std::mem::take(&mut found.changes);
        let divided = gate::divide(&found.live, changes, self.options);
        Ok((found, divided))
    }

    /// Refuses before anything runs what would be refused after the migrations.
    async fn check<D: Driver>(&self, driver: &mut D) -> Result<(), Error> {
        let mut objections: Vec<Objection> = self
            .resolution
            .pending
            .iter()
            .map(|i| self.set.all[*i])
            .filter(|m| m.script.risk > self.options.max_risk)
            .map(|m| Objection::pending(m.migration.name, m.script.risk, self.options.max_risk))
            .collect();
        let (mut found, divided) = self.drift(driver).await?;
        objections.append(&mut found.objections);
        objections.extend(refused(driver, &divided.kept, self.options).await);
        objections.extend(found.broken(&divided.kept, D::DIALECT));
        if objections.is_empty() { Ok(()) } else { Err(Error::NotBrought { objections }) }
    }

    async fn preview<D: Driver>(&self, driver: &mut D, report: &mut AutoMigrated) -> Result<(), Error> {
        let (found, divided) = self.drift(driver).await?;
        describe(report, self.set, &found, &divided, &Marks::default());
        let rows = stake::count(driver, &divided.kept, gate::loses).await;
        let changes = divided.kept.iter().zip(rows);
        report.changes = changes.map(|(c, rows)| SchemaChange::of(c, rows)).collect();
        report.pending =
            self.resolution.pending.iter().map(|i| status::pending(self.set, *i, self.past)).collect();
        report.outcome = Outcome::DryRun;
        if !divided.kept.is_empty() {
            report.warnings.push(
                "the changes are worked out before the migrations, and are worked out again after them"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// The database as it was found, and what it should be afterwards.
struct AsFound<'a> {
    newest: i64,
    survey: &'a Survey,
    wanted: &'a Wanted,
    options: &'a AutoMigrateOptions,
}

impl<D: Driver> Premise<D> for AsFound<'_> {
    async fn holds(&self, driver: &mut D, newest: i64) -> Result<bool, Error> {
        if newest != self.newest {
            return Ok(false);
        }
        let scope = scope(driver, self.wanted).await?;
        Ok(introspect::read(driver, &scope).await? == self.survey.found
            && vacant::all(driver, &self.survey.empty).await?)
    }

    async fn flaw(&self, driver: &mut D) -> Result<Option<String>, Error> {
        if !self.options.validate_after {
            return Ok(None);
        }
        let end = self.wanted.changes.len();
        let found = survey(driver, self.wanted, Some(end), true).await?;
        let left = gate::divide(&found.live, found.changes, self.options).kept;
        let mut lines: Vec<String> = left.iter().map(Change::summary).collect();
        lines.extend(found.objections.iter().map(|o| o.why.clone()));
        if lines.is_empty() {
            return Ok(None);
        }
        Ok(Some(format!(
            "the database would still not be what the schema says: {}\n  \
             without this comparison (`validate_after(false)`) it would be committed all the same",
            lines.join("; ")
        )))
    }
}
