//! Goes through the table, batch by batch.

use super::key::{Key, Place};
use super::progress::{self, DONE, Progress};
use super::{Backfill, BackfillPage, BackfillReport, Work};
use crate::driver::{Driver, Fault, Kind};
use crate::error::During as _;
use crate::hooks;
use crate::preview::estimate;
use crate::{Error, RunOptions, chance, environment};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use zmig_core::Dialect;

/// How long it waits before it looks again for what another process holds.
const NAP: Duration = Duration::from_millis(40);

/// How many keys a message names.
const NAMED: usize = 5;

pub(super) async fn run<D: Driver>(
    driver: &mut D,
    fill: &Backfill,
    options: &RunOptions,
) -> Result<BackfillReport, Error> {
    if matches!(&fill.work, Work::Set(all) if all.is_empty()) {
        let reason =
            "it sets no column and calls no function\n  next: say what is to be done, with `set` or `each`";
        return Err(Error::Backfill { id: fill.id.clone(), reason: reason.to_owned() });
    }
    environment::look(driver, options).await?;
    let mut fill = fill.clone();
    if let Some(strategy) = &options.gates.strategy {
        let rows = estimate::rows(driver, [fill.table.as_str()].into_iter()).await;
        fill.batch =
            strategy.batch_size(&fill.table, rows.get(&fill.table).copied()).unwrap_or(fill.batch).max(1);
    }
    let fill = &fill;
    let (started, report) = (Instant::now(), BackfillReport::new(&fill.id, fill.batch));
    driver.take_over().await.during("preparing the connection")?;
    let mut filler = Filler {
        driver,
        fill,
        options,
        report,
        started,
        seen: None,
        waited: Duration::ZERO,
        tries: 0,
        by_key: false,
    };
    filler.prepare().await?;
    let key = Key::find(filler.driver, &fill.table).await.map_err(|fault| filler.error(&fault))?;
    filler.all(&key).await?;
    filler.report.elapsed = started.elapsed();
    Ok(filler.report)
}

struct Filler<'a, D> {
    driver: &'a mut D,
    fill: &'a Backfill,
    options: &'a RunOptions,
    report: BackfillReport,
    started: Instant,
    /// What was read of the progress while another process was at it.
    seen: Option<Progress>,
    /// How long nothing but waiting for other processes was done, without any of them coming on.
    waited: Duration,
    /// How often the batch at hand was tried again.
    tries: u32,
    /// Whether the batch at hand is to be told by its keys, and not by its number of rows.
    by_key: bool,
}

/// What came of a try at a batch.
enum Turn {
    /// Committed.
    Batch,
    /// To be tried again, with a closer look.
    Again,
    /// The table's end is reached.
    End(Progress),
    /// Another process is at it.
    Busy,
    /// Finished, by whomever.
    Finished,
}

