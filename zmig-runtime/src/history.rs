//! The history: `__zmigration` and the two tables beside it. Rows are added, never changed or deleted.

mod entry;
mod tables;
mod write;

pub(crate) use entry::read as read_entries;
pub use entry::{HistoryEntry, HistoryStatus};
pub(crate) use tables::create;
pub(crate) use write::{RECORDED, Record, insert, insert_beside, insert_failure, since_newest, since_sent};

use crate::driver::{Driver, Row};
use crate::error::During as _;
use crate::{Error, data::DATA, driver::Facts};
use std::collections::HashMap;
use zmig_core::{Checksum, SetDigest};

/// The newest format of the history.
pub(crate) const HISTORY_FORMAT: u32 = 1;

/// The history, with the steps outside transactions and the database's identity.
pub(crate) const TABLE: &str = "__zmigration";
pub(crate) const STEPS: &str = "__zmigration_steps";
pub(crate) const DATABASE: &str = "__zmigration_database";

/// In a row's `meta_data`: the migration was recorded as applied and not run.
pub(crate) const STAMPED: &str = "stamped";

/// The schema name of the rows about plans in code. No project's schema can have it.
pub(crate) const PLANS: &str = "(plan)";
/// The schema name of the rows about what a comparison of schema and database brought.
pub(crate) const SYNCS: &str = "(auto_migrate)";

/// Whether rows of that schema are about migrations of a project: those that a program carries, and that the set's
/// digest counts.
pub(crate) fn is_projects(schema: &str) -> bool {
    schema != PLANS && schema != SYNCS && schema != DATA
}

/// A migration that is applied, as the newest row about it says.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    /// The row's number.
    pub row: i64,
    pub migration: String,
    pub schema: String,
    pub checksum: Option<Checksum>,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Applied {
    /// The checksum by which it counts in the set's digest.
    pub(crate) fn counted(&self) -> Option<Checksum> {
        self.checksum.filter(|_| is_projects(&self.schema))
    }
}

/// What a history comes to.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// In the order in which they were applied.
    pub applied: Vec<Applied>,
    /// The digest of all that is applied.
    pub digest: SetDigest,
    /// The digest that the newest row carries, as text.
    pub newest: Option<String>,
    /// The newest row's number, 0 where there is none.
    pub newest_row: i64,
}

impl Past {
    /// The past of a database without a history.
    pub(crate) fn empty() -> Self {
        Self { applied: Vec::new(), digest: SetDigest::EMPTY, newest: None, newest_row: 0 }
    }

    /// What was applied last of each schema: what comes now builds on these.
    #[cfg(feature = "declarative")]
    pub(crate) fn heads(&self) -> Vec<&str> {
        let heads: std::collections::BTreeMap<&str, &str> =
            self.applied.iter().map(|a| (a.schema.as_str(), a.migration.as_str())).collect();
        heads.into_values().collect()
    }

    /// As the resolver wants it: the project's migrations.
    pub(crate) fn for_resolver(&self) -> Vec<zmig_core::Applied> {
        self.applied
            .iter()
            .filter(|a| is_projects(&a.schema))
            .map(|a| zmig_core::Applied {
                name: a.migration.clone(),
                schema: a.schema.clone(),
                checksum: a.checksum,
            })
            .collect()
    }
}

/// Reads the history.
///
/// # Errors
/// When it is of a newer format, or cannot be read.
pub(crate) async fn read<D: Driver>(driver: &mut D, facts: &Facts) -> Result<Past, Error> {
    if !facts.history {
        return Ok(Past::empty());
    }
    check_format(driver).await?;
    let table = driver.table(TABLE);
    let sql = format!(
        "SELECT id, migration, schema_name, status, checksum, from_version, to_version, set_digest FROM {table} ORDER BY id"
    );
    let rows = driver.query(sql).await.during("reading the history")?;
    fold(rows)
}

