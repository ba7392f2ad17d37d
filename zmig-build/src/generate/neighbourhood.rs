//! The part of a schema that some changes concern.
//!
//! A migration is planned on the tables that it touches and those around them, and not on a copy of the whole: with a
//! thousand schemas that would be a thousand copies of a thousand tables.

use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{ApplyError, Change, Manifest, Part, Schema, Type, apply};

/// Which tables refer to which, and which use which enum or domain, before or after the changes.
#[derive(Debug, Default)]
pub(crate) struct Referrers {
    tables: BTreeMap<String, BTreeSet<String>>,
    enums: BTreeMap<String, BTreeSet<String>>,
    domains: BTreeMap<String, BTreeSet<String>>,
    owned: BTreeMap<String, BTreeSet<String>>,
}

impl Referrers {
    /// Those of both schemas.
    pub(crate) fn of(old: &Schema, new: &Schema) -> Self {
        let mut out = Self::default();
        out.add(old);
        out.add(new);
        out
    }

    /// Those of another schema besides.
    pub(crate) fn add(&mut self, schema: &Schema) {
        for table in schema.tables.values() {
            for key in &table.foreign_keys {
                self.tables.entry(key.references.clone()).or_default().insert(table.name.clone());
            }
            for column in &table.columns {
                if let Some(name) = column.ty.enum_name() {
                    self.enums.entry(name.to_owned()).or_default().insert(table.name.clone());
                }
                if let Some(name) = column.ty.domain_name() {
                    self.domains.entry(name.to_owned()).or_default().insert(table.name.clone());
                }
            }
            self.owned.entry(table.owner.clone()).or_default().insert(table.name.clone());
        }
    }
}

/// A walk through migrations in their order.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    schema: Schema,
    referrers: Referrers,
}

impl Walk {
    /// Goes one migration further; gives what is around its changes, as it is before them.
    ///
    /// # Errors
    /// When they do not fit.
    pub(crate) fn pass(&mut self, manifest: &Manifest) -> Result<Schema, ApplyError> {
        let part = Part {
            schema: manifest.schema.clone(),
            changes: manifest.changes.clone(),
            depends_on: Vec::new(),
            data_type: None,
        };
        let old = around(&self.schema, &part, &self.referrers);
        let mut new = old.clone();
        for change in &part.changes {
            apply(&mut new, change)?;
            apply(&mut self.schema, change)?;
        }
        // What refers to what grows with each migration, and only around what it touches.
        self.referrers.add(&new);
        Ok(old)
    }
}

/// The tables that a part's changes name, their targets and referrers, and all that the part's schema owns.
pub(crate) fn around(schema: &Schema, part: &Part, referrers: &Referrers) -> Schema {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut enums: BTreeSet<&str> = BTreeSet::new();
    for change in &part.changes {
        named(change, &mut names, &mut enums);
    }
    for change in &part.changes {
        for name in domains(change) {
            names.extend(referrers.domains.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    for name in enums.clone() {
        names.extend(referrers.enums.get(name).into_iter().flatten().map(String::as_str));
    }
    names.extend(referrers.owned.get(&part.schema).into_iter().flatten().map(String::as_str));
    for name in names.clone() {
        names.extend(referrers.tables.get(name).into_iter().flatten().map(String::as_str));
        let keys = schema.table(name).map_or(&[][..], |t| &t.foreign_keys);
        names.extend(keys.iter().map(|k| k.references.as_str()));
    }
    let mut out = Schema::default();
    for name in names {
        let Some(table) = schema.table(name) else { continue };
        enums.extend(table.columns.iter().filter_map(|c| c.ty.enum_name()));
        out.tables.insert(name.to_owned(), table.clone());
    }
    enums.extend(schema.domains.values().filter_map(|d| d.ty.enum_name()));
    out.domains.clone_from(&schema.domains);
    for (name, enum_type) in &schema.enums {
        if enums.contains(name.as_str()) || enum_type.owner == part.schema {
            out.enums.insert(name.clone(), enum_type.clone());
        }
    }
    out
}

/// The domains whose tables a change concerns.
fn domains(change: &Change) -> Vec<&str> {
    match change {
        Change::RenameDomain { from, to, .. } => vec![from, to],
        Change::AlterDomain { from, .. } => vec![&from.name],
        _ => Vec::new(),
    }
}

/// The tables and enums that a change names.
fn named<'a>(change: &'a Change, names: &mut BTreeSet<&'a str>, enums: &mut BTreeSet<&'a str>) {
    names.extend(change.table());
    let mut of_type = |ty: &'a Type| enums.extend(ty.enum_name());
    match change {
        Change::CreateTable { table } | Change::DropTable { table } => {
            names.extend(table.foreign_keys.iter().map(|k| k.references.as_str()));
            table.columns.iter().for_each(|c| of_type(&c.ty));
        }
        Change::RenameTable { from, to, .. } => names.extend([from.as_str(), to.as_str()]),
        Change::AddForeignKey { foreign_key, .. } | Change::DropForeignKey { foreign_key, .. } => {
            names.insert(&foreign_key.references);
        }
        Change::AddColumn { column, .. } | Change::DropColumn { column, .. } => of_type(&column.ty),
        Change::AlterColumn { from, to, .. } => {
            of_type(&from.ty);
            of_type(&to.ty);
        }
        Change::CreateEnum { enum_type } | Change::DropEnum { enum_type } => {
            enums.insert(&enum_type.name);
        }
        Change::AlterEnum { from, to } => enums.extend([from.name.as_str(), to.name.as_str()]),
        Change::RenameEnum { from, to, .. } => enums.extend([from.as_str(), to.as_str()]),
        // All domains are there; see `around`.
        Change::CreateDomain { domain } | Change::DropDomain { domain } => of_type(&domain.ty),
        Change::AlterDomain { from, to } => {
            of_type(&from.ty);
            of_type(&to.ty);
        }
        Change::SetOwner { .. }
        | Change::RenameDomain { .. }
        | Change::SetTableOptions { .. }
        | Change::SetTableComment { .. }
        | Change::RenameColumn { .. }
        | Change::SetPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::DropUnique { .. }
        | Change::AddIndex { .. }
        | Change::DropIndex { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. } => {}
    }
}
