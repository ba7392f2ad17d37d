//! What a table's sources say beside the table: hints for the way here, annotations for the struct.

use super::Merge;
use super::gather::Part;
use crate::source::{ColumnAnnotations, ColumnSource, SourceId, Spot, TableAnnotations};
use std::collections::BTreeSet;
use zmig_core::{Column, ColumnHints, TableHints, Type};

impl Merge<'_> {
    /// Gathers hints and annotations of a table that was built, and checks what they name.
    pub(super) fn relate(&mut self, name: &str) {
        let parts = self.groups[name].parts.clone();
        let mut hints = TableHints::default();
        let mut annotations = TableAnnotations::default();
        let mut relations = Vec::new();
        for part in &parts {
            hints.renamed_from = hints.renamed_from.or_else(|| part.table.renamed_from.clone());
            hints.dropped.extend(part.table.dropped.iter().cloned());
            let own = &part.table.annotations;
            annotations.text_search.extend(own.text_search.iter().cloned());
            let language = own.text_search_language.clone();
            annotations.text_search_language = annotations.text_search_language.or(language);
            annotations.has_one.extend(own.has_one.clone());
            annotations.many_to_many.extend(own.many_to_many.clone());
            annotations.has_many.extend(own.has_many.clone());
            annotations.belongs_to.extend(own.belongs_to.clone());
            annotations.in_code |= own.in_code;
            annotations.soft_delete |= own.soft_delete;
            annotations.timestamps |= own.timestamps;
            self.check_named(name, part);
            relations.extend(self.resolve(name, part));
        }
        self.check_relations(name, &mut relations);
        for (number, (source, column)) in self.groups[name].columns.clone().into_iter().enumerate() {
            let Some(built) = self.built(name, number, &column.name) else { continue };
            if column.annotations != ColumnAnnotations::default() {
                self.check_rules(name, source, &column.name, &column.annotations.rules, &built.ty);
                self.check_rust_type(name, source, column, &built.ty);
                annotations.columns.insert(column.name.clone(), column.annotations.clone());
            }
            let backfill = column
                .backfill
                .as_ref()
                .and_then(|written| self.value(name, source, &column.name, "backfill", written, &built.ty));
            let column_hints = ColumnHints {
                renamed_from: column.renamed_from.clone(),
                backfill,
                using: column.using.clone(),
            };
            if column_hints != ColumnHints::default() {
                hints.columns.insert(column.name.clone(), column_hints);
            }
        }
        if hints != TableHints::default() {
            self.out.hints.tables.insert(name.to_owned(), hints);
        }
        if annotations != TableAnnotations::default() {
            self.out.annotations.insert(name.to_owned(), annotations);
        }
        if !relations.is_empty() {
            self.out.relations.insert(name.to_owned(), relations);
        }
    }

    /// A column of the table that was built. It stands where it was given, unless one before it was left out.
    fn built(&self, table: &str, number: usize, name: &str) -> Option<Column> {
        let table = self.out.schema.table(table)?;
        let there = table.columns.get(number).filter(|c| c.name == name);
        there.or_else(|| table.column(name)).cloned()
    }

    fn check_named(&mut self, name: &str, part: &Part<'_>) {
        let own = &part.table.annotations;
        let item =
            |key: &str, item: String| Spot::TableItem { table: name.to_owned(), key: key.into(), item };
        for (number, column) in own.text_search.iter().enumerate() {
            self.check_column(part.source, item("text_search", number.to_string()), name, column);
        }
        if part.table.dropped.is_empty() {
            return;
        }
        let there: BTreeSet<&str> = self.groups[name].columns.iter().map(|(_, c)| &*c.name).collect();
        for column in &part.table.dropped {
            if there.contains(&**column) {
                let spot = Spot::TableKey { table: name.to_owned(), key: "dropped".into() };
                let title = format!("{name}.{column} is said to be dropped, and is there");
                self.problems.push(super::Problem::new(title).at(
                    part.source,
                    spot,
                    "remove it here or there",
                ));
            }
        }
    }

    /// A type of Rust reads what zmig has no type for: the database's own types, and what json holds.
    fn check_rust_type(&mut self, table: &str, source: SourceId, column: &ColumnSource, ty: &Type) {
        let ty = self.base_type(ty);
        if column.annotations.rust_type.is_some() && !matches!(ty, Type::Json | Type::Raw(_)) {
            let name = &column.name;
            let title =
                format!("`rust` is for json and the database's own types, and {table}.{name} is {ty}");
            let spot = Spot::column_key(table, name, "rust");
            self.problems.push(super::Problem::new(title).at(source, spot, "does not apply"));
        }
    }

    pub(super) fn check_column(&mut self, source: SourceId, spot: Spot, table: &str, column: &str) -> bool {
        let names: Vec<String> = match self.groups.get(table) {
            Some(group) => group.columns.iter().map(|(_, c)| c.name.clone()).collect(),
            None => (self.known.table)(table)
                .map(|t| t.columns.into_iter().map(|c| c.name).collect())
                .unwrap_or_default(),
        };
        let is_there = names.iter().any(|n| n == column);
        if !is_there {
            self.missing(source, spot, format!("{table} has no column `{column}`"), column, &names);
        }
        is_there
    }
}
