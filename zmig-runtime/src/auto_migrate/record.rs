//! What the history gets: a row with the work, and beside it those of the migrations that count as applied by it.

use super::gate::{Divided, LeftOut};
use super::wanted::Wanted;
use crate::Error;
use crate::driver::Driver;
use crate::history::{HistoryStatus, Past, Record, SYNCS, is_projects};
use crate::job::{self, Beside, Direction, Job};
use crate::rollback::RECORDED_WITH;
use crate::set::Set;
use crate::target::stamp;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::time::SystemTime;
use zmig_core::{
    Change, Checksum, Plan, PlanError, PlanOptions, Reversibility, Schema, Stamp, apply_all, inverse_all,
    plan, sql_text,
};

/// Work, written down.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) name: String,
    pub(super) up: String,
    pub(super) down: Option<String>,
    pub(super) reversibility: Reversibility,
    diff: String,
    summary: String,
    checksum: Checksum,
}

impl Work {
    /// The SQL of some changes of a database.
    ///
    /// # Errors
    /// What the database cannot hold.
    pub(super) fn write<D: Driver>(
        live: &Schema,
        changes: &[Change],
        past: &Past,
        what: &str,
    ) -> Result<Self, PlanError> {
        let name = name(past, what);
        let options = PlanOptions::default();
        let up = plan(live, changes, D::DIALECT, &options)?;
        let after = apply_all(live, changes)?;
        let down = plan(&after, &inverse_all(changes), D::DIALECT, &options)?;
        let remarks = [format!("what {what} found between the schema and the database")];
        let text = |plan: &Plan, is_up: bool| sql_text(&name, &remarks, plan, is_up);
        let (up, down) = (text(&up, true)?, text(&down, false)?);
        let summary: Vec<String> =
            changes.iter().map(|c| c.summary().replace(char::is_control, " ")).collect();
        Ok(Self {
            checksum: Checksum::of(&up),
            up,
            down: Some(down),
            reversibility: changes.iter().map(Change::reversibility).max().unwrap_or(Reversibility::Exact),
            // Plain data, which serde_json never refuses.
            diff: serde_json::to_string(changes).unwrap_or_default(),
            summary: summary.join("\n"),
            name,
        })
    }

    /// The same as a job.
    ///
    /// # Errors
    /// When its SQL is not of the format.
    pub(super) fn job<'a, D: Driver>(
        &'a self,
        set: &'a Set,
        past: &'a Past,
        marks: &Marks,
        left_out: &[LeftOut],
    ) -> Result<Job<'a>, Error> {
        let path = format!("the work {}", self.name);
        let file = job::parse(&self.up, &path, D::DIALECT)?;
        let mut meta = Map::new();
        meta.insert("depends_on".to_owned(), past.heads().into_iter().map(Value::from).collect());
        let list = |names: Vec<String>| names.into_iter().map(Value::from).collect::<Value>();
        for (key, names) in [
            ("recorded", marks.record.iter().map(|i| set.all[*i].migration.name.to_owned()).collect()),
            ("taken_out", marks.take_out.clone()),
            ("left_out", left_out.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ] {
            if !names.is_empty() {
                meta.insert(key.to_owned(), list(names));
            }
        }
        let mut beside = Vec::new();
        for name in &marks.take_out {
            beside.extend(past.applied.iter().find(|a| a.migration == *name).map(|a| taken_out(set, a)));
        }
        for index in &marks.record {
            beside.push(self.recorded(set, *index, past)?);
        }
        let record = Record {
            checksum: Some(self.checksum.to_string()),
            summary: &self.summary,
            meta,
            diff: Some(self.diff.clone()),
            forward: Some(&self.up),
            // What the history held before is gone from it, so there is no way back to it.
            rollback: self.down.as_deref().filter(|_| marks.take_out.is_empty()),
            ..set.record(&self.name, SYNCS, HistoryStatus::SUCCESS)
        };
        Ok(Job {
            file,
            sql: &self.up,
            path,
            direction: Direction::Up,
            guard: None,
            mentions: &self.diff,
            checksum: None,
            instead: Vec::new(),
            record,
            beside,
        })
    }

    fn recorded<'a>(&self, set: &'a Set, index: usize, past: &Past) -> Result<Beside<'a>, Error> {
        let job = set.job(index, past)?;
        let mut record = job.record;
        record.meta.insert(RECORDED_WITH.to_owned(), self.name.clone().into());
        (record.forward, record.rollback) = (None, None);
        Ok(Beside { record, direction: Direction::Up, checksum: job.checksum })
    }
}

