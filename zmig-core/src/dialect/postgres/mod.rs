//! PostgreSQL: one step a change, each altered in place.

pub(crate) mod alter;
pub(crate) mod cast;
pub(crate) mod check;
pub(crate) mod column;
pub(crate) mod enums;
pub(crate) mod foreign_key;
pub(crate) mod index;
pub(crate) mod literal;
pub(crate) mod rename;
pub(crate) mod table;
pub(crate) mod types;

use super::clause::{self, q};
use super::step::step;
use crate::{
    Change, Column, DefaultValue, Dialect, PlanError, PlanOptions, RowCheck, Schema, Step, Table,
    Transaction, apply,
};

/// A walk through the changes with the schema as it is when each one's turn comes.
pub(crate) struct PostgresPlan {
    pub(crate) schema: Schema,
    /// Foreign keys that are off while the types of their two sides differ: the table, and the key's name.
    pub(crate) suspended: Vec<(String, String)>,
}

type Sql = (Vec<String>, Vec<RowCheck>);

pub(crate) fn plan(old: &Schema, changes: &[Change], options: &PlanOptions) -> Result<Vec<Step>, PlanError> {
    let mut plan = PostgresPlan { schema: old.clone(), suspended: Vec::new() };
    let mut steps: Vec<Step> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        super::fragment::check_change(change, Dialect::Postgres)?;
        match change {
            Change::AddIndex { table, index } if options.online => {
                apply(&mut plan.schema, change)?;
                steps.extend(index::create_online(change, table, index));
            }
            Change::DropIndex { index, .. } if options.online => {
                apply(&mut plan.schema, change)?;
                steps.extend(index::drop_online(change, index));
            }
            _ => {
                let later = &changes[at + 1..];
                let (sql, checks) = plan.walk(change, later)?;
                let mut step = step(change, sql, checks, Dialect::Postgres, options);
                if step.transaction == Transaction::Own && !adds_in_place(change, later) {
                    step.transaction = Transaction::Shared;
                }
                steps.push(step);
            }
        }
    }
    let rest = plan.restore_all();
    if let Some(last) = steps.last_mut() {
        last.sql.extend(rest);
    }
    Ok(steps)
}

impl PostgresPlan {
    /// The statements of one change, and the schema after it.
    fn walk(&mut self, change: &Change, later: &[Change]) -> Result<Sql, PlanError> {
        match change {
            Change::RenameTable { .. } | Change::RenameColumn { .. } => {
                let before = self.table_of(change);
                apply(&mut self.schema, change)?;
                return Ok((rename::rename(self, before.as_ref(), change), Vec::new()));
            }
            Change::AlterEnum { .. }
            | Change::AlterColumn { .. }
            | Change::SetPrimaryKey { .. }
            | Change::DropUnique { .. } => {
                let mut sql = foreign_key::suspend(self, change, later);
                let (own, checks) = self.statements(change, later);
                sql.extend(own);
                apply(&mut self.schema, change)?;
                sql.extend(self.restore());
                return Ok((sql, checks));
            }
            Change::DropForeignKey { table, foreign_key } if self.is_suspended(table, &foreign_key.name) => {
                self.suspended.retain(|(t, f)| t != table || *f != foreign_key.name);
                apply(&mut self.schema, change)?;
                return Ok(Sql::default());
            }
            Change::DropTable { table } => self.suspended.retain(|(t, _)| *t != table.name),
            _ => {}
        }
        let out = self.statements(change, later);
        apply(&mut self.schema, change)?;
        Ok(out)
    }

