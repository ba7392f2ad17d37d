//! The database itself, and what it should hold.

use super::account::{Account, Due};
use super::look::look;
use super::{Task, Verification};
use crate::driver::Driver;
use crate::error::During as _;
use crate::history::{self, Past, TABLE};
use crate::{Error, Introspection};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Aspect, Comparison, Conflict, ObjectKind, ObjectRef, Problem, Side};

/// How often a look is taken again when somebody migrated meanwhile.
const LOOKS: usize = 5;

/// What is there, and what should be.
pub(super) struct Live {
    pub(super) found: Introspection,
    pub(super) due: Due,
    /// What is wrong between the program and the history.
    problems: Vec<Problem>,
}

/// Looks at the database and its history.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    task: Task<'_>,
    out: &mut Verification,
) -> Result<Live, Error> {
    let Task { account, namespaces, options, .. } = task;
    let mut look_again = LOOKS;
    loop {
        let facts = driver.facts().await.during("looking at the database")?;
        let past = history::read(driver, &facts).await?;
        let found = look(driver, namespaces, options).await?;
        let newest = driver.newest().await.during("reading the history")?;
        look_again -= 1;
        if newest != past.newest && look_again > 0 {
            continue;
        }
        let recorded = unknown(driver, account, &past).await?;
        let due = account.due(&past, &recorded);
        let resolution = account.set.resolve(&past);
        out.applied = past.applied.len();
        out.pending =
            resolution.pending.iter().map(|&i| account.set.all[i].migration.name.to_owned()).collect();
        out.ahead = resolution.ahead;
        out.notes.extend(due.notes.iter().cloned());
        return Ok(Live { found, due, problems: resolution.problems });
    }
}

/// The changes of what is applied and this program does not know, by name.
async fn unknown<D: Driver>(
    driver: &mut D,
    account: &Account,
    past: &Past,
) -> Result<BTreeMap<String, String>, Error> {
    let known: BTreeSet<&str> = account.names().collect();
    let rows: Vec<String> = past
        .applied
        .iter()
        .filter(|a| !known.contains(a.migration.as_str()))
        .map(|a| a.row.to_string())
        .collect();
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let table = driver.table(TABLE);
    let sql = format!("SELECT migration, diff_json FROM {table} WHERE id IN ({})", rows.join(", "));
    let rows = driver.query(sql).await.during("reading the history")?;
    let both = |row: Vec<Option<String>>| {
        let [name, changes] = <[Option<String>; 2]>::try_from(row).ok()?;
        Some((name?, changes.unwrap_or_default()))
    };
    Ok(rows.into_iter().filter_map(both).collect())
}

impl Live {
    /// Compares what should be there, as a scratch database holds it, with what is.
    pub(super) fn compare(self, due: Result<Introspection, String>, out: &mut Verification) {
        let failed = |why: &str| Comparison::failed(Side::Migrations, Side::Live, why);
        let mut comparison = match due {
            Ok(due) => super::compare((Side::Migrations, &due), (Side::Live, &self.found)),
            Err(why) => failed(&why),
        };
        for problem in self.problems {
            match problem {
                Problem::Edited { name, applied, now } => {
                    let at = ObjectRef::new(ObjectKind::Migration, name);
                    let what = "it was applied with another text than it has now";
                    let (now, applied) = (now.to_string(), applied.to_string());
                    comparison = comparison.with(Conflict::differs(at, Aspect::Checksum, what, now, applied));
                }
                // What is there is compared all the same.
                other => {
                    comparison.failure = Some(match comparison.failure {
                        None => other.to_string(),
                        Some(before) => format!("{before}\n{other}"),
                    })
                }
            }
        }
        out.comparisons.push(comparison);
        out.unmanaged = self.found.unmanaged;
    }
}
