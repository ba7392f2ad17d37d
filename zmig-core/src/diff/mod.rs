//! What differs between two schemas.

mod columns;
mod domains;
mod enums;
mod foreign_keys;
mod likeness;
mod matching;
mod narrow;
mod objects;
mod renames;
pub(crate) mod words;

use crate::IntoSorted as _;
use crate::apply::Renames;
use crate::{Change, Hints, Schema, Type, order};
use columns::{Columns, Converted};
use matching::Matching;
use std::collections::BTreeMap;

/// Why two schemas cannot be compared without a word from their author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the objects that the message names")]
pub enum Refusal {
    /// One column went and one of like type came.
    #[error(
        "{table}.{dropped} is gone and {table}.{added} is new: is it a rename, or is the data of {dropped} to go?"
    )]
    ColumnRenamedOrDropped { table: String, dropped: String, added: String },
    /// One table went and one with like columns came.
    #[error(
        "table {dropped} is gone and table {added} is new: is it a rename, or is the data of {dropped} to go?"
    )]
    TableRenamedOrDropped { dropped: String, added: String },
    /// A rename from something that is not there, or that is still there.
    #[error("{object} cannot be renamed from {from}: {reason}")]
    BadRename { table: String, column: Option<String>, object: String, from: String, reason: String },
    /// A required column without a value for the rows that exist.
    #[error("{table}.{column} is required and new, and the rows that exist have no value for it")]
    NeedsBackfill { table: String, column: String },
    /// A change of type that no cast makes.
    #[error("{table}.{column} cannot become {to} from {from} by a cast")]
    NeedsUsing { table: String, column: String, from: Type, to: Type },
    /// A domain made of another type, to which no cast leads.
    #[error("the domain {domain} cannot be made of {to} where it was made of {from}: no cast leads there")]
    DomainRetyped { domain: String, from: Type, to: Type },
}

/// The changes that make `new` of `old`, in an order in which they can be run. Empty if and only if the two are equal.
///
/// Keys, indexes and checks compare whole. Those that stay but stand in the way of another change, at the forward run
/// or at the way back, are dropped before it and added again: a check that mentions a column whose type changes, say.
///
/// # Errors
/// Everything that its author has to explain, all at once.
pub fn diff(old: &Schema, new: &Schema, hints: &Hints) -> Result<Vec<Change>, Vec<Refusal>> {
    match narrow::narrow(old, new, hints) {
        None => Ok(Vec::new()),
        // Before the first migration there is nothing that could have had another name.
        Some((part, new)) if old.tables.is_empty() => {
            compare(&part, &new, &Hints { tables: BTreeMap::new(), ..hints.clone() })
        }
        Some((part, new)) => compare(&part, &new, hints),
    }
}

fn compare(old: &Schema, new: &Schema, hints: &Hints) -> Result<Vec<Change>, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut matching = matching::matching(old, new, hints, &mut refusals);
    let mut enums = enums::renamed(old, new, &matching);
    enums::set_aside(old, &matching, &mut enums);
    let enum_changes = enums::changes(old, new, &enums);
    matching.renames.enums = enums;
    matching.renames.domains = domains::renamed(old, new, &matching);
    let domain_changes = domains::changes(old, new, &matching.renames, &mut refusals);
    let converted = Converted {
        enums: enums::converted(old, new, &matching.renames.enums),
        domains: domains::converted(old, new, &matching.renames),
    };

    let columns: BTreeMap<&str, Columns<'_>> = matching
        .pairs
        .iter()
        .map(|p| (p.old.name.as_str(), Columns::of(p, &matching.renames, &converted)))
        .into_sorted();
    likeness::suspect_tables(&matching, hints, &mut refusals);
    let renames = rename_steps(old, &matching, &columns);
    let sides: Vec<_> =
        matching.pairs.iter().filter_map(|p| Some((p, columns.get(p.old.name.as_str())?))).collect();
    let unstable = objects::unstable(&sides, &matching.renames, &renames);

    let mut out = Vec::new();
    let mut lost_keys = BTreeMap::new();
    for (pair, columns) in &sides {
        likeness::suspect_columns((old, new), pair, columns, hints, &mut refusals);
        out.extend(columns::changes((old, new), pair, columns, &converted, &mut refusals));
        let objects = objects::objects(pair, columns, &matching.renames, &unstable);
        out.extend(objects.changes);
        lost_keys.insert(pair.old.name.as_str(), objects.lost_keys);
        out.extend(table_changes(pair));
    }
    let tables = foreign_keys::Tables {
        matching: &matching,
        columns: &columns,
        lost_keys: &lost_keys,
        unstable: &unstable,
    };
    out.extend(matching.pairs.iter().flat_map(|p| tables.foreign_keys(p)));
    out.extend(matching.dropped.iter().flat_map(|t| tables.in_the_way(t)));
    out.extend(renames);
    out.extend(enum_changes);
    out.extend(domain_changes);
    out.extend(matching.dropped.iter().map(|t| Change::DropTable { table: (*t).clone() }));
    out.extend(matching.created.iter().map(|t| Change::CreateTable { table: (*t).clone() }));
    if refusals.is_empty() { Ok(order(old, out)) } else { Err(refusals) }
}

fn table_changes(pair: &matching::Pair<'_>) -> Vec<Change> {
    let (old, new) = (pair.old, pair.new);
    let mut out = Vec::new();
    if old.owner != new.owner {
        out.push(Change::SetOwner {
            table: old.name.clone(),
            from: old.owner.clone(),
            to: new.owner.clone(),
        });
    }
    if old.comment != new.comment {
        out.push(Change::SetTableComment {
            table: new.name.clone(),
            from: old.comment.clone(),
            to: new.comment.clone(),
        });
    }
    if old.options != new.options {
        out.push(Change::SetTableOptions {
            table: new.name.clone(),
            from: old.options.clone(),
            to: new.options.clone(),
        });
    }
    out
}

/// All renames, in order: tables, columns, enums, domains.
fn rename_steps(old: &Schema, matching: &Matching<'_>, columns: &BTreeMap<&str, Columns<'_>>) -> Vec<Change> {
    let Renames { tables, columns: _, enums, domains } = &matching.renames;
    let mut out = Vec::new();
    let mut owners: BTreeMap<String, String> =
        matching.pairs.iter().map(|p| (p.old.name.clone(), p.new.owner.clone())).into_sorted();
    for (from, to) in renames::steps(tables) {
        let owner = owners.remove(&from).unwrap_or_default();
        owners.insert(to.clone(), owner.clone());
        out.push(Change::RenameTable { from, to, owner });
    }
    for pair in &matching.pairs {
        let Some(columns) = columns.get(pair.old.name.as_str()) else { continue };
        let renamed: BTreeMap<String, String> = columns
            .kept
            .iter()
            .filter(|k| !k.recreated)
            .map(|k| (k.old.name.clone(), k.new.name.clone()))
            .into_sorted();
        for (from, to) in renames::steps(&renamed) {
            out.push(Change::RenameColumn { table: pair.new.name.clone(), from, to });
        }
    }
    let mut owners: BTreeMap<String, String> =
        old.enums.values().map(|e| (e.name.clone(), e.owner.clone())).into_sorted();
    for (from, to) in renames::steps(enums) {
        let owner = owners.remove(&from).unwrap_or_default();
        owners.insert(to.clone(), owner.clone());
        out.push(Change::RenameEnum { from, to, owner });
    }
    for (from, to) in domains {
        let owner = old.domains.get(from).map(|d| d.owner.clone()).unwrap_or_default();
        out.push(Change::RenameDomain { from: from.clone(), to: to.clone(), owner });
    }
    out
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
