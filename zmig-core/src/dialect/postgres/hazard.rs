//! Which locks a change takes, and how much of a table it reads or writes. Learnt from PostgreSQL's sources
//! (`AlterTableGetLockLevel`) and held against `pg_locks` by a test.

use super::{PostgresPlan, alter, domains};
use crate::{Change, Column, DefaultValue, Hazard, Lock, Risk, Schema, Table, TableOption, Work};

const OTHERS_RELY: &str = "foreign keys of other tables rely on it";

impl PostgresPlan {
    /// What a change does to the tables that are there, with `self.schema` as it is before.
    pub(super) fn hazard(&self, change: &Change, later: &[Change]) -> Hazard {
        let mut hazard = Hazard::of(std::slice::from_ref(change));
        let mut touch = |table: &str, lock: Lock, work: Work| {
            if !self.created.has(table) {
                hazard.touch(table, lock, work);
            }
        };
        match change {
            Change::CreateEnum { .. }
            | Change::DropEnum { .. }
            | Change::RenameEnum { .. }
            | Change::CreateDomain { .. }
            | Change::DropDomain { .. }
            | Change::RenameDomain { .. }
            | Change::SetOwner { .. } => {}
            Change::CreateTable { table } => {
                for key in table.foreign_keys.iter().filter(|k| k.references != table.name) {
                    touch(&key.references, Lock::ShareRowExclusive, Work::None);
                }
            }
            Change::DropTable { table } => {
                touch(&table.name, Lock::AccessExclusive, Work::None);
                for key in &table.foreign_keys {
                    touch(&key.references, Lock::AccessExclusive, Work::None);
                }
            }
            Change::AlterEnum { from, .. } => {
                if !self.adds_in_place(change, later) {
                    for (table, _) in self.schema.users_of_enum(&from.name) {
                        touch(&table.name, Lock::AccessExclusive, Work::Rewrite);
                    }
                }
            }
            Change::AlterDomain { from, to } => {
                if let Some((lock, work)) = of_domain(self, from, to) {
                    for (table, _) in self.schema.users_of_domain(&from.name) {
                        touch(&table.name, lock, work);
                    }
                }
            }
            Change::SetTableComment { table, .. } => touch(table, Lock::ShareUpdateExclusive, Work::None),
            Change::SetTableOptions { table, from, to } => {
                let unlogged = TableOption::Unlogged;
                if from.contains(&unlogged) != to.contains(&unlogged) {
                    touch(table, Lock::AccessExclusive, Work::Rewrite);
                }
            }
            Change::AddColumn { table, column, backfill } => {
                let work = of_new_column(&self.schema, column, backfill.as_ref());
                touch(table, Lock::AccessExclusive, work);
            }
            Change::DropColumn { table, .. }
            | Change::RenameColumn { table, .. }
            | Change::DropUnique { table, .. }
            | Change::DropIndex { table, .. }
            | Change::DropCheck { table, .. }
            | Change::RenameTable { from: table, .. } => touch(table, Lock::AccessExclusive, Work::None),
            Change::AlterColumn { table, from, to, backfill, using, .. } => {
                let work = match self.schema.table(table) {
                    Some(t) => of_altered(&self.schema, t, from, to, using.is_some() || backfill.is_some()),
                    None => Work::Rewrite,
                };
                let remark = Column { comment: to.comment.clone(), ..from.clone() } == *to;
                let lock = if remark { Lock::ShareUpdateExclusive } else { Lock::AccessExclusive };
                touch(table, lock, work);
                // PostgreSQL makes the foreign keys of a column anew that gets another type, and looks at their rows again.
                let remade = from.ty != to.ty
                    || from.collation != to.collation
                    || from.generated != to.generated
                    || using.is_some();
                for (referrer, target) in self.keys_over(table, &from.name).filter(|_| remade) {
                    touch(referrer, Lock::AccessExclusive, Work::Scan);
                    touch(target, Lock::AccessExclusive, Work::None);
                }
                // Values that are filled in are looked for at the other end, and their rows are held meanwhile.
                for (referrer, target) in self.keys_over(table, &from.name).filter(|_| backfill.is_some()) {
                    touch(referrer, Lock::RowShare, Work::None);
                    touch(target, Lock::RowShare, Work::None);
                }
            }
            Change::SetPrimaryKey { table, from, to, .. } => {
                let built = from != to && !to.is_empty();
                touch(table, Lock::AccessExclusive, if built { Work::Scan } else { Work::None });
            }
            Change::AddUnique { table, .. } | Change::AddCheck { table, .. } => {
                touch(table, Lock::AccessExclusive, Work::Scan);
            }
            Change::AddIndex { table, .. } => touch(table, Lock::Share, Work::Scan),
            Change::AddForeignKey { table, foreign_key } => {
                touch(table, Lock::ShareRowExclusive, Work::Scan);
                touch(&foreign_key.references, Lock::ShareRowExclusive, Work::None);
            }
            Change::DropForeignKey { table, foreign_key } => {
                touch(table, Lock::AccessExclusive, Work::None);
                touch(&foreign_key.references, Lock::AccessExclusive, Work::None);
            }
        }
        if self.others_rely_on(change) {
            hazard.raise(Risk::High, OTHERS_RELY);
        }
        hazard
    }

