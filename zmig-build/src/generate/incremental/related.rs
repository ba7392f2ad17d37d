//! Relations to and from tables that are not at hand.

use crate::cache::{Lines, Spoken};
use crate::merge::Merged;
use crate::project::Sources;
use std::collections::BTreeSet;
use zmig_core::IntoSorted as _;
use zmig_core::{Schema, Table};

/// Says of tables that are not at hand whether their rows are marked as deleted, which no snapshot knows.
pub(super) fn complete(merged: &mut Merged, lines: &Lines<'_>) {
    let marking: BTreeSet<&str> = lines.sources.iter().flat_map(|s| s.marking()).into_sorted();
    for relation in merged.relations.values_mut().flatten() {
        for (table, marks) in relation.others() {
            *marks |= merged.schema.table(table).is_none() && marking.contains(table);
        }
    }
}

/// `None` where a source that is not at hand has a relation to a table whose keys change: what is written of its tables
/// changes with them, or it is wrong now.
pub(super) fn stay(new: &Schema, old: &Schema, sources: &Sources, lines: &Lines<'_>) -> Option<()> {
    let is_other = |s: &&Spoken<'_>| sources.items.iter().all(|item| item.file != s.file);
    let mut related = lines.sources.iter().filter(is_other).flat_map(|s| s.related());
    let stays = |name: &str| match (old.table(name), new.table(name)) {
        (Some(old), Some(new)) => keys(old) == keys(new),
        (None, None) => true,
        _ => false,
    };
    related.all(stays).then_some(())
}

/// What of a table relations are made of.
fn keys(table: &Table) -> impl PartialEq {
    let indexes: Vec<_> = table.indexes.iter().filter(|i| i.unique).cloned().collect();
    (table.primary_key.clone(), table.uniques.clone(), indexes, table.foreign_keys.clone())
}
