//! Pairs of something gone and something new that look like a rename.

use super::Refusal;
use super::columns::Columns;
use super::matching::{Matching, Pair, same_type};
use crate::{Column, Conversion, Hints, Schema, Table};
use std::collections::BTreeSet;

/// Tables that went and came, with at least half of their columns' names in common.
pub(super) fn suspect_tables(matching: &Matching<'_>, hints: &Hints, refusals: &mut Vec<Refusal>) {
    if hints.trust_drops {
        return;
    }
    let explained = |t: &Table| hints.tables.get(&t.name).is_some_and(|h| h.renamed_from.is_some());
    let mut candidates = Vec::new();
    for dropped in matching.dropped.iter().filter(|t| !hints.dropped_tables.contains(&t.name)) {
        for created in matching.created.iter().filter(|t| !explained(t)) {
            let shared = dropped.columns.iter().filter(|c| created.column(&c.name).is_some()).count();
            let all = dropped.columns.len() + created.columns.len();
            if shared > 0 && shared * 4 >= all {
                let rank = (all - 2 * shared, unlike(&dropped.name, &created.name));
                candidates.push((rank, dropped.name.as_str(), created.name.as_str()));
            }
        }
    }
    refusals.extend(each_once(candidates).into_iter().map(|(dropped, added)| {
        Refusal::TableRenamedOrDropped { dropped: dropped.to_owned(), added: added.to_owned() }
    }));
}

/// Columns of one table that went and came, of types that convert.
pub(super) fn suspect_columns(
    schemas: (&Schema, &Schema),
    pair: &Pair<'_>,
    columns: &Columns<'_>,
    hints: &Hints,
    refusals: &mut Vec<Refusal>,
) {
    if hints.trust_drops {
        return;
    }
    let gone = |c: &Column| pair.hints.is_some_and(|h| h.dropped.contains(&c.name));
    let explained = |c: &Column| {
        pair.hints.and_then(|h| h.columns.get(&c.name)).is_some_and(|h| h.renamed_from.is_some())
    };
    let mut candidates = Vec::new();
    // What is computed can be computed again, and takes no data along.
    for dropped in columns.dropped.iter().filter(|c| c.generated.is_none() && !gone(c)) {
        for added in columns.added.iter().filter(|c| c.generated.is_none() && !explained(c)) {
            let same = same_type(schemas, dropped, added);
            let (from, to) = (schemas.0.base_type(&dropped.ty), schemas.1.base_type(&added.ty));
            if same || from.conversion(&to) != Conversion::Impossible {
                let rank = (!same, unlike(&dropped.name, &added.name));
                candidates.push((rank, dropped.name.as_str(), added.name.as_str()));
            }
        }
    }
    refusals.extend(each_once(candidates).into_iter().map(|(dropped, added)| {
        Refusal::ColumnRenamedOrDropped {
            table: pair.new.name.clone(),
            dropped: dropped.to_owned(),
            added: added.to_owned(),
        }
    }));
}

/// The likeliest pairs, each name in one of them at most.
fn each_once<'a, R: Ord>(mut candidates: Vec<(R, &'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    candidates.sort();
    let (mut dropped, mut added) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs: Vec<(&str, &str)> = candidates
        .into_iter()
        .filter(|(_, a, b)| {
            let free = !dropped.contains(a) && !added.contains(b);
            if free {
                dropped.insert(*a);
                added.insert(*b);
            }
            free
        })
        .map(|(_, a, b)| (a, b))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// How little two names have in common, in thousandths: by the pairs of neighbouring letters that they share.
fn unlike(a: &str, b: &str) -> usize {
    let letters = |text: &str| {
        let padded: Vec<char> = format!("_{}_", text.to_lowercase()).chars().collect();
        padded.windows(2).map(|w| (w[0], w[1])).collect::<Vec<_>>()
    };
    let (a, mut b) = (letters(a), letters(b));
    let all = a.len() + b.len();
    let mut shared = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|p| *p == pair) {
            b.swap_remove(at);
            shared += 1;
        }
    }
    1000 - 2000 * shared / all
}
