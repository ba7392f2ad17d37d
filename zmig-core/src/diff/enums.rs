//! Enum types: which one is which, and what becomes of the rest.

use super::matching::Matching;
use super::renames::temporary;
use crate::IntoSorted as _;
use crate::{Change, EnumType, Schema, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Old enum names to new ones, where they differ. An enum is renamed when every column that stays and had it has one
/// other in its place: either a name that is new, or the name that the column's own name gives it.
pub(super) fn renamed(old: &Schema, new: &Schema, matching: &Matching<'_>) -> BTreeMap<String, String> {
    let mut to: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut from: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut own: BTreeSet<(&str, &str)> = BTreeSet::new();
    for pair in &matching.pairs {
        for (before, after) in &pair.kept {
            let (Some(before), Some(after)) = (pair.old.column(before), pair.new.column(after)) else {
                continue;
            };
            if let (Some(a), Some(b)) = (before.ty.enum_name(), after.ty.enum_name())
                && before.ty.with_enum_renamed(a, b) == after.ty
            {
                to.entry(a).or_default().insert(b);
                from.entry(b).or_default().insert(a);
                if a == Schema::column_enum_name(&pair.old.name, &before.name)
                    && b == Schema::column_enum_name(&pair.new.name, &after.name)
                {
                    own.insert((a, b));
                }
            }
        }
    }
    let one = |set: &BTreeSet<&str>| set.len() == 1;
    let mut pairs: BTreeMap<&str, &str> = to
        .iter()
        .filter(|(_, names)| one(names))
        .filter_map(|(a, names)| names.first().map(|b| (*a, *b)))
        .filter(|(a, b)| a != b && from.get(b).is_some_and(one))
        .filter(|(a, b)| own.contains(&(*a, *b)) || !old.enums.contains_key(*b))
        .into_sorted();
    // A name that stays cannot be left behind.
    while let Some(stuck) =
        pairs.keys().copied().find(|a| new.enums.contains_key(*a) && !pairs.values().any(|taken| taken == a))
    {
        pairs.remove(stuck);
    }
    pairs.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).into_sorted()
}

/// Sets aside, under a temporary name, what is in the way of a rename and still used until the columns are altered.
pub(super) fn set_aside(old: &Schema, matching: &Matching<'_>, renamed: &mut BTreeMap<String, String>) {
    let in_the_way: Vec<String> = renamed
        .values()
        .filter(|to| old.enums.contains_key(*to) && !renamed.contains_key(*to))
        .cloned()
        .collect();
    for name in in_the_way {
        let stays = old.users_of_enum(&name).any(|(table, column)| {
            matching.pair_of(&table.name).is_some_and(|p| p.kept.contains_key(column.name.as_str()))
        });
        if stays {
            let aside = temporary(&name);
            renamed.insert(name, aside);
        }
    }
}

/// Changes of the enums themselves; their renames are made elsewhere.
pub(super) fn changes(old: &Schema, new: &Schema, renamed: &BTreeMap<String, String>) -> Vec<Change> {
    let mut out = Vec::new();
    let image = images(old, renamed);
    let taken: BTreeSet<&str> = renamed.values().map(String::as_str).into_sorted();
    for enum_type in old.enums.values() {
        let name = renamed.get(&enum_type.name).unwrap_or(&enum_type.name);
        // An enum that is in the way of a rename goes, though its name stays.
        let replaced = taken.contains(enum_type.name.as_str()) && !renamed.contains_key(&enum_type.name);
        if replaced || !new.enums.contains_key(name) {
            let enum_type = EnumType { name: name.clone(), ..enum_type.clone() };
            out.push(Change::DropEnum { enum_type });
        }
    }
    for enum_type in new.enums.values() {
        match image.get(&enum_type.name) {
            None => out.push(Change::CreateEnum { enum_type: enum_type.clone() }),
            Some(from) if from == enum_type => {}
            Some(from) => out.push(Change::AlterEnum { from: from.clone(), to: enum_type.clone() }),
        }
    }
    out
}

/// The old enums under their new names.
fn images(old: &Schema, renamed: &BTreeMap<String, String>) -> BTreeMap<String, EnumType> {
    let mut out: BTreeMap<String, EnumType> = old
        .enums
        .values()
        .filter(|e| !renamed.contains_key(&e.name))
        .map(|e| (e.name.clone(), e.clone()))
        .into_sorted();
    for (from, to) in renamed {
        if let Some(found) = old.enums.get(from) {
            out.insert(to.clone(), EnumType { name: to.clone(), ..found.clone() });
        }
    }
    out
}

/// Enums, by their new names, that lose values or have them in another order: their columns are converted.
pub(super) fn converted<'a>(
    old: &'a Schema,
    new: &'a Schema,
    renamed: &BTreeMap<String, String>,
) -> BTreeMap<String, (Vec<String>, &'a [String])> {
    images(old, renamed)
        .into_iter()
        .filter_map(|(name, from)| {
            let to = &new.enums.get(&name)?.values;
            let mut rest = to.iter();
            let only_grows = from.values.iter().all(|v| rest.any(|n| n == v));
            (!only_grows).then_some((name, (from.values, to.as_slice())))
        })
        .into_sorted()
}

/// Whether values of type `ty` are converted because their enum is.
pub(super) fn is_converted<T>(ty: &Type, converted: &BTreeMap<String, T>) -> bool {
    ty.enum_name().is_some_and(|name| converted.contains_key(name))
}
