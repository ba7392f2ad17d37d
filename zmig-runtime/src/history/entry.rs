//! The history as a user reads it.

use super::TABLE;
use crate::Error;
use crate::driver::{Driver, Facts, Row};
use crate::error::During as _;
use crate::rollback::RECORDED_WITH;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fmt;
use zmig_core::Dialect;

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// Its number; later rows have greater ones.
    pub id: i64,
    /// The migration's name.
    pub migration: String,
    /// Its schema.
    pub schema: String,
    /// What happened.
    pub status: HistoryStatus,
    /// The version before.
    pub from_version: Option<String>,
    /// The version after.
    pub to_version: Option<String>,
    /// Which part of its version's migrations it is.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// When, in UTC.
    pub applied_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub execution_time_ms: i64,
    /// Who did it.
    pub applied_by: String,
    /// The program that did it.
    pub app_name: String,
    /// Its version.
    pub app_version: String,
    /// The version of zmig in it.
    pub zmig_version: String,
    /// The checksum of its SQL.
    pub checksum: Option<String>,
    /// The checksum of the schema that it leads to.
    pub schema_hash: Option<String>,
    /// A line for each change.
    pub changes_summary: String,
    /// What its author noted.
    pub notes: Option<String>,
    /// What the runner noted: what it needs, a guard that said no, an error.
    pub meta_data: Option<serde_json::Value>,
    /// Whether the history holds the SQL that takes it back.
    pub reversible: bool,
}

/// What a row of the history says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HistoryStatus {
    /// Applied.
    Success,
    /// Tried, without success.
    Failed,
    /// Taken back.
    Rollback,
}

impl HistoryEntry {
    /// Whether the migration was recorded as applied and not run, since its tables were there before. Taking it back
    /// removes the record alone.
    pub fn is_record_only(&self) -> bool {
        let meta = self.meta_data.as_ref().and_then(|meta| meta.get(super::STAMPED));
        meta.and_then(serde_json::Value::as_bool) == Some(true)
    }
}

impl HistoryStatus {
    pub(crate) const SUCCESS: &str = "SUCCESS";
    pub(crate) const FAILED: &str = "FAILED";
    pub(crate) const ROLLBACK: &str = "ROLLBACK";

    /// As it stands in the history.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => Self::SUCCESS,
            Self::Failed => Self::FAILED,
            Self::Rollback => Self::ROLLBACK,
        }
    }
}

impl fmt::Display for HistoryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Every row, oldest first.
pub(crate) async fn read<D: Driver>(driver: &mut D, facts: &Facts) -> Result<Vec<HistoryEntry>, Error> {
    if !facts.history {
        return Ok(Vec::new());
    }
    super::check_format(driver).await?;
    let time = match D::DIALECT {
        Dialect::Sqlite => "applied_at",
        Dialect::Postgres => "to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
    };
    let sql = format!(
        "SELECT id, migration, schema_name, status, from_version, to_version, part, parts, {time}, execution_time_ms, \
         applied_by, app_name, app_version, zmig_version, checksum, schema_hash, changes_summary, notes, meta_data, \
         CASE WHEN rollback_sql IS NULL THEN 'f' ELSE 't' END FROM {} ORDER BY id",
        driver.table(TABLE)
    );
    let rows = driver.query(sql).await.during("reading the history")?;
    rows.into_iter()
        .map(|row| {
            parse(row).ok_or_else(|| Error::History {
                reason: format!(
                    "a row of {TABLE} is not of its form\n  next: bring the row back from a backup"
                ),
            })
        })
        .collect()
}

fn parse(row: Row) -> Option<HistoryEntry> {
    let [
        id,
        migration,
        schema,
        status,
        from_version,
        to_version,
        part,
        parts,
        applied_at,
        execution_time_ms,
        applied_by,
        app_name,
        app_version,
        zmig_version,
        checksum,
        schema_hash,
        changes_summary,
        notes,
        meta_data,
        reversible,
    ] = <[Option<String>; 20]>::try_from(row).ok()?;
    let status = match status?.as_str() {
        HistoryStatus::SUCCESS => HistoryStatus::Success,
        HistoryStatus::FAILED => HistoryStatus::Failed,
        HistoryStatus::ROLLBACK => HistoryStatus::Rollback,
        _ => return None,
    };
    let meta_data: Option<serde_json::Value> = meta_data.and_then(|m| serde_json::from_str(&m).ok());
    // What was only recorded has nothing to take back.
    let recorded = meta_data.as_ref().is_some_and(|m| m.get(RECORDED_WITH).is_some());
    Some(HistoryEntry {
        id: id?.parse().ok()?,
        migration: migration?,
        schema: schema?,
        status,
        from_version,
        to_version,
        part: part?.parse().ok()?,
        parts: parts?.parse().ok()?,
        applied_at: DateTime::parse_from_rfc3339(&applied_at?).ok()?.to_utc(),
        execution_time_ms: execution_time_ms?.parse().ok()?,
        applied_by: applied_by?,
        app_name: app_name?,
        app_version: app_version?,
        zmig_version: zmig_version?,
        checksum,
        schema_hash,
        changes_summary: changes_summary?,
        notes,
        meta_data,
        reversible: recorded || reversible.as_deref() == Some("t"),
    })
}
