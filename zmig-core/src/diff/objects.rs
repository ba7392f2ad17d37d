//! Keys, indexes and checks of one table, before and after. Each is compared whole; what stays but stands in the way
//! of another change is dropped before it and added again.

use super::columns::Columns;
use super::matching::Pair;
use crate::IntoSorted as _;
use crate::{Change, Check, ForeignKey, Index, Schema, Table, Unique, apply::Renames};
use std::collections::{BTreeMap, BTreeSet};

/// Names of what a rename would not bring back as it was, by old table: dropped before it and added again.
pub(super) type Unstable = BTreeMap<String, BTreeSet<String>>;

/// The primary key, unique sets, indexes and checks of a table, and which old sets of columns are keys no longer, be
/// it for a moment.
pub(super) struct Objects {
    pub(super) changes: Vec<Change>,
    pub(super) lost_keys: Vec<BTreeSet<String>>,
}

pub(super) fn objects(
    pair: &Pair<'_>,
    columns: &Columns<'_>,
    renames: &Renames,
    unstable: &Unstable,
) -> Objects {
    let mut out = Objects { changes: vec![], lost_keys: vec![] };
    primary_key(pair, columns, renames, &mut out);
    let cx = Context { pair, columns, renames, unstable: unstable.get(&pair.old.name) };
    cx.uniques(&mut out);
    cx.indexes(&mut out);
    cx.checks(&mut out);
    out
}

struct Context<'a> {
    pair: &'a Pair<'a>,
    columns: &'a Columns<'a>,
    renames: &'a Renames,
    unstable: Option<&'a BTreeSet<String>>,
}

impl Context<'_> {
    fn is_unstable(&self, name: &str) -> bool {
        self.unstable.is_some_and(|u| u.contains(name))
    }

    fn rebuilt(&self, column: &str) -> bool {
        self.columns.kept(column).is_none_or(|k| k.rebuilt())
    }

    fn uniques(&self, out: &mut Objects) {
        let (old, new) = (self.pair.old, self.pair.new);
        let mut added: BTreeSet<&str> = new.uniques.iter().map(|u| u.name.as_str()).into_sorted();
        for unique in &old.uniques {
            let image = self.renames.unique_image(&old.name, unique);
            let stands = !unique.columns.iter().chain(&unique.include).any(|c| self.rebuilt(c))
                && !self.is_unstable(&unique.name);
            if stands && new.uniques.contains(&image) {
                added.remove(image.name.as_str());
            } else {
                out.lost_keys.push(unique.columns.iter().cloned().into_sorted());
                out.changes.push(Change::DropUnique { table: old.name.clone(), unique: unique.clone() });
            }
        }
        out.changes.extend(
            new.uniques
                .iter()
                .filter(|u| added.contains(u.name.as_str()))
                .map(|u| Change::AddUnique { table: new.name.clone(), unique: u.clone() }),
        );
    }

    fn indexes(&self, out: &mut Objects) {
        let (old, new) = (self.pair.old, self.pair.new);
        let mut added: BTreeSet<&str> = new.indexes.iter().map(|i| i.name.as_str()).into_sorted();
        for index in &old.indexes {
            let image = self.renames.index_image(&old.name, index);
            if self.index_stands(index) && new.indexes.contains(&image) {
                added.remove(image.name.as_str());
            } else {
                out.lost_keys.extend(key_of(index));
                out.changes.push(Change::DropIndex { table: old.name.clone(), index: index.clone() });
            }
        }
        out.changes.extend(
            new.indexes
                .iter()
                .filter(|i| added.contains(i.name.as_str()))
                .map(|i| Change::AddIndex { table: new.name.clone(), index: i.clone() }),
        );
    }

    fn index_stands(&self, index: &Index) -> bool {
        let mut columns = index.keys.iter().filter_map(|k| k.column());
        let expressions = index.keys.iter().filter_map(|k| k.expression());
        !self.is_unstable(&index.name)
            && !columns.any(|c| self.rebuilt(c))
            && !index.include.iter().any(|c| self.rebuilt(c))
            && !expressions.chain(index.condition.as_deref()).any(|sql| self.columns.entangles(sql, sql))
    }

    fn checks(&self, out: &mut Objects) {
        let (old, new) = (self.pair.old, self.pair.new);
        let mut added: BTreeSet<&str> = new.checks.iter().map(|c| c.name.as_str()).into_sorted();
        for check in &old.checks {
            let image: Check = self.renames.check_image(&old.name, check);
            let stands = !self.is_unstable(&check.name) && !self.columns.entangles(&check.expr, &check.expr);
            if stands && new.checks.contains(&image) {
                added.remove(image.name.as_str());
            } else {
                out.changes.push(Change::DropCheck { table: old.name.clone(), check: check.clone() });
            }
        }
        out.changes.extend(
            new.checks
                .iter()
                .filter(|c| added.contains(c.name.as_str()))
                .map(|c| Change::AddCheck { table: new.name.clone(), check: c.clone() }),
        );
    }
}

/// The columns that a foreign key could point at by virtue of a unique index.
fn key_of(index: &Index) -> Option<BTreeSet<String>> {
    let columns: Option<BTreeSet<String>> =
        index.keys.iter().map(|k| k.column().map(str::to_owned)).collect();
    columns.filter(|_| index.unique && index.condition.is_none())
}

