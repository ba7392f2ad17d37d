//! Changes of tables that are in use, in the form that blocks nobody for longer than a moment: steps outside a
//! transaction, each with a probe, in a migration of their own.

use super::alter::{self, actions};
use super::{PostgresPlan, check, column, foreign_key, index, table};
use crate::dialect::clause::{self, q, qt};
use crate::dialect::step::one_line;
use crate::{Change, Column, DefaultValue, Dialect, Hazard, Lock, RowCheck, Step, Transaction, Work};

/// Whether a change has such a form.
pub(crate) fn has_form(change: &Change) -> bool {
    match change {
        Change::AddIndex { .. }
        | Change::DropIndex { .. }
        | Change::AddForeignKey { .. }
        | Change::AddCheck { .. } => true,
        Change::AlterColumn { from, to, using, .. } => using.is_none() && only_becomes_required(from, to),
        _ => false,
    }
}

fn only_becomes_required(from: &Column, to: &Column) -> bool {
    from.nullable && !to.nullable && Column { nullable: false, ..from.clone() } == *to
}

/// The steps of a change that is a migration of its own, where it has such a form. The schema is as it is before.
pub(super) fn steps(plan: &PostgresPlan, change: &Change) -> Option<Vec<Step>> {
    let built = |change: &Change, mut step: Step, table: &str| {
        let scan = if matches!(change, Change::AddIndex { .. }) { Work::Scan } else { Work::None };
        step.hazard.touch(table, Lock::ShareUpdateExclusive, scan);
        vec![step]
    };
    match change {
        Change::AddIndex { table, index: i } => {
            let mut step = index::create_online(change, table, i);
            let columns = i.columns().filter(|_| i.unique && i.condition.is_none());
            let find = if i.nulls_not_distinct { check::same } else { check::duplicates };
            let rows = plan.schema.table(table).and_then(|t| find(t, columns.as_deref()?, &i.name));
            step.checks.extend(rows);
            Some(built(change, step, table))
        }
        Change::DropIndex { table, index: i } => {
            Some(built(change, index::drop_online(change, table, i), table))
        }
        Change::AddForeignKey { table, foreign_key: key } => {
            let rows = plan.schema.table(table).and_then(|t| check::orphans(t, key));
            let target = [(key.references.as_str(), Lock::ShareRowExclusive, Lock::RowShare)];
            let fits = foreign_key::fits(&plan.schema, table, key);
            fits.then(|| {
                constraint(
                    change,
                    table,
                    &key.name,
                    &clause::foreign_key(key),
                    rows,
                    Lock::ShareRowExclusive,
                    &target,
                )
            })
        }
        Change::AddCheck { table, check: c } => {
            let rows = plan.schema.table(table).and_then(|t| check::failing(t, c));
            Some(constraint(change, table, &c.name, &clause::check(c), rows, Lock::AccessExclusive, &[]))
        }
        Change::AlterColumn { table, from, to, backfill, using: None, .. }
            if only_becomes_required(from, to) =>
        {
            Some(required(plan, change, table, to, backfill.as_ref()))
        }
        _ => None,
    }
}

/// A constraint that is first kept for new rows, and then held against the rows that are there. `others` are the tables that
/// are locked besides, with their lock in the one step and in the other.
fn constraint(
    change: &Change,
    table: &str,
    name: &str,
    clause: &str,
    rows: Option<RowCheck>,
    lock: Lock,
    others: &[(&str, Lock, Lock)],
) -> Vec<Step> {
    let title = one_line(&change.summary());
    let mut add = step(
        format!("{title}, for new rows"),
        format!("{} NOT VALID", table::add(table, clause)),
        format!("SELECT EXISTS ({})", lookup(table, name)),
        Hazard::of(std::slice::from_ref(change)),
    );
    add.changes = vec![change.clone()];
    add.checks.extend(rows);
    add.hazard.touch(table, lock, Work::None);
    let mut validate = validation(table, name, format!("{title}, for the rows that are there"));
    for (other, first, second) in others.iter().filter(|(other, ..)| *other != table) {
        add.hazard.touch(other, *first, Work::None);
        validate.hazard.touch(other, *second, Work::None);
    }
    vec![add, validate]
}

