//! What an application calls.

use crate::data::{self, Due};
use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::executor::{Ending, Executor, backup_first};
use crate::history::{self, HistoryEntry, Past, TABLE};
use crate::preview::Preview;
use crate::set::Set;
use crate::status::{self, Pending, Status};
use crate::target::{self, Target};
use crate::{
    Error, Migrated, Migrations, OnAhead, Report, RollbackAnalysis, RollbackOptions, RollbackTarget,
    RunOptions, dependants, difference, environment, rollback,
};
use std::collections::BTreeSet;
use std::time::Instant;
use zmig_core::{Problem, Resolution, Risk};

impl Migrations {
    /// Applies everything that is not applied yet. `db` is a sqlx pool or a URL.
    ///
    /// Where there is nothing to do, this is one small query. Otherwise the run takes the database's lock, so that of
    /// many processes that start at once one migrates and the others wait for it.
    ///
    /// # Errors
    /// When the database cannot be reached, a migration fails, or the history contradicts the migrations. What was
    /// committed before stays; the error says what that is, and what to do.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// let report = migrations.run_pending("sqlite://app.db?mode=rwc").await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    pub async fn run_pending<D: Database + ?Sized>(&self, db: &D) -> Result<Report, Error> {
        self.run_pending_with(db, &RunOptions::default()).await
    }

    /// As [`Migrations::run_pending`], with options.
    ///
    /// # Errors
    /// As [`Migrations::run_pending`].
    pub async fn run_pending_with<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &RunOptions,
    ) -> Result<Report, Error> {
        self.forwards(&db, None, options).await
    }

    /// Applies up to a target: the target, what it needs, and no more. What is applied already stays.
    ///
    /// # Errors
    /// When there is no such target, and as [`Migrations::run_pending`].
    pub async fn run_to<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Target> + Send,
    ) -> Result<Report, Error> {
        self.run_to_with(db, target, &RunOptions::default()).await
    }

    /// As [`Migrations::run_to`], with options.
    ///
    /// # Errors
    /// As [`Migrations::run_to`].
    pub async fn run_to_with<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Target> + Send,
        options: &RunOptions,
    ) -> Result<Report, Error> {
        self.forwards(&db, Some(&target.into()), options).await
    }

    fn forwards<'a>(
        &'a self,
        db: &'a dyn Database,
        target: Option<&'a Target>,
        options: &'a RunOptions,
    ) -> Work<'a, Report> {
        Box::pin(async move {
            let report: Result<Report, Error> =
                with_driver!(db, options, |driver| up(driver, self, target, options));
            #[cfg(feature = "verify")]
            if options.gates.validate_after
                && let Ok(report) = &report
                && !report.applied.is_empty()
            {
                self.validate(db, options).await?;
            }
            report
        })
    }

    /// Holds the database against what the migrations promise.
    #[cfg(feature = "verify")]
    async fn validate(&self, db: &dyn Database, options: &RunOptions) -> Result<(), Error> {
        let look = crate::VerifyOptions::default().replay(false).run(options.clone());
        let verification = self.verify(&db, &look).await?;
        if verification.is_equal() {
            return Ok(());
        }
        Err(Error::NotAsPromised { verification: verification.to_string() })
    }

    /// Takes migrations back, newest first, each in a transaction of its own. The SQL comes from the history, so a
    /// program can take back what it has never known.
    ///
    /// # Errors
    /// When there is no such target, when one of the migrations cannot be taken back (then nothing is), and as
    /// [`Migrations::run_pending`].
    pub async fn rollback<D: Database + ?Sized>(
        &self,
        db: &D,
        target: RollbackTarget,
    ) -> Result<Report, Error> {
        self.rollback_with(db, target, &RunOptions::default()).await
    }

    /// As [`Migrations::rollback`], with options.
    ///
    /// # Errors
    /// As [`Migrations::rollback`].
    pub async fn rollback_with<D: Database + ?Sized>(
        &self,
        db: &D,
        target: RollbackTarget,
        options: &RunOptions,
    ) -> Result<Report, Error> {
        self.backwards(&db, &target, options, None).await
    }

    /// As [`Migrations::rollback`], where the options' checks hold: it is confirmed, and there is the backup that they
    /// demand. In production it has to be confirmed.
    ///
    /// # Errors
    /// When one of them does not hold, and as [`Migrations::rollback`].
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::{RollbackOptions, RollbackTarget};
    ///
    /// let options = RollbackOptions::default().environment("production").confirm("shop");
    /// migrations.rollback_checked("postgres://localhost/shop", RollbackTarget::Last, &options).await?;
    /// # Ok(()) }
    /// ```
    pub async fn rollback_checked<D: Database + ?Sized>(
        &self,
        db: &D,
        target: RollbackTarget,
        options: &RollbackOptions,
    ) -> Result<Report, Error> {
        self.backwards(&db, &target, &options.run, Some(options)).await
    }

    /// What a rollback would do: its steps with their risk, what does not come back, what would be lost. Works from what
    /// the history holds, changes nothing and waits for nobody.
    ///
    /// # Errors
    /// When there is no such target, the database cannot be reached, or its history not be read.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::RollbackTarget;
    ///
    /// let analysis = migrations.analyze_rollback("sqlite://app.db", RollbackTarget::Last).await?;
    /// if !analysis.fully_reversible {
    ///     println!("{analysis}");
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn analyze_rollback<D: Database + ?Sized>(
        &self,
        db: &D,
        target: RollbackTarget,
    ) -> Result<RollbackAnalysis, Error> {
        analysis_of(&db, &target).await
    }

    fn backwards<'a>(
        &'a self,
        db: &'a dyn Database,
        target: &'a RollbackTarget,
        options: &'a RunOptions,
        checks: Option<&'a RollbackOptions>,
    ) -> Work<'a, Report> {
        Box::pin(async move {
            with_driver!(db, options, |driver| rollback::run(driver, self, target, options, checks))
        })
    }

    /// What a rollback would take back, in order, without doing it.
    ///
    /// # Errors
    /// As [`Migrations::rollback`].
    pub async fn rollback_preview<D: Database + ?Sized>(
        &self,
        db: &D,
        target: RollbackTarget,
    ) -> Result<Vec<HistoryEntry>, Error> {
        preview(&db, &target).await
    }

    /// What is applied, what is pending, and what is wrong. Changes nothing and waits for nobody.
    ///
    /// # Errors
    /// When the database cannot be reached or its history not be read.
    pub async fn status<D: Database + ?Sized>(&self, db: &D) -> Result<Status, Error> {
        self.look(&db).await
    }

    fn look<'a>(&'a self, db: &'a dyn Database) -> Work<'a, Status> {
        Box::pin(async move {
            let options = &RunOptions::default();
            with_driver!(db, options, |driver| status::read(driver, self, options))
        })
    }

    /// What is pending, in the order in which it would be applied.
    ///
    /// # Errors
    /// As [`Migrations::status`], and when the history contradicts the migrations.
    pub async fn pending<D: Database + ?Sized>(&self, db: &D) -> Result<Vec<Pending>, Error> {
        let status = self.status(db).await?;
        if status.problems.is_empty() {
            Ok(status.pending)
        } else {
            Err(Error::Problems { problems: status.problems, difference: None })
        }
    }

    /// What [`Migrations::run_to`] would apply, in order, without doing it.
    ///
    /// # Errors
    /// When there is no such target, and as [`Migrations::pending`].
    pub async fn pending_to<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Target> + Send,
    ) -> Result<Vec<Pending>, Error> {
        self.look_to(&db, &target.into()).await
    }

    fn look_to<'a>(&'a self, db: &'a dyn Database, target: &'a Target) -> Work<'a, Vec<Pending>> {
        Box::pin(async move {
            let options = &RunOptions::default();
            with_driver!(db, options, |driver| status::read_to(driver, self, target, options))
        })
    }

    /// What [`Migrations::run_pending`] would do: each change with its risk, who would have to wait, what would be lost, how
    /// long it may take, and what the way back restores. Changes nothing and waits for nobody.
    ///
    /// # Errors
    /// As [`Migrations::pending`].
    pub async fn preview<D: Database + ?Sized>(&self, db: &D) -> Result<Preview, Error> {
        self.preview_with(db, None, &RunOptions::default()).await
    }

    /// What [`Migrations::run_to`] would do.
    ///
    /// # Errors
    /// When there is no such target, and as [`Migrations::preview`].
    pub async fn preview_to<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Target> + Send,
    ) -> Result<Preview, Error> {
        self.preview_with(db, Some(&target.into()), &RunOptions::default()).await
    }

    /// What a run with these options would do, up to a target where there is one: what the options leave out is not in it.
    ///
    /// # Errors
    /// As [`Migrations::preview_to`].
    pub async fn preview_with<D: Database + ?Sized>(
        &self,
        db: &D,
        target: Option<&Target>,
        options: &RunOptions,
    ) -> Result<Preview, Error> {
        self.look_ahead(&db, target, options).await
    }

    fn look_ahead<'a>(
        &'a self,
        db: &'a dyn Database,
        target: Option<&'a Target>,
        options: &'a RunOptions,
    ) -> Work<'a, Preview> {
        Box::pin(async move { with_driver!(db, options, |driver| foresee(driver, self, target, options)) })
    }

    /// Everything that ever happened to the database, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached or its history not be read.
    pub async fn history<D: Database + ?Sized>(&self, db: &D) -> Result<Vec<HistoryEntry>, Error> {
        history_of(&db).await
    }
}