/// A key whose columns come, go or change is dropped before and set after that.
fn primary_key(pair: &Pair<'_>, columns: &Columns<'_>, renames: &Renames, out: &mut Objects) {
    let (from, to) = (&pair.old.primary_key, &pair.new.primary_key);
    let image = renames.columns_image(&pair.old.name, from);
    let all_stay = from.iter().all(|c| columns.kept(c).is_some_and(|k| !k.recreated));
    let (from_name, to_name) = (pair.old.primary_key_name.clone(), pair.new.primary_key_name.clone());
    if all_stay && image == *to {
        if from_name != to_name {
            let table = pair.new.name.clone();
            out.changes.push(Change::SetPrimaryKey {
                table,
                from: image,
                to: to.clone(),
                from_name,
                to_name,
            });
        }
        return;
    }
    if !from.is_empty() {
        out.lost_keys.push(from.iter().cloned().into_sorted());
    }
    let quiet = |k: &super::columns::Kept<'_>| k.image == *k.new && !k.recreated && !k.retyped;
    let from_quiet = from.iter().all(|c| columns.kept(c).is_some_and(quiet));
    let to_quiet = to.iter().all(|c| columns.kept.iter().any(|k| k.new.name == *c && quiet(k)));
    let table = pair.new.name.clone();
    if !from.is_empty() && !to.is_empty() && from_quiet && to_quiet {
        out.changes.push(Change::SetPrimaryKey { table, from: image, to: to.clone(), from_name, to_name });
        return;
    }
    if !from.is_empty() {
        out.changes.push(Change::SetPrimaryKey {
            table: pair.old.name.clone(),
            from: from.clone(),
            to: vec![],
            from_name,
            to_name: None,
        });
    }
    if !to.is_empty() {
        out.changes.push(Change::SetPrimaryKey {
            table,
            from: vec![],
            to: to.clone(),
            from_name: None,
            to_name,
        });
    }
}

/// Names whose derivation a rename does not undo exactly: one that was chosen and looks derived, one that had to be
/// shortened, two that would meet on the way. `steps` are the renames in order.
pub(super) fn unstable(pairs: &[(&Pair<'_>, &Columns<'_>)], renames: &Renames, steps: &[Change]) -> Unstable {
    let concerned: Vec<_> = pairs
        .iter()
        .filter(|(p, _)| {
            renames.tables.contains_key(&p.old.name) || renames.columns.contains_key(&p.old.name)
        })
        .collect();
    let mut out = Unstable::new();
    if concerned.is_empty() {
        return out;
    }
    // Enum types and domains have no constraints or indexes that are named after them.
    let renames = &Renames { enums: BTreeMap::new(), domains: BTreeMap::new(), ..renames.clone() };
    let steps: Vec<Change> = steps
        .iter()
        .filter(|s| !matches!(s, Change::RenameEnum { .. } | Change::RenameDomain { .. }))
        .cloned()
        .collect();
    let mut start = Schema::default();
    for (pair, columns) in &concerned {
        start.tables.insert(pair.old.name.clone(), remainder(pair, columns, renames));
    }
    let there = crate::apply_all(&start, &steps);
    let back = there.as_ref().ok().and_then(|t| crate::apply_all(t, &crate::inverse_all(&steps)).ok());
    for (pair, _) in concerned {
        let Some(before) = start.table(&pair.old.name) else { continue };
        let image = renames.image(before);
        let (Ok(there), Some(back)) = (&there, &back) else {
            // Two names meet on the way: everything that would have another name is built again.
            out.insert(pair.old.name.clone(), different_names(before, &image));
            continue;
        };
        let mut names = BTreeSet::new();
        if there.table(&image.name) != Some(&image) || back.table(&before.name) != Some(before) {
            names = different_names(before, &image);
            let back = back.table(&before.name).map(all_names).unwrap_or_default();
            names.extend(all_names(before).difference(&back).cloned());
        }
        out.insert(pair.old.name.clone(), names);
    }
    out.retain(|_, names| !names.is_empty());
    out
}

/// The old table without what goes for good.
fn remainder(pair: &Pair<'_>, columns: &Columns<'_>, renames: &Renames) -> Table {
    let (old, new) = (pair.old, pair.new);
    let mut out = Table { owner: new.owner.clone(), ..old.clone() };
    let stays = |c: &str| columns.kept(c).is_some_and(|k| !k.recreated);
    out.columns.retain(|c| stays(&c.name));
    out.primary_key.retain(|c| stays(c));
    let all = |list: &[String]| list.iter().all(|c| stays(c));
    out.uniques.retain(|u: &Unique| {
        all(&u.columns) && all(&u.include) && new.uniques.contains(&renames.unique_image(&old.name, u))
    });
    out.indexes.retain(|i: &Index| {
        i.keys.iter().filter_map(|k| k.column()).all(stays)
            && all(&i.include)
            && new.indexes.contains(&renames.index_image(&old.name, i))
    });
    out.checks.retain(|c: &Check| new.checks.contains(&renames.check_image(&old.name, c)));
    out.foreign_keys.retain(|f: &ForeignKey| {
        all(&f.columns) && new.foreign_keys.contains(&renames.foreign_key_image(&old.name, f))
    });
    out
}

fn all_names(table: &Table) -> BTreeSet<String> {
    let uniques = table.uniques.iter().map(|u| &u.name);
    let indexes = table.indexes.iter().map(|i| &i.name);
    let keys = table.foreign_keys.iter().map(|f| &f.name);
    uniques.chain(indexes).chain(keys).chain(table.checks.iter().map(|c| &c.name)).cloned().into_sorted()
}

fn different_names(before: &Table, after: &Table) -> BTreeSet<String> {
    all_names(before).difference(&all_names(after)).cloned().into_sorted()
}
