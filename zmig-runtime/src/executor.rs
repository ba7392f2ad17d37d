//! Runs a list of migrations: the lock, the transactions, the tries, and what to say when one fails.

mod failing;
mod outside;
mod premise;
mod recording;

pub(crate) use premise::{Premise, backup_first};

use crate::data;
use crate::driver::{Driver, Facts, Fault, Kind};
use crate::error::During as _;
use crate::history::{self, Past, TABLE};
use crate::inside::{self, Broken, Ran};
use crate::job::{Direction, Job};
use crate::{Cause, Error, Event, Migrated, RunOptions, chance, environment};
use std::time::{Duration, Instant};
use zmig_core::{SetDigest, Transaction};

/// How the list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Everything was run.
    Finished,
    /// The history is not what the list was made for: another runner was here. Make a new list.
    Changed,
}

/// A list of migrations in the making.
pub(crate) struct Executor<'a, D, P = ()> {
    driver: &'a mut D,
    /// What the list was made from, beside the history.
    pub premise: P,
    options: &'a RunOptions,
    /// What to run, in order.
    jobs: &'a [Job<'a>],
    /// The digest that the newest row must carry, as the list was made for it.
    newest: Option<String>,
    /// The digest of all that is applied.
    digest: SetDigest,
    /// The digest at which everything is done, whoever did it.
    goal: Option<&'a str>,
    /// Whether the database had no tables when the run began; found out at the first look.
    fresh: Option<bool>,
    /// What has been committed.
    pub done: Vec<Migrated>,
    cursor: usize,
    /// Whether the next migration is to be run by itself, since it failed among others.
    alone: bool,
    /// Whether migrations may commit together at all.
    groups: bool,
    retries: u32,
    /// When the work on the migration at hand began.
    begun: Instant,
    /// Whether it was told that this run waits for another.
    waits: bool,
}

/// What came of a group of migrations in one transaction.
enum Group {
    Committed,
    /// To be tried again, perhaps otherwise.
    Again,
}

impl<'a, D: Driver> Executor<'a, D> {
    /// A run of `jobs`, a list that was made for `past`.
    pub(crate) fn new(
        driver: &'a mut D,
        options: &'a RunOptions,
        jobs: &'a [Job<'a>],
        past: &Past,
        goal: Option<&'a str>,
    ) -> Self {
        Self::on(driver, options, jobs, past, goal, ())
    }
}

