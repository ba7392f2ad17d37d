//! What of a comparison's changes is done: what the options leave out, and what they refuse.

use super::objection::Objection;
use super::{AutoMigrateOptions, OperationKind};
use serde::Serialize;
use std::fmt;
use zmig_core::{Change, Reversibility, Risk, Schema, apply};

/// A change that is not made, because the options say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// The kind of change.
    pub operation: OperationKind,
    /// Its table, if it is about one.
    pub table: Option<String>,
    /// What would have been done, in one line.
    pub change: String,
    /// Why it is not.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.change, self.why)
    }
}

/// Changes, divided.
#[derive(Debug, Default)]
pub(super) struct Divided {
    pub(super) kept: Vec<Change>,
    pub(super) left_out: Vec<LeftOut>,
    /// The tables' schemas that are not what they should be, for what was left out.
    pub(super) lacking: Vec<Change>,
}

/// Leaves out what the options exclude, and what cannot be done without it.
pub(super) fn divide(live: &Schema, changes: Vec<Change>, options: &AutoMigrateOptions) -> Divided {
    let mut now = live.clone();
    let mut out = Divided::default();
    for at in 0..changes.len() {
        let change = &changes[at];
        let kind = OperationKind::of(change);
        let names = match change {
            Change::RenameTable { from, to, .. } => vec![from.as_str(), to.as_str()],
            other => other.table().into_iter().collect(),
        };
        let why = if names.iter().any(|name| !options.tables.takes(name)) {
            Some("the options leave its table out".to_owned())
        } else if options.exclude_operations.contains(&kind) && !is_replaced(change, &changes[at + 1..]) {
            Some(format!("the options leave {kind} out"))
        } else {
            apply(&mut now, change).err().map(|e| format!("it needs what was left out: {}", e.reason))
        };
        match why {
            None => out.kept.push(change.clone()),
            Some(why) => {
                out.left_out.push(LeftOut {
                    operation: kind,
                    table: change.table().map(str::to_owned),
                    change: change.summary(),
                    why,
                });
                if !only_more_remains(kind) {
                    out.lacking.push(change.clone());
                }
            }
        }
    }
    out
}

/// Whether an object is dropped only to be made otherwise.
fn is_replaced(change: &Change, later: &[Change]) -> bool {
    later.iter().any(|next| match (change, next) {
        (Change::DropIndex { table: a, index: i }, Change::AddIndex { table: b, index: j }) => {
            a == b && i.name == j.name
        }
        (Change::DropUnique { table: a, unique: i }, Change::AddUnique { table: b, unique: j }) => {
            a == b && i.name == j.name
        }
        (
            Change::DropForeignKey { table: a, foreign_key: i },
            Change::AddForeignKey { table: b, foreign_key: j },
        ) => a == b && i.name == j.name,
        (Change::DropCheck { table: a, check: i }, Change::AddCheck { table: b, check: j }) => {
            a == b && i.name == j.name
        }
        _ => false,
    })
}

/// Whether leaving such a change out leaves more there than the schema says, and everything that it says.
fn only_more_remains(kind: OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::DropTable
            | OperationKind::DropColumn
            | OperationKind::DropIndex
            | OperationKind::DropUnique
            | OperationKind::DropForeignKey
            | OperationKind::DropCheck
            | OperationKind::DropType
    )
}

/// Whether a change deletes or alters what is stored.
pub(super) fn loses(change: &Change) -> bool {
    change.risk() == Risk::High || (change.reversibility() > Reversibility::Exact && !only_fills(change))
}

/// NULLs that get a value are gone for the way back, and nobody misses them.
fn only_fills(change: &Change) -> bool {
    match change {
        Change::AlterColumn { from, to, using, .. } => {
            from.ty == to.ty && using.is_none() && from.generated == to.generated
        }
        _ => false,
    }
}

/// What the options refuse.
pub(super) fn refuse(changes: &[Change], options: &AutoMigrateOptions) -> Vec<(usize, Objection)> {
    let mut out = Vec::new();
    for (i, change) in changes.iter().enumerate() {
        if options.data_loss_protection && loses(change) {
            out.push((i, Objection::loses(change, None)));
        }
        if change.risk() > options.max_risk {
            out.push((i, Objection::risky(change, options.max_risk)));
        }
    }
    out
}
