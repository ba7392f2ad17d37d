//! The change that takes a change back.

use crate::Change;

/// The change that takes `change` back.
pub fn inverse(_change: &Change) -> Change {
    todo!()
}

/// The inverses of all changes, last first.
pub fn inverse_all(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(inverse).collect()
}
