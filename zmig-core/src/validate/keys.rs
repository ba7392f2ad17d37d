//! Primary keys and unique sets: their columns.

use super::{Findings, Place, on_object, on_table};
use crate::{Table, nearest};
use std::collections::BTreeMap;

/// PostgreSQL's limit for keys and indexes.
const MAX_KEYS: usize = 32;

pub(super) fn keys(table: &Table, found: &mut Findings) {
    primary_key(table, found);
    let mut seen: BTreeMap<&[String], &str> = BTreeMap::new();
    for unique in &table.uniques {
        let what = format!("the unique set {} of {}", unique.name, table.name);
        let place = || on_object(table, &unique.name);
        columns_are_there(table, &unique.columns, &what, place, found);
        if !unique.include.is_empty() {
            columns_are_there(table, &unique.include, &what, place, found);
            no_overlap(&unique.columns, &unique.include, &what, place, found);
        }
        // PostgreSQL drops the second without a word.
        if unique.columns == table.primary_key {
            found.add(place(), format!("{what} is the primary key, which is unique already"), "remove it");
        } else if let Some(other) = seen.get(&*unique.columns) {
            found.add(place(), format!("{what} says what {other} says"), "remove one of them");
        } else {
            seen.insert(&unique.columns, &unique.name);
        }
    }
}

fn primary_key(table: &Table, found: &mut Findings) {
    if table.primary_key.is_empty() {
        if table.primary_key_name.is_some() {
            let what = format!("the primary key of {} has a name and no columns", table.name);
            found.add(on_table(table), what, "name its columns, or leave the name away");
        }
        return;
    }
    let what = format!("the primary key of {}", table.name);
    columns_are_there(table, &table.primary_key, &what, || on_table(table), found);
    for column in table.primary_key.iter().take(MAX_KEYS).filter_map(|c| table.column(c)) {
        let place = super::on_column(table, &column.name);
        if column.nullable {
            let what = format!("{}.{} is part of the primary key and nullable", table.name, column.name);
            found.add(place.clone(), what, "columns of a primary key are required");
        }
        if column.generated.is_some() {
            found.bare(
                place,
                format!("{}.{} is part of the primary key and generated", table.name, column.name),
            );
        }
    }
}

/// Every column is there, and there once.
pub(super) fn columns_are_there(
    table: &Table,
    columns: &[String],
    what: &str,
    place: impl Fn() -> Place,
    found: &mut Findings,
) {
    if columns.is_empty() {
        found.bare(place(), format!("{what} has no columns"));
    }
    if columns.len() > MAX_KEYS {
        found.bare(place(), format!("{what} has {} columns; PostgreSQL takes {MAX_KEYS}", columns.len()));
        return;
    }
    for (i, column) in columns.iter().enumerate() {
        if columns[..i].contains(column) {
            found.add(place(), format!("{what} names the column `{column}` twice"), "remove one of them");
        } else if table.column(column).is_none() {
            let text = format!("{what} names a column `{column}` that is not there");
            match nearest(column, table.columns.iter().map(|c| c.name.as_str())) {
                Some(near) => found.add(place(), text, format!("did you mean `{near}`?")),
                None => found.bare(place(), text),
            }
        }
    }
}

/// What is stored along is no part of the key.
pub(super) fn no_overlap(
    keys: &[String],
    include: &[String],
    what: &str,
    place: impl Fn() -> Place,
    found: &mut Findings,
) {
    for column in include.iter().filter(|c| keys.contains(c)) {
        let text = format!("{what} includes the column `{column}`, which is one of its keys");
        found.add(place(), text, "remove it from `include`");
    }
}
