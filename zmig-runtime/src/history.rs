//! The history: `__zmigration` and the two tables beside it. Rows are added and never deleted; a
//! repair alone changes one, and says so in it.

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
use std::collections::{HashMap, HashSet};
use zmig_core::{Checksum, Dialect, SetDigest};

/// The newest format of the history.
pub(crate) const HISTORY_FORMAT: u32 = 1;

/// The history, with the steps outside transactions and the database's identity.
pub(crate) const TABLE: &str = "__zmigration";
pub(crate) const STEPS: &str = "__zmigration_steps";
pub(crate) const DATABASE: &str = "__zmigration_database";

/// In a row's `meta_data`: the migration was recorded as applied and not run.
pub(crate) const STAMPED: &str = "stamped";

/// In a row's `meta_data`: the migrations that a baseline stands for, each with its name and its checksum. As long as that
/// row counts, theirs do not.
pub(crate) const REPLACES: &str = "replaces";

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
    /// The migrations that it stands for, with their checksums.
    pub replaces: Vec<(String, Option<Checksum>)>,
}

impl Applied {
    /// Whether it stands for a migration.
    pub(crate) fn does_replace(&self, name: &str) -> bool {
        self.replaces.iter().any(|(replaced, _)| replaced == name)
    }

    /// The checksum by which it counts in the set's digest.
    pub(crate) fn counted(&self) -> Option<Checksum> {
        self.checksum.filter(|_| is_projects(&self.schema))
    }
}

/// What a history comes to.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// In the order in which they were applied. A baseline stands where the last stood of those that it replaced.
    pub applied: Vec<Applied>,
    /// What was applied before a baseline came to stand for it. It counts again when that one is taken back.
    pub replaced: Vec<Applied>,
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
        Self {
            applied: Vec::new(),
            replaced: Vec::new(),
            digest: SetDigest::EMPTY,
            newest: None,
            newest_row: 0,
        }
    }

    /// What was applied last of each schema: what comes now builds on these.
    #[cfg(feature = "declarative")]
    pub(crate) fn heads(&self) -> Vec<&str> {
        let heads: std::collections::BTreeMap<&str, &str> =
            self.applied.iter().map(|a| (a.schema.as_str(), a.migration.as_str())).collect();
        heads.into_values().collect()
    }

    /// As the resolver wants it: the project's migrations. Those that a baseline stands for are among them where a program
    /// from before the squash knows them.
    pub(crate) fn for_resolver(&self, is_known: &dyn Fn(&str) -> bool) -> Vec<zmig_core::Applied> {
        let one = |a: &Applied, name: &str, checksum| zmig_core::Applied {
            name: name.to_owned(),
            schema: a.schema.clone(),
            checksum,
        };
        let mut out = Vec::with_capacity(self.applied.len());
        for applied in self.applied.iter().filter(|a| is_projects(&a.schema)) {
            let replaced = applied.replaces.iter().filter(|(name, _)| is_known(name));
            out.extend(replaced.map(|(name, checksum)| one(applied, name, *checksum)));
            out.push(one(applied, &applied.migration, applied.checksum));
        }
        out
    }

    /// All that is applied, and among it, before their baseline, those that it stands for: what may be taken back.
    pub(crate) fn standing(&self) -> Vec<Applied> {
        let mut out: Vec<Applied> = Vec::with_capacity(self.applied.len() + self.replaced.len());
        for applied in &self.applied {
            out.extend(self.replaced.iter().filter(|r| applied.does_replace(&r.migration)).cloned());
            out.push(applied.clone());
        }
        out
    }

    /// What counts as long as a baseline does not that stands for these names: not what a baseline among it stands for.
    pub(crate) fn beneath(&self, is_replaced: &dyn Fn(&str) -> bool) -> Vec<&Applied> {
        let all = self.applied.iter().chain(&self.replaced);
        let all: Vec<&Applied> = all.filter(|a| is_replaced(&a.migration)).collect();
        let is_under = |a: &&&Applied| all.iter().any(|other| other.does_replace(&a.migration));
        all.iter().filter(|a| !is_under(a)).copied().collect()
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
    let meta = match D::DIALECT {
        Dialect::Sqlite => "meta_data",
        Dialect::Postgres => "meta_data::text",
    };
    let sql = format!(
        "SELECT id, migration, schema_name, status, checksum, from_version, to_version, set_digest, \
         CASE WHEN {meta} LIKE '%\"{REPLACES}\"%' THEN {meta} END FROM {table} ORDER BY id"
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
    if past.applied.iter().any(|a| !a.replaces.is_empty()) {
        replace(&mut past);
    }
    past.digest =
        SetDigest::of(past.applied.iter().filter_map(|a| Some((a.migration.as_str(), a.counted()?))));
    Ok(past)
}

/// Takes out what a baseline stands for, and puts the baseline in its place.
fn replace(past: &mut Past) {
    let mut all: Vec<Applied> = Vec::with_capacity(past.applied.len());
    for applied in past.applied.drain(..) {
        let last = all.iter().rposition(|other| applied.does_replace(&other.migration));
        all.insert(last.map_or(all.len(), |last| last + 1), applied);
    }
    let gone: HashSet<String> = all.iter().flat_map(|a| &a.replaces).map(|(name, _)| name.clone()).collect();
    (past.replaced, past.applied) = all.into_iter().partition(|a| gone.contains(&a.migration));
}

fn parse(row: Row) -> Result<(String, Applied, Option<String>), Error> {
    let broken = |what: &str| Error::History {
        reason: format!("a row of {TABLE} has {what}\n  next: bring the row back from a backup"),
    };
    let [id, migration, schema, status, checksum, from, to, digest, meta] =
        <[Option<String>; 9]>::try_from(row).map_err(|_| broken("too few columns"))?;
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
        replaces: meta.map(|meta| replaces(&meta)).unwrap_or_default(),
    };
    Ok((status.ok_or_else(|| broken("no status"))?, applied, digest))
}

