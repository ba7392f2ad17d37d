//! Which table or column of the old schema is which of the new one.

use super::Refusal;
use crate::IntoSorted as _;
use crate::{Column, Hints, Schema, Table, TableHints, apply::Renames};
use std::collections::{BTreeMap, BTreeSet};

/// The tables of two schemas, put side by side.
pub(super) struct Matching<'a> {
    /// Tables that are in both, by their new names.
    pub(super) pairs: Vec<Pair<'a>>,
    /// Tables that go.
    pub(super) dropped: Vec<&'a Table>,
    /// Tables that come.
    pub(super) created: Vec<&'a Table>,
    /// What is called otherwise now.
    pub(super) renames: Renames,
}

/// One table, before and after.
pub(super) struct Pair<'a> {
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
    /// Columns that are in both: old name to new name.
    pub(super) kept: BTreeMap<&'a str, &'a str>,
    pub(super) hints: Option<&'a TableHints>,
}

impl Matching<'_> {
    /// The pair of an old table.
    pub(super) fn pair_of(&self, old: &str) -> Option<&Pair<'_>> {
        let new = self.renames.table(old);
        let at = self.pairs.binary_search_by(|p| p.new.name.as_str().cmp(new)).ok()?;
        Some(&self.pairs[at]).filter(|p| p.old.name == old)
    }
}

/// Matches tables and columns by their names and by `renamed_from`.
pub(super) fn matching<'a>(
    old: &'a Schema,
    new: &'a Schema,
    hints: &'a Hints,
    refusals: &mut Vec<Refusal>,
) -> Matching<'a> {
    let mut bad = |to: &str, from: &str, reason: String| {
        refusals.push(Refusal::BadRename {
            table: to.to_owned(),
            column: None,
            object: format!("table {to}"),
            from: from.to_owned(),
            reason,
        });
    };
    let schemas = (old, new);
    let kept = match_tables(old, new, hints, &mut bad);
    let mut out = Matching { pairs: vec![], dropped: vec![], created: vec![], renames: Renames::default() };
    for (from, to) in &kept {
        let (Some(old), Some(new)) = (old.table(from), new.table(to)) else { continue };
        if from != to {
            out.renames.tables.insert((*from).to_owned(), (*to).to_owned());
        }
        let pair = match_columns(schemas, old, new, hints, refusals);
        let renamed: BTreeMap<String, String> =
            pair.kept.iter().filter(|(a, b)| a != b).map(|(a, b)| ((*a).into(), (*b).into())).into_sorted();
        if !renamed.is_empty() {
            out.renames.columns.insert(old.name.clone(), renamed);
        }
        out.pairs.push(pair);
    }
    out.pairs.sort_by(|a, b| a.new.name.cmp(&b.new.name));
    out.dropped = old.tables.values().filter(|t| !kept.contains_key(t.name.as_str())).collect();
    let taken: BTreeSet<&str> = kept.values().copied().into_sorted();
    out.created = new.tables.values().filter(|t| !taken.contains(t.name.as_str())).collect();
    out
}

fn match_tables<'a>(
    old: &'a Schema,
    new: &'a Schema,
    hints: &'a Hints,
    bad: &mut dyn FnMut(&str, &str, String),
) -> BTreeMap<&'a str, &'a str> {
    let wished = |name: &str| hints.tables.get(name)?.renamed_from.as_deref();
    Names {
        old: old.tables.keys().map(String::as_str).into_sorted(),
        new: new.tables.keys().map(String::as_str).into_sorted(),
        wished: &wished,
        dropped: &|name| hints.dropped_tables.contains(name),
        trust_drops: hints.trust_drops,
        stale: &|from, to| match (old.table(from), old.table(to), new.table(to)) {
            (Some(other), Some(same), Some(now)) => {
                let alike = equal_columns(same, now);
                alike > 0 && alike >= equal_columns(other, now)
            }
            _ => false,
        },
    }
    .kept(bad)
}

fn equal_columns(a: &Table, b: &Table) -> usize {
    a.columns.iter().filter(|c| b.column(&c.name) == Some(c)).count()
}

