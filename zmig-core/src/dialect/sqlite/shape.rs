//! What makes of one table another: natively, as far as SQLite can, or by copying it.

use super::cast::{Cast, cast};
use super::check::{self, Obstacle};
use super::index;
use super::literal::{value, zero};
use super::types::spell_in;
use crate::dialect::clause::{mentions, paren, q};
use crate::{Change, Check, Column, DefaultValue, ForeignKey, Schema, Table, TableOption, Type};
use std::collections::{BTreeMap, BTreeSet};

/// What the changes say about the values of a column, beyond what the two tables say.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueHints {
    pub(crate) backfill: Option<DefaultValue>,
    pub(crate) using: Option<String>,
}

/// A table as it is and as it is to be, and all that is known about the way.
pub(crate) struct Shape<'a> {
    /// As the database has it.
    pub(crate) before: &'a Table,
    /// As it is to be.
    pub(crate) after: &'a Table,
    /// By column.
    pub(crate) hints: &'a BTreeMap<String, ValueHints>,
    /// Columns that go while others of their names come: nothing of theirs is kept.
    pub(crate) replaced: &'a BTreeSet<String>,
    /// The changes of this table, for the enums among them.
    pub(crate) changes: &'a [Change],
    /// What the database has.
    pub(crate) db: &'a Schema,
    /// What is to be.
    pub(crate) target: &'a Schema,
}

