//! The part of two schemas in which they differ: a build changes a table or two of thousands.

use crate::IntoSorted as _;
use crate::{Hints, Schema};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Both schemas without the tables that are alike and that no change can concern. None if nothing differs.
pub(super) fn narrow<'a>(
    old: &'a Schema,
    new: &'a Schema,
    hints: &Hints,
) -> Option<(Cow<'a, Schema>, Cow<'a, Schema>)> {
    let changed = changed(old, new);
    if changed.is_empty() && old.enums == new.enums && old.domains == new.domains {
        return None;
    }
    // Most of it differs, as in a first build: copying would cost more than it saves.
    if changed.len() * 2 > new.tables.len() {
        return Some((Cow::Borrowed(old), Cow::Borrowed(new)));
    }
    let concerned = concerned(old, new, hints, changed);
    let part = |schema: &'a Schema| {
        let tables = schema.tables.iter().filter(|(name, _)| concerned.contains(name.as_str()));
        let tables = tables.map(|(name, table)| (name.clone(), table.clone())).into_sorted();
        Cow::Owned(Schema { tables, enums: schema.enums.clone(), domains: schema.domains.clone() })
    };
    Some((part(old), part(new)))
}

/// Tables that come, go or differ, and those that use an enum or a domain that does.
fn changed<'a>(old: &'a Schema, new: &'a Schema) -> BTreeSet<&'a str> {
    let mut out: BTreeSet<&str> = BTreeSet::new();
    let enums: BTreeSet<&str> = old
        .enums
        .keys()
        .chain(new.enums.keys())
        .filter(|name| old.enums.get(*name) != new.enums.get(*name))
        .map(String::as_str)
        .into_sorted();
    let domains: BTreeSet<&str> = old
        .domains
        .keys()
        .chain(new.domains.keys())
        .filter(|name| old.domains.get(*name) != new.domains.get(*name))
        .map(String::as_str)
        .into_sorted();
    for (name, table) in &old.tables {
        let uses = !enums.is_empty()
            && table.columns.iter().filter_map(|c| c.ty.enum_name()).any(|e| enums.contains(e))
            || !domains.is_empty()
                && table.columns.iter().filter_map(|c| c.ty.domain_name()).any(|d| domains.contains(d));
        if uses || new.tables.get(name) != Some(table) {
            out.insert(name);
        }
    }
    out.extend(new.tables.keys().filter(|name| !old.tables.contains_key(*name)).map(String::as_str));
    out
}

/// The changed tables, the names that they are said to have had, those that refer to them, and what all these refer to.
fn concerned<'a>(
    old: &'a Schema,
    new: &'a Schema,
    hints: &'a Hints,
    changed: BTreeSet<&'a str>,
) -> BTreeSet<&'a str> {
    let mut out = changed;
    let said: Vec<&str> =
        out.iter().filter_map(|name| hints.tables.get(*name)?.renamed_from.as_deref()).collect();
    out.extend(said);
    let referrers: Vec<&str> = old
        .tables
        .values()
        .chain(new.tables.values())
        .filter(|t| t.foreign_keys.iter().any(|f| out.contains(f.references.as_str())))
        .map(|t| t.name.as_str())
        .collect();
    out.extend(referrers);
    let targets: Vec<&str> = out
        .iter()
        .flat_map(|name| [old.table(name), new.table(name)])
        .flatten()
        .flat_map(|t| t.foreign_keys.iter().map(|f| f.references.as_str()))
        .collect();
    out.extend(targets);
    out
}
