//! One case: a pair of schemas, and how it is gone through.

use crate::random::random;
use crate::support::details::Kind;
use crate::support::mutate::Pair;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zmig_core::{Change, DefaultValue, PlanOptions, Table, TableOption, Type, diff};

use super::Failure;

/// A pair of schemas and how to go from one to the other.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) pair: Pair,
    /// How many rows each table is offered.
    pub(crate) rows: usize,
    /// Whether values may be such as only this kind of database holds.
    pub(crate) wild: bool,
    /// Whether rows come between the way there and the way back.
    pub(crate) busy: bool,
    /// Whether each change is a migration of its own.
    pub(crate) each: bool,
    /// Whether zmig's runner does it, with its lock, history and journal.
    pub(crate) runner: bool,
    pub(crate) options: PlanOptions,
}

impl Case {
    /// The case of a seed: always the same.
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            seed,
            pair: random(seed, Kind::of_seed(seed)),
            rows: 6,
            wild: seed % 4 == 3,
            busy: seed % 6 == 1,
            each: seed % 7 == 2,
            runner: seed % 5 == 4,
            options: PlanOptions {
                online: matches!(seed % 10, 4 | 7),
                archive: seed % 3 == 1,
                ..PlanOptions::default()
            },
        }
    }

    /// What leads from the old schema to the new one.
    pub(crate) fn changes(&self) -> Result<Vec<Change>, Failure> {
        let Pair { old, new, hints } = &self.pair;
        match guarded("the difference", || diff(old, new, hints))? {
            Ok(changes) => Ok(changes),
            Err(refused) => Err(Failure::new("the difference is explained", format!("{refused:#?}"))),
        }
    }

    /// Whether both databases must come to the same rows: not where values are their own, or where rows get numbers, the
    /// time of day, the text of JSON or a sum that is too great for one of them on the way.
    pub(crate) fn is_alike(&self) -> bool {
        let own = |change: &Change| match change {
            Change::AddColumn { column, .. } | Change::DropColumn { column, .. } => {
                column.identity.is_some() || self.busy && column.generated.is_some()
            }
            // One database keeps JSON as it was written, so that text made of it is its own.
            Change::AlterColumn { from, to, .. } => {
                from.ty != to.ty && [&from.ty, &to.ty].contains(&&Type::Json)
            }
            _ => false,
        };
        let Pair { old, new, .. } = &self.pair;
        let mut tables = old.tables.values().chain(new.tables.values());
        // A decimal of a strict table is a float, and SQLite numbers a key of integers that has a default.
        let is_numbered = |t: &Table| match t.primary_key.as_slice() {
            [key] => t.column(key).is_some_and(|c| c.ty == Type::Int && c.default.is_some()),
            _ => false,
        };
        !self.wild
            && !tables.any(|t| t.options.contains(&TableOption::Strict) || is_numbered(t))
            && !self.changes().is_ok_and(|changes| changes.iter().any(own))
    }

    /// Whether a column may hold the time at which something was done.
    pub(crate) fn tells_the_time(&self, column: &str) -> bool {
        let Pair { old, new, hints } = &self.pair;
        let now = |default: &Option<DefaultValue>| matches!(default, Some(DefaultValue::Now));
        let hinted = hints
            .tables
            .values()
            .flat_map(|t| &t.columns)
            .any(|(name, h)| name == column && now(&h.backfill));
        let tables = old.tables.values().chain(new.tables.values());
        hinted || tables.flat_map(|t| &t.columns).any(|c| c.name == column && now(&c.default))
    }

    /// For people, and for whoever wants to make a golden case of it.
    pub(crate) fn show(&self) -> String {
        let list: Vec<String> =
            self.changes().unwrap_or_default().iter().map(|c| format!("  {}", c.summary())).collect();
        format!("{}\n{:?}\nrows: {}\n{}", list.join("\n"), self.pair, self.rows, self.way())
    }

    fn way(&self) -> String {
        let Self { wild, busy, each, runner, options, .. } = self;
        let PlanOptions { online, archive, .. } = options;
        format!(
            "wild: {wild}, busy: {busy}, each: {each}, runner: {runner}, online: {online}, archive: {archive}"
        )
    }
}

/// A panic of zmig's own is a failure like any other.
pub(crate) fn guarded<T>(what: &'static str, run: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&t| t.to_owned())).unwrap_or_default();
        Failure::new("nothing panics", format!("{what}: {text}"))
    })
}