async fn check_format<D: Driver>(driver: &mut D) -> Result<(), Error> {
    let table = driver.table(DATABASE);
    let rows =
        driver.query(format!("SELECT format FROM {table}")).await.during("reading the history's format")?;
    let format = rows.first().and_then(|r| r.first()).and_then(Option::as_deref).unwrap_or("");
    match format.parse::<u32>() {
        Ok(format) if format == HISTORY_FORMAT => Ok(()),
        Ok(format) if format > HISTORY_FORMAT => Err(Error::History {
            reason: format!(
                "it has format {format}, and this program knows up to {HISTORY_FORMAT}\n  next: build the program with a newer zmig"
            ),
        }),
        _ => Err(Error::History {
            reason: format!(
                "{DATABASE} says format `{format}`\n  next: bring the row back from a backup; it was `{HISTORY_FORMAT}`"
            ),
        }),
    }
}

/// What rows in order come to: a success applies, a rollback takes away, a failure changes nothing.
fn fold(rows: Vec<Row>) -> Result<Past, Error> {
    let mut past = Past::empty();
    past.applied.reserve(rows.len());
    let mut at: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    let mut gone = 0;
    for row in rows {
        let (status, applied, digest) = parse(row)?;
        past.newest = digest;
        past.newest_row = applied.row;
        match status.as_str() {
            HistoryStatus::SUCCESS => {
                at.insert(applied.migration.clone(), past.applied.len());
                past.applied.push(applied);
            }
            HistoryStatus::ROLLBACK => {
                if let Some(i) = at.remove(&applied.migration) {
                    past.applied[i].row = 0;
                    gone += 1;
                }
            }
            HistoryStatus::FAILED => {}
            other => {
                return Err(Error::History {
                    reason: format!(
                        "row {} has status `{other}`, which this program does not know\n  next: build the program with a newer zmig",
                        applied.row
                    ),
                });
            }
        }
    }
    if gone > 0 {
        past.applied.retain(|a| a.row != 0);
    }
    past.digest =
        SetDigest::of(past.applied.iter().filter_map(|a| Some((a.migration.as_str(), a.counted()?))));
    Ok(past)
}

fn parse(row: Row) -> Result<(String, Applied, Option<String>), Error> {
    let broken = |what: &str| Error::History {
        reason: format!("a row of {TABLE} has {what}\n  next: bring the row back from a backup"),
    };
    let [id, migration, schema, status, checksum, from, to, digest] =
        <[Option<String>; 8]>::try_from(row).map_err(|_| broken("too few columns"))?;
    let id = id.and_then(|id| id.parse().ok()).ok_or_else(|| broken("no number"))?;
    let checksum = checksum
        .map(|c| c.parse::<Checksum>())
        .transpose()
        .map_err(|e| broken(&format!("a checksum that is none: {e}")))?;
    let applied = Applied {
        row: id,
        migration: migration.ok_or_else(|| broken("no migration"))?,
        schema: schema.ok_or_else(|| broken("no schema"))?,
        checksum,
        from,
        to,
    };
    Ok((status.ok_or_else(|| broken("no status"))?, applied, digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, name: &str, status: &str) -> Row {
        let checksum = Checksum::of(name).to_string();
        [&id.to_string(), name, "s", status, &checksum, "v1", "v2", "d"]
            .iter()
            .map(|t| Some((*t).to_owned()))
            .collect()
    }

    #[test]
    fn what_was_taken_back_is_not_applied_and_may_be_applied_again() {
        let rows = vec![
            row(1, "a", "SUCCESS"),
            row(2, "b", "SUCCESS"),
            row(3, "c", "FAILED"),
            row(4, "a", "ROLLBACK"),
            row(5, "a", "SUCCESS"),
            row(6, "b", "ROLLBACK"),
        ];
        let past = fold(rows).expect("readable");
        assert_eq!(past.applied.iter().map(|a| (a.row, &*a.migration)).collect::<Vec<_>>(), [(5, "a")]);
        assert_eq!(past.digest, SetDigest::of([("a", Checksum::of("a"))]));
        assert!(fold(vec![row(1, "a", "BASELINE")]).expect_err("unknown").to_string().contains("newer zmig"));
    }
}
