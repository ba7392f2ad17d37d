//! Domains: which one is which, and what becomes of the rest.

use super::Refusal;
use super::matching::Matching;
use crate::IntoSorted as _;
use crate::apply::Renames;
use crate::{Change, Conversion, Domain, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// Old names to new ones, where they differ. A domain is renamed when every column that stays and was made of it is made
/// of one other in its place, whose name is new, while its own is gone.
pub(super) fn renamed(old: &Schema, new: &Schema, matching: &Matching<'_>) -> BTreeMap<String, String> {
    let mut to: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut from: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    if old.domains.is_empty() {
        return BTreeMap::new();
    }
    for pair in &matching.pairs {
        for (before, after) in &pair.kept {
            let (Some(before), Some(after)) = (pair.old.column(before), pair.new.column(after)) else {
                continue;
            };
            if let (Some(a), Some(b)) = (before.ty.domain_name(), after.ty.domain_name())
                && before.ty.with_domain_renamed(a, b) == after.ty
            {
                to.entry(a).or_default().insert(b);
                from.entry(b).or_default().insert(a);
            }
        }
    }
    to.iter()
        .filter(|(_, names)| names.len() == 1)
        .filter_map(|(a, names)| names.first().map(|b| (*a, *b)))
        .filter(|(a, b)| from.get(b).is_some_and(|names| names.len() == 1) && !new.domains.contains_key(*a))
        .filter(|(_, b)| !old.domains.contains_key(*b) && new.domains.contains_key(*b))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into_sorted()
}

/// Changes of the domains themselves; their renames are made elsewhere.
pub(super) fn changes(
    old: &Schema,
    new: &Schema,
    renames: &Renames,
    refusals: &mut Vec<Refusal>,
) -> Vec<Change> {
    let images = images(old, renames);
    let mut out = Vec::new();
    for domain in images.values().filter(|d| !new.domains.contains_key(&d.name)) {
        out.push(Change::DropDomain { domain: domain.clone() });
    }
    for domain in new.domains.values() {
        match images.get(&domain.name) {
            None => out.push(Change::CreateDomain { domain: domain.clone() }),
            Some(from) if from == domain => {}
            Some(from) => {
                if from.ty.conversion(&domain.ty) == Conversion::Impossible {
                    refusals.push(Refusal::DomainRetyped {
                        domain: domain.name.clone(),
                        from: from.ty.clone(),
                        to: domain.ty.clone(),
                    });
                }
                out.push(Change::AlterDomain { from: from.clone(), to: domain.clone() });
            }
        }
    }
    out
}

/// Domains, by their new names, that are made of another type: their columns are converted.
pub(super) fn converted(old: &Schema, new: &Schema, renames: &Renames) -> BTreeSet<String> {
    let retyped = |d: &Domain| new.domains.get(&d.name).is_some_and(|to| to.ty != d.ty);
    images(old, renames).into_values().filter(retyped).map(|d| d.name).into_sorted()
}

/// The old domains after all renames, by their new names.
fn images(old: &Schema, renames: &Renames) -> BTreeMap<String, Domain> {
    old.domains.values().map(|d| renames.domain_image(d)).map(|d| (d.name.clone(), d)).into_sorted()
}
