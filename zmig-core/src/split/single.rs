//! A migration for each change.

use super::needs::Needs;
use crate::{Change, Dialect, PlanOptions, Schema, apply_all, inverse_all, plan};

/// The changes one by one; where a dialect cannot be left between two changes of a table, they stay together. A column
/// of SQLite that is numbered goes with the primary key that it is, say.
pub(super) fn cut(
    old: &Schema,
    changes: &[Change],
    needs: &[Needs],
    dialects: &[Dialect],
    options: &PlanOptions,
) -> Vec<Vec<usize>> {
    let mut cutter = Single { state: old.clone(), changes, needs, dialects, options };
    let mut done = vec![false; changes.len()];
    let mut out = Vec::new();
    for first in 0..changes.len() {
        if !done[first] {
            let group = cutter.group(first, &done);
            group.iter().for_each(|i| done[*i] = true);
            out.push(group);
        }
    }
    out
}

struct Single<'a> {
    state: Schema,
    changes: &'a [Change],
    needs: &'a [Needs],
    dialects: &'a [Dialect],
    options: &'a PlanOptions,
}

impl Single<'_> {
    /// `first` and as few of those after it as make a migration.
    fn group(&mut self, first: usize, done: &[bool]) -> Vec<usize> {
        let mut group = vec![first];
        loop {
            let picked: Vec<Change> = group.iter().map(|i| self.changes[*i].clone()).collect();
            let Ok(after) = apply_all(&self.state, &picked) else { return vec![first] };
            let next = if self.is_plannable(&picked, &after) { None } else { self.next(&group, done) };
            match next {
                Some(next) => group.push(next),
                None => {
                    self.state = after;
                    return group;
                }
            }
        }
    }

    fn is_plannable(&self, changes: &[Change], after: &Schema) -> bool {
        let back = inverse_all(changes);
        self.dialects.iter().all(|dialect| {
            plan(&self.state, changes, *dialect, self.options).is_ok()
                && plan(after, &back, *dialect, self.options).is_ok()
        })
    }

    /// The next change of the same table that waits for nothing else.
    fn next(&self, group: &[usize], done: &[bool]) -> Option<usize> {
        let (first, last) = (*group.first()?, *group.last()?);
        let is_ready = |i: usize| self.needs[i].changes.iter().all(|d| done[*d] || group.contains(d));
        (last + 1..self.changes.len()).find(|i| {
            !done[*i]
                && self.changes[*i].table() == self.changes[first].table()
                && self.needs[*i].owner == self.needs[first].owner
                && is_ready(*i)
        })
    }
}