fn taken_out<'a>(set: &'a Set, applied: &'a crate::history::Applied) -> Beside<'a> {
    let mut meta = Map::new();
    meta.insert("takes_back".to_owned(), applied.row.into());
    let record = Record {
        from: applied.to.as_deref(),
        to: applied.from.as_deref(),
        checksum: applied.checksum.map(|c| c.to_string()),
        meta,
        ..set.record(&applied.migration, &applied.schema, HistoryStatus::ROLLBACK)
    };
    Beside { record, direction: Direction::Down, checksum: applied.counted() }
}

/// What the history gets besides the work.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Indexes into the set of migrations that count as applied from now on, in order.
    pub(super) record: Vec<usize>,
    /// Names of those that no longer do.
    pub(super) take_out: Vec<String>,
}

impl Marks {
    /// Those whose schemas are what they should be, as long as all that they need is.
    pub(super) fn satisfied(set: &Set, past: &Past, wanted: &Wanted, divided: &Divided) -> Self {
        let lacking: BTreeSet<&str> =
            divided.lacking.iter().filter_map(|change| owner(wanted, change)).collect();
        let mut there: BTreeSet<&str> = past.applied.iter().map(|a| a.migration.as_str()).collect();
        there.extend(past.applied.iter().flat_map(|a| &a.replaces).map(|(name, _)| name.as_str()));
        let mut record = Vec::new();
        for index in set.order() {
            let m = set.all[index].migration;
            let needed = m.parent.iter().chain(m.depends_on).all(|name| there.contains(name));
            if there.contains(m.name) || !needed || lacking.contains(m.schema) {
                continue;
            }
            there.insert(m.name);
            there.extend(m.replaces.iter().map(|r| r.name));
            record.push(index);
        }
        Self { record, take_out: Vec::new() }
    }

    /// All of them, exactly as they are.
    pub(super) fn forced(set: &Set, past: &Past) -> Self {
        let same = |a: &crate::history::Applied| {
            set.all
                .iter()
                .any(|m| m.migration.name == a.migration && a.checksum.is_none_or(|c| c == m.checksum))
        };
        let own = past.applied.iter().filter(|a| is_projects(&a.schema));
        let take_out: Vec<String> = own.filter(|a| !same(a)).map(|a| a.migration.clone()).collect();
        let stays = |name: &str| {
            past.applied.iter().any(|a| a.migration == name) && !take_out.iter().any(|gone| gone == name)
        };
        let record = set.order().into_iter().filter(|i| !stays(set.all[*i].migration.name)).collect();
        Self { record, take_out }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.record.is_empty() && self.take_out.is_empty()
    }
}

/// The schema of the project that a change belongs to.
fn owner<'a>(wanted: &'a Wanted, change: &'a Change) -> Option<&'a str> {
    let of_table = |name: &str| wanted.schema.table(name).map(|t| t.owner.as_str());
    match change {
        Change::CreateEnum { enum_type } => Some(&enum_type.owner),
        Change::AlterEnum { to, .. } => Some(&to.owner),
        Change::RenameEnum { owner, .. } | Change::RenameDomain { owner, .. } => Some(owner),
        Change::CreateDomain { domain } => Some(&domain.owner),
        Change::AlterDomain { to, .. } => Some(&to.owner),
        Change::CreateTable { table } => Some(&table.owner),
        Change::RenameTable { to, .. } => of_table(to),
        other => other.table().and_then(of_table),
    }
}

/// A name that the history does not have yet.
fn name(past: &Past, what: &str) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let newest = past.applied.iter().filter(|a| a.schema == SYNCS).filter_map(|a| stamp(&a.migration)).max();
    let stamp = Stamp::from_unix(now).max(newest.map_or(Stamp::from_unix(0), Stamp::next));
    format!("{stamp}_{what}")
}