impl<'a> Shape<'a> {
    pub(crate) fn added(&self) -> impl Iterator<Item = &'a Column> {
        self.after.columns.iter().filter(|c| self.old(&c.name).is_none())
    }

    pub(crate) fn dropped(&self) -> impl Iterator<Item = &'a Column> {
        self.before
            .columns
            .iter()
            .filter(|c| self.after.column(&c.name).is_none() || self.replaced.contains(&c.name))
    }

    /// Columns that both have: as they are, and as they are to be.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> {
        self.after.columns.iter().filter_map(|c| self.old(&c.name).map(|old| (old, c)))
    }

    /// The column as it is, if its values are to be kept.
    fn old(&self, name: &str) -> Option<&'a Column> {
        self.before.column(name).filter(|_| !self.replaced.contains(name))
    }

    /// Foreign keys that come, each with the column that can bring it along.
    pub(crate) fn added_keys(&self) -> Vec<&'a ForeignKey> {
        let known = |key: &ForeignKey| self.before.foreign_keys.iter().any(|b| same_key(b, key));
        self.after.foreign_keys.iter().filter(|key| !known(key)).collect()
    }

    /// Whether ALTER TABLE and CREATE INDEX do.
    pub(crate) fn is_native(&self) -> bool {
        let keys_kept =
            self.before.foreign_keys.iter().all(|b| self.after.foreign_keys.iter().any(|a| same_key(a, b)));
        self.replaced.is_empty()
            && kept_options(self.before).eq(kept_options(self.after))
            && self.before.primary_key == self.after.primary_key
            && keys_kept
            && exprs(&self.before.checks) == exprs(&self.after.checks)
            && self.kept().all(|(b, a)| self.same_column(b, a))
            && self.added().all(|c| self.can_be_added(c))
            && self.dropped().all(|c| self.can_be_dropped(c))
            && self.added_keys().iter().all(|key| self.comes_with_column(key))
    }

    /// Whether a foreign key comes with a new column that holds NULL in every row.
    pub(crate) fn comes_with_column(&self, key: &ForeignKey) -> bool {
        let [column] = key.columns.as_slice() else { return false };
        let hint = self.hints.get(column).is_some_and(|h| h.backfill.is_some());
        self.added().any(|c| c.name == *column && c.nullable && c.default.is_none()) && !hint
    }

    /// The value that a column of the copy gets, as an expression over the old row; `None` where its default does.
    pub(crate) fn source(&self, column: &Column) -> Option<String> {
        if column.generated.is_some() {
            return None;
        }
        let hints = self.hints.get(&column.name);
        let backfill = hints.and_then(|h| h.backfill.as_ref()).map(|b| value(b, &column.ty));
        match self.old(&column.name) {
            Some(old) => {
                let converted = self.conversion(old, column).map_or_else(
                    || if column.nullable { "NULL".into() } else { self.nothing(column) },
                    |cast| cast.value,
                );
                Some(match backfill {
                    Some(fill) if !column.nullable && old.nullable => {
                        format!("coalesce({converted}, {fill})")
                    }
                    _ => converted,
                })
            }
            None if column.identity.is_some() => None,
            None => match backfill {
                Some(fill) => Some(fill),
                None if column.default.is_some() || column.nullable => None,
                None => Some(self.nothing(column)),
            },
        }
    }

    /// How a kept column's values convert; `None` where there is no way.
    fn conversion(&self, old: &Column, new: &Column) -> Option<Cast> {
        let name = q(&old.name);
        if let Some(using) = self.hints.get(&new.name).and_then(|h| h.using.as_ref()) {
            return Some(Cast { value: paren(using), offends: None });
        }
        cast(&old.ty, &new.ty, &name, self.target)
    }

    fn nothing(&self, column: &Column) -> String {
        let values = column.ty.enum_name().map_or(&[][..], |name| self.target.enum_values(name));
        zero(&column.ty, values).unwrap_or_else(|| "NULL".into())
    }

    /// What may stand in the way of a copy.
    pub(crate) fn obstacles(&self) -> Vec<Obstacle> {
        let mut out = Vec::new();
        for (old, new) in self.kept() {
            let hints = self.hints.get(&new.name);
            let converts = new.generated.is_none() && old.ty != new.ty;
            if converts && let Some(offends) = self.conversion(old, new).and_then(|c| c.offends) {
                let reason = format!("{}.{} does not convert to {}", self.before.name, old.name, new.ty);
                out.push(Obstacle::new(reason, &q(&old.name), offends));
            }
            out.extend(self.lost_values(old, new));
            let tightens = (old.nullable && !self.before.is_key(&old.name))
                && (!new.nullable || self.after.is_key(&new.name));
            // Where nothing converts every row gets the type's zero.
            let filled = hints.is_some_and(|h| h.backfill.is_some() || h.using.is_some())
                || self.conversion(old, new).is_none();
            if tightens && !filled && new.generated.is_none() {
                out.push(check::not_null(self.before, &new.name));
            }
        }
        for column in self.added() {
            if self.needs_empty(column) {
                out.push(check::any_row(self.before, &column.name));
            }
        }
        if self.after.primary_key != self.before.primary_key && self.are_as_they_were(&self.after.primary_key)
        {
            let name = self.after.key_name();
            if !self.after.primary_key.is_empty() {
                out.push(check::duplicates(self.before, &self.compared(&self.after.primary_key), &name));
            }
        }
        out.extend(self.index_obstacles());
        out.extend(self.collated_otherwise());
        if strict(self.after) && !strict(self.before) {
            let kept = self.kept().filter(|(b, a)| a.generated.is_none() && b.ty == a.ty);
            out.extend(kept.filter_map(|(b, _)| check::not_strict(self.before, &b.name, &b.ty)));
        }
        let known = exprs(&self.before.checks);
        for new in self.after.checks.iter().filter(|c| !known.contains(&c.expr.as_str())) {
            let touched = self.after.columns.iter().any(|c| {
                mentions(&new.expr, &c.name) && !self.are_as_they_were(std::slice::from_ref(&c.name))
            });
            if !touched {
                out.push(check::failing(self.before, new));
            }
        }
        for key in self.added_keys() {
            // Values that are converted on the way cannot be compared before it.
            let same = |c: &String| {
                let (now, then) =
                    (self.db.column(&key.references, c), self.target.column(&key.references, c));
                matches!((now, then), (Some(now), Some(then)) if now.ty == then.ty)
            };
            let own = key.references != self.after.name || self.are_as_they_were(&key.ref_columns);
            if own && key.ref_columns.iter().all(same) && self.are_as_they_were(&key.columns) {
                out.push(check::orphans(self.before, key));
            }
        }
        out
    }

    /// Unique indexes that come, over columns whose values stay.
    pub(crate) fn index_obstacles(&self) -> Vec<Obstacle> {
        let before = index::statements(self.before);
        let mut out = Vec::new();
        for unique in self.after.uniques.iter().filter(|u| !before.contains_key(u.name.as_str())) {
            if self.are_as_they_were(&unique.columns) {
                out.push(check::duplicates(self.before, &self.compared(&unique.columns), &unique.name));
            }
        }
        let plain =
            |i: &&crate::Index| i.unique && i.condition.is_none() && !before.contains_key(i.name.as_str());
        for new in self.after.indexes.iter().filter(plain) {
            if let Some(columns) = new.columns().filter(|c| self.are_as_they_were(c)) {
                let own = new.keys.iter().map(|k| crate::seen::sqlite_collation(k.collation.clone()));
                let keys = self.compared(&columns).into_iter().zip(own);
                let keys: Vec<_> = keys.map(|((column, of), own)| (column, own.or(of))).collect();
                out.push(check::duplicates(self.before, &keys, &new.name));
            }
        }
        out
    }

    /// Columns, each with its order of text where that changes.
    fn compared(&self, columns: &[String]) -> Vec<(String, Option<String>)> {
        let changed = |name: &String| {
            let (old, new) = (self.old(name)?, self.after.column(name)?);
            let (old, new) = (collation(old), collation(new));
            (old != new).then(|| new.unwrap_or_else(|| "BINARY".into()))
        };
        columns.iter().map(|name| (name.clone(), changed(name))).collect()
    }

    /// Sets that stay unique by their names, and whose values are compared otherwise.
    fn collated_otherwise(&self) -> Vec<Obstacle> {
        let before = index::statements(self.before);
        let key = (!self.after.primary_key.is_empty() && self.after.primary_key == self.before.primary_key)
            .then(|| (self.after.primary_key.clone(), self.after.key_name()));
        let stays = |name: &str| before.contains_key(name);
        let uniques = self.after.uniques.iter().filter(|u| stays(&u.name));
        let uniques = uniques.map(|u| (u.columns.clone(), u.name.clone()));
        let plain = |i: &&crate::Index| i.unique && i.condition.is_none() && stays(&i.name);
        let indexes = self.after.indexes.iter().filter(plain);
        let indexes = indexes.filter_map(|i| Some((i.columns()?, i.name.clone())));
        let sets = key.into_iter().chain(uniques).chain(indexes);
        sets.filter(|(columns, _)| self.are_as_they_were(columns))
            .map(|(columns, name)| (self.compared(&columns), name))
            .filter(|(keys, _)| keys.iter().any(|(_, collation)| collation.is_some()))
            .map(|(keys, name)| check::duplicates(self.before, &keys, &name))
            .collect()
    }

    /// Whether the values of columns are the same before and after, so that a query over the old table judges the new.
    fn are_as_they_were(&self, columns: &[String]) -> bool {
        columns.iter().all(|name| {
            let hinted = self.hints.contains_key(name);
            !hinted
                && match (self.old(name), self.after.column(name)) {
                    (Some(old), Some(new)) => old.ty == new.ty && old.generated == new.generated,
                    _ => false,
                }
        })
    }

    /// Values that an enum loses, in this column, if it stays of that enum.
    fn lost_values(&self, column: &Column, new: &Column) -> Option<Obstacle> {
        if column.ty != new.ty {
            return None;
        }
        let (from, to) = self.changes.iter().find_map(|c| match c {
            Change::AlterEnum { from, to } if column.ty.enum_name() == Some(&from.name) => Some((from, to)),
            _ => None,
        })?;
        if from.values.iter().all(|v| to.values.contains(v)) {
            return None;
        }
        let name = q(&column.name);
        let offends = if matches!(column.ty, Type::Array(_)) {
            let any = super::cast::not_one_of("value", &to.values);
            format!(
                "CASE WHEN json_valid({name}) THEN EXISTS (SELECT 1 FROM json_each({name}) WHERE {any}) ELSE 0 END"
            )
        } else {
            super::cast::not_one_of(&name, &to.values)
        };
        let reason =
            format!("{}.{} holds a value that enum {} no longer has", self.before.name, column.name, to.name);
        Some(Obstacle::new(reason, &name, offends))
    }

    /// A new required column of a key, for which one value in all rows will not do.
    fn needs_empty(&self, column: &Column) -> bool {
        let name = &column.name;
        let valueless = !column.nullable
            && column.default.is_none()
            && column.generated.is_none()
            && column.identity.is_none()
            && self.hints.get(name).is_none_or(|h| h.backfill.is_none());
        let zero_known = self.nothing(column) != "NULL";
        let in_key = self.after.is_key(name)
            || self.after.uniques.iter().any(|u| u.columns.contains(name))
            || self.after.indexes.iter().any(|i| i.unique && i.mentions(name))
            || self.after.foreign_keys.iter().any(|f| f.columns.contains(name));
        valueless && (in_key || !zero_known)
    }

    fn same_column(&self, before: &Column, after: &Column) -> bool {
        let required = |c: &Column, t: &Table| !c.nullable || t.is_key(&c.name);
        let default = |c: &Column| c.default.as_ref().map(|d| value(d, &c.ty));
        spell_in(self.before, &before.ty) == spell_in(self.after, &after.ty)
            && collation(before) == collation(after)
            && required(before, self.before) == required(after, self.after)
            && default(before) == default(after)
            && before.generated == after.generated
            && before.identity.is_some() == after.identity.is_some()
            && self.same_values(before, after)
            && self.lost_values(before, after).is_none()
            && self.hints.get(&after.name).is_none_or(|h| h.using.is_none())
            && self
                .conversion(before, after)
                .is_some_and(|c| c.value == q(&after.name) && c.offends.is_none())
    }

    /// Whether the check that stands for an enum is the same.
    fn same_values(&self, before: &Column, after: &Column) -> bool {
        let (Type::Enum(old), Type::Enum(new)) = (&before.ty, &after.ty) else {
            return matches!(before.ty, Type::Enum(_)) == matches!(after.ty, Type::Enum(_));
        };
        let altered = self.changes.iter().find_map(|c| match c {
            Change::AlterEnum { from, to } if from.name == *old => Some((&from.values, &to.values)),
            _ => None,
        });
        match altered {
            Some((old, new)) => same_set(old, new),
            None => same_set(self.db.enum_values(old), self.target.enum_values(new)),
        }
    }

    fn can_be_added(&self, column: &Column) -> bool {
        let hinted = self.hints.get(&column.name).is_some_and(|h| h.backfill.is_some());
        let constant = match &column.default {
            None => column.nullable,
            Some(DefaultValue::Literal(_)) => true,
            Some(DefaultValue::Now | DefaultValue::Expr(_)) => false,
        };
        if let Some(generated) = &column.generated {
            return !generated.stored
                && column.nullable
                && !self.after.is_key(&column.name)
                && !self.added().any(|other| mentions(&generated.expr, &other.name));
        }
        constant
            && column.identity.is_none()
            && !self.after.is_key(&column.name)
            && !(hinted && matches!(column.ty, Type::Raw(_)))
    }

    fn can_be_dropped(&self, column: &Column) -> bool {
        let name = &column.name;
        let mentioned = |sql: &str| mentions(sql, name);
        !self.before.is_key(name)
            && !self.before.foreign_keys.iter().any(|f| f.columns.contains(name))
            && !self.db.referrers(&self.before.name).any(|t| {
                t.foreign_keys
                    .iter()
                    .any(|f| f.references == self.before.name && f.ref_columns.contains(name))
            })
            && !self.before.checks.iter().any(|c| mentioned(&c.expr))
            && !self.before.columns.iter().any(|c| c.expression().is_some_and(mentioned))
    }
}

/// The options that SQLite has.
fn kept_options(table: &Table) -> impl Iterator<Item = &TableOption> {
    table.options.iter().filter(|o| **o != TableOption::Unlogged)
}

fn strict(table: &Table) -> bool {
    table.options.contains(&TableOption::Strict)
}

fn collation(column: &Column) -> Option<String> {
    crate::seen::sqlite_collation(column.collation.clone()).filter(|c| c != "BINARY")
}

/// Whether two foreign keys do the same; their names are of no use to SQLite.
fn same_key(a: &ForeignKey, b: &ForeignKey) -> bool {
    a.columns == b.columns
        && a.references == b.references
        && a.ref_columns == b.ref_columns
        && a.on_delete == b.on_delete
        && a.on_update == b.on_update
        && a.deferrable == b.deferrable
}

fn exprs(checks: &[Check]) -> Vec<&str> {
    let mut exprs: Vec<_> = checks.iter().map(|c| c.expr.as_str()).collect();
    exprs.sort_unstable();
    exprs
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|v| b.contains(v))
}
