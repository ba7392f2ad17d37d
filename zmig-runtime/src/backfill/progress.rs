//! How far a backfill came: its row in the database.

use super::Backfill;
use super::key::Place;
use crate::driver::{Driver, Fault, Kind};
use zmig_core::Dialect;

/// zmig's table with a row for each backfill.
pub(super) const TABLE: &str = "__zmigration_backfill";

pub(super) const RUNNING: &str = "RUNNING";
pub(super) const DONE: &str = "DONE";

/// What the row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) state: String,
    /// By what it is told that the work is still the same.
    pub(super) checksum: String,
    /// Everything up to there is done in this pass.
    pub(super) place: Option<Place>,
    /// Which time the table is gone through, from 1.
    pub(super) pass: u64,
    /// How many rows this pass changed.
    pub(super) in_pass: u64,
    /// How many passes before it changed nothing.
    pub(super) idle: u64,
    pub(super) rows: u64,
    pub(super) batch: u32,
}

/// The statement that makes the table. Run under the lock of the runners.
pub(super) fn create<D: Driver>(driver: &D) -> String {
    let time = match D::DIALECT {
        Dialect::Sqlite => "TEXT",
        Dialect::Postgres => "TIMESTAMPTZ",
    };
    format!(
        "CREATE TABLE {} (
  id TEXT PRIMARY KEY NOT NULL,
  table_name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  state TEXT NOT NULL,
  place TEXT,
  pass BIGINT NOT NULL,
  rows_in_pass BIGINT NOT NULL,
  idle_passes BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  batch_size BIGINT NOT NULL,
  started_at {time} NOT NULL DEFAULT ({now}),
  updated_at {time} NOT NULL DEFAULT ({now})
);
",
        driver.table(TABLE),
        now = now(D::DIALECT)
    )
}

fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        Dialect::Postgres => "clock_timestamp()",
    }
}

/// Whether the table is there.
pub(super) async fn exists<D: Driver>(driver: &mut D) -> Result<bool, Fault> {
    let sql = format!("SELECT id FROM {} LIMIT 0", driver.table(TABLE));
    match driver.query(sql).await {
        Ok(_) => Ok(true),
        Err(fault) if fault.kind == Kind::NoTable => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The statement that makes the row, where it is not there.
pub(super) fn insert<D: Driver>(driver: &D, fill: &Backfill) -> String {
    let text = |text: &str| D::DIALECT.quote_text(text);
    format!(
        "INSERT INTO {} (id, table_name, checksum, state, pass, rows_in_pass, idle_passes, rows_done, batch_size) \
         VALUES ({}, {}, {}, '{RUNNING}', 1, 0, 0, 0, {}) ON CONFLICT DO NOTHING;\n",
        driver.table(TABLE),
        text(&fill.id),
        text(&fill.table),
        text(&fill.checksum().to_string()),
        fill.batch
    )
}

/// Reads the row. With `mine` nobody else works until the transaction ends; nothing where somebody does now.
pub(super) async fn read<D: Driver>(driver: &mut D, id: &str, mine: bool) -> Result<Option<Progress>, Fault> {
    // SQLite has one writer at a time anyway.
    let lock = if mine && D::DIALECT == Dialect::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "SELECT state, checksum, place, pass, rows_in_pass, idle_passes, rows_done, batch_size FROM {} WHERE id = {}{lock}",
        driver.table(TABLE),
        D::DIALECT.quote_text(id)
    );
    let Some(row) = driver.query(sql).await?.into_iter().next() else { return Ok(None) };
    let broken = || Fault::new(Kind::Other, format!("the row of {id} in {TABLE} cannot be read"));
    let [Some(state), Some(checksum), place, Some(pass), Some(in_pass), Some(idle), Some(rows), Some(batch)] =
        <[Option<String>; 8]>::try_from(row).map_err(|_| broken())?
    else {
        return Err(broken());
    };
    let number = |text: &str| text.parse::<u64>().map_err(|_| broken());
    Ok(Some(Progress {
        state,
        checksum,
        place: place.map(|json| serde_json::from_str(&json).map_err(|_| broken())).transpose()?,
        pass: number(&pass)?,
        in_pass: number(&in_pass)?,
        idle: number(&idle)?,
        rows: number(&rows)?,
        batch: u32::try_from(number(&batch)?).unwrap_or(u32::MAX).max(1),
    }))
}

/// The statement that writes it back.
pub(super) fn update<D: Driver>(driver: &D, id: &str, progress: &Progress) -> String {
    let text = |text: &str| D::DIALECT.quote_text(text);
    // Strings, which serde_json always writes.
    let place = progress.place.as_ref().map(|place| serde_json::to_string(place).unwrap_or_default());
    format!(
        "UPDATE {} SET state = {}, checksum = {}, place = {}, pass = {}, rows_in_pass = {}, idle_passes = {}, rows_done = {}, \
         batch_size = {}, updated_at = {} WHERE id = {};\n",
        driver.table(TABLE),
        text(&progress.state),
        text(&progress.checksum),
        place.map_or_else(|| "NULL".to_owned(), |place| text(&place)),
        progress.pass,
        progress.in_pass,
        progress.idle,
        progress.rows,
        progress.batch,
        now(D::DIALECT),
        text(id)
    )
}
