//! SQLite: what ALTER TABLE can, and a copy of the table for the rest.
//!
//! Tables come, go and are renamed in their turn, and so are columns renamed. All other changes of a table are gathered
//! and made at once at the end, so that a table is copied at most once for them.

pub(crate) mod alter;
pub(crate) mod cast;
pub(crate) mod check;
pub(crate) mod column;
pub(crate) mod copy;
pub(crate) mod declared;
mod gather;
mod hazard;
pub(crate) mod index;
pub(crate) mod literal;
pub(crate) mod shape;
pub(crate) mod table;
pub(crate) mod types;

use super::clause::q;
use super::created::Created;
use super::rename::{Renamed, renamed};
use super::step::{self, step};
use crate::IntoSorted as _;
use crate::{
    Change, Dialect, EnumType, PlanError, PlanOptions, Schema, Step, Table, TableOption, apply, unsupported,
};
use gather::Gathered;
use std::collections::BTreeSet;

pub(crate) fn plan(old: &Schema, changes: &[Change], options: &PlanOptions) -> Result<Vec<Step>, PlanError> {
    let mut plan = SqlitePlan {
        target: old.clone(),
        db: old.clone(),
        gathered: Vec::new(),
        steps: Vec::new(),
        dropped_later: changes.iter().filter_map(dropped).collect(),
        keyed_later: changes.iter().filter_map(keyed).collect(),
        options,
    };
    for (at, change) in changes.iter().enumerate() {
        super::fragment::check_change(change, Dialect::Sqlite)?;
        plan.walk(change, &changes[at + 1..])?;
    }
    for gathered in std::mem::take(&mut plan.gathered) {
        plan.make(gathered)?;
    }
    for table in unsupported::changed(&plan.target, changes) {
        refuse_on_the_way(&plan.target, table)?;
    }
    let mut created = Created::default();
    plan.steps.iter_mut().for_each(|step| hazard::say(step, &mut created));
    Ok(plan.steps)
}

/// Refuses what SQLite cannot hold, even on the way. A table without rowid that is between two keys has rowids meanwhile,
/// be it from one migration to the next.
fn refuse_on_the_way(schema: &Schema, table: &Table) -> Result<(), PlanError> {
    if !table.primary_key.is_empty() || !table.options.contains(&TableOption::WithoutRowid) {
        return unsupported::refuse_table(schema, table, Dialect::Sqlite);
    }
    let mut keyless = table.clone();
    keyless.options.remove(&TableOption::WithoutRowid);
    unsupported::refuse_table(schema, &keyless, Dialect::Sqlite)
}

struct SqlitePlan<'a> {
    /// The schema as the changes so far make it.
    target: Schema,
    /// The schema as the steps so far make it: behind the other by what is gathered.
    db: Schema,
    gathered: Vec<Gathered>,
    steps: Vec<Step>,
    dropped_later: BTreeSet<&'a str>,
    keyed_later: BTreeSet<&'a str>,
    options: &'a PlanOptions,
}

