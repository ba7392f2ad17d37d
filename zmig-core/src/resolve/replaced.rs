//! Baselines: migrations that stand for others, and what a history says of those.

use super::{Applied, Node, Problem};
use crate::Checksum;
use std::collections::HashMap;

/// A migration that a [`Node`] stands for, as [`crate::Replaced`] has it.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'a> {
    /// Its name.
    pub name: &'a str,
    /// The baseline, listed behind it, that had replaced it before.
    pub within: Option<&'a str>,
    /// The checksum of its up in the dialect at hand; none where it is not looked at.
    pub checksum: Option<Checksum>,
}

/// Where to find a migration by its name, or by the name of one that it replaces.
pub(super) struct Index<'a> {
    by_name: HashMap<&'a str, usize>,
    /// By the name of what is replaced: the baseline, and whether that one was the last which it replaces.
    replaced: HashMap<&'a str, (usize, bool)>,
}

impl<'a> Index<'a> {
    /// Of all nodes, and the names that two of them have.
    pub(super) fn of(nodes: &[Node<'a>], problems: &mut Vec<Problem>) -> Self {
        let mut by_name = HashMap::with_capacity(nodes.len());
        let mut replaced = HashMap::new();
        for (i, node) in nodes.iter().enumerate() {
            if by_name.insert(node.name, i).is_some() {
                problems.push(Problem::Duplicate(node.name.to_owned()));
            }
            for (k, one) in node.replaces.iter().enumerate() {
                replaced.insert(one.name, (i, k + 1 == node.replaces.len()));
            }
        }
        Self { by_name, replaced }
    }

    /// The migration of that name.
    pub(super) fn of_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Whether a migration is known, be it as one that was replaced.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name) || self.replaced.contains_key(name)
    }

    /// What a node's parent is now: a baseline, where the parent was the last that it replaces.
    pub(super) fn parent(&self, name: &str) -> Option<usize> {
        let last = || self.replaced.get(name).filter(|(_, is_last)| *is_last).map(|(i, _)| *i);
        self.of_name(name).or_else(last)
    }

    /// What a dependency is now: whoever replaces it has all that it had.
    pub(super) fn dependency(&self, name: &str) -> Option<usize> {
        self.of_name(name).or_else(|| self.replaced.get(name).map(|(i, _)| *i))
    }

    /// The baseline that replaced a migration.
    pub(super) fn baseline_of(&self, name: &str) -> Option<usize> {
        self.replaced.get(name).map(|(i, _)| *i)
    }
}

/// What a history says of a baseline that is not applied itself.
pub(super) enum Standing {
    /// None of what it replaces is applied: it is to be run.
    ToRun,
    /// All of it is: there is nothing to be run.
    ToRecord,
    /// Something stands against either.
    Refused(Vec<Problem>),
}

/// The rule: none of what it replaces is applied, or all of it and with the text that it had.
pub(super) fn standing(node: &Node<'_>, history: &[Applied]) -> Standing {
    let rows: HashMap<&str, &Applied> = history.iter().map(|a| (a.name.as_str(), a)).collect();
    if !node.replaces.iter().any(|one| rows.contains_key(one.name)) {
        return Standing::ToRun;
    }
    // A baseline among them is there with all that it had replaced.
    let missing: Vec<String> = node
        .replaces
        .iter()
        .filter(|one| !node.replaces.iter().any(|other| other.within == Some(one.name)))
        .filter(|one| !is_there(one, node.replaces, &rows))
        .map(|one| one.name.to_owned())
        .collect();
    if !missing.is_empty() {
        return Standing::Refused(vec![Problem::Halfway { baseline: node.name.to_owned(), missing }]);
    }
    let other_text = |one: &Replacement<'_>| {
        let applied = rows.get(one.name)?.checksum?;
        let replaced = one.checksum?;
        (applied != replaced).then(|| Problem::ReplacedEdited {
            baseline: node.name.to_owned(),
            name: one.name.to_owned(),
            applied,
            replaced,
        })
    };
    let edited: Vec<Problem> = node.replaces.iter().filter_map(other_text).collect();
    if edited.is_empty() { Standing::ToRecord } else { Standing::Refused(edited) }
}

/// Whether a replaced migration is applied: itself, or a baseline that had replaced it.
fn is_there(one: &Replacement<'_>, all: &[Replacement<'_>], rows: &HashMap<&str, &Applied>) -> bool {
    let above = || one.within.and_then(|within| all.iter().find(|other| other.name == within));
    rows.contains_key(one.name) || above().is_some_and(|above| is_there(above, all, rows))
}
