//! What a step may do to data and to those who use the database meanwhile.

use crate::{Change, Reversibility, Risk};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What may happen when a step runs, known before it does. It stands in the SQL file, so that whoever reviews the file, and
/// whoever runs it, knows the same.
///
/// ```
/// use zmig_core::{Column, Change, Dialect, Lock, PlanOptions, Schema, Table, Type, Work, plan};
///
/// let mut users = Table::new("users", "zSchema.shop");
/// users.columns = vec![Column::new("id", Type::Int).required(), Column::new("age", Type::Int32)];
/// let schema = Schema { tables: [("users".into(), users)].into(), ..Schema::default() };
/// let (from, to) = (Column::new("age", Type::Int32), Column::new("age", Type::Int));
/// let change = Change::AlterColumn {
///     table: "users".into(), from, to, backfill: None, using: None, using_back: None,
/// };
/// let plan = plan(&schema, &[change], Dialect::Postgres, &PlanOptions::default())?;
/// let touch = &plan.steps[0].hazard.touches[0];
/// assert_eq!((touch.lock, touch.work), (Lock::AccessExclusive, Work::Rewrite));
/// # Ok::<_, zmig_core::PlanError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// How much it may hurt.
    pub risk: Risk,
    /// Why it is not safe; empty where it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What is lost, e.g. `the values of users.nick`; empty where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loses: Vec<String>,
    /// What its way back restores.
    pub down: Reversibility,
    /// The tables that were there before the migration, and what it does to those who use them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Touch>,
}

/// What a step does to one table that others may be using.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Touch {
    /// The table, by the name that it has when the step begins.
    pub table: String,
    /// The strongest lock taken on it, which is held until the transaction ends.
    pub lock: Lock,
    /// How much of it is read or written.
    #[serde(default, skip_serializing_if = "Work::is_none")]
    pub work: Work,
}

/// A lock on a table, the weaker before the stronger. What conflicts is PostgreSQL's:
/// <https://www.postgresql.org/docs/current/explicit-locking.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// Readers have it.
    AccessShare,
    /// Those who lock rows have it.
    RowShare,
    /// Writers have it.
    RowExclusive,
    /// Blocks other changes of the table.
    ShareUpdateExclusive,
    /// Blocks writers.
    Share,
    /// Blocks writers, and others of its kind.
    ShareRowExclusive,
    /// Blocks writers and those who lock rows.
    Exclusive,
    /// Blocks everybody.
    AccessExclusive,
    /// SQLite: the whole database has one writer.
    Database,
}

/// How much of a table a step reads or writes, the less before the more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// None of it: as fast for many rows as for few.
    #[default]
    None,
    /// Every row is read.
    Scan,
    /// Every row is written, and its indexes are built again.
    Rewrite,
}

impl Hazard {
    /// What is known of changes alone, wherever they are made.
    pub fn of(changes: &[Change]) -> Self {
        let mut reasons: Vec<String> = Vec::new();
        for change in changes {
            let reason = change.risk_reason();
            if !reason.is_empty() && !reasons.iter().any(|r| r == reason) {
                reasons.push(reason.to_owned());
            }
        }
        Self {
            risk: changes.iter().map(Change::risk).max().unwrap_or(Risk::Safe),
            reasons,
            loses: changes.iter().filter_map(Change::loses).collect(),
            down: changes.iter().map(Change::reversibility).max().unwrap_or(Reversibility::Exact),
            touches: Vec::new(),
        }
    }

    /// That of something that is not zmig's: the worst is to be expected.
    pub fn unknown(what: &str, down: Reversibility) -> Self {
        Self {
            risk: Risk::High,
            reasons: vec![format!("zmig does not know what {what} does")],
            loses: vec![format!("what {what} changes")],
            down,
            touches: Vec::new(),
        }
    }

    /// Whether it is not known which tables are touched.
    pub fn touches_anything(&self) -> bool {
        self.risk == Risk::High && self.touches.is_empty()
    }

    /// That of a step which does nothing that anybody would notice.
    pub fn none() -> Self {
        Self::of(&[])
    }

    /// Whether there is nothing to say.
    pub fn is_none(&self) -> bool {
        *self == Self::none()
    }

