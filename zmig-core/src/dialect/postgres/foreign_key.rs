//! Foreign keys that stand in the way: PostgreSQL holds none between types that do not compare, nor one whose target
//! loses the key it points at. They go off before and come back as soon as both sides agree again.

use super::PostgresPlan;
use super::table::drop_constraint;
use crate::dialect::clause::mentions;
use crate::{Change, Column, ForeignKey, Schema, Table, TableOption, Type, Work};

/// Takes off the foreign keys that `change` cannot be made under. The schema is as it is before.
pub(crate) fn suspend(plan: &mut PostgresPlan, change: &Change, later: &[Change]) -> Vec<String> {
    let mut sql = Vec::new();
    for (table, key) in in_the_way(plan, change, later) {
        if !plan.is_suspended(&table, &key) {
            sql.push(drop_constraint(&table, &key));
            let target = plan.key(&table, &key).map(|k| k.references.clone());
            plan.loosen(&table, target.as_deref().unwrap_or(&table), Work::None);
            plan.suspended.push((table, key));
        }
    }
    sql
}

/// Whether a foreign key of `table` that is off can come back: both sides compare, and the target has the key.
pub(crate) fn fits(schema: &Schema, table: &str, key: &ForeignKey) -> bool {
    let Some(target) = schema.table(&key.references) else { return false };
    let compare = key.columns.iter().zip(&key.ref_columns).all(|(c, r)| {
        match (schema.column(table, c), target.column(r)) {
            (Some(c), Some(r)) => comparable(schema, &c.ty, &r.ty),
            _ => false,
        }
    });
    let same = |columns: &[String]| same_set(columns, &key.ref_columns);
    let is_logged = |t: &Table| !t.options.contains(&TableOption::Unlogged);
    let outlives = schema.table(table).is_some_and(is_logged) && !is_logged(target);
    compare
        && !outlives
        && (same(&target.primary_key)
            || target.uniques.iter().any(|u| u.deferrable.is_no() && same(&u.columns))
            || target
                .indexes
                .iter()
                .any(|i| i.unique && i.condition.is_none() && i.columns().is_some_and(|c| same(&c))))
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|c| b.contains(c))
}

/// Foreign keys by table and name. An enum whose type is made anew does not compare with its old columns.
fn in_the_way(plan: &PostgresPlan, change: &Change, later: &[Change]) -> Vec<(String, String)> {
    let replaced = match change {
        Change::AlterEnum { from, .. } if !plan.adds_in_place(change, later) => Some(from.name.as_str()),
        Change::AlterDomain { from, to } if from.ty != to.ty => Some(from.name.as_str()),
        _ => None,
    };
    let schema = &plan.schema;
    let mut out = Vec::new();
    for table in schema.tables.values() {
        for key in &table.foreign_keys {
            let retyped = replaced.is_some_and(|name| {
                let own = table.columns.iter().filter(|c| key.columns.contains(&c.name));
                let target = schema.table(&key.references).into_iter().flat_map(|t| &t.columns);
                let target = target.filter(|c| key.ref_columns.contains(&c.name));
                let of = |c: &Column| c.ty.enum_name() == Some(name) || c.ty.domain_name() == Some(name);
                own.chain(target).any(of)
                    || schema.table(&key.references).is_some_and(|t| is_remade(t, key, of))
            });
            if retyped || stands_in_the_way(schema, &table.name, key, change) {
                out.push((table.name.clone(), key.name.clone()));
            }
        }
    }
    out
}

fn stands_in_the_way(schema: &Schema, table: &str, key: &ForeignKey, change: &Change) -> bool {
    let targets =
        |name: &str, columns: &[String]| key.references == name && same_set(columns, &key.ref_columns);
    match change {
        Change::AlterColumn { table: t, from, to, using, .. } => {
            let own = t == table && key.columns.contains(&from.name);
            let other = *t == key.references && key.ref_columns.contains(&from.name);
            let converts = using.is_some() || !comparable(schema, &from.ty, &to.ty);
            let recomputed = to.generated.is_some() && from.generated != to.generated;
            let reordered = from.ty != to.ty || using.is_some() || from.collation != to.collation;
            let remade = || {
                let is = |c: &Column| c.name == from.name;
                let target = schema.table(t).filter(|_| *t == key.references);
                target.is_some_and(|target| {
                    reordered && is_remade(target, key, is) || recomputed && is_part(target, key, is)
                })
            };
            (own || other) && converts || remade()
        }
        Change::SetPrimaryKey { table: t, from, to, .. } => {
            from != to && !from.is_empty() && targets(t, from)
        }
        Change::DropUnique { table: t, unique } => targets(t, &unique.columns),
        // What is logged cannot refer to what is not, at any moment.
        Change::SetTableOptions { table: t, from, to } => {
            let unlogged = TableOption::Unlogged;
            let is_logged = |name: &str| schema.table(name).is_some_and(|t| !t.options.contains(&unlogged));
            match (from.contains(&unlogged), to.contains(&unlogged)) {
                (true, false) => t == table && *t != key.references && !is_logged(&key.references),
                (false, true) => *t == key.references && t != table && is_logged(table),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether the set that a key points at is made anew around a change of columns: something in it is computed of one, or one
/// is stored along with it.
fn is_remade(target: &Table, key: &ForeignKey, changes: impl Fn(&Column) -> bool) -> bool {
    let changing: Vec<&str> = target.columns.iter().filter(|c| changes(c)).map(|c| c.name.as_str()).collect();
    let computed = |sql: &str| changing.iter().any(|name| mentions(sql, name));
    is_part(target, key, |c| c.expression().is_some_and(computed))
        || along(target, key).any(|name| changing.contains(&name.as_str()))
}

/// Whether such a column is in the set that a key points at, or stored along with it.
fn is_part(target: &Table, key: &ForeignKey, is: impl Fn(&Column) -> bool) -> bool {
    key.ref_columns.iter().chain(along(target, key)).filter_map(|name| target.column(name)).any(is)
}

/// The columns that are stored along with the set that a key points at.
fn along<'a>(target: &'a Table, key: &ForeignKey) -> impl Iterator<Item = &'a String> {
    let sets = target.uniques.iter().filter(|u| same_set(&u.columns, &key.ref_columns));
    sets.flat_map(|u| &u.include)
}

/// Types between which PostgreSQL compares without a cast, so that a key may stay while one side changes.
fn comparable(schema: &Schema, a: &Type, b: &Type) -> bool {
    let (a, b) = (&*schema.base_type(a), &*schema.base_type(b));
    a == b
        || a.is_integer() && b.is_integer()
        || a.is_text() && b.is_text()
        || matches!((a, b), (Type::Decimal { .. }, Type::Decimal { .. }))
}
