//! Foreign keys, before and after: those that differ, and those that stand in the way of a change at either end.

use super::columns::Columns;
use super::matching::{Matching, Pair};
use super::objects::Unstable;
use crate::IntoSorted as _;
use crate::{Change, ForeignKey, Table, Type};
use std::collections::{BTreeMap, BTreeSet};

/// What happens to the tables, by their old names.
pub(super) struct Tables<'a> {
    pub(super) matching: &'a Matching<'a>,
    pub(super) columns: &'a BTreeMap<&'a str, Columns<'a>>,
    pub(super) lost_keys: &'a BTreeMap<&'a str, Vec<BTreeSet<String>>>,
    pub(super) unstable: &'a Unstable,
}

impl Tables<'_> {
    /// Foreign keys of tables that stay.
    pub(super) fn foreign_keys(&self, pair: &Pair<'_>) -> Vec<Change> {
        let (old, new) = (pair.old, pair.new);
        let mut out = Vec::new();
        let mut added: BTreeSet<&str> = new.foreign_keys.iter().map(|f| f.name.as_str()).into_sorted();
        for key in &old.foreign_keys {
            let image = self.matching.renames.foreign_key_image(&old.name, key);
            if self.stands(old, key) && new.foreign_keys.contains(&image) {
                added.remove(image.name.as_str());
            } else {
                out.push(Change::DropForeignKey { table: old.name.clone(), foreign_key: key.clone() });
            }
        }
        let coming = new.foreign_keys.iter().filter(|f| added.contains(f.name.as_str()));
        out.extend(coming.map(|f| Change::AddForeignKey { table: new.name.clone(), foreign_key: f.clone() }));
        out
    }

    /// Foreign keys of a table that goes, where they are in the way of something else.
    pub(super) fn in_the_way(&self, dropped: &Table) -> Vec<Change> {
        dropped
            .foreign_keys
            .iter()
            .filter(|key| !self.is_dropped(&key.references) && !self.target_stands(dropped, key))
            .map(|key| Change::DropForeignKey { table: dropped.name.clone(), foreign_key: key.clone() })
            .collect()
    }

    fn is_dropped(&self, table: &str) -> bool {
        self.matching.dropped.iter().any(|t| t.name == table)
    }

    fn stands(&self, table: &Table, key: &ForeignKey) -> bool {
        let unstable = self.unstable.get(&table.name).is_some_and(|u| u.contains(&key.name));
        let Some(columns) = self.columns.get(table.name.as_str()) else { return false };
        !unstable
            && key.columns.iter().all(|c| columns.kept(c).is_some_and(|k| !k.rebuilt()))
            && self.target_stands(table, key)
    }

    fn target_stands(&self, table: &Table, key: &ForeignKey) -> bool {
        let Some(target) = self.columns.get(key.references.as_str()) else {
            // A table that goes, or one that no change concerns.
            return !self.is_dropped(&key.references);
        };
        let wanted: BTreeSet<&str> = key.ref_columns.iter().map(String::as_str).into_sorted();
        let lost = self
            .lost_keys
            .get(key.references.as_str())
            .is_some_and(|sets| sets.iter().any(|s| s.iter().map(String::as_str).eq(wanted.iter().copied())));
        let there = wanted.iter().all(|c| target.kept(c).is_some_and(|k| !k.rebuilt()));
        there && !lost && self.types_stand(table, key)
    }

    /// Whether the two ends can be compared at every moment.
    fn types_stand(&self, table: &Table, key: &ForeignKey) -> bool {
        key.columns.iter().zip(&key.ref_columns).all(|(own, target)| {
            let mut types = Vec::new();
            let (mut retyped, mut revalued) = (false, false);
            for (end, column) in [(table.name.as_str(), own), (key.references.as_str(), target)] {
                let kept = self.columns.get(end).and_then(|c| c.kept(column));
                if let Some(kept) = kept {
                    retyped |= kept.retyped;
                    revalued |= kept.revalued;
                    types.extend([&kept.image.ty, &kept.new.ty]);
                }
            }
            let comparable =
                types.iter().all(|t| t.is_integer()) || types.iter().all(|t: &&Type| t.is_text());
            !retyped || (comparable && !revalued)
        })
    }
}