    /// Says that a table is touched. What is said of one table adds up to the strongest lock and the most work.
    pub fn touch(&mut self, table: &str, lock: Lock, work: Work) {
        match self.touches.iter_mut().find(|t| t.table == table) {
            Some(known) => {
                known.lock = known.lock.max(lock);
                known.work = known.work.max(work);
            }
            None => self.touches.push(Touch { table: table.to_owned(), lock, work }),
        }
    }

    /// Says that the step is of at least such a risk.
    pub fn raise(&mut self, risk: Risk, reason: &str) {
        self.risk = self.risk.max(risk);
        if !self.reasons.iter().any(|r| r == reason) {
            self.reasons.push(reason.to_owned());
        }
    }
}

impl Lock {
    /// Who has to wait while it is held.
    pub fn blocks(self) -> &'static str {
        match self {
            Self::AccessShare | Self::RowShare | Self::RowExclusive => "only other changes of the table",
            Self::ShareUpdateExclusive => "only other changes of the table, and VACUUM",
            Self::Share | Self::ShareRowExclusive => "writers",
            Self::Exclusive => "writers, and readers that lock rows",
            Self::AccessExclusive => "readers and writers",
            Self::Database => "writers of the whole database",
        }
    }

    /// What PostgreSQL calls it in `pg_locks`; `None` for SQLite's.
    pub fn mode(self) -> Option<&'static str> {
        Some(match self {
            Self::AccessShare => "AccessShareLock",
            Self::RowShare => "RowShareLock",
            Self::RowExclusive => "RowExclusiveLock",
            Self::ShareUpdateExclusive => "ShareUpdateExclusiveLock",
            Self::Share => "ShareLock",
            Self::ShareRowExclusive => "ShareRowExclusiveLock",
            Self::Exclusive => "ExclusiveLock",
            Self::AccessExclusive => "AccessExclusiveLock",
            Self::Database => return None,
        })
    }

    /// The lock that PostgreSQL calls so.
    pub fn of_mode(mode: &str) -> Option<Self> {
        let all = [
            Self::AccessShare,
            Self::RowShare,
            Self::RowExclusive,
            Self::ShareUpdateExclusive,
            Self::Share,
            Self::ShareRowExclusive,
            Self::Exclusive,
            Self::AccessExclusive,
        ];
        all.into_iter().find(|lock| lock.mode() == Some(mode))
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
            Self::Database => "DATABASE",
        })
    }
}

impl Work {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "touches no row",
            Self::Scan => "reads every row",
            Self::Rewrite => "writes every row",
        })
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Safe => "SAFE",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Type};

    #[test]
    fn what_is_said_of_one_table_adds_up() {
        let mut hazard = Hazard::none();
        hazard.touch("users", Lock::Share, Work::Scan);
        hazard.touch("users", Lock::AccessExclusive, Work::None);
        hazard.touch("posts", Lock::Share, Work::None);
        let touches: Vec<_> = hazard.touches.iter().map(|t| (t.table.as_str(), t.lock, t.work)).collect();
        assert_eq!(
            touches,
            [("users", Lock::AccessExclusive, Work::Scan), ("posts", Lock::Share, Work::None)]
        );
        assert!(!hazard.is_none());
    }

    #[test]
    fn it_is_one_line_of_json_and_comes_back() {
        let column = Column::new("nick", Type::STR);
        let drop = Change::DropColumn { table: "users".into(), column, backfill: None };
        let mut hazard = Hazard::of(&[drop]);
        hazard.touch("users", Lock::AccessExclusive, Work::None);
        let text = serde_json::to_string(&hazard).expect("writable");
        assert_eq!(
            text,
            r#"{"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.nick"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}"#
        );
        assert_eq!(serde_json::from_str::<Hazard>(&text).expect("readable"), hazard);
    }

    #[test]
    fn a_lock_is_known_by_what_the_server_calls_it() {
        for mode in ["AccessShareLock", "ShareUpdateExclusiveLock", "AccessExclusiveLock"] {
            assert_eq!(Lock::of_mode(mode).and_then(Lock::mode), Some(mode));
        }
        assert!(Lock::Share < Lock::AccessExclusive && Lock::ShareUpdateExclusive < Lock::Share);
    }
}
