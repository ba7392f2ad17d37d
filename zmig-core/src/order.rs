//! The order in which changes can be run.

use crate::{Change, Schema};

/// Sorts changes so that each finds what it needs: drops of constraints first, then renames, enums, tables in the
/// order of their foreign keys, columns, indexes, and foreign keys last. Foreign keys of a new table whose target does
/// not exist yet (cycles) are taken out of it and follow as changes of their own.
pub fn order(_old: &Schema, _changes: Vec<Change>) -> Vec<Change> {
    todo!()
}
