//! PostgreSQL: one step a change, each altered in place.

mod add;
pub(crate) mod alter;
pub(crate) mod cast;
pub(crate) mod check;
pub(crate) mod column;
pub(crate) mod domains;
pub(crate) mod enums;
pub(crate) mod foreign_key;
mod hazard;
pub(crate) mod index;
pub(crate) mod literal;
pub(crate) mod numbering;
pub(crate) mod online;
pub(crate) mod rename;
pub(crate) mod table;
pub(crate) mod types;
mod version;

use super::clause::{self, q, qt};
use super::created::Created;
use super::step::step;
use crate::{
    Change, Dialect, Hazard, Lock, PlanError, PlanOptions, RowCheck, Schema, Step, Table, TableOption,
    Transaction, Work, apply, unsupported,
};

/// A walk through the changes with the schema as it is when each one's turn comes.
pub(crate) struct PostgresPlan {
    pub(crate) schema: Schema,
    /// Foreign keys that are off while the types of their two sides differ: the table, and the key's name.
    pub(crate) suspended: Vec<(String, String)>,
    /// Whether something that is no part of the plan follows it.
    followed: bool,
    /// The schema as it is before all changes.
    old: Schema,
    created: Created,
    /// What foreign keys that go off and come back do to tables, since it was last asked.
    pub(crate) loosened: Hazard,
}

type Sql = (Vec<String>, Vec<RowCheck>);

pub(crate) fn plan(old: &Schema, changes: &[Change], options: &PlanOptions) -> Result<Vec<Step>, PlanError> {
    let mut plan = PostgresPlan {
        schema: old.clone(),
        suspended: Vec::new(),
        followed: options.followed,
        old: old.clone(),
        created: Created::default(),
        loosened: Hazard::none(),
    };
    let mut steps: Vec<Step> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        super::fragment::check_change(change, Dialect::Postgres)?;
        // Among others it could not stand outside their transaction.
        let online = (options.online && changes.len() == 1).then(|| online::steps(&plan, change)).flatten();
        if let Some(online) = online {
            apply(&mut plan.schema, change)?;
            steps.extend(online);
            continue;
        }
        let later = &changes[at + 1..];
        let hazard = plan.hazard(change, later);
        let (sql, checks) = plan.walk(change, later)?;
        let mut step = step(change, sql, checks, Dialect::Postgres, options);
        step.hazard = plan.with_loosened(hazard);
        plan.created.follow(change);
        let waits = step.transaction == Transaction::Own && !plan.adds_in_place(change, later);
        if waits || step.transaction == Transaction::None {
            step.transaction = Transaction::Shared;
        }
        steps.push(step);
    }
    for table in unsupported::changed(&plan.schema, changes) {
        unsupported::refuse_table(&plan.schema, table, Dialect::Postgres)?;
    }
    let rest = plan.restore_all();
    if let Some(last) = steps.last_mut() {
        last.sql.extend(rest);
        last.hazard = plan.with_loosened(last.hazard.clone());
    }
    Ok(steps)
}