/// The names and checksums that a row's `meta_data` lists as replaced.
fn replaces(meta: &str) -> Vec<(String, Option<Checksum>)> {
    let meta: serde_json::Value = serde_json::from_str(meta).unwrap_or_default();
    let one = |item: &serde_json::Value| {
        let checksum = item["checksum"].as_str().and_then(|sum| sum.parse().ok());
        Some((item["name"].as_str()?.to_owned(), checksum))
    };
    meta[REPLACES].as_array().into_iter().flatten().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, name: &str, status: &str) -> Row {
        let checksum = Checksum::of(name).to_string();
        let texts = [&id.to_string(), name, "s", status, &checksum, "v1", "v2", "d"];
        texts.iter().map(|t| Some((*t).to_owned())).chain([None]).collect()
    }

    fn baseline(id: i64, name: &str, replaced: &[&str]) -> Row {
        let item = |name: &&str| serde_json::json!({ "name": name, "checksum": Checksum::of(name) });
        let meta = serde_json::json!({ "replaces": replaced.iter().map(item).collect::<Vec<_>>() });
        let mut row = row(id, name, "SUCCESS");
        row[8] = Some(meta.to_string());
        row
    }

    fn names(all: &[Applied]) -> Vec<&str> {
        all.iter().map(|a| a.migration.as_str()).collect()
    }

    #[test]
    fn what_a_baseline_stands_for_counts_again_without_it() {
        let mut rows = vec![
            row(1, "a", "SUCCESS"),
            row(2, "b", "SUCCESS"),
            row(3, "c", "SUCCESS"),
            baseline(4, "ab", &["a", "b"]),
        ];
        let of = |names: &[&str]| SetDigest::of(names.iter().map(|name| (*name, Checksum::of(name))));
        let past = fold(rows.clone()).expect("readable");
        assert_eq!((names(&past.applied), names(&past.replaced)), (vec!["ab", "c"], vec!["a", "b"]));
        assert_eq!(names(&past.standing()), ["a", "b", "ab", "c"]);
        assert_eq!(past.digest, of(&["ab", "c"]));
        // A baseline of the baseline.
        rows.push(baseline(5, "abc", &["a", "b", "ab", "c"]));
        let past = fold(rows.clone()).expect("readable");
        assert_eq!((names(&past.applied), past.digest), (vec!["abc"], of(&["abc"])));
        assert_eq!(names(&past.standing()), ["a", "b", "ab", "c", "abc"]);
        let beneath = past.beneath(&|name| past.applied[0].does_replace(name));
        assert_eq!(beneath.iter().map(|a| a.migration.as_str()).collect::<Vec<_>>(), ["ab", "c"]);
        // A program from before the squash finds what it knows.
        let known: Vec<String> =
            past.for_resolver(&|name| name == "a" || name == "b").into_iter().map(|a| a.name).collect();
        assert_eq!(known, ["a", "b", "abc"]);
        for (id, gone, left) in
            [(6, "abc", &["ab", "c"][..]), (7, "c", &["ab"]), (8, "ab", &["a", "b"]), (9, "b", &["a"])]
        {
            rows.push(row(id, gone, "ROLLBACK"));
            let past = fold(rows.clone()).expect("readable");
            assert_eq!((names(&past.applied), past.digest), (left.to_vec(), of(left)), "without {gone}");
        }
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
