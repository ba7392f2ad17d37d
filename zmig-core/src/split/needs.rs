//! What a change has to wait for.

use crate::IntoSorted as _;
use crate::{Change, Column, Schema, Table, Type, apply};
use std::collections::{BTreeMap, BTreeSet};

/// What one change needs.
pub(super) struct Needs {
    /// The schema that it belongs to.
    pub(super) owner: String,
    /// Earlier changes that it cannot precede.
    pub(super) changes: BTreeSet<usize>,
    /// Schemas whose tables or enums it builds on or refers to.
    pub(super) schemas: BTreeSet<String>,
}

/// The needs of each change, in order.
pub(super) fn needs(old: &Schema, changes: &[Change]) -> Vec<Needs> {
    let mut state = part(old, changes);
    let mut seen = Seen::default();
    changes
        .iter()
        .enumerate()
        .map(|(i, change)| {
            let mut touched = Touched::default();
            touched.by(change, &state);
            let owner = owner(change, &state);
            let mut schemas = touched.schemas(&state);
            if let Change::SetOwner { from, .. } = change {
                schemas.insert(from.clone());
            }
            let before = object_names(change, &state);
            // A change that does not fit is refused where its SQL is made; here it only has to have a place.
            let _ = apply(&mut state, change);
            touched.writes.extend(before);
            touched.writes.extend(object_names(change, &state));
            Needs { owner, changes: seen.wait(i, &touched), schemas }
        })
        .collect()
}

/// The part of a schema that changes can concern: the tables that they name, those that refer to these, and those that
/// use an enum that changes.
fn part(old: &Schema, changes: &[Change]) -> Schema {
    let mut names: BTreeSet<Name> = BTreeSet::new();
    let nothing = Schema::default();
    for change in changes {
        let mut touched = Touched::default();
        touched.by(change, &nothing);
        names.extend(touched.writes.into_iter().chain(touched.reads));
    }
    let is_table = |name: &str| names.contains(&Name::Table(name.to_owned()));
    let is_enum = |name: &str| names.contains(&Name::Enum(name.to_owned()));
    let is_domain = |name: &str| names.contains(&Name::Domain(name.to_owned()));
    let tables = old.tables.values().filter(|t| {
        is_table(&t.name)
            || t.foreign_keys.iter().any(|f| is_table(&f.references))
            || t.columns.iter().filter_map(|c| c.ty.enum_name()).any(is_enum)
            || t.columns.iter().filter_map(|c| c.ty.domain_name()).any(is_domain)
    });
    Schema {
        tables: tables.map(|t| (t.name.clone(), t.clone())).into_sorted(),
        enums: old.enums.clone(),
        domains: old.domains.clone(),
    }
}

fn owner(change: &Change, state: &Schema) -> String {
    match change {
        Change::CreateEnum { enum_type } | Change::DropEnum { enum_type } => enum_type.owner.clone(),
        Change::RenameEnum { owner, .. }
        | Change::RenameDomain { owner, .. }
        | Change::RenameTable { owner, .. } => owner.clone(),
        Change::CreateDomain { domain } | Change::DropDomain { domain } => domain.owner.clone(),
        Change::AlterDomain { to, .. } => to.owner.clone(),
        Change::AlterEnum { to, .. } => to.owner.clone(),
        Change::CreateTable { table } | Change::DropTable { table } => table.owner.clone(),
        Change::SetOwner { to, .. } => to.clone(),
        other => other.table().and_then(|t| state.table(t)).map(|t| t.owner.clone()).unwrap_or_default(),
    }
}

/// A name that two changes may both be about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Table(String),
    Enum(String),
    Domain(String),
    /// Of an index or unique set: one space for a whole database.
    Index(String),
}

/// The names that a change is about: those that it changes, and those that only have to be there.
#[derive(Default)]
struct Touched {
    writes: BTreeSet<Name>,
    reads: BTreeSet<Name>,
    /// Tables whose foreign keys or columns a rename changes as well.
    carried: BTreeSet<String>,
}