fn validation(table: &str, name: &str, title: String) -> Step {
    let mut validate = step(
        title,
        actions(table, &[format!("VALIDATE CONSTRAINT {}", q(name))]),
        format!("SELECT EXISTS ({} AND x.convalidated)", lookup(table, name)),
        Hazard::none(),
    );
    validate.hazard.touch(table, Lock::ShareUpdateExclusive, Work::Scan);
    validate
}

/// NOT NULL through a check: PostgreSQL does not look at the rows again where a check has.
fn required(
    plan: &PostgresPlan,
    change: &Change,
    table: &str,
    to: &Column,
    backfill: Option<&DefaultValue>,
) -> Vec<Step> {
    let title = one_line(&change.summary());
    let name = crate::shorten(&format!("zmig_required_{}", to.name));
    let (column, text) = (q(&to.name), Dialect::Postgres.quote_text(&to.name));
    let clause = format!("CONSTRAINT {} CHECK ({column} IS NOT NULL)", q(&name));
    let mut add = step(
        format!("{title}, for new rows"),
        format!("{} NOT VALID", table::add(table, &clause)),
        format!("SELECT EXISTS ({})", lookup(table, &name)),
        Hazard::of(std::slice::from_ref(change)),
    );
    add.changes = vec![change.clone()];
    add.hazard.touch(table, Lock::AccessExclusive, Work::None);
    let mut out = vec![add];
    match backfill {
        Some(value) => {
            let value = column::default_value(value, to, &plan.schema);
            let mut fill = step(
                format!("{title}, fills it"),
                alter::fill(table, to, &value),
                format!("SELECT NOT EXISTS (SELECT 1 FROM {} WHERE {column} IS NULL)", qt(table)),
                Hazard::none(),
            );
            fill.hazard.touch(table, Lock::RowExclusive, Work::Rewrite);
            for (referrer, target) in plan.keys_over(table, &to.name) {
                fill.hazard.touch(referrer, Lock::RowShare, Work::None);
                fill.hazard.touch(target, Lock::RowShare, Work::None);
            }
            out.push(fill);
        }
        None => out[0].checks.extend(plan.schema.table(table).and_then(|t| check::not_null(t, &to.name))),
    }
    out.push(validation(table, &name, format!("{title}, for the rows that are there")));
    let regclass = Dialect::Postgres.quote_text(&qt(table));
    let mut set = step(
        title.clone(),
        actions(table, &[format!("ALTER COLUMN {column} SET NOT NULL")]),
        format!(
            "SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass({regclass}) AND attname = {text} AND attnotnull)"
        ),
        Hazard::none(),
    );
    set.hazard.touch(table, Lock::AccessExclusive, Work::None);
    let mut drop = step(
        format!("{title}, clears up"),
        table::drop_constraint(table, &name),
        format!("SELECT NOT EXISTS ({})", lookup(table, &name)),
        Hazard::none(),
    );
    drop.hazard.touch(table, Lock::AccessExclusive, Work::None);
    out.extend([set, drop]);
    out
}

fn step(title: String, sql: String, probe: String, hazard: Hazard) -> Step {
    Step {
        title,
        changes: Vec::new(),
        sql: vec![sql],
        checks: Vec::new(),
        transaction: Transaction::None,
        rebuilds: None,
        hazard,
        probe: Some(probe),
    }
}

/// A constraint by its name.
fn lookup(table: &str, name: &str) -> String {
    let [table, name] = [qt(table), name.to_owned()].map(|text| Dialect::Postgres.quote_text(&text));
    format!("SELECT 1 FROM pg_constraint x WHERE x.conrelid = to_regclass({table}) AND x.conname = {name}")
}
