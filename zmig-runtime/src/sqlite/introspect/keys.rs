//! Unique sets, indexes and foreign keys.

use super::Tables;
use super::catalog::{RawIndex, RawKey, RawTable};
use super::checks::unused;
use super::sql::{CreateTable, KeyText, ReferenceText, create_index, only_name};
use super::table::{Built, collation};
use std::collections::BTreeSet;
use zmig_core::{
    Action, Deferrable, ForeignKey, Index, IndexKey, Table, Unique, foreign_key_name, unique_name,
};

/// The unique constraints of a table; unique indexes of columns are the same and come with the indexes.
pub(super) fn uniques(built: &mut Built, raw: &RawTable, text: &CreateTable<'_>) {
    let mut names: BTreeSet<String> = raw.indexes.iter().map(|i| i.name.clone()).collect();
    // The last one is listed first.
    for index in raw.indexes.iter().rev().filter(|i| i.origin == "u") {
        let columns: Vec<String> = index.keys.iter().filter_map(|k| k.column.clone()).collect();
        let said = text.uniques.iter().find(|u| same_names(u.columns.iter().map(|c| &c.name), &columns));
        let name = said.and_then(|u| u.name.clone()).filter(|name| !names.contains(name));
        let name = match name {
            Some(name) => unused(&mut names, name),
            None => unused(&mut names, unique_name(&built.table.name, &columns)),
        };
        let keys: Vec<IndexKey> = index
            .keys
            .iter()
            .filter_map(|k| {
                let column = k.column.clone()?;
                let collation = other_collation(&built.table, &column, Some(&k.collation));
                Some(IndexKey { collation, ..IndexKey::new(column) })
            })
            .collect();
        if keys.iter().all(|k| k.collation.is_none()) {
            built.table.uniques.push(Unique::new(name, columns));
        } else {
            built.table.indexes.push(Index { unique: true, ..Index::new(name, keys) });
        }
    }
}

/// The indexes that have statements.
pub(super) fn indexes(built: &mut Built, raw: &RawTable) {
    for index in raw.indexes.iter().rev() {
        let Some(sql) = &index.sql else { continue };
        match read_index(&built.table, index, sql) {
            Some(index) => match index.columns().filter(|_| is_unique_set(&index)) {
                Some(columns) => built.table.uniques.push(Unique::new(index.name, columns)),
                None => built.table.indexes.push(index),
            },
            None => built.note("index", index.name.clone(), sql.clone()),
        }
    }
}

fn is_unique_set(index: &Index) -> bool {
    let is_plain = |key: &IndexKey| !key.descending && key.collation.is_none();
    index.unique && index.condition.is_none() && index.keys.iter().all(is_plain)
}

fn read_index(table: &Table, raw: &RawIndex, sql: &str) -> Option<Index> {
    let text = create_index(sql).filter(|text| text.keys.len() == raw.keys.len())?;
    let keys =
        text.keys.iter().zip(&raw.keys).map(|(text, raw)| read_key(table, text, raw.column.as_deref()));
    Some(Index {
        unique: raw.unique,
        condition: text.condition.map(str::to_owned),
        ..Index::new(raw.name.clone(), keys.collect())
    })
}

/// A key. Only a name by itself is a column; in an expression it would need its parentheses.
fn read_key(table: &Table, text: &KeyText<'_>, column: Option<&str>) -> IndexKey {
    let column = column.filter(|_| only_name(text.expr).is_some());
    let mut key = match column {
        Some(column) => IndexKey::new(column),
        None => IndexKey::expr(text.expr),
    };
    key.descending = text.descending;
    key.collation = match column {
        Some(column) => other_collation(table, column, text.collation.as_deref()),
        None => text.collation.as_deref().and_then(collation),
    };
    key
}

/// The collation of a key, where it is not its column's.
fn other_collation(table: &Table, column: &str, said: Option<&str>) -> Option<String> {
    let own = table.column(column).and_then(|c| c.collation.as_deref()).unwrap_or("BINARY");
    let said = said.filter(|said| !said.eq_ignore_ascii_case(own))?;
    Some(collation(said).unwrap_or_else(|| "BINARY".to_owned()))
}

/// The foreign keys of a table, those that lead nowhere as something that zmig does not manage.
pub(super) fn foreign_keys(built: &mut Built, raw: &RawTable, text: &CreateTable<'_>, tables: &Tables<'_>) {
    let mut said: Vec<&ReferenceText> = text.references.iter().collect();
    let mut names: BTreeSet<String> = said.iter().filter_map(|r| r.name.clone()).collect();
    // The last one is listed first.
    for key in raw.keys.iter().rev() {
        let is_it = |r: &&ReferenceText| {
            same_names(&r.columns, &key.columns) && r.table.eq_ignore_ascii_case(&key.references)
        };
        let said = said.iter().position(is_it).map(|at| said.remove(at));
        let Some((references, ref_columns)) = target(key, tables) else {
            let to: Vec<&str> = key.ref_columns.iter().filter_map(Option::as_deref).collect();
            let definition = format!(
                "FOREIGN KEY ({}) REFERENCES {} ({})",
                key.columns.join(", "),
                key.references,
                to.join(", ")
            );
            built.note("foreign key", key.references.clone(), definition);
            continue;
        };
        let name = said
            .and_then(|r| r.name.clone())
            .unwrap_or_else(|| unused(&mut names, foreign_key_name(&built.table.name, &key.columns)));
        built.table.foreign_keys.push(ForeignKey {
            on_delete: Action::parse(&key.on_delete).unwrap_or_default(),
            on_update: Action::parse(&key.on_update).unwrap_or_default(),
            deferrable: said.map_or(Deferrable::No, |r| r.deferrable),
            ..ForeignKey::new(name, key.columns.clone(), references, ref_columns)
        });
    }
}

/// The table and the columns that a key points at, by the names that they have.
fn target(key: &RawKey, tables: &Tables<'_>) -> Option<(String, Vec<String>)> {
    let target = tables.get(&key.references.to_ascii_lowercase())?;
    let column = |(at, name): (usize, &Option<String>)| {
        let found = match name {
            Some(name) => target.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)),
            None => target.columns.iter().find(|c| c.key == at + 1),
        };
        found.map(|c| c.name.clone())
    };
    let columns: Option<Vec<String>> = key.ref_columns.iter().enumerate().map(column).collect();
    Some((target.name.clone(), columns?))
}

fn same_names<'a>(a: impl IntoIterator<Item = &'a String>, b: &[String]) -> bool {
    a.into_iter().map(|n| n.to_ascii_lowercase()).eq(b.iter().map(|n| n.to_ascii_lowercase()))
}
