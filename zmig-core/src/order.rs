//! The order in which changes can be run.

mod tables;

use crate::IntoSorted as _;
use crate::{Change, Column, Identity, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// Sorts changes so that each finds what it needs: drops of constraints first, then renames, enums, tables in the
/// order of their foreign keys, columns, indexes, and foreign keys last. Foreign keys of a new table whose target does
/// not exist yet (cycles) are taken out of it and follow as changes of their own.
///
/// What is dropped goes by the names of `old`, what comes by those after the renames; renames keep the order that they
/// have among themselves. Of a table all of whose columns go, one goes after the new ones have come, by the table's new
/// name. The inverses of the result, last first, are in an order that can be run as well.
pub fn order(old: &Schema, changes: Vec<Change>) -> Vec<Change> {
    let mut changes = tables::arrange(changes);
    let context = Context::of(old, &changes);
    let phases: Vec<Phase> = changes.iter().map(|c| context.phase(c)).collect();
    let mut keyed: Vec<(Phase, Change)> = phases.into_iter().zip(changes.drain(..)).collect();
    keyed.sort_by_key(|(phase, _)| *phase);
    keyed.into_iter().map(|(_, change)| change).collect()
}

/// When a change's turn comes. Read backwards, it is the order of the way back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// First, so that all else that concerns the table belongs to its new owner.
    Owners,
    DropForeignKeys,
    DropObjects,
    /// A column stops being computed before what it is computed from goes.
    StopGenerating,
    /// SQLite numbers only a column that is the whole key.
    StopNumbering,
    DropKeys,
    DropGenerated,
    DropColumns,
    DropTables,
    /// Types that nothing uses any more make room for others, domains before the enums that they are made of.
    DropUnusedDomains,
    DropUnusedEnums,
    Renames,
    /// A column takes leave of an enum, or of a default, before the enum loses its values.
    LeaveEnums,
    CreateEnums,
    AlterEnums,
    CreateDomains,
    AlterDomains,
    CreateTables,
    AddColumns,
    /// A table is never without a column.
    DropLastColumns,
    AlterColumns,
    StartGenerating,
    AddGenerated,
    Keys,
    StartNumbering,
    AddObjects,
    /// How a table is kept, before anything new refers to it.
    Options,
    AddForeignKeys,
    DropDomains,
    DropEnums,
    Comments,
}

