//! What can be done about a difference.

use super::{Aspect, Conflict, ObjectKind, Side, likely};
use crate::dialect::clause::{q, qt};
use crate::names::beside;
use crate::{Change, Dialect, Hints, PlanOptions, Risk, Schema, Table, Unmanaged, diff, plan, validate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A way to make both sides the same again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResolveBy {
    /// Describe it in the sources as it was found.
    ChangeSource,
    /// Give the schema a new version and build, which writes the migration.
    GenerateMigration,
    /// Change the database, so that it is what was expected.
    Repair {
        /// The statements, in order, without their semicolons.
        sql: Vec<String>,
        /// How much they may hurt.
        risk: Risk,
    },
    /// Take what was found over into the sources, and record it as it is.
    Adopt,
    /// Leave the table out of the comparison.
    Exclude {
        /// The table.
        table: String,
    },
    /// Bring the files of the migrations back from version control.
    Restore,
    /// Generate the schema's newest migration again, as long as no database has it.
    Amend,
    /// Remove the snapshot and build, which makes it anew from the migrations.
    RebuildSnapshot,
}

/// The ways that there are between two sides, without those that depend on the object.
pub(super) fn ways(expected: Side, found: Side) -> &'static [ResolveBy] {
    match (expected, found) {
        (Side::Sources, _) => &[ResolveBy::GenerateMigration, ResolveBy::ChangeSource],
        (_, Side::Snapshot) => &[ResolveBy::Restore, ResolveBy::RebuildSnapshot],
        (_, Side::Live) => &[ResolveBy::Adopt],
        (_, Side::Records) => &[ResolveBy::Restore],
        _ => &[ResolveBy::Restore, ResolveBy::Amend],
    }
}

/// The statements that make one object of `found` what it is in `expected`, where they stand for themselves: an index on
/// a column that is missing as well has none. Where something is the same but for its name, it is renamed.
pub(super) fn repair(
    conflict: &Conflict,
    expected: &Schema,
    found: &Schema,
    (dialect, unmanaged): (Dialect, &[Unmanaged]),
) -> Option<ResolveBy> {
    let object = &conflict.object;
    if conflict.aspect == Aspect::Validity {
        let sql = validation(object.table.as_deref()?, &object.name);
        return Some(ResolveBy::Repair { sql: vec![sql], risk: Risk::Medium });
    }
    if let (Some(other), ObjectKind::Table | ObjectKind::Column) = (&conflict.same_as, object.kind) {
        return renaming(conflict, other, expected, found, dialect);
    }
    let mut sql = match likely::instead(conflict, unmanaged) {
        Some(thing) if thing.kind.is_invalid_index() => {
            vec![dropping(object.table.as_deref()?, &object.name)]
        }
        Some(_) => return None,
        None => Vec::new(),
    };
    let keep = |schema: &Schema| match object.in_table() {
        Some(table) => around(schema, &[expected, found], table),
        None => schema.clone(),
    };
    let from = keep(found);
    let mut to = from.clone();
    put(&mut to, conflict, &keep(expected))?;
    let wrong_before = validate(&from);
    if from == to || validate(&to).iter().any(|wrong| !wrong_before.contains(wrong)) {
        return None;
    }
    let hints = Hints { trust_drops: true, ..Hints::default() };
    let (steps, risk) = planned(&from, &diff(&from, &to, &hints).ok()?, dialect)?;
    sql.extend(steps);
    Some(ResolveBy::Repair { sql, risk })
}

/// Renames what is the same but for its name. Of the two conflicts that tell of it, the one about what is missing has it.
fn renaming(
    conflict: &Conflict,
    other: &str,
    expected: &Schema,
    found: &Schema,
    dialect: Dialect,
) -> Option<ResolveBy> {
    let object = &conflict.object;
    if conflict.aspect != Aspect::Missing {
        return None;
    }
    let (table, change) = match &object.table {
        None => {
            let (from, to) = (other.to_owned(), object.name.clone());
            (other, Change::RenameTable { from, to, owner: found.table(other)?.owner.clone() })
        }
        Some(table) => {
            let (from, to) = (other.to_owned(), object.name.clone());
            (table.as_str(), Change::RenameColumn { table: table.clone(), from, to })
        }
    };
    let from = around(found, &[expected, found], table);
    let (sql, risk) = planned(&from, &[change], dialect)?;
    Some(ResolveBy::Repair { sql, risk })
}

fn planned(from: &Schema, changes: &[Change], dialect: Dialect) -> Option<(Vec<String>, Risk)> {
    let plan = plan(from, changes, dialect, &PlanOptions::default()).ok()?;
    let risk = plan.risk();
    let sql: Vec<String> = plan.steps.into_iter().flat_map(|s| s.sql).collect();
    if sql.is_empty() { None } else { Some((sql, risk)) }
}

fn validation(table: &str, constraint: &str) -> String {
    format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", qt(table), q(constraint))
}

/// An index lies where its table does.
fn dropping(table: &str, index: &str) -> String {
    format!("DROP INDEX {}", qt(&beside(table, index)))
}