impl Touched {
    fn by(&mut self, change: &Change, state: &Schema) {
        if let Some(table) = change.table() {
            self.writes.insert(Name::Table(table.to_owned()));
        }
        match change {
            Change::CreateEnum { enum_type } | Change::DropEnum { enum_type } => {
                self.writes.insert(Name::Enum(enum_type.name.clone()));
            }
            Change::RenameEnum { from, to, .. } => self.by_enum([from, to], state),
            Change::AlterEnum { from, to } => self.by_enum([&from.name, &to.name], state),
            Change::CreateDomain { domain } | Change::DropDomain { domain } => {
                self.writes.insert(Name::Domain(domain.name.clone()));
                self.by_type(&domain.ty);
            }
            Change::RenameDomain { from, to, .. } => self.by_domain([from, to], state),
            Change::AlterDomain { from, to } => {
                self.by_domain([&from.name, &to.name], state);
                self.by_type(&from.ty);
                self.by_type(&to.ty);
            }
            Change::CreateTable { table } | Change::DropTable { table } => self.by_table(table),
            Change::RenameTable { from, to, .. } => {
                self.writes.insert(Name::Table(to.clone()));
                self.carried.extend(state.referrers(from).map(|t| t.name.clone()));
            }
            Change::RenameColumn { table, .. } => {
                self.carried.extend(state.referrers(table).map(|t| t.name.clone()));
            }
            Change::AddColumn { column, .. } | Change::DropColumn { column, .. } => self.by_column(column),
            Change::AlterColumn { from, to, .. } => {
                self.by_column(from);
                self.by_column(to);
            }
            Change::AddForeignKey { foreign_key, .. } | Change::DropForeignKey { foreign_key, .. } => {
                self.reads.insert(Name::Table(foreign_key.references.clone()));
            }
            Change::AddUnique { unique, .. } | Change::DropUnique { unique, .. } => {
                self.writes.insert(Name::Index(unique.name.clone()));
            }
            Change::AddIndex { index, .. } | Change::DropIndex { index, .. } => {
                self.writes.insert(Name::Index(index.name.clone()));
            }
            Change::SetOwner { .. }
            | Change::SetTableComment { .. }
            | Change::SetTableOptions { .. }
            | Change::SetPrimaryKey { .. }
            | Change::AddCheck { .. }
            | Change::DropCheck { .. } => {}
        }
    }

    /// The columns of that type are converted with it, and what hangs on them is dropped before and comes after.
    fn by_enum(&mut self, names: [&String; 2], state: &Schema) {
        for name in names {
            let domains = state.domains.values().filter(|d| d.ty.enum_name() == Some(name));
            self.writes.extend(domains.map(|d| Name::Domain(d.name.clone())));
            self.writes.insert(Name::Enum(name.clone()));
            for (table, _) in state.users_of_enum(name) {
                self.writes.insert(Name::Table(table.name.clone()));
                self.carried.insert(table.name.clone());
            }
        }
    }

    fn by_domain(&mut self, names: [&String; 2], state: &Schema) {
        for name in names {
            self.writes.insert(Name::Domain(name.clone()));
            for (table, _) in state.users_of_domain(name) {
                self.writes.insert(Name::Table(table.name.clone()));
                self.carried.insert(table.name.clone());
            }
        }
    }

    fn by_table(&mut self, table: &Table) {
        table.columns.iter().for_each(|c| self.by_column(c));
        let targets = table.foreign_keys.iter().map(|f| &f.references).filter(|r| **r != table.name);
        self.reads.extend(targets.map(|r| Name::Table(r.clone())));
        self.writes.extend(names_in(table));
    }

    fn by_column(&mut self, column: &Column) {
        self.by_type(&column.ty);
    }

    fn by_type(&mut self, ty: &Type) {
        self.reads.extend(ty.enum_name().map(|e| Name::Enum(e.to_owned())));
        self.reads.extend(ty.domain_name().map(|d| Name::Domain(d.to_owned())));
    }

    fn schemas(&self, state: &Schema) -> BTreeSet<String> {
        let read = self.reads.iter().filter_map(|name| match name {
            Name::Table(t) => state.table(t).map(|t| &t.owner),
            Name::Enum(e) => state.enums.get(e).map(|e| &e.owner),
            Name::Domain(d) => state.domains.get(d).map(|d| &d.owner),
            Name::Index(_) => None,
        });
        let carried = self.carried.iter().filter_map(|t| state.table(t)).map(|t| &t.owner);
        read.chain(carried).cloned().into_sorted()
    }
}

fn names_in(table: &Table) -> impl Iterator<Item = Name> {
    let uniques = table.uniques.iter().map(|u| &u.name);
    uniques.chain(table.indexes.iter().map(|i| &i.name)).map(|n| Name::Index(n.clone()))
}

/// Names of indexes that a rename changes, before or after it.
fn object_names(change: &Change, state: &Schema) -> Vec<Name> {
    let tables: &[&String] = match change {
        Change::RenameTable { from, to, .. } => &[from, to],
        Change::RenameColumn { table, .. } => &[table],
        _ => &[],
    };
    tables.iter().filter_map(|t| state.table(t)).flat_map(names_in).collect()
}

/// The last changes that touched a name.
#[derive(Default)]
struct Seen {
    written: BTreeMap<Name, usize>,
    read: BTreeMap<Name, Vec<usize>>,
}

impl Seen {
    /// The changes that the `i`th has to wait for: who reads waits for who wrote, who writes for all.
    fn wait(&mut self, i: usize, touched: &Touched) -> BTreeSet<usize> {
        let mut out = BTreeSet::new();
        for name in &touched.reads {
            out.extend(self.written.get(name));
            self.read.entry(name.clone()).or_default().push(i);
        }
        for name in &touched.writes {
            out.extend(self.written.insert(name.clone(), i));
            out.extend(self.read.remove(name).into_iter().flatten());
        }
        out.remove(&i);
        out
    }
}