impl<'a, D: Driver, P: Premise<D>> Executor<'a, D, P> {
    /// The same, for a list that was made from more than the history.
    pub(crate) fn on(
        driver: &'a mut D,
        options: &'a RunOptions,
        jobs: &'a [Job<'a>],
        past: &Past,
        goal: Option<&'a str>,
        premise: P,
    ) -> Self {
        Self {
            driver,
            premise,
            options,
            jobs,
            newest: past.newest.clone(),
            digest: past.digest,
            goal,
            fresh: None,
            done: Vec::new(),
            cursor: 0,
            alone: false,
            groups: true,
            retries: 0,
            begun: Instant::now(),
            waits: false,
        }
    }

    /// Runs the list.
    ///
    /// # Errors
    /// When a migration fails; what was committed before it stays.
    pub(crate) async fn run(&mut self) -> Result<Ending, Error> {
        if self.jobs.is_empty() {
            return Ok(Ending::Finished);
        }
        self.options.functions.check(self.jobs)?;
        self.driver.take_over().await.during("preparing the connection")?;
        while let Some(job) = self.jobs.get(self.cursor) {
            if job.is_outside() {
                if self.outside(job).await? == Ending::Changed {
                    return Ok(Ending::Changed);
                }
                continue;
            }
            let has_sets_inside =
                self.driver.has_sets_inside(job.sql).await.during("looking at unique sets")?;
            if self.begin(job.file.foreign_keys_off || has_sets_inside).await? == Ending::Changed {
                return Ok(Ending::Changed);
            }
            let Some(facts) = self.look().await? else {
                self.driver.rollback().await;
                return Ok(Ending::Changed);
            };
            if facts.history && !self.is_called_for(job).await? {
                self.driver.rollback().await;
                return Ok(Ending::Changed);
            }
            if has_sets_inside && let Err(fault) = self.driver.take_sets_out(job.sql).await {
                self.driver.rollback().await;
                self.failed(&facts, inside::broken(job, 0, fault)).await?;
                continue;
            }
            if let Group::Committed = self.group(&facts, has_sets_inside).await? {
                self.retries = 0;
                self.alone = false;
            }
        }
        Ok(Ending::Finished)
    }

    /// Begins a transaction with the lock; waits for it without holding anything.
    async fn begin(&mut self, foreign_keys_off: bool) -> Result<Ending, Error> {
        let started = Instant::now();
        loop {
            match self.driver.try_begin(foreign_keys_off).await {
                Ok(true) => return Ok(Ending::Finished),
                Ok(false) => {}
                Err(fault) if fault.kind == Kind::Contention => self.driver.rollback().await,
                Err(fault) => {
                    self.driver.rollback().await;
                    return Err(Error::from_fault("beginning a transaction", &fault));
                }
            }
            if self.wait(started).await? == Ending::Changed {
                return Ok(Ending::Changed);
            }
        }
    }

    fn tell_running(&self, job: &Job<'_>, ahead: usize) {
        self.options.listener.tell(&Event::Running {
            migration: job.name(),
            back: job.direction == Direction::Down,
            in_transaction: !job.is_outside(),
            number: self.cursor + ahead + 1,
            of: self.jobs.len(),
        });
    }

    /// Waits a while for another runner; says `Changed` where that one has done everything already.
    async fn wait(&mut self, started: Instant) -> Result<Ending, Error> {
        if started.elapsed() >= self.options.lock_timeout {
            let holder = self.driver.holder().await;
            return Err(Error::LockTimeout { waited: started.elapsed(), holder });
        }
        if !std::mem::replace(&mut self.waits, true) {
            self.options.listener.tell(&Event::Waiting);
        }
        tracing::debug!("another runner holds the lock");
        tokio::time::sleep(chance::pause(Duration::from_millis(60))).await;
        let newest = match self.driver.newest().await {
            Ok(newest) => newest,
            Err(fault) if fault.kind == Kind::Contention => return Ok(Ending::Finished),
            Err(fault) => return Err(Error::from_fault("reading the history", &fault)),
        };
        let all_done = self.goal.is_some() && newest.as_deref() == self.goal;
        Ok(if all_done { Ending::Changed } else { Ending::Finished })
    }

    /// Looks at the history under the lock. Nothing where it is not what the list was made for.
    async fn look(&mut self) -> Result<Option<Facts>, Error> {
        let looked = async {
            let facts = self.driver.facts().await?;
            if !facts.history {
                return Ok((facts, None, 0));
            }
            let table = self.driver.table(TABLE);
            let sql = format!("SELECT set_digest, id FROM {table} ORDER BY id DESC LIMIT 1");
            let newest = self.driver.query(sql).await?.into_iter().next().unwrap_or_default();
            let [digest, id] = <[Option<String>; 2]>::try_from(newest).unwrap_or_default();
            Ok((facts, digest, id.and_then(|id| id.parse().ok()).unwrap_or(0)))
        };
        let (facts, newest, row) = match looked.await {
            Ok(found) => found,
            Err(fault) => {
                self.driver.rollback().await;
                return Err(Error::from_fault("looking at the database", &fault));
            }
        };
        if newest != self.newest {
            tracing::debug!("another runner was here");
            return Ok(None);
        }
        if facts.history
            && self.fresh.is_none()
            && let Err(error) = environment::check(self.driver, self.options).await
        {
            self.driver.rollback().await;
            return Err(error);
        }
        match self.premise.holds(self.driver, row).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::debug!("the database is not what it was when the work was planned");
                return Ok(None);
            }
            Err(error) => {
                self.driver.rollback().await;
                return Err(error);
            }
        }
        self.fresh.get_or_insert(!facts.other_tables);
        Ok(Some(facts))
    }

    /// Whether nobody has done a job in between that leaves no trace in the digest.
    async fn is_called_for(&mut self, job: &Job<'_>) -> Result<bool, Error> {
        match data::is_called_for(self.driver, job).await {
            Ok(yes) => Ok(yes),
            Err(fault) => {
                self.driver.rollback().await;
                Err(Error::from_fault("reading the history", &fault))
            }
        }
    }

    /// How many of the next migrations commit together.
    fn group_size(&self) -> usize {
        let rest = &self.jobs[self.cursor..];
        if self.alone || !self.groups || self.fresh != Some(true) {
            return 1;
        }
        let mode = rest.first().is_some_and(|job| job.file.foreign_keys_off);
        let fits =
            |job: &&Job<'_>| job.file.transaction == Transaction::Shared && job.file.foreign_keys_off == mode;
        let shared = rest.iter().take_while(fits).count();
        let last = rest
            .get(shared)
            .is_some_and(|job| job.file.transaction == Transaction::Own && job.file.foreign_keys_off == mode);
        shared + usize::from(last)
    }

    /// Runs the next migrations in the open transaction and commits. `unchecked` says that foreign keys are off though the
    /// first of them does not ask for it.
    async fn group(&mut self, facts: &Facts, unchecked: bool) -> Result<Group, Error> {
        let jobs = self.jobs;
        let group = &jobs[self.cursor..self.cursor + self.group_size()];
        if !facts.history
            && let Err(fault) = self.make_history().await
        {
            self.driver.rollback().await;
            return Err(Error::from_fault("creating the history", &fault));
        }
        let mut digest = self.digest;
        let digests: Vec<SetDigest> = group
            .iter()
            .map(|job| {
                count(&mut digest, job);
                digest
            })
            .collect();
        let mut ran: Vec<(Ran, SetDigest)> = Vec::with_capacity(group.len());
        while let Some(job) = group.get(ran.len()) {
            self.begun = Instant::now();
            let (rest, rest_digests) = (&group[ran.len()..], &digests[ran.len()..]);
            tracing::info!(migration = job.name(), direction = job.direction.name(), "running");
            self.tell_running(job, ran.len());
            let plain = rest.iter().take_while(|job| inside::is_plain(job)).count();
            let (one, result) = if plain > 0 {
                inside::run_plain(self.driver, &rest[..plain], rest_digests).await
            } else {
                match inside::run(self.driver, job, &rest_digests[0], &self.options.functions).await {
                    Ok(one) => (vec![one], Ok(())),
                    Err(broken) => (Vec::new(), Err(broken)),
                }
            };
            ran.extend(one.into_iter().zip(rest_digests.iter().copied()));
            if let Err(broken) = result {
                return self.broken(facts, ran, broken).await;
            }
        }
        if let Some(job) = group.last().filter(|_| unchecked)
            && let Err(broken) = inside::references(self.driver, job).await
        {
            return self.broken(facts, Vec::new(), broken).await;
        }
        if let Some(job) = group.last()
            && let Some(flaw) = self.flaw().await?
        {
            self.driver.rollback().await;
            let (place, cause) = (job.place(0), Cause::Refused(flaw));
            return self.failed(facts, Broken { kind: Kind::Other, place, cause }).await;
        }
        self.commit(facts, ran).await
    }

    /// What is wrong with what the work made.
    async fn flaw(&mut self) -> Result<Option<String>, Error> {
        let flaw = self.premise.flaw(self.driver).await;
        if flaw.is_err() {
            self.driver.rollback().await;
        }
        flaw
    }

    pub(super) async fn make_history(&mut self) -> Result<(), Fault> {
        let sql = history::create(self.driver);
        self.driver.execute(sql).await.map(|_| ())
    }

    async fn commit(&mut self, facts: &Facts, ran: Vec<(Ran, SetDigest)>) -> Result<Group, Error> {
        let Err(fault) = self.driver.commit().await else {
            self.committed(ran);
            return Ok(Group::Committed);
        };
        self.driver.rollback().await;
        if fault.kind == Kind::Lost {
            return Err(self.lost_at_commit(fault));
        }
        // Every file is at fault, and the migrations are not: there is nothing to be tried otherwise.
        if fault.kind == Kind::Refused {
            return Err(Error::from_fault("writing the folder", &fault));
        }
        // A constraint that is checked at the commit does not say whose it is: one by one, it does.
        if ran.len() > 1 {
            self.groups = false;
            return Ok(Group::Again);
        }
        let job = &self.jobs[self.cursor];
        let broken = inside::broken(job, job.file.steps.len(), fault);
        self.failed(facts, broken).await
    }

    fn committed(&mut self, ran: Vec<(Ran, SetDigest)>) {
        for (ran, digest) in ran {
            self.committed_one(ran, digest);
        }
    }

    fn committed_one(&mut self, ran: Ran, digest: SetDigest) {
        let record = &self.jobs[self.cursor].record;
        tracing::info!(
            migration = record.migration,
            elapsed_ms = ran.elapsed.as_millis(),
            skipped = ran.skipped,
            "committed"
        );
        let migrated = Migrated {
            name: record.migration.to_owned(),
            schema: record.schema.to_owned(),
            from: record.from.map(str::to_owned),
            to: record.to.map(str::to_owned),
            skipped: ran.skipped,
            elapsed: ran.elapsed,
        };
        self.waits = false;
        self.options.listener.tell(&Event::Committed(&migrated));
        self.done.push(migrated);
        self.digest = digest;
        self.newest = Some(digest.to_string());
        self.cursor += 1;
    }

    /// A migration broke in the open transaction, after `ran` of its group.
    async fn broken(
        &mut self,
        facts: &Facts,
        ran: Vec<(Ran, SetDigest)>,
        broken: Broken,
    ) -> Result<Group, Error> {
        if broken.kind == Kind::Lost {
            return self.failed(facts, broken).await;
        }
        if ran.is_empty() || broken.kind == Kind::Ended {
            self.driver.rollback().await;
            return self.failed(facts, broken).await;
        }
        // It may fail only because of those before it (locks that add up, checks that are still to come): keep those,
        // and try it once by itself.
        let back = "ROLLBACK TO SAVEPOINT zmig;\nRELEASE SAVEPOINT zmig;\n";
        if self.driver.execute(back.to_owned()).await.is_err() {
            self.driver.rollback().await;
            self.groups = false;
            return Ok(Group::Again);
        }
        self.commit(facts, ran).await?;
        self.alone = self.groups;
        Ok(Group::Again)
    }
}

/// Adds a migration and what goes with it to the digest, or takes them out.
pub(super) fn count(digest: &mut SetDigest, job: &Job<'_>) {
    let beside = job.beside.iter().map(|b| (b.record.migration, b.direction, b.checksum));
    for (name, direction, checksum) in beside.chain([(job.name(), job.direction, job.checksum)]) {
        match (checksum, direction) {
            (Some(checksum), Direction::Up) => digest.add(name, checksum),
            (Some(checksum), Direction::Down) => digest.remove(name, checksum),
            (None, _) => {}
        }
    }
    for (name, checksum) in &job.instead {
        match job.direction {
            Direction::Up => digest.remove(name, *checksum),
            Direction::Down => digest.add(name, *checksum),
        }
    }
}
