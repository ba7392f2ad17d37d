//! What a rename takes with it.

use crate::{
    Check, Column, Domain, ForeignKey, Index, IndexKey, KeyOf, Table, Unique, check_constraint_name,
    foreign_key_name, index_name, text_search, unique_name,
};
use std::collections::BTreeMap;

/// Old names to new ones. What is not listed keeps its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Renames {
    /// Tables.
    pub(crate) tables: BTreeMap<String, String>,
    /// Columns, by the old name of their table.
    pub(crate) columns: BTreeMap<String, BTreeMap<String, String>>,
    /// Enum types.
    pub(crate) enums: BTreeMap<String, String>,
    /// Domains.
    pub(crate) domains: BTreeMap<String, String>,
}

impl Renames {
    pub(crate) fn of_table(from: &str, to: &str) -> Self {
        Self { tables: BTreeMap::from([(from.to_owned(), to.to_owned())]), ..Self::default() }
    }

    pub(crate) fn of_column(table: &str, from: &str, to: &str) -> Self {
        let columns = BTreeMap::from([(from.to_owned(), to.to_owned())]);
        Self { columns: BTreeMap::from([(table.to_owned(), columns)]), ..Self::default() }
    }

    pub(crate) fn of_domain(from: &str, to: &str) -> Self {
        Self { domains: BTreeMap::from([(from.to_owned(), to.to_owned())]), ..Self::default() }
    }

    pub(crate) fn table<'a>(&'a self, name: &'a str) -> &'a str {
        self.tables.get(name).map_or(name, String::as_str)
    }

    /// The new name of a column; `table` is the old name of its table.
    pub(crate) fn column<'a>(&'a self, table: &str, name: &'a str) -> &'a str {
        self.columns.get(table).and_then(|c| c.get(name)).map_or(name, String::as_str)
    }

    /// The table after the renames, its own and those of what it refers to.
    pub(crate) fn image(&self, table: &Table) -> Table {
        let mut out = Table {
            name: self.table(&table.name).to_owned(),
            owner: table.owner.clone(),
            columns: table.columns.iter().map(|c| self.column_image(&table.name, c)).collect(),
            primary_key: self.columns_image(&table.name, &table.primary_key),
            primary_key_name: table.primary_key_name.clone(),
            uniques: table.uniques.iter().map(|u| self.unique_image(&table.name, u)).collect(),
            indexes: table.indexes.iter().map(|i| self.index_image(&table.name, i)).collect(),
            foreign_keys: table.foreign_keys.iter().map(|f| self.foreign_key_image(&table.name, f)).collect(),
            checks: table.checks.iter().map(|c| self.check_image(&table.name, c)).collect(),
            options: table.options.clone(),
            comment: table.comment.clone(),
        };
        out.canonicalise();
        out
    }

    pub(crate) fn column_image(&self, table: &str, column: &Column) -> Column {
        let mut out = column.clone();
        self.column(table, &column.name).clone_into(&mut out.name);
        if let Some(from) = column.ty.enum_name()
            && let Some(to) = self.enums.get(from)
        {
            out.ty = column.ty.with_enum_renamed(from, to);
        }
        if let Some(from) = column.ty.domain_name()
            && let Some(to) = self.domains.get(from)
        {
            out.ty = column.ty.with_domain_renamed(from, to);
        }
        out
    }

    pub(crate) fn domain_image(&self, domain: &Domain) -> Domain {
        let mut out = domain.clone();
        if let Some(from) = domain.ty.enum_name()
            && let Some(to) = self.enums.get(from)
        {
            out.ty = domain.ty.with_enum_renamed(from, to);
        }
        if let Some(to) = self.domains.get(&domain.name) {
            to.clone_into(&mut out.name);
            for check in &mut out.checks {
                check.name = renamed_check(&check.name, &domain.name, to);
            }
            out.canonicalise();
        }
        out
    }

    pub(crate) fn columns_image(&self, table: &str, columns: &[String]) -> Vec<String> {
        columns.iter().map(|c| self.column(table, c).to_owned()).collect()
    }

    pub(crate) fn unique_image(&self, table: &str, unique: &Unique) -> Unique {
        let columns = self.columns_image(table, &unique.columns);
        let name = if unique.name == unique_name(table, &unique.columns) {
            unique_name(self.table(table), &columns)
        } else {
            unique.name.clone()
        };
        Unique { name, columns, include: self.columns_image(table, &unique.include), ..unique.clone() }
    }

    pub(crate) fn index_image(&self, table: &str, index: &Index) -> Index {
        let keys: Vec<IndexKey> = index
            .keys
            .iter()
            .map(|k| match &k.what {
                KeyOf::Column(c) => {
                    IndexKey { what: KeyOf::Column(self.column(table, c).to_owned()), ..k.clone() }
                }
                KeyOf::Expr(_) => k.clone(),
            })
            .collect();
        let name = if index.name == derived_index_name(table, &index.keys) {
            derived_index_name(self.table(table), &keys)
        } else if index.name == text_search::index_name(table) {
            text_search::index_name(self.table(table))
        } else {
            index.name.clone()
        };
        Index { name, keys, include: self.columns_image(table, &index.include), ..index.clone() }
    }

    pub(crate) fn foreign_key_image(&self, table: &str, key: &ForeignKey) -> ForeignKey {
        let columns = self.columns_image(table, &key.columns);
        let name = if key.name == foreign_key_name(table, &key.columns) {
            foreign_key_name(self.table(table), &columns)
        } else {
            key.name.clone()
        };
        ForeignKey {
            name,
            columns,
            references: self.table(&key.references).to_owned(),
            ref_columns: self.columns_image(&key.references, &key.ref_columns),
            ..key.clone()
        }
    }

    pub(crate) fn check_image(&self, table: &str, check: &Check) -> Check {
        let name = match self.tables.get(table) {
            Some(to) => renamed_check(&check.name, table, to),
            None => check.name.clone(),
        };
        Check { name, expr: check.expr.clone() }
    }
}

/// The name of a check after its table or domain is renamed, if it is derived from that name.
fn renamed_check(name: &str, from: &str, to: &str) -> String {
    match name.strip_prefix(&format!("ck_{}_", crate::names::bare(from))) {
        Some(rest) => check_constraint_name(to, rest),
        None => name.to_owned(),
    }
}

/// The name that an index has when its author gave it none.
fn derived_index_name(table: &str, keys: &[IndexKey]) -> String {
    let texts: Vec<String> = keys.iter().map(IndexKey::label).collect();
    index_name(table, &texts)
}
