//! New tables in the order of their foreign keys, old ones the other way round.

use crate::IntoSorted as _;
use crate::{Change, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Puts the creations of tables after those of their targets and the drops before, among themselves; foreign keys that
/// have no place in such an order become changes of their own. All other changes keep their order.
pub(super) fn arrange(changes: Vec<Change>) -> Vec<Change> {
    let (mut created, mut dropped, mut rest) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for change in changes {
        match change {
            Change::CreateTable { table } => {
                created.insert(table.name.clone(), table);
            }
            Change::DropTable { table } => {
                dropped.insert(table.name.clone(), table);
            }
            other => rest.push(other),
        }
    }
    create(created, &mut rest);
    drop(dropped, &mut rest);
    rest
}

fn create(mut created: BTreeMap<String, Table>, rest: &mut Vec<Change>) {
    let later = Later::of(rest);
    let mut keys = Vec::new();
    for table in created.values_mut() {
        for key in table.foreign_keys.extract_if(.., |f| later.concerns(&f.references, &f.ref_columns)) {
            keys.push(Change::AddForeignKey { table: table.name.clone(), foreign_key: key });
        }
    }
    let targets = targets(&created);
    let mut done: BTreeSet<String> = BTreeSet::new();
    for name in sorted(&targets) {
        let Some(mut table) = created.remove(&name) else { continue };
        done.insert(name);
        // What is not there yet is part of a cycle.
        for key in table
            .foreign_keys
            .extract_if(.., |f| targets.contains_key(&f.references) && !done.contains(&f.references))
        {
            keys.push(Change::AddForeignKey { table: table.name.clone(), foreign_key: key });
        }
        rest.push(Change::CreateTable { table });
    }
    rest.append(&mut keys);
}

fn drop(mut dropped: BTreeMap<String, Table>, rest: &mut Vec<Change>) {
    for change in rest.iter() {
        if let Change::DropForeignKey { table, foreign_key } = change
            && let Some(table) = dropped.get_mut(table)
        {
            table.foreign_keys.retain(|f| f != foreign_key);
        }
    }
    let targets = targets(&dropped);
    let mut order = sorted(&targets);
    order.reverse();
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let mut keys = Vec::new();
    let mut drops = Vec::new();
    for name in order {
        let Some(mut table) = dropped.remove(&name) else { continue };
        // What points at a table that goes before it is part of a cycle.
        for key in table.foreign_keys.extract_if(.., |f| gone.contains(&f.references)) {
            keys.push(Change::DropForeignKey { table: table.name.clone(), foreign_key: key });
        }
        gone.insert(name);
        drops.push(Change::DropTable { table });
    }
    rest.append(&mut keys);
    rest.append(&mut drops);
}

/// What the tables need among each other, themselves excepted.
fn targets(tables: &BTreeMap<String, Table>) -> BTreeMap<String, BTreeSet<String>> {
    let of = |table: &Table| {
        let keys = table.foreign_keys.iter().map(|f| &f.references);
        keys.filter(|r| **r != table.name && tables.contains_key(*r)).cloned().into_sorted()
    };
    tables.iter().map(|(name, table)| (name.clone(), of(table))).into_sorted()
}

/// Names after those that they need, in the order of the alphabet where that leaves a choice; a cycle is broken
/// at one of its names.
fn sorted(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut open: BTreeMap<&str, usize> = needs.iter().map(|(n, t)| (n.as_str(), t.len())).into_sorted();
    let mut needed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, targets) in needs {
        for target in targets {
            needed_by.entry(target).or_default().push(name);
        }
    }
    let mut ready: BTreeSet<&str> =
        open.iter().filter(|(_, n)| **n == 0).map(|(name, _)| *name).into_sorted();
    let mut out = Vec::with_capacity(needs.len());
    while let Some(name) = ready.pop_first().or_else(|| in_a_cycle(needs, &open)) {
        open.remove(name);
        out.push(name.to_owned());
        for other in needed_by.get(name).into_iter().flatten() {
            if let Some(left) = open.get_mut(other) {
                *left -= 1;
                if *left == 0 {
                    ready.insert(other);
                }
            }
        }
    }
    out
}

/// A name that needs itself by way of others, where every open one needs an open one.
fn in_a_cycle<'a>(
    needs: &'a BTreeMap<String, BTreeSet<String>>,
    open: &BTreeMap<&'a str, usize>,
) -> Option<&'a str> {
    let mut name = open.keys().next().copied()?;
    let mut seen = BTreeSet::new();
    while seen.insert(name) {
        let next = needs.get(name).into_iter().flatten().find(|t| open.contains_key(t.as_str()));
        match next {
            Some(target) => name = target,
            None => break,
        }
    }
    Some(name)
}

/// Keys and columns of existing tables that are made only after the new tables.
struct Later<'a> {
    keys: BTreeSet<&'a str>,
    columns: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Later<'a> {
    fn of(changes: &'a [Change]) -> Self {
        let mut out = Self { keys: BTreeSet::new(), columns: BTreeSet::new() };
        for change in changes {
            match change {
                Change::SetPrimaryKey { table, .. }
                | Change::SetTableOptions { table, .. }
                | Change::AddUnique { table, .. }
                | Change::AddIndex { table, .. } => {
                    out.keys.insert(table);
                }
                Change::AddColumn { table, column, .. } => {
                    out.columns.insert((table, &column.name));
                }
                Change::AlterColumn { table, from, to, .. }
                    if from.ty != to.ty || from.generated != to.generated =>
                {
                    out.columns.insert((table, &to.name));
                }
                _ => {}
            }
        }
        out
    }

    fn concerns(&self, table: &str, columns: &[String]) -> bool {
        self.keys.contains(table) || columns.iter().any(|c| self.columns.contains(&(table, c.as_str())))
    }
}