impl PostgresPlan {
    /// The statements of one change, and the schema after it.
    fn walk(&mut self, change: &Change, later: &[Change]) -> Result<Sql, PlanError> {
        match change {
            Change::RenameTable { .. } | Change::RenameColumn { .. } => {
                let before = self.table_of(change);
                let namespace = match change {
                    Change::RenameTable { to, .. } => self.namespace_of(to),
                    _ => None,
                };
                apply(&mut self.schema, change)?;
                let mut sql = rename::rename(self, before.as_ref(), change);
                sql.splice(0..0, namespace);
                return Ok((sql, Vec::new()));
            }
            Change::RenameDomain { from, to, .. } => {
                let before = self.schema.domains.get(from).cloned();
                let taken = |name: &str| self.has_type(name);
                let namespace = self.namespace_of(to);
                let mut renamed = self.schema.clone();
                apply(&mut renamed, change)?;
                let mut sql = match (before, renamed.domains.get(to)) {
                    (Some(before), Some(after)) => domains::rename(&before, after, &taken),
                    _ => Vec::new(),
                };
                sql.splice(0..0, namespace);
                self.schema = renamed;
                return Ok((sql, Vec::new()));
            }
            Change::AlterEnum { from, .. } if !self.adds_in_place(change, later) => {
                self.refuse_domains_of(&from.name)?;
                return self.suspended(change, later);
            }
            Change::AlterEnum { .. }
            | Change::AlterDomain { .. }
            | Change::AlterColumn { .. }
            | Change::SetTableOptions { .. }
            | Change::SetPrimaryKey { .. }
            | Change::DropUnique { .. } => return self.suspended(change, later),
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

    /// The statements of a change under which some foreign keys cannot be.
    fn suspended(&mut self, change: &Change, later: &[Change]) -> Result<Sql, PlanError> {
        let mut sql = foreign_key::suspend(self, change, later);
        let (own, checks) = self.statements(change, later);
        sql.extend(own);
        apply(&mut self.schema, change)?;
        sql.extend(self.restore());
        Ok((sql, checks))
    }

    /// A type that is made anew takes the columns along, but no domain.
    fn refuse_domains_of(&self, name: &str) -> Result<(), PlanError> {
        match self.schema.domains.values().find(|d| d.ty.enum_name() == Some(name)) {
            None => Ok(()),
            Some(domain) => Err(PlanError::Unsupported {
                dialect: Dialect::Postgres.title(),
                what: format!("fewer or other values of the enum {name}"),
                why: format!(
                    "the domain {} is made of it; give its columns the enum itself first",
                    domain.name
                ),
            }),
        }
    }

    fn has_type(&self, name: &str) -> bool {
        let schema = &self.schema;
        schema.tables.contains_key(name)
            || schema.enums.contains_key(name)
            || schema.domains.contains_key(name)
    }

    /// The namespace of something that comes, where nothing else is in it yet.
    fn namespace_of(&self, name: &str) -> Option<String> {
        let namespace = crate::split_qualified(name).0?;
        let is_there = self.schema.namespaces().contains(namespace);
        (!is_there).then(|| rename::create_namespace(namespace))
    }

    /// The statements of a change, with `self.schema` as it is before.
    fn statements(&self, change: &Change, later: &[Change]) -> Sql {
        let only = |sql: String| (vec![sql], Vec::new());
        let table_now = |name: &str| self.schema.table(name);
        let check = |name: &str, f: &dyn Fn(&Table) -> Option<RowCheck>| -> Vec<RowCheck> {
            table_now(name).and_then(f).into_iter().collect()
        };
        let there = |name: &str, mut sql: Vec<String>| -> Sql {
            sql.splice(0..0, self.namespace_of(name));
            (sql, Vec::new())
        };
        match change {
            Change::CreateEnum { enum_type } => {
                there(&enum_type.name, vec![enums::create(&enum_type.name, &enum_type.values)])
            }
            Change::DropEnum { enum_type } => only(format!("DROP TYPE {}", qt(&enum_type.name))),
            Change::RenameEnum { from, to, .. } => {
                there(to, rename::moved("TYPE", from, to, &|name| self.has_type(name)))
            }
            Change::AlterEnum { from, to } if self.adds_in_place(change, later) => {
                (enums::add_values(from, to), Vec::new())
            }
            Change::AlterEnum { from, to } => enums::replace(self, from, to),
            Change::CreateDomain { domain } => there(&domain.name, domains::create(domain)),
            Change::DropDomain { domain } => only(format!("DROP DOMAIN {}", qt(&domain.name))),
            Change::AlterDomain { from, to } => domains::alter(self, from, to),
            Change::CreateTable { table } => there(&table.name, table::create(table, &self.schema)),
            Change::SetTableOptions { table, from, to } => {
                let unlogged = TableOption::Unlogged;
                let sql = (from.contains(&unlogged) != to.contains(&unlogged)).then(|| {
                    let word = if to.contains(&unlogged) { "SET UNLOGGED" } else { "SET LOGGED" };
                    alter::actions(table, &[word.into()])
                });
                (sql.into_iter().collect(), Vec::new())
            }
            Change::DropTable { table } => only(format!("DROP TABLE {}", qt(&table.name))),
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
            Change::SetPrimaryKey { table, from, to, from_name, to_name } if from == to => {
                let name =
                    |name: &Option<String>| name.clone().unwrap_or_else(|| crate::primary_key_name(table));
                let (old, new) = (name(from_name), name(to_name));
                let action = format!("RENAME CONSTRAINT {} TO {}", q(&old), q(&new));
                let sql = (old != new).then(|| alter::actions(table, &[action]));
                (sql.into_iter().collect(), Vec::new())
            }
            Change::SetPrimaryKey { table, from, to, to_name, .. } => {
                self.set_primary_key(table, from, to, to_name.as_deref())
            }
            Change::AddUnique { table, unique } => (
                version::of_unique(table, unique)
                    .into_iter()
                    .chain([table::add(table, &table::unique(unique))])
                    .collect(),
                check(table, &|t| check::unique(t, unique)),
            ),
            Change::DropUnique { table, unique } => only(table::drop_constraint(table, &unique.name)),
            Change::AddIndex { table, index } => {
                let columns = index.columns().filter(|_| index.unique && index.condition.is_none());
                let made = version::of_index(table, index).into_iter();
                let made = made.chain([index::create(table, index, false)]).collect();
                let twice: &dyn Fn(&Table) -> Option<RowCheck> = &|t| {
                    let find = if index.nulls_not_distinct { check::same } else { check::duplicates };
                    find(t, columns.as_deref()?, &index.name)
                };
                (made, check(table, twice))
            }
            Change::DropIndex { table, index } => only(index::drop(table, &index.name)),
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
            Change::SetOwner { .. }
            | Change::RenameTable { .. }
            | Change::RenameColumn { .. }
            | Change::RenameDomain { .. } => Sql::default(),
        }
    }

    fn set_primary_key(&self, name: &str, from: &[String], to: &[String], to_name: Option<&str>) -> Sql {
        let Some(table) = self.schema.table(name) else { return Sql::default() };
        let mut sql = Vec::new();
        let mut checks = Vec::new();
        if !from.is_empty() {
            sql.push(table::drop_constraint(name, &table.key_name()));
        }
        // The key made them so; without it they are what they say.
        for column in table.columns.iter().filter(|c| c.nullable && table.is_key(&c.name)) {
            if !to.contains(&column.name) {
                let action = format!("ALTER COLUMN {} DROP NOT NULL", q(&column.name));
                sql.push(alter::actions(name, &[action]));
            }
        }
        if !to.is_empty() {
            let key = to_name.map_or_else(|| crate::primary_key_name(name), str::to_owned);
            sql.push(table::add(name, &clause::primary_key(&key, to)));
            checks.extend(check::duplicates(table, to, &key));
            let nullable = |c: &&String| table.column(c).is_some_and(|c| c.nullable) && !from.contains(c);
            checks.extend(to.iter().filter(nullable).filter_map(|c| check::not_null(table, c)));
        }
        (sql, checks)
    }

    /// Whether the values of an enum are added to its type. What follows could not use them before the commit, so that a
    /// plan in which something follows (a way back, say, which nobody cuts in pieces) makes the type anew.
    pub(crate) fn adds_in_place(&self, change: &Change, later: &[Change]) -> bool {
        let adds = |c: &Change| matches!(c, Change::AlterEnum { from, to } if enums::only_adds(from, to));
        !self.followed && adds(change) && later.iter().all(adds)
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
                    let target = key.references.clone();
                    self.loosen(&table, &target, Work::Scan);
                }
                Some(_) => self.suspended.push((table, name)),
                None => {}
            }
        }
        sql
    }

    /// Puts back all that are off still, so that none is lost without a word: the database says what is wrong.
    fn restore_all(&mut self) -> Vec<String> {
        let mut sql = Vec::new();
        for (table, name) in self.suspended.clone() {
            if let Some(key) = self.key(&table, &name) {
                sql.push(table::add(&table, &clause::foreign_key(key)));
                let target = key.references.clone();
                self.loosen(&table, &target, Work::Scan);
            }
        }
        sql
    }

    /// Notes that a foreign key goes off or comes back, for which both of its tables are locked.
    pub(crate) fn loosen(&mut self, table: &str, target: &str, work: Work) {
        self.loosened.touch(table, Lock::AccessExclusive, work);
        self.loosened.touch(target, Lock::AccessExclusive, Work::None);
    }

    fn with_loosened(&mut self, mut hazard: Hazard) -> Hazard {
        for touch in std::mem::replace(&mut self.loosened, Hazard::none()).touches {
            if !self.created.has(&touch.table) {
                hazard.touch(&touch.table, touch.lock, touch.work);
            }
        }
        hazard
    }

    fn key(&self, table: &str, name: &str) -> Option<&crate::ForeignKey> {
        self.schema.table(table)?.foreign_keys.iter().find(|f| f.name == name)
    }
}