fn match_columns<'a>(
    schemas: (&'a Schema, &'a Schema),
    old: &'a Table,
    new: &'a Table,
    hints: &'a Hints,
    refusals: &mut Vec<Refusal>,
) -> Pair<'a> {
    let table_hints = hints.tables.get(&new.name);
    let wished = |name: &str| table_hints?.columns.get(name)?.renamed_from.as_deref();
    let mut bad = |to: &str, from: &str, reason: String| {
        refusals.push(Refusal::BadRename {
            table: new.name.clone(),
            column: Some(to.to_owned()),
            object: format!("{}.{to}", new.name),
            from: from.to_owned(),
            reason,
        });
    };
    let kept = Names {
        old: old.columns.iter().map(|c| c.name.as_str()).into_sorted(),
        new: new.columns.iter().map(|c| c.name.as_str()).into_sorted(),
        wished: &wished,
        dropped: &|name| table_hints.is_some_and(|h| h.dropped.contains(name)),
        trust_drops: hints.trust_drops,
        stale: &|from, to| match (old.column(from), old.column(to), new.column(to)) {
            (Some(other), Some(same), Some(now)) => {
                let alike = |c: &Column| same_type(schemas, c, now);
                alike(same) && (same == now || !alike(other))
            }
            _ => false,
        },
    }
    .kept(&mut bad);
    Pair { old, new, kept, hints: table_hints }
}

/// Whether an old and a new column are of one type; an enum is its values, a domain what it is made of, whatever its
/// name.
pub(super) fn same_type((old, new): (&Schema, &Schema), a: &Column, b: &Column) -> bool {
    match (a.ty.enum_name(), b.ty.enum_name()) {
        (Some(x), Some(y)) => {
            a.ty.with_enum_renamed(x, y) == b.ty && old.enum_values(x) == new.enum_values(y)
        }
        _ => a.ty == b.ty || old.base_type(&a.ty) == new.base_type(&b.ty),
    }
}

/// Names before and after, and what their author says about them.
struct Names<'a, 'f> {
    old: BTreeSet<&'a str>,
    new: BTreeSet<&'a str>,
    /// The old name that a new one is said to have had.
    wished: &'f dyn Fn(&str) -> Option<&'a str>,
    /// Whether an old one is said to be gone for good.
    dropped: &'f dyn Fn(&str) -> bool,
    trust_drops: bool,
    /// Whether a hint (from, to) where all names are in both schemas reads as one that has been obeyed before.
    stale: &'f dyn Fn(&str, &str) -> bool,
}

impl<'a> Names<'a, '_> {
    /// Old names to new ones, for all that is in both.
    fn kept(&self, bad: &mut dyn FnMut(&str, &str, String)) -> BTreeMap<&'a str, &'a str> {
        let mut renamed = self.wishes(bad);
        self.refuse_what_stays(&mut renamed, bad);
        let mut kept: BTreeMap<&str, &str> = renamed.iter().map(|(to, from)| (*from, *to)).into_sorted();
        for name in self.old.intersection(&self.new) {
            if !renamed.contains_key(name) {
                kept.entry(name).or_insert(name);
            }
        }
        kept
    }

    /// New name to old name, for every hint that is not stale.
    fn wishes(&self, bad: &mut dyn FnMut(&str, &str, String)) -> BTreeMap<&'a str, &'a str> {
        let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
        for to in &self.new {
            let Some(from) = (self.wished)(to).filter(|from| from != to) else { continue };
            if !self.old.contains(from) {
                if !self.old.contains(to) {
                    bad(to, from, format!("there was no {from} before"));
                }
                continue;
            }
            let stale = (self.dropped)(from) || (self.new.contains(from) && (self.stale)(from, to));
            if self.old.contains(to) && stale {
                continue;
            }
            if let Some((other, _)) = renamed.iter().find(|(_, f)| *f == &from) {
                bad(to, from, format!("{other} is renamed from it, too"));
                continue;
            }
            renamed.insert(to, from);
        }
        renamed
    }

    /// A rename holds only if the old name is free for it: what had that name before goes or is renamed in its turn.
    fn refuse_what_stays(
        &self,
        renamed: &mut BTreeMap<&'a str, &'a str>,
        bad: &mut dyn FnMut(&str, &str, String),
    ) {
        loop {
            let moved: BTreeSet<&str> = renamed.values().copied().into_sorted();
            let stays = |from: &str| self.new.contains(from) && !renamed.contains_key(from);
            let may_go = |name: &str| self.trust_drops || (self.dropped)(name);
            let covers = |to: &str| self.old.contains(to) && !moved.contains(to) && !may_go(to);
            let Some((to, from)) = renamed.iter().map(|(t, f)| (*t, *f)).find(|(t, f)| stays(f) || covers(t))
            else {
                return;
            };
            let reason = if stays(from) {
                format!("{from} is still there; if that rename was migrated before, remove `renamed_from`")
            } else {
                format!(
                    "there was a {to} already; if that rename was migrated before, remove `renamed_from`, \
                     and if the old {to} is to go, list {to} under `dropped`"
                )
            };
            renamed.remove(to);
            bad(to, from, reason);
        }
    }
}