    /// The statements of a change, with `self.schema` as it is before.
    fn statements(&self, change: &Change, later: &[Change]) -> Sql {
        let only = |sql: String| (vec![sql], Vec::new());
        let table_now = |name: &str| self.schema.table(name);
        let check = |name: &str, f: &dyn Fn(&Table) -> Option<RowCheck>| -> Vec<RowCheck> {
            table_now(name).and_then(f).into_iter().collect()
        };
        match change {
            Change::CreateEnum { enum_type } => only(enums::create(&enum_type.name, &enum_type.values)),
            Change::DropEnum { enum_type } => only(format!("DROP TYPE {}", q(&enum_type.name))),
            Change::RenameEnum { from, to, .. } => {
                only(format!("ALTER TYPE {} RENAME TO {}", q(from), q(to)))
            }
            Change::AlterEnum { from, to } if adds_in_place(change, later) => {
                (enums::add_values(from, to), Vec::new())
            }
            Change::AlterEnum { from, to } => enums::replace(self, from, to),
            Change::CreateTable { table } => (table::create(table), Vec::new()),
            Change::DropTable { table } => only(format!("DROP TABLE {}", q(&table.name))),
            Change::SetTableComment { table, to, .. } => only(table::comment(table, to.as_deref())),
            Change::AddColumn { table, column, backfill } => {
                self.add_column(table, column, backfill.as_ref(), later)
            }
            Change::DropColumn { table, column, .. } => {
                only(alter::actions(table, &[format!("DROP COLUMN {}", q(&column.name))]))
            }
            Change::AlterColumn { table, from, to, backfill, using, .. } => {
                let a = alter::Alteration { from, to, backfill: backfill.as_ref(), using: using.as_deref() };
                let now = table_now(table).map(|t| self.standing(t));
                now.map(|t| alter::alter(&t, &a, &self.schema)).unwrap_or_default()
            }
            Change::SetPrimaryKey { table, from, to } => self.set_primary_key(table, from, to),
            Change::AddUnique { table, unique } => (
                vec![table::add(table, &table::unique(unique))],
                check(table, &|t| check::duplicates(t, &unique.columns, &unique.name)),
            ),
            Change::DropUnique { table, unique } => only(table::drop_constraint(table, &unique.name)),
            Change::AddIndex { table, index } => {
                let columns: Option<Vec<String>> =
                    index.keys.iter().map(|k| k.column().map(str::to_owned)).collect();
                let columns = columns.filter(|_| index.unique && index.condition.is_none());
                (
                    vec![index::create(table, index, false)],
                    check(table, &|t| check::duplicates(t, columns.as_deref()?, &index.name)),
                )
            }
            Change::DropIndex { index, .. } => only(format!("DROP INDEX {}", q(&index.name))),
            Change::AddForeignKey { table, foreign_key } => (
                vec![table::add(table, &clause::foreign_key(foreign_key))],
                check(table, &|t| check::orphans(t, foreign_key)),
            ),
            Change::DropForeignKey { table, foreign_key } => {
                only(table::drop_constraint(table, &foreign_key.name))
            }
            Change::AddCheck { table, check: c } => {
                (vec![table::add(table, &clause::check(c))], check(table, &|t| check::failing(t, c)))
            }
            Change::DropCheck { table, check } => only(table::drop_constraint(table, &check.name)),
            // Nothing in a database, or done by the walk.
            Change::SetOwner { .. } | Change::RenameTable { .. } | Change::RenameColumn { .. } => {
                Sql::default()
            }
        }
    }

    /// A column that rows may exist for already: they get the backfill, else the default, else the type's zero.
    fn add_column(
        &self,
        table: &str,
        column: &Column,
        backfill: Option<&DefaultValue>,
        later: &[Change],
    ) -> Sql {
        let mut checks = Vec::new();
        let name = q(&column.name);
        let plain = |c: &Column| format!("ADD COLUMN {}", column::definition(c, false));
        let computed = column.generated.is_some() || column.identity;
        let backfill = backfill.filter(|b| !computed && Some(*b) != column.default.as_ref());
        let mut sql = match backfill {
            // May look at other columns, which no default can.
            Some(DefaultValue::Expr(_)) => {
                let nullable = Column { nullable: true, default: None, ..column.clone() };
                vec![alter::actions(table, &[plain(&nullable)])]
            }
            Some(fixed) => {
                let filled = Column { default: Some(fixed.clone()), ..column.clone() };
                vec![alter::actions(table, &[plain(&filled)]), set_default(table, column)]
            }
            None if !column.nullable && column.default.is_none() && !computed => {
                let key = later.iter().any(|c| makes_key_of(c, table, &column.name));
                if key && let Some(t) = self.schema.table(table) {
                    checks.extend(check::any_row(t, &column.name));
                }
                self.add_zero(table, column)
            }
            None => vec![alter::actions(table, &[plain(column)])],
        };
        if let Some(expr @ DefaultValue::Expr(_)) = backfill {
            sql.push(alter::fill(table, column, &literal::value(expr, &column.ty)));
            if column.default.is_some() {
                sql.push(set_default(table, column));
            }
            if !column.nullable {
                sql.push(alter::actions(table, &[format!("ALTER COLUMN {name} SET NOT NULL")]));
            }
        }
        if column.comment.is_some() {
            sql.push(column::comment(table, &column.name, column.comment.as_deref()));
        }
        (sql, checks)
    }

