//! One build's changes, cut into migrations.

mod needs;
mod single;

use crate::IntoSorted as _;
use crate::dialect::created::Created;
use crate::{Change, DataTypeChange, Dialect, PlanOptions, Schema, SchemaName, Transaction};
use needs::Needs;
use std::collections::{BTreeMap, BTreeSet};

/// The changes of one migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The schema whose version they belong to.
    pub schema: SchemaName,
    /// In order.
    pub changes: Vec<Change>,
    /// Schemas, other than `schema`, whose tables or enums these changes build on.
    pub depends_on: Vec<SchemaName>,
    /// That the schema's data moves to another kind of place. It is a part of its own, before all others of its version:
    /// so the tables on either side of the move are the same.
    pub data_type: Option<DataTypeChange>,
}

impl Part {
    /// How it goes with transactions, in whichever dialect is the most particular.
    pub fn transaction(&self, dialects: &[Dialect], options: &PlanOptions) -> Transaction {
        let mut created = Created::default();
        let mut out = Transaction::Shared;
        for change in &self.changes {
            out = out.max(transaction(change, &created, dialects, options));
            created.follow(change);
        }
        out
    }
}

/// The same for one change. What comes with a table that nobody uses yet needs no care for others.
fn transaction(
    change: &Change,
    created: &Created,
    dialects: &[Dialect],
    options: &PlanOptions,
) -> Transaction {
    let of = |dialect: &Dialect| match dialect.transaction(change, options) {
        Transaction::None if created.is_of(change) => Transaction::Shared,
        other => other,
    };
    dialects.iter().map(of).max().unwrap_or_default()
}

/// Cuts ordered changes into migrations: one for each schema where their order allows it, more where two schemas need
/// each other, and one of its own for a change that some dialect cannot run together with others. With `each` every
/// change becomes a migration, or a few of one table where a dialect cannot be left between them.
///
/// A change belongs to the schema that owns its table or enum when its turn comes; a change of owner to the new one.
/// The parts, one after the other, lead where the changes lead.
pub fn split(
    old: &Schema,
    changes: Vec<Change>,
    dialects: &[Dialect],
    options: &PlanOptions,
    each: bool,
) -> Vec<Part> {
    let mut created = Created::default();
    let mut alone = Vec::with_capacity(changes.len());
    for change in &changes {
        alone.push(transaction(change, &created, dialects, options) != Transaction::Shared);
        created.follow(change);
    }
    let needs = needs::needs(old, &changes);
    let groups: Vec<Vec<usize>> = if each {
        single::cut(old, &changes, &needs, dialects, options)
    } else {
        Cutter { needs: &needs, alone: &alone, done: vec![false; changes.len()] }.cut()
    };
    let mut changes: Vec<Option<Change>> = changes.into_iter().map(Some).collect();
    groups
        .into_iter()
        .filter_map(|group| {
            let schema = needs.get(*group.first()?)?.owner.clone();
            let mut depends_on: BTreeSet<&str> = BTreeSet::new();
            for i in &group {
                let need = &needs[*i];
                depends_on.extend(need.schemas.iter().map(String::as_str));
                depends_on.extend(need.changes.iter().map(|d| needs[*d].owner.as_str()));
            }
            depends_on.remove(schema.as_str());
            let depends_on = depends_on.into_iter().map(str::to_owned).collect();
            let changes = group.into_iter().filter_map(|i| changes[i].take()).collect();
            Some(Part { schema, changes, depends_on, data_type: None })
        })
        .collect()
}

struct Cutter<'a> {
    needs: &'a [Needs],
    alone: &'a [bool],
    done: Vec<bool>,
}

impl Cutter<'_> {
    fn cut(mut self) -> Vec<Vec<usize>> {
        let mut left: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, need) in self.needs.iter().enumerate() {
            left.entry(&need.owner).or_default().push(i);
        }
        // Schemas in the order of their first change.
        let mut left: Vec<Vec<usize>> = left.into_values().collect();
        left.sort();
        let mut out = Vec::new();
        while !left.is_empty() {
            let (at, group) = self.next(&left);
            for i in &group {
                self.done[*i] = true;
            }
            let taken: BTreeSet<usize> = group.iter().copied().into_sorted();
            left[at].retain(|i| !taken.contains(i));
            if left[at].is_empty() {
                left.remove(at);
            }
            out.push(group);
        }
        out
    }

    /// The first schema that can be finished at once; else the one that gets furthest.
    fn next(&self, left: &[Vec<usize>]) -> (usize, Vec<usize>) {
        let mut best: (usize, Vec<usize>) = (0, Vec::new());
        for (at, open) in left.iter().enumerate() {
            let group = self.takeable(open);
            if group.len() == open.len() {
                return (at, group);
            }
            if group.len() > best.1.len() {
                best = (at, group);
            }
        }
        // The earliest change never waits for anything, so there is always a group; were there none, the order given
        // is an order.
        if best.1.is_empty() {
            let first = left.iter().enumerate().filter_map(|(at, open)| Some((*open.first()?, at))).min();
            if let Some((i, at)) = first {
                best = (at, vec![i]);
            }
        }
        best
    }

    /// What of one schema's changes can make the next migration.
    fn takeable(&self, open: &[usize]) -> Vec<usize> {
        if open.iter().any(|i| self.alone[*i]) {
            // First what a change that needs a migration of its own waits for, then that change, then all the rest.
            let before = self.needed_by_loners(open);
            let group = self.ready(open.iter().copied().filter(|i| before.contains(i)));
            if !group.is_empty() {
                return group;
            }
            let loner = open.iter().copied().find(|i| self.alone[*i] && self.is_ready(*i, &BTreeSet::new()));
            if let Some(loner) = loner {
                return vec![loner];
            }
        }
        self.ready(open.iter().copied().filter(|i| !self.alone[*i]))
    }

    fn ready(&self, candidates: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut taken = BTreeSet::new();
        for i in candidates {
            if self.is_ready(i, &taken) {
                taken.insert(i);
            }
        }
        taken.into_iter().collect()
    }

    fn is_ready(&self, i: usize, taken: &BTreeSet<usize>) -> bool {
        self.needs[i].changes.iter().all(|d| self.done[*d] || taken.contains(d))
    }

    /// Changes of the schema that one that stands alone waits for, and that do not stand alone themselves.
    fn needed_by_loners(&self, open: &[usize]) -> BTreeSet<usize> {
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut stack: Vec<usize> = open.iter().copied().filter(|i| self.alone[*i]).collect();
        while let Some(i) = stack.pop() {
            for d in &self.needs[i].changes {
                if !self.done[*d] && seen.insert(*d) {
                    stack.push(*d);
                }
            }
        }
        seen.retain(|i| !self.alone[*i]);
        seen
    }
}

#[cfg(test)]
mod tests;
