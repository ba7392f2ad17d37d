//! What a table's sources say beside the table: hints for the way here, annotations for the struct.

use super::Merge;
use super::gather::Part;
use crate::source::{ColumnAnnotations, SourceId, Spot, TableAnnotations};
use std::collections::BTreeSet;
use zmig_core::{Column, ColumnHints, TableHints};

impl Merge<'_> {
    /// Gathers hints and annotations of a table that was built, and checks what they name.
    pub(super) fn relate(&mut self, name: &str) {
        let parts = self.groups[name].parts.clone();
        let mut hints = TableHints::default();
        let mut annotations = TableAnnotations::default();
        for part in &parts {
            hints.renamed_from = hints.renamed_from.or_else(|| part.table.renamed_from.clone());
            hints.dropped.extend(part.table.dropped.iter().cloned());
            let own = &part.table.annotations;
            annotations.text_search.extend(own.text_search.iter().cloned());
            annotations.has_many.extend(own.has_many.clone());
            annotations.belongs_to.extend(own.belongs_to.clone());
            annotations.soft_delete |= own.soft_delete;
            annotations.timestamps |= own.timestamps;
            self.check_named(name, part);
        }
        for (number, (source, column)) in self.groups[name].columns.clone().into_iter().enumerate() {
            let Some(built) = self.built(name, number, &column.name) else { continue };
            if column.annotations != ColumnAnnotations::default() {
                self.check_rules(name, source, &column.name, &column.annotations.rules, &built.ty);
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
        for column in own.belongs_to.keys() {
            self.check_column(part.source, item("belongs_to", column.clone()), name, column);
        }
        for (column, table) in &own.belongs_to {
            self.check_table(part.source, item("belongs_to", column.clone()), table);
        }
        for (relation, target) in &own.has_many {
            let spot = item("has_many", relation.clone());
            match target.rsplit_once('.') {
                Some((table, column)) if self.check_table(part.source, spot.clone(), table) => {
                    self.check_column(part.source, spot, table, column);
                }
                Some(_) => {}
                None => {
                    let title = format!("`{target}` names no foreign key");
                    self.missing(part.source, spot, title, "", &[]);
                }
            }
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

    fn check_table(&mut self, source: SourceId, spot: Spot, table: &str) -> bool {
        if self.groups.contains_key(table) || (self.known.table)(table).is_some() {
            return true;
        }
        let names = self.table_names();
        self.missing(source, spot, format!("there is no table `{table}`"), table, &names);
        false
    }

    fn check_column(&mut self, source: SourceId, spot: Spot, table: &str, column: &str) {
        let names: Vec<String> = match self.groups.get(table) {
            Some(group) => group.columns.iter().map(|(_, c)| c.name.clone()).collect(),
            None => (self.known.table)(table)
                .map(|t| t.columns.into_iter().map(|c| c.name).collect())
                .unwrap_or_default(),
        };
        if !names.iter().any(|n| n == column) {
            self.missing(source, spot, format!("{table} has no column `{column}`"), column, &names);
        }
    }
}
