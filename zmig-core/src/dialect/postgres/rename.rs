//! Renames, and the derived names that follow them.

use super::PostgresPlan;
use crate::dialect::clause::q;
use crate::dialect::rename::{Renamed, renamed};
use crate::{Change, Table};

/// The statements of a rename that `plan.schema` has been through already; `before` is the table before it.
pub(crate) fn rename(plan: &mut PostgresPlan, before: Option<&Table>, change: &Change) -> Vec<String> {
    let (new_name, column) = match change {
        Change::RenameTable { to, .. } => (to, None),
        Change::RenameColumn { table, from, to } => (table, Some((from.as_str(), to.as_str()))),
        _ => return Vec::new(),
    };
    let (Some(before), Some(after)) = (before, plan.schema.tables.get(new_name)) else { return Vec::new() };
    let table = q(&after.name);
    let mut sql = vec![match column {
        Some((from, to)) => format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", q(from), q(to)),
        None => format!("ALTER TABLE {} RENAME TO {table}", q(&before.name)),
    }];
    let Renamed { uniques, indexes, mut foreign_keys, checks } = renamed(before, after, column);
    let mut keys = Vec::new();
    if !after.primary_key.is_empty() && before.name != after.name {
        keys.push((crate::primary_key_name(&before.name), crate::primary_key_name(&after.name)));
    }
    // Keys that are off have no name in the database; they come back under the new one.
    let moved = plan.suspended.iter_mut().filter(|(t, _)| *t == before.name);
    for (suspended_table, suspended_key) in moved {
        suspended_table.clone_from(&after.name);
        if let Some(at) = foreign_keys.iter().position(|(old, _)| old == suspended_key) {
            *suspended_key = foreign_keys.remove(at).1;
        }
    }
    for (old, new) in keys.iter().chain(&uniques).chain(&foreign_keys).chain(&checks) {
        if old != new {
            sql.push(format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {}", q(old), q(new)));
        }
    }
    for (old, new) in &indexes {
        sql.push(format!("ALTER INDEX {} RENAME TO {}", q(old), q(new)));
    }
    sql
}
