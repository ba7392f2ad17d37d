//! What a step does to the tables that are there. SQLite has one writer at a time, whatever the step; what differs is how
//! much of a table it goes through while it is that writer.

use crate::dialect::created::Created;
use crate::{Change, DefaultValue, Hazard, Lock, Step, Work};

/// Says what a step touches of the tables that were there before the migration.
pub(super) fn say(step: &mut Step, created: &mut Created) {
    let mut hazard = Hazard::of(&step.changes);
    if let Some(table) = step.rebuilds.as_ref().filter(|table| !created.has(table)) {
        hazard.touch(table, Lock::Database, Work::Rewrite);
    }
    let each = step.rebuilds.is_none() && !step.sql.is_empty();
    for change in &step.changes {
        if let Some(table) = change.table().filter(|_| each && !created.is_of(change)) {
            hazard.touch(table, Lock::Database, work(change));
        }
        created.follow(change);
    }
    step.hazard = hazard;
}

fn work(change: &Change) -> Work {
    match change {
        Change::DropColumn { .. } => Work::Rewrite,
        Change::AddColumn { column, backfill, .. } => {
            let written = backfill.as_ref().is_some_and(|b| Some(b) != column.default.as_ref());
            let computed = matches!(column.default, Some(DefaultValue::Expr(_)));
            match () {
                () if written || computed => Work::Rewrite,
                () if !column.nullable || column.generated.is_some() => Work::Scan,
                () => Work::None,
            }
        }
        Change::AddIndex { .. } | Change::AddUnique { .. } => Work::Scan,
        // The indexes that are named after it are built again.
        Change::RenameTable { .. } | Change::RenameColumn { .. } => Work::Scan,
        _ => Work::None,
    }
}