impl<D: Driver> Filler<'_, D> {
    /// Makes the table and the row.
    async fn prepare(&mut self) -> Result<(), Error> {
        let fault = |fault: Fault| Error::from_fault("preparing the backfill", &fault);
        if !progress::exists(self.driver).await.map_err(fault)? {
            // Only under the lock: two that create a table at once are an error on PostgreSQL.
            while !self.driver.try_begin(false).await.map_err(fault)? {
                self.wait(NAP).await?;
            }
            let made = async {
                self.driver.facts().await?;
                // A look that fails ends a transaction of PostgreSQL: so this says it in one statement.
                let create =
                    progress::create(self.driver).replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1);
                self.driver.execute(create).await?;
                self.driver.commit().await
            };
            if let Err(broken) = made.await {
                self.driver.rollback().await;
                return Err(fault(broken));
            }
        }
        let before = progress::read(self.driver, &self.fill.id, false).await.map_err(fault)?;
        let checksum = self.fill.checksum().to_string();
        match &before {
            Some(before) if before.state == DONE && before.checksum != checksum => {
                let reason = "it was finished in this database with another table, condition or assignment\n  next: give what is new an id of its own";
                return Err(Error::Backfill { id: self.fill.id.clone(), reason: reason.to_owned() });
            }
            Some(before) => {
                self.report.was_done = before.state == DONE;
                self.report.resumed = true;
                self.report.total_rows = before.rows;
                self.report.batch_size = before.batch.min(self.fill.batch);
            }
            None => {
                self.again(|filler| progress::insert(filler.driver, filler.fill)).await?;
            }
        }
        Ok(())
    }

    /// Runs one statement of its own, as often as another connection is in the way.
    async fn again(&mut self, sql: impl Fn(&Self) -> String + Send + Sync) -> Result<(), Error> {
        loop {
            let text = sql(self);
            match self.driver.execute(text).await {
                Ok(_) => return Ok(()),
                Err(fault) if fault.kind == Kind::Contention => self.wait(NAP).await?,
                Err(fault) => return Err(self.error(&fault)),
            }
        }
    }

    /// Goes through the table as often as it takes.
    async fn all(&mut self, key: &Key) -> Result<(), Error> {
        while !self.report.was_done {
            let begun = Instant::now();
            let turn = match self.turn(key).await {
                Ok(turn) => turn,
                Err(fault) => {
                    self.driver.rollback().await;
                    self.retry(&fault).await?;
                    continue;
                }
            };
            match turn {
                Turn::Finished => return Ok(()),
                Turn::Again => {}
                Turn::Busy => self.busy().await?,
                Turn::End(progress) => {
                    self.waited = Duration::ZERO;
                    self.end(key, &progress).await?;
                }
                Turn::Batch => {
                    (self.waited, self.tries, self.by_key) = (Duration::ZERO, 0, false);
                    self.report.elapsed = self.started.elapsed();
                    if let Some(on_batch) = &self.fill.on_batch {
                        on_batch(&self.report);
                    }
                    tokio::time::sleep(self.fill.rest(begun.elapsed())).await;
                }
            }
        }
        Ok(())
    }

    /// One batch, in a transaction.
    async fn turn(&mut self, key: &Key) -> Result<Turn, Fault> {
        if !self.begin().await? {
            return Ok(Turn::Busy);
        }
        let Some(mut progress) = progress::read(self.driver, &self.fill.id, true).await? else {
            self.driver.rollback().await;
            return Ok(Turn::Busy);
        };
        self.report.total_rows = progress.rows;
        if progress.state == DONE {
            self.driver.rollback().await;
            return Ok(Turn::Finished);
        }
        let checksum = self.fill.checksum().to_string();
        if progress.checksum != checksum {
            // Another condition: what was passed over before may be wanted now.
            (progress.checksum, progress.place, progress.in_pass, progress.idle) = (checksum, None, 0, 0);
        }
        let size = self.report.batch_size;
        let Some(to) = self.page_end(key, progress.place.as_ref(), size).await? else {
            self.driver.rollback().await;
            return Ok(Turn::End(progress));
        };
        let rows = format!("{} AND ({}\n)", key.range(progress.place.as_ref(), Some(&to)), self.fill.todo);
        let Some(count) = self.page(key, &rows).await? else {
            self.driver.rollback().await;
            return Ok(Turn::Again);
        };
        progress.place = Some(to);
        progress.in_pass += count;
        progress.rows += count;
        progress.batch = size;
        let update = progress::update(self.driver, &self.fill.id, &progress);
        self.driver.execute(update).await?;
        self.driver.commit().await?;
        tracing::debug!(backfill = self.fill.id, rows = count, "a batch is committed");
        self.report.rows += count;
        self.report.total_rows = progress.rows;
        self.report.batches += 1;
        Ok(Turn::Batch)
    }

    /// Does the rows of a page; says how many there were. Nothing where all seem to be as they were, and a closer look is
    /// due.
    async fn page(&mut self, key: &Key, rows: &str) -> Result<Option<u64>, Fault> {
        if self.by_key || matches!(self.fill.work, Work::Each(_)) {
            let keys = self.keys(key, rows).await?;
            if !keys.is_empty() {
                self.work(key, &keys, rows).await?;
                self.refuse_no_effect(key, &keys, rows).await?;
            }
            return Ok(Some(keys.len() as u64));
        }
        let count = self.count(rows).await?;
        if count > 0 {
            self.work(key, &[], rows).await?;
            // Others may have added as many rows meanwhile: only their keys tell.
            self.by_key = self.count(rows).await? >= count;
        }
        Ok(Some(count).filter(|_| !self.by_key))
    }

    async fn count(&mut self, rows: &str) -> Result<u64, Fault> {
        let table = D::DIALECT.quote_qualified(&self.fill.table);
        let row =
            self.driver.query(format!("SELECT count(*) FROM {table} WHERE {rows}")).await?.into_iter().next();
        let count = row.and_then(|row| row.into_iter().next().flatten()?.parse().ok());
        count.ok_or_else(|| Fault::new(Kind::Other, "the database did not say how many rows there are"))
    }

    /// Begins a batch's transaction. It does not hold the runners' lock, which a migration may be waiting for.
    async fn begin(&mut self) -> Result<bool, Fault> {
        match D::DIALECT {
            Dialect::Sqlite => self.driver.try_begin(false).await,
            Dialect::Postgres => {
                let lock = self.options.ddl_lock_timeout.as_millis().max(1);
                let mut sql =
                    format!("BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL lock_timeout = {lock};\n");
                if let Some(timeout) = self.options.statement_timeout {
                    sql.push_str(&format!("SET LOCAL statement_timeout = {};\n", timeout.as_millis().max(1)));
                }
                self.driver.execute(sql).await.map(|_| true)
            }
        }
    }

    /// The last row that a batch looks at; nothing at the table's end.
    async fn page_end(
        &mut self,
        key: &Key,
        after: Option<&Place>,
        size: u32,
    ) -> Result<Option<Place>, Fault> {
        let (columns, table) = (key.columns(), D::DIALECT.quote_qualified(&self.fill.table));
        let sql = format!(
            "SELECT {} FROM (SELECT {columns} FROM {table} WHERE {} ORDER BY {columns} LIMIT {size}) AS zmig_page \
             ORDER BY {} LIMIT 1",
            key.selected(),
            key.range(after, None),
            key.backwards()
        );
        Ok(self.driver.query(sql).await?.into_iter().next().and_then(|row| row.into_iter().collect()))
    }

    async fn keys(&mut self, key: &Key, rows: &str) -> Result<Vec<Place>, Fault> {
        let table = D::DIALECT.quote_qualified(&self.fill.table);
        let sql = format!("SELECT {} FROM {table} WHERE {rows} ORDER BY {}", key.selected(), key.columns());
        Ok(self.driver.query(sql).await?.into_iter().filter_map(|row| row.into_iter().collect()).collect())
    }

    /// Does what is to be done to the rows of a page.
    async fn work(&mut self, key: &Key, keys: &[Place], rows: &str) -> Result<(), Fault> {
        let Work::Each(function) = &self.fill.work else {
            let table = D::DIALECT.quote_qualified(&self.fill.table);
            let sql = format!("UPDATE {table} SET {} WHERE {rows}", self.fill.assignments(D::DIALECT));
            return self.driver.execute(sql).await.map(|_| ());
        };
        let keys: Vec<Vec<String>> = keys.iter().map(|place| key.plain(place)).collect();
        let page = BackfillPage { connection: self.driver.connection()?, keys: &keys, rows };
        let result = hooks::caught(|| function(page)).await.map_err(|error| hooks::read::<D>(&error));
        let after = self.driver.after_call(false).await;
        result.and(after)
    }

    /// Refuses work after which all rows of the page are still to be done: that would go on for ever.
    async fn refuse_no_effect(&mut self, key: &Key, keys: &[Place], rows: &str) -> Result<(), Fault> {
        let left: BTreeSet<Place> = self.keys(key, rows).await?.into_iter().collect();
        if !keys.iter().all(|place| left.contains(place)) {
            return Ok(());
        }
        let named: Vec<String> = keys.iter().take(NAMED).map(|place| key.plain(place).join(", ")).collect();
        let more = keys.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Err(Fault::new(
            Kind::Other,
            format!(
                "the batch leaves its rows as they were: `{}` still holds for the keys {}{more}\n  the condition must no longer be true of a \
                 row that is done",
                self.fill.todo,
                named.join("; ")
            ),
        ))
    }

    /// At the table's end: looks whether anything is left, and either finishes or begins another pass.
    async fn end(&mut self, key: &Key, at: &Progress) -> Result<(), Error> {
        let table = D::DIALECT.quote_qualified(&self.fill.table);
        let sql = format!("SELECT {} FROM {table} WHERE {}\n LIMIT {NAMED}", key.selected(), self.fill.todo);
        // Outside of any transaction: such a look may take long, and holds nobody up.
        let left = self.driver.query(sql).await.map_err(|fault| self.error(&fault))?;
        let idle = if at.in_pass == 0 { at.idle + 1 } else { 0 };
        if !left.is_empty() && idle > 2 {
            let named = left.into_iter().filter_map(|row| row.into_iter().collect::<Option<Place>>());
            let named: Vec<String> = named.map(|place| key.plain(&place).join(", ")).collect();
            let which = if named.is_empty() { "their key is NULL".to_owned() } else { named.join("; ") };
            let fault = Fault::new(Kind::Other, format!("rows are left that no batch reaches: {which}"));
            return Err(self.error(&fault));
        }
        let next = if left.is_empty() {
            Progress { state: DONE.to_owned(), ..at.clone() }
        } else {
            Progress { place: None, pass: at.pass + 1, in_pass: 0, idle, ..at.clone() }
        };
        loop {
            match self.turn_over(at, &next).await {
                Ok(true) => return Ok(()),
                Ok(false) => self.wait(NAP).await?,
                Err(fault) => {
                    self.driver.rollback().await;
                    self.retry(&fault).await?;
                }
            }
        }
    }

    /// Writes what a look at the table's end came to, unless another process has come on meanwhile.
    async fn turn_over(&mut self, at: &Progress, next: &Progress) -> Result<bool, Fault> {
        if !self.begin().await? {
            return Ok(false);
        }
        match progress::read(self.driver, &self.fill.id, true).await? {
            Some(now) if now.pass == at.pass && now.rows == at.rows && now.state == at.state => {
                let update = progress::update(self.driver, &self.fill.id, next);
                self.driver.execute(update).await?;
                self.driver.commit().await?;
                Ok(true)
            }
            other => {
                self.driver.rollback().await;
                Ok(other.is_some())
            }
        }
    }

    /// Makes ready for another try at a batch that was rolled back, or gives up.
    async fn retry(&mut self, fault: &Fault) -> Result<(), Error> {
        match fault.kind {
            Kind::Stopped if self.report.batch_size > 1 => {
                self.report.batch_size /= 2;
                tracing::warn!(
                    backfill = self.fill.id,
                    rows = self.report.batch_size,
                    "a batch took too long; halved"
                );
            }
            Kind::Contention if self.tries < self.options.ddl_lock_retries => {
                self.tries += 1;
                tokio::time::sleep(chance::pause(Duration::from_millis(100) * self.tries.min(10))).await;
            }
            _ => return Err(self.error(fault)),
        }
        self.report.retries += 1;
        Ok(())
    }

    /// Waits for another process that is at the batches; as long as it comes on, without an end.
    async fn busy(&mut self) -> Result<(), Error> {
        let now =
            progress::read(self.driver, &self.fill.id, false).await.map_err(|fault| self.error(&fault))?;
        if now != self.seen {
            (self.seen, self.waited) = (now, Duration::ZERO);
        }
        self.wait(NAP).await
    }

    /// Waits for another process, as long as the options have it.
    async fn wait(&mut self, pause: Duration) -> Result<(), Error> {
        if self.waited >= self.options.lock_timeout {
            let holder = self.driver.holder().await;
            return Err(Error::LockTimeout { waited: self.waited, holder });
        }
        let pause = chance::pause(pause);
        self.waited += pause;
        tokio::time::sleep(pause).await;
        Ok(())
    }

    fn error(&self, fault: &Fault) -> Error {
        let next = match fault.kind {
            Kind::Stopped => {
                "run it again with a longer `RunOptions::statement_timeout`, or with an index for its condition"
            }
            Kind::Contention => "run it again at a quieter time: it goes on where it stopped",
            _ => "mend it, and run it again: it goes on where it stopped",
        };
        let BackfillReport { rows, batches, .. } = self.report;
        let reason = format!(
            "{}\n  committed: {rows} rows in {batches} batches, which stay\n  next: {next}",
            fault.text()
        );
        Error::Backfill { id: self.fill.id.clone(), reason }
    }
}