/// A table, those that it refers to and those that refer to it, on any side; and all types. What planning a change of one
/// table looks at.
fn around(schema: &Schema, sides: &[&Schema], table: &str) -> Schema {
    let mut names: BTreeSet<&str> = BTreeSet::from([table]);
    for side in sides {
        let own = side.table(table).into_iter().flat_map(|t| &t.foreign_keys);
        names.extend(own.map(|k| k.references.as_str()));
        names.extend(side.referrers(table).map(|t| t.name.as_str()));
    }
    let mut out =
        Schema { enums: schema.enums.clone(), domains: schema.domains.clone(), ..Schema::default() };
    for name in &names {
        if let Some(table) = schema.table(name) {
            let mut table = table.clone();
            // A key to a table that is left out is none of this one's business.
            table.foreign_keys.retain(|k| names.contains(k.references.as_str()));
            out.tables.insert((*name).to_owned(), table);
        }
    }
    out
}

/// Puts one object, or one aspect of it, of `expected` into `schema`.
fn put(schema: &mut Schema, conflict: &Conflict, expected: &Schema) -> Option<()> {
    let name = conflict.object.name.as_str();
    match conflict.object.kind {
        ObjectKind::Enum => replace(&mut schema.enums, name, expected.enums.get(name)),
        ObjectKind::Domain => replace(&mut schema.domains, name, expected.domains.get(name)),
        ObjectKind::Table if matches!(conflict.aspect, Aspect::Missing | Aspect::Extra) => {
            if let Some(table) = expected.table(name) {
                needed_enums(schema, table, expected);
            }
            replace(&mut schema.tables, name, expected.table(name));
        }
        ObjectKind::Table => {
            let (to, from) = (schema.tables.get_mut(name)?, expected.table(name)?);
            match conflict.aspect {
                Aspect::Options => to.options.clone_from(&from.options),
                Aspect::Comment => to.comment.clone_from(&from.comment),
                _ => return None,
            }
        }
        ObjectKind::Column => put_column(schema, conflict, expected)?,
        ObjectKind::PrimaryKey => {
            let table = conflict.object.table.as_deref()?;
            let (to, from) = (schema.tables.get_mut(table)?, expected.table(table)?);
            if conflict.aspect != Aspect::Name {
                to.primary_key.clone_from(&from.primary_key);
            }
            to.primary_key_name.clone_from(&from.primary_key_name);
        }
        ObjectKind::Unique => put_one(schema, conflict, expected, |t| &mut t.uniques, |u| &u.name)?,
        ObjectKind::Index => put_one(schema, conflict, expected, |t| &mut t.indexes, |i| &i.name)?,
        ObjectKind::ForeignKey => put_one(schema, conflict, expected, |t| &mut t.foreign_keys, |k| &k.name)?,
        ObjectKind::Check => put_one(schema, conflict, expected, |t| &mut t.checks, |c| &c.name)?,
        ObjectKind::Schema | ObjectKind::Migration => return None,
    }
    Some(())
}

fn replace<T: Clone>(all: &mut std::collections::BTreeMap<String, T>, name: &str, by: Option<&T>) {
    match by {
        Some(by) => drop(all.insert(name.to_owned(), by.clone())),
        None => drop(all.remove(name)),
    }
}

/// Enums that a table needs and that come with it.
fn needed_enums(schema: &mut Schema, table: &Table, expected: &Schema) {
    for name in table.columns.iter().filter_map(|c| c.ty.enum_name()) {
        if let (false, Some(enum_type)) = (schema.enums.contains_key(name), expected.enums.get(name)) {
            schema.enums.insert(name.to_owned(), enum_type.clone());
        }
    }
}

fn put_column(schema: &mut Schema, conflict: &Conflict, expected: &Schema) -> Option<()> {
    let (table, name) = (conflict.object.table.as_deref()?, &conflict.object.name);
    let from = expected.table(table)?;
    if let Some(ty) = from.column(name).map(|c| c.ty.clone())
        && let Some(enum_name) = schema.missing_enum(&ty)
        && let Some(enum_type) = expected.enums.get(enum_name)
    {
        schema.enums.insert(enum_name.to_owned(), enum_type.clone());
    }
    let to = schema.tables.get_mut(table)?;
    match conflict.aspect {
        Aspect::Missing => to.columns.push(from.column(name)?.clone()),
        Aspect::Extra => to.columns.retain(|c| c.name != *name),
        aspect => {
            let (to, from) = (to.column_mut(name)?, from.column(name)?.clone());
            match aspect {
                Aspect::Type => to.ty = from.ty,
                Aspect::Nullability => to.nullable = from.nullable,
                Aspect::Default => to.default = from.default,
                Aspect::Generation => to.generated = from.generated,
                Aspect::Identity => to.identity = from.identity,
                Aspect::Collation => to.collation = from.collation,
                Aspect::Comment => to.comment = from.comment,
                _ => return None,
            }
        }
    }
    Some(())
}

fn put_one<T: Clone>(
    schema: &mut Schema,
    conflict: &Conflict,
    expected: &Schema,
    all: fn(&mut Table) -> &mut Vec<T>,
    name: fn(&T) -> &String,
) -> Option<()> {
    let table = conflict.object.table.as_deref()?;
    let wanted = all(&mut expected.table(table)?.clone())
        .iter()
        .find(|one| *name(one) == conflict.object.name)
        .cloned();
    let to = schema.tables.get_mut(table)?;
    all(to).retain(|one| *name(one) != conflict.object.name);
    all(to).extend(wanted);
    to.canonicalise();
    Some(())
}