impl SqlitePlan<'_> {
    fn walk(&mut self, change: &Change, later: &[Change]) -> Result<(), PlanError> {
        match change {
            Change::CreateEnum { .. }
            | Change::DropEnum { .. }
            | Change::RenameEnum { .. }
            | Change::CreateDomain { .. }
            | Change::DropDomain { .. }
            | Change::RenameDomain { .. }
            | Change::AlterDomain { .. }
            | Change::SetOwner { .. }
            | Change::SetTableComment { .. } => self.in_words_only(change),
            Change::AlterEnum { from, to } => self.alter_enum(change, &from.name, &from.values, &to.values),
            Change::CreateTable { table } => self.create_table(change, table, later),
            Change::DropTable { table } => self.drop_table(change, table),
            Change::RenameTable { from, to, .. } => self.rename(change, from, to, None),
            Change::RenameColumn { table, from, to } => self.rename(change, table, table, Some((from, to))),
            Change::DropForeignKey { table, foreign_key } if self.dropped_later.contains(table.as_str()) => {
                self.drop_key_of_doomed(change, table, &foreign_key.name)
            }
            Change::DropIndex { table, index } => self.drop_index(change, table, &index.name),
            Change::DropUnique { table, unique } => self.drop_index(change, table, &unique.name),
            Change::AddColumn { table, .. }
            | Change::DropColumn { table, .. }
            | Change::AlterColumn { table, .. }
            | Change::SetPrimaryKey { table, .. }
            | Change::SetTableOptions { table, .. }
            | Change::AddUnique { table, .. }
            | Change::AddIndex { table, .. }
            | Change::AddForeignKey { table, .. }
            | Change::DropForeignKey { table, .. }
            | Change::AddCheck { table, .. }
            | Change::DropCheck { table, .. } => self.gather(change, table),
        }
    }

    /// A change that a database of this kind has no word for: both schemas take it at once.
    fn in_words_only(&mut self, change: &Change) -> Result<(), PlanError> {
        match change {
            Change::CreateEnum { enum_type } => unsupported::refuse_enum(enum_type, Dialect::Sqlite)?,
            Change::CreateDomain { domain }
            | Change::DropDomain { domain }
            | Change::AlterDomain { to: domain, .. } => unsupported::refuse_domain(domain, Dialect::Sqlite)?,
            _ => {}
        }
        if let Change::RenameEnum { from: name, .. } | Change::DropEnum { enum_type: EnumType { name, .. } } =
            change
        {
            // What waits knows the enum by this name.
            let waits = |g: &&Gathered| self.db.table(&g.table).is_some_and(|t| has_enum(t, name));
            let tables: Vec<_> = self.gathered.iter().filter(waits).map(|g| g.table.clone()).collect();
            tables.iter().try_for_each(|table| self.flush(table))?;
        }
        apply(&mut self.target, change)?;
        apply(&mut self.db, change)?;
        if let Change::RenameEnum { to, .. } = change
            && let Some(enum_type) = self.target.enums.get(to)
        {
            unsupported::refuse_enum(enum_type, Dialect::Sqlite)?;
        }
        self.push(change, Vec::new())
    }

    fn push(&mut self, change: &Change, sql: Vec<String>) -> Result<(), PlanError> {
        self.steps.push(step(change, sql, Vec::new(), Dialect::Sqlite, self.options));
        Ok(())
    }

    /// The values of an enum stand in checks, so every table that has it is copied, if the set differs at all.
    fn alter_enum(
        &mut self,
        change: &Change,
        name: &str,
        old: &[String],
        new: &[String],
    ) -> Result<(), PlanError> {
        let users: BTreeSet<String> =
            self.target.users_of_enum(name).map(|(table, _)| table.name.clone()).into_sorted();
        apply(&mut self.target, change)?;
        apply(&mut self.db, change)?;
        let same = old.len() == new.len() && old.iter().all(|v| new.contains(v));
        if same || users.is_empty() {
            self.push(change, Vec::new())?;
        } else {
            for table in users {
                self.gathered_for(&table).changes.push(change.clone());
            }
        }
        Ok(())
    }

    /// Foreign keys that follow because their targets come later are part of the table from the first: SQLite does not
    /// look for the target.
    fn create_table(&mut self, change: &Change, table: &Table, later: &[Change]) -> Result<(), PlanError> {
        unsupported::refuse_table(&self.target, table, Dialect::Sqlite)?;
        apply(&mut self.target, change)?;
        let mut whole = table.clone();
        let later = if self.keyed_later.contains(table.name.as_str()) { later } else { &[] };
        for next in later {
            match next {
                Change::AddForeignKey { table: t, foreign_key } if *t == table.name => {
                    whole.foreign_keys.push(foreign_key.clone());
                }
                Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::DropTable { .. } => break,
                _ => {}
            }
        }
        whole.canonicalise();
        let sql = table::create(&whole, &self.target);
        self.db.tables.insert(whole.name.clone(), whole);
        self.push(change, sql)
    }

    fn drop_table(&mut self, change: &Change, table: &Table) -> Result<(), PlanError> {
        let mut changes = Vec::new();
        if let Some(at) = self.gathered.iter().position(|g| g.table == table.name) {
            changes = self.gathered.remove(at).changes;
        }
        apply(&mut self.target, change)?;
        self.db.tables.remove(&table.name);
        changes.push(change.clone());
        let mut step = step(
            change,
            vec![format!("DROP TABLE {}", q(&table.name))],
            Vec::new(),
            Dialect::Sqlite,
            self.options,
        );
        step.title = step::title(&changes);
        step.changes = changes;
        self.steps.push(step);
        Ok(())
    }

    /// The foreign key of a table that goes later on. It is not worth a copy of the table: foreign keys are off where one
    /// is dropped (see the frame of the file), so that its target can go before it.
    fn drop_key_of_doomed(&mut self, change: &Change, table: &str, key: &str) -> Result<(), PlanError> {
        apply(&mut self.target, change)?;
        if let Some(table) = self.db.tables.get_mut(table) {
            table.foreign_keys.retain(|f| f.name != key);
        }
        self.push(change, Vec::new())
    }

    fn drop_index(&mut self, change: &Change, table: &str, index: &str) -> Result<(), PlanError> {
        if self.db.table(table).is_none_or(|t| !index_names(t).contains(index)) {
            self.flush(table)?;
        }
        apply(&mut self.target, change)?;
        let mut sql = Vec::new();
        if let Some(table) = self.db.tables.get_mut(table) {
            if index::statements(table).contains_key(index) {
                sql.push(index::drop(index));
            }
            table.uniques.retain(|u| u.name != index);
            table.indexes.retain(|i| i.name != index);
        }
        self.push(change, sql)
    }

    /// A rename of a table or of one of its columns: SQLite carries it through foreign keys, views and triggers; indexes
    /// with derived names are made anew under the new ones.
    fn rename(
        &mut self,
        change: &Change,
        table: &str,
        to: &str,
        column: Option<(&String, &String)>,
    ) -> Result<(), PlanError> {
        if self.must_flush_before_rename(table, column) {
            self.flush(table)?;
        }
        apply(&mut self.target, change)?;
        let Some(before) = self.db.table(table).cloned() else { return self.push(change, Vec::new()) };
        apply(&mut self.db, change)?;
        let column = column.map(|(from, to)| (from.as_str(), to.as_str()));
        let mut sql = match column {
            Some((from, to)) => {
                vec![format!("ALTER TABLE {} RENAME COLUMN {} TO {}", q(table), q(from), q(to))]
            }
            None => rename_table(table, to),
        };
        if let Some(after) = self.db.table(to) {
            refuse_on_the_way(&self.target, after)?;
            let Renamed { uniques, indexes, .. } = renamed(&before, after, column);
            let (old, new) = (index::statements(&before), index::statements(after));
            for (from, to) in uniques.iter().chain(&indexes) {
                if let Some(create) = new.get(to.as_str()).filter(|_| old.contains_key(from.as_str())) {
                    sql.extend([index::drop(from), create.clone()]);
                }
            }
        }
        for gathered in self.gathered.iter_mut().filter(|g| g.table == table) {
            to.clone_into(&mut gathered.table);
            if let Some((from, to)) = column {
                if let Some(hints) = gathered.hints.remove(from) {
                    gathered.hints.insert(to.to_owned(), hints);
                }
                if gathered.touched.remove(from) {
                    gathered.touched.insert(to.to_owned());
                }
            }
        }
        self.push(change, sql)
    }

    fn must_flush_before_rename(&self, table: &str, column: Option<(&String, &String)>) -> bool {
        let Some(waiting) = self.gathered.iter().find(|g| g.table == table) else { return false };
        let db = self.db.table(table);
        let has = |name: &String| db.is_some_and(|t| t.column(name).is_some());
        waiting.holds_sql
            || !waiting.replaced.is_empty()
            || column.is_some_and(|(from, to)| !has(from) || has(to))
    }
}

/// Names that differ in case alone are one for SQLite, so that such a rename goes by way of a third.
fn rename_table(from: &str, to: &str) -> Vec<String> {
    let rename = |from: &str, to: &str| format!("ALTER TABLE {} RENAME TO {}", q(from), q(to));
    if from.eq_ignore_ascii_case(to) {
        let between = crate::shorten(&format!("zmig_new_{to}"));
        vec![rename(from, &between), rename(&between, to)]
    } else {
        vec![rename(from, to)]
    }
}

fn has_enum(table: &Table, name: &str) -> bool {
    table.columns.iter().any(|c| c.ty.enum_name() == Some(name))
}

fn dropped(change: &Change) -> Option<&str> {
    match change {
        Change::DropTable { table } => Some(&table.name),
        _ => None,
    }
}

fn keyed(change: &Change) -> Option<&str> {
    match change {
        Change::AddForeignKey { table, .. } => Some(table),
        _ => None,
    }
}

fn index_names(table: &Table) -> BTreeSet<&str> {
    let uniques = table.uniques.iter().map(|u| u.name.as_str());
    uniques.chain(table.indexes.iter().map(|i| i.name.as_str())).into_sorted()
}