/// What the other changes are, as far as a change's turn depends on them.
struct Context<'a> {
    old: &'a Schema,
    /// New names of tables to old ones, where they differ.
    origins: BTreeMap<&'a str, &'a str>,
    dropped_tables: BTreeSet<&'a str>,
    dropped_columns: BTreeSet<(&'a str, &'a str)>,
    /// Columns of tables that get all others, by the new name of the table.
    last_columns: BTreeSet<(&'a str, &'a str)>,
    dropped_domains: BTreeSet<&'a str>,
    altered_enums: BTreeSet<&'a str>,
    /// Enums that have their final values only after `AlterEnums`.
    coming_enums: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    fn of(old: &'a Schema, changes: &'a [Change]) -> Self {
        let mut out = Self {
            old,
            origins: BTreeMap::new(),
            dropped_tables: BTreeSet::new(),
            dropped_columns: BTreeSet::new(),
            last_columns: BTreeSet::new(),
            dropped_domains: BTreeSet::new(),
            altered_enums: BTreeSet::new(),
            coming_enums: BTreeSet::new(),
        };
        for change in changes {
            match change {
                Change::RenameTable { from, to, .. } => {
                    let origin = out.origins.remove(from.as_str()).unwrap_or(from);
                    out.origins.insert(to, origin);
                }
                Change::DropTable { table } => {
                    out.dropped_tables.insert(&table.name);
                }
                Change::DropColumn { table, column, .. } => {
                    out.dropped_columns.insert((table, &column.name));
                }
                Change::DropDomain { domain } => {
                    out.dropped_domains.insert(&domain.name);
                }
                Change::AlterEnum { to, .. } => {
                    out.altered_enums.insert(&to.name);
                    out.coming_enums.insert(&to.name);
                }
                Change::CreateEnum { enum_type } => {
                    out.coming_enums.insert(&enum_type.name);
                }
                _ => {}
            }
        }
        out.last_columns = changes.iter().filter_map(|c| out.last_column(c)).into_sorted();
        out
    }

    /// Where a change adds a column to a table all of whose columns go: the one that goes last.
    fn last_column(&self, change: &'a Change) -> Option<(&'a str, &'a str)> {
        let Change::AddColumn { table, column, .. } = change else { return None };
        let origin = self.origins.get(table.as_str()).copied().unwrap_or(table);
        let goes =
            |name: &str| [origin, table].iter().any(|table| self.dropped_columns.contains(&(*table, name)));
        let before = self.old.table(origin)?;
        if goes(&column.name) || column.generated.is_some() || !before.columns.iter().all(|c| goes(&c.name)) {
            return None;
        }
        let plain = before.columns.iter().filter(|c| c.generated.is_none());
        let last = plain.min_by(|a, b| a.name.cmp(&b.name))?;
        Some((table, &last.name))
    }

    fn phase(&self, change: &Change) -> Phase {
        match change {
            Change::SetOwner { .. } => Phase::Owners,
            Change::DropForeignKey { .. } => Phase::DropForeignKeys,
            Change::DropIndex { .. } | Change::DropUnique { .. } | Change::DropCheck { .. } => {
                Phase::DropObjects
            }
            Change::SetPrimaryKey { to, .. } if to.is_empty() => Phase::DropKeys,
            Change::SetPrimaryKey { .. } => Phase::Keys,
            Change::DropColumn { column, .. } if column.generated.is_some() => Phase::DropGenerated,
            Change::DropColumn { table, column, .. }
                if self.last_columns.contains(&(table.as_str(), column.name.as_str())) =>
            {
                Phase::DropLastColumns
            }
            Change::DropColumn { .. } => Phase::DropColumns,
            Change::DropTable { .. } => Phase::DropTables,
            Change::DropEnum { enum_type } if self.is_unused(&enum_type.name) => Phase::DropUnusedEnums,
            Change::DropEnum { .. } => Phase::DropEnums,
            Change::DropDomain { domain } if self.is_unused_domain(&domain.name) => Phase::DropUnusedDomains,
            Change::DropDomain { .. } => Phase::DropDomains,
            Change::RenameTable { .. }
            | Change::RenameColumn { .. }
            | Change::RenameEnum { .. }
            | Change::RenameDomain { .. } => Phase::Renames,
            Change::CreateDomain { .. } => Phase::CreateDomains,
            Change::AlterDomain { .. } => Phase::AlterDomains,
            Change::SetTableOptions { .. } => Phase::Options,
            Change::CreateEnum { .. } => Phase::CreateEnums,
            Change::AlterEnum { .. } => Phase::AlterEnums,
            Change::CreateTable { .. } => Phase::CreateTables,
            Change::AddColumn { column, .. } if column.generated.is_some() => Phase::AddGenerated,
            Change::AddColumn { .. } => Phase::AddColumns,
            Change::AlterColumn { table, from, to, .. } => self.phase_of_alter(table, from, to),
            Change::AddUnique { .. } | Change::AddIndex { .. } | Change::AddCheck { .. } => Phase::AddObjects,
            Change::AddForeignKey { .. } => Phase::AddForeignKeys,
            Change::SetTableComment { .. } => Phase::Comments,
        }
    }

    fn phase_of_alter(&self, table: &str, from: &Column, to: &Column) -> Phase {
        let by_old_name = self.old.column(table, &from.name) == Some(from);
        if by_old_name && from.generated.is_some() && *to == (Column { generated: None, ..from.clone() }) {
            return Phase::StopGenerating;
        }
        if by_old_name
            && from.identity.is_some()
            && *to == (Column { identity: Identity::None, ..from.clone() })
        {
            return Phase::StopNumbering;
        }
        if to.identity.is_some() && *from == (Column { identity: Identity::None, ..to.clone() }) {
            return Phase::StartNumbering;
        }
        let from_altered = from.ty.enum_name().is_some_and(|e| self.altered_enums.contains(e));
        let leaves = from.ty.enum_name() != to.ty.enum_name()
            && !to.ty.enum_name().is_some_and(|e| self.coming_enums.contains(e));
        let bares = from.default.is_some() && *to == (Column { default: None, ..from.clone() });
        if from_altered && (leaves || bares) && from.generated.is_none() && to.generated.is_none() {
            return Phase::LeaveEnums;
        }
        if to.generated.is_some() { Phase::StartGenerating } else { Phase::AlterColumns }
    }

    fn is_unused(&self, name: &str) -> bool {
        let of_domain = self.old.domains.values().filter(|d| d.ty.enum_name() == Some(name));
        self.old.enums.contains_key(name)
            && self.old.users_of_enum(name).all(|(table, column)| self.goes(&table.name, &column.name))
            && of_domain
                .into_iter()
                .all(|d| self.dropped_domains.contains(d.name.as_str()) && self.is_unused_domain(&d.name))
    }

    fn is_unused_domain(&self, name: &str) -> bool {
        self.old.domains.contains_key(name)
            && self.old.users_of_domain(name).all(|(table, column)| self.goes(&table.name, &column.name))
    }

    /// Whether a column goes, with its table or by itself.
    fn goes(&self, table: &str, column: &str) -> bool {
        self.dropped_tables.contains(table) || self.dropped_columns.contains(&(table, column))
    }
}

#[cfg(test)]
mod tests;