    /// The two tables of each foreign key in which a column has a part.
    pub(super) fn keys_over<'a>(
        &'a self,
        table: &'a str,
        column: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let keys = self.schema.tables.values().flat_map(|t| t.foreign_keys.iter().map(move |k| (t, k)));
        let has = move |columns: &[String]| columns.iter().any(|c| c == column);
        keys.filter(move |(t, k)| {
            t.name == table && has(&k.columns) || k.references == table && has(&k.ref_columns)
        })
        .map(|(t, k)| (t.name.as_str(), k.references.as_str()))
    }

    /// Whether a set that is no longer unique is what foreign keys pointed at when the migration began.
    fn others_rely_on(&self, change: &Change) -> bool {
        let (table, gone) = match change {
            Change::DropUnique { table, unique } => (table, unique.columns.as_slice()),
            Change::SetPrimaryKey { table, from, to, .. } if from != to => (table, from.as_slice()),
            _ => return false,
        };
        let points = |t: &Table| {
            let mut keys = t.foreign_keys.iter().filter(|k| k.references == *table && t.name != *table);
            keys.any(|k| k.ref_columns.len() == gone.len() && k.ref_columns.iter().all(|c| gone.contains(c)))
        };
        !gone.is_empty() && self.old.tables.values().any(points)
    }
}

fn of_domain(plan: &PostgresPlan, from: &crate::Domain, to: &crate::Domain) -> Option<(Lock, Work)> {
    let comes = to.checks.iter().any(|c| !from.checks.contains(c)) || from.nullable && !to.nullable;
    if from.ty != to.ty || comes && domains::has_lists(plan, to) {
        Some((Lock::AccessExclusive, Work::Rewrite))
    } else {
        comes.then_some((Lock::Share, Work::Scan))
    }
}

/// A constant is written nowhere but in the catalog; everything else is computed for every row.
fn of_new_column(schema: &Schema, column: &Column, backfill: Option<&DefaultValue>) -> Work {
    let domain = column.ty.domain_name().and_then(|d| schema.domains.get(d));
    let checked = domain.is_some_and(|d| !d.checks.is_empty() || !d.nullable || d.default.is_some());
    let stored = column.generated.as_ref().is_some_and(|g| g.stored);
    let computed = |d: Option<&DefaultValue>| matches!(d, Some(DefaultValue::Expr(_)));
    let rewritten = checked
        || stored
        || column.identity.is_some()
        || computed(backfill)
        || backfill.is_none() && computed(column.default.as_ref());
    if rewritten { Work::Rewrite } else { Work::None }
}

fn of_altered(schema: &Schema, table: &Table, from: &Column, to: &Column, written: bool) -> Work {
    let retyped = from.ty != to.ty || from.collation != to.collation;
    let hangs = || !alter::around(table, &[&from.name], false, schema).0.is_empty();
    if written
        || from.generated != to.generated
        || retyped && (!from.ty.only_grows_to(&to.ty) || from.collation != to.collation || hangs())
    {
        Work::Rewrite
    } else if from.nullable && !to.nullable || from.identity != to.identity {
        Work::Scan
    } else {
        Work::None
    }
}