fn analysis_of<'a>(db: &'a dyn Database, target: &'a RollbackTarget) -> Work<'a, RollbackAnalysis> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| rollback::analyze(driver, target))
    })
}

fn preview<'a>(db: &'a dyn Database, target: &'a RollbackTarget) -> Work<'a, Vec<HistoryEntry>> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| rollback::preview(driver, target))
    })
}

fn history_of(db: &dyn Database) -> Work<'_, Vec<HistoryEntry>> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| entries(driver))
    })
}

async fn entries<D: Driver>(driver: &mut D) -> Result<Vec<HistoryEntry>, Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    history::read_entries(driver, &facts).await
}

async fn foresee<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    target: Option<&Target>,
    options: &RunOptions,
) -> Result<Preview, Error> {
    let set = Set::new(migrations, D::DIALECT, options)?;
    let (past, resolution) = compare(driver, &set).await?;
    let todo = match target {
        Some(target) => target::select(&set, &resolution, target)?,
        None => resolution.pending,
    };
    let (todo, _) = options.gates.keep(&set, todo);
    let due = data::place(&set, &past, &todo, options)?;
    Ok(Preview { data_migrations: data::lines(&due), ..Preview::read(driver, &set, &past, &todo).await })
}

/// Applies what is pending, or what a target asks for.
pub(crate) async fn up<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    target: Option<&Target>,
    options: &RunOptions,
) -> Result<Report, Error> {
    let started = Instant::now();
    let mut report = Report::new(D::DIALECT);
    let digest = Set::digest(migrations, D::DIALECT);
    if target.is_none() {
        let newest = driver.newest().await.during("reading the history")?;
        let nothing_at_all = newest.is_none() && migrations.all.is_empty();
        let is_there = nothing_at_all || (newest.as_deref() == Some(digest) && !digest.is_empty());
        if is_there && !data::is_any_due(driver, options).await? {
            report.elapsed = started.elapsed();
            return Ok(report);
        }
    }
    let set = Set::new(migrations, D::DIALECT, options)?;
    // What somebody has said yes to: another process may have done a part of it meanwhile.
    let mut confirmed: Option<Vec<usize>> = None;
    let warnings = std::mem::take(&mut report.warnings);
    // Baselines whose replaced migrations are applied.
    let mut recorded: BTreeSet<&str> = BTreeSet::new();
    loop {
        // What another process did meanwhile is not told twice.
        report.warnings.clone_from(&warnings);
        let (past, resolution) = compare(driver, &set).await?;
        if options.on_ahead == OnAhead::Refuse && !resolution.ahead.is_empty() {
            return Err(Error::Ahead { migrations: resolution.ahead });
        }
        let todo = match target {
            Some(target) => target::select(&set, &resolution, target)?,
            None => resolution.pending.clone(),
        };
        report.set_ahead(resolution.ahead);
        let (todo, left_out) = options.gates.keep(&set, todo);
        let whole = target.is_none() && left_out.is_empty();
        report.warnings.extend(left_out);
        let due = data::place(&set, &past, &todo, options)?;
        let jobs = due.iter().map(|due| due.job(&set, &past)).collect::<Result<Vec<_>, _>>()?;
        dependants::check(driver, &jobs).await?;
        if !due.is_empty() && past.newest.is_some() {
            environment::check(driver, options).await?;
        }
        if !due.is_empty() && options.gates.ask_for_preview() {
            let read = Preview::read(driver, &set, &past, &todo).await;
            let preview = Preview { data_migrations: data::lines(&due), ..read };
            options.gates.pass(&preview)?;
            if options.gates.dry_run {
                report.preview = Some(preview);
                report.elapsed = started.elapsed();
                return Ok(report);
            }
            if confirmed.as_ref() != Some(&todo) {
                options.gates.confirm(&preview)?;
                confirmed = Some(todo.clone());
            }
        }
        let goal = whole.then_some(set.digest).filter(|d| !d.is_empty());
        let is_risky = |i: &usize| set.all[*i].script.risk == Risk::High && !set.is_to_record(*i, &past);
        let risky = todo.iter().any(is_risky);
        let only_recorded = todo.iter().filter(|i| set.is_to_record(**i, &past));
        recorded.extend(only_recorded.map(|i| set.all[*i].migration.name));
        let first = backup_first(options, D::DIALECT, &jobs, risky);
        let mut executor = Executor::on(driver, options, &jobs, &past, goal, first);
        executor.done = std::mem::take(&mut report.applied);
        let ending = executor.run().await;
        #[cfg(feature = "backup")]
        report.set_backup(executor.premise.take());
        report.applied = executor.done;
        if ending? == Ending::Finished {
            report.warnings.extend(due.iter().filter_map(Due::warning));
            let is_recorded = |m: &Migrated| recorded.contains(m.name.as_str());
            (report.recorded, report.applied) =
                std::mem::take(&mut report.applied).into_iter().partition(is_recorded);
            report.elapsed = started.elapsed();
            return Ok(report);
        }
    }
}

/// Reads the history and compares the set with it.
pub(crate) async fn compare<D: Driver>(driver: &mut D, set: &Set) -> Result<(Past, Resolution), Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    let past = history::read(driver, &facts).await?;
    let resolution = set.resolve(&past);
    if resolution.problems.is_empty() {
        return Ok((past, resolution));
    }
    let difference = match resolution.problems.iter().find(|p| matches!(p, Problem::Edited { .. })) {
        Some(Problem::Edited { name, .. }) => show_edit(driver, set, &past, name).await,
        _ => None,
    };
    Err(Error::Problems { problems: resolution.problems, difference })
}

/// How a migration's text differs from the one that was applied.
async fn show_edit<D: Driver>(driver: &mut D, set: &Set, past: &Past, name: &str) -> Option<String> {
    let row = past.applied.iter().find(|a| a.migration == name)?.row;
    let sql = format!("SELECT forward_sql FROM {} WHERE id = {row}", driver.table(TABLE));
    let applied = driver.query(sql).await.ok()?.into_iter().next()?.into_iter().next()??;
    let now = set.all.iter().find(|m| m.migration.name == name)?.script.up;
    Some(difference::lines(&applied, now))
}