    fn add_zero(&self, table: &str, column: &Column) -> Vec<String> {
        let values = column.ty.enum_name().map_or(&[][..], |name| self.schema.enum_values(name));
        let line = format!("ADD COLUMN {} {}", q(&column.name), types::spell(&column.ty));
        match literal::zero(&column.ty, values) {
            Some(zero) => vec![
                alter::actions(table, &[format!("{line} DEFAULT {zero} NOT NULL")]),
                set_default(table, column),
            ],
            None => vec![alter::actions(table, &[format!("{line} NOT NULL")])],
        }
    }

    fn set_primary_key(&self, name: &str, from: &[String], to: &[String]) -> Sql {
        let Some(table) = self.schema.table(name) else { return Sql::default() };
        let mut sql = Vec::new();
        let mut checks = Vec::new();
        if !from.is_empty() {
            sql.push(table::drop_constraint(name, &crate::primary_key_name(name)));
        }
        // The key made them so; without it they are what they say.
        for column in table.columns.iter().filter(|c| c.nullable && table.is_key(&c.name)) {
            if !to.contains(&column.name) {
                let action = format!("ALTER COLUMN {} DROP NOT NULL", q(&column.name));
                sql.push(alter::actions(name, &[action]));
            }
        }
        if !to.is_empty() {
            sql.push(table::add(name, &clause::primary_key(name, to)));
            checks.extend(check::duplicates(table, to, &crate::primary_key_name(name)));
            let nullable = |c: &&String| table.column(c).is_some_and(|c| c.nullable) && !from.contains(c);
            checks.extend(to.iter().filter(nullable).filter_map(|c| check::not_null(table, c)));
        }
        (sql, checks)
    }

    fn table_of(&self, change: &Change) -> Option<Table> {
        change.table().and_then(|name| self.schema.table(name)).cloned()
    }

    /// The table without the foreign keys that are off.
    fn standing(&self, table: &Table) -> Table {
        let mut out = table.clone();
        out.foreign_keys.retain(|f| !self.is_suspended(&table.name, &f.name));
        out
    }

    fn is_suspended(&self, table: &str, key: &str) -> bool {
        self.suspended.iter().any(|(t, f)| t == table && f == key)
    }

    /// Puts back the foreign keys that are off and can be on again.
    fn restore(&mut self) -> Vec<String> {
        let mut sql = Vec::new();
        for (table, name) in std::mem::take(&mut self.suspended) {
            match self.key(&table, &name) {
                Some(key) if foreign_key::fits(&self.schema, &table, key) => {
                    sql.push(table::add(&table, &clause::foreign_key(key)));
                }
                Some(_) => self.suspended.push((table, name)),
                None => {}
            }
        }
        sql
    }

    /// Puts back all that are off still, so that none is lost without a word: the database says what is wrong.
    fn restore_all(&self) -> Vec<String> {
        let keys = self.suspended.iter().filter_map(|(table, name)| Some((table, self.key(table, name)?)));
        keys.map(|(table, key)| table::add(table, &clause::foreign_key(key))).collect()
    }

    fn key(&self, table: &str, name: &str) -> Option<&crate::ForeignKey> {
        self.schema.table(table)?.foreign_keys.iter().find(|f| f.name == name)
    }
}

/// The default that new rows get, once the rows that exist are filled.
fn set_default(table: &str, column: &Column) -> String {
    let name = q(&column.name);
    let action = match &column.default {
        Some(default) => format!("ALTER COLUMN {name} SET DEFAULT {}", literal::value(default, &column.ty)),
        None => format!("ALTER COLUMN {name} DROP DEFAULT"),
    };
    alter::actions(table, &[action])
}

/// Whether the values of an enum are added to its type. What follows could not use them before the commit, so that a
/// plan in which something follows (a way back, say, which nobody cuts in pieces) makes the type anew.
fn adds_in_place(change: &Change, later: &[Change]) -> bool {
    let adds = |c: &Change| matches!(c, Change::AlterEnum { from, to } if enums::only_adds(from, to));
    adds(change) && later.iter().all(adds)
}

/// Whether a change makes a column part of a key, so that one value for all rows will not do.
fn makes_key_of(change: &Change, table: &str, column: &str) -> bool {
    let has = |columns: &[String]| columns.iter().any(|c| c == column);
    match change {
        Change::AddUnique { table: t, unique } => t == table && has(&unique.columns),
        Change::AddIndex { table: t, index } => t == table && index.unique && index.mentions(column),
        Change::AddForeignKey { table: t, foreign_key } => t == table && has(&foreign_key.columns),
        Change::SetPrimaryKey { table: t, to, .. } => t == table && has(to),
        _ => false,
    }
}
