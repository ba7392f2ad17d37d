//! Two schemas in the form in which a database holds them, with the names that people know.

use crate::{Check, Dialect, ForeignKey, Schema, Table};

/// Both schemas as `dialect` holds them.
///
/// SQLite keeps the names that foreign keys and checks had when they were made, so that two of them are the same by what
/// they say, and [`Schema::as_seen_by`] gives them numbers. Here they get names again: those that are on both sides that
/// of `expected`, the others their own.
pub(super) fn align(expected: &Schema, found: &Schema, dialect: Dialect) -> (Schema, Schema) {
    let (mut a, mut b) = (expected.as_seen_by(dialect), found.as_seen_by(dialect));
    if dialect == Dialect::Sqlite {
        for (name, table) in &mut a.tables {
            named(table, expected.table(name));
        }
        for (name, table) in &mut b.tables {
            named(table, found.table(name));
            if let Some(expected) = a.tables.get(name) {
                adopt(&mut table.foreign_keys, &expected.foreign_keys, says_key, key_name);
                adopt(&mut table.checks, &expected.checks, says_check, check_name);
            }
        }
    }
    (a, b)
}

/// Gives foreign keys and checks the names that they had.
fn named(table: &mut Table, original: Option<&Table>) {
    let Some(original) = original else { return };
    adopt(&mut table.foreign_keys, &original.foreign_keys, says_key, key_name);
    adopt(&mut table.checks, &original.checks, says_check, check_name);
}

/// Each of `all` gets the name of the one of `known` that says the same; the one that has its name already, if it is one
/// of several.
fn adopt<T: Clone, S: PartialEq>(
    all: &mut [T],
    known: &[T],
    says: fn(&T) -> S,
    name: fn(&mut T) -> &mut String,
) {
    let mut rest: Vec<(String, S)> = known.iter().map(|k| (name(&mut k.clone()).clone(), says(k))).collect();
    let mut open: Vec<&mut T> = Vec::new();
    for one in all.iter_mut() {
        let (own, said) = (name(one).clone(), says(one));
        match rest.iter().position(|(known, says)| *known == own && *says == said) {
            Some(at) => drop(rest.remove(at)),
            None => open.push(one),
        }
    }
    for one in open {
        let said = says(one);
        if let Some(at) = rest.iter().position(|(_, says)| *says == said) {
            *name(one) = rest.remove(at).0;
        }
    }
    all.sort_by_cached_key(|one| name(&mut one.clone()).clone());
}

fn says_key(key: &ForeignKey) -> ForeignKey {
    ForeignKey { name: String::new(), match_full: false, ..key.clone() }
}

fn says_check(check: &Check) -> String {
    check.expr.trim().to_owned()
}

fn key_name(key: &mut ForeignKey) -> &mut String {
    &mut key.name
}

fn check_name(check: &mut Check) -> &mut String {
    &mut check.name
}
