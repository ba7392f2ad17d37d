//! Indexes: their keys, and what goes with which access method.

use super::keys::{columns_are_there, no_overlap};
use super::{Findings, columns, on_object, sql};
use crate::{Index, Table};

/// Access methods whose indexes are not sorted.
const UNSORTED: [&str; 5] = ["gin", "gist", "spgist", "brin", "hash"];

pub(super) fn indexes(table: &Table, found: &mut Findings) {
    for index in &table.indexes {
        check_index(table, index, found);
        keys(table, index, found);
        parameters(table, index, found);
    }
}

fn check_index(table: &Table, index: &Index, found: &mut Findings) {
    let what = format!("the index {} of {}", index.name, table.name);
    let place = || on_object(table, &index.name);
    let columns: Vec<String> = index.keys.iter().filter_map(|k| k.column()).map(str::to_owned).collect();
    if index.keys.is_empty() {
        found.bare(place(), format!("{what} has no keys"));
    } else if !columns.is_empty() {
        columns_are_there(table, &columns, &what, place, found);
    }
    if !index.include.is_empty() {
        columns_are_there(table, &index.include, &what, place, found);
        no_overlap(&columns, &index.include, &what, place, found);
    }
    if index.nulls_not_distinct && !index.unique {
        let text = format!("{what} has nulls_not_distinct and is not unique");
        found.add(place(), text, "only a unique index asks whether values are distinct");
    }
    for text in index.keys.iter().filter_map(|k| k.expression()) {
        sql::text(text, &what, place(), found);
    }
    if let Some(text) = &index.condition {
        sql::text(text, &format!("the condition of {what}"), place(), found);
    }
    if let Some(method) = &index.using
        && (method.is_empty() || !method.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    {
        found.add(
            place(),
            format!("{what} uses `{}`, which is no access method", method.escape_debug()),
            "access methods are gin, gist, brin, hash and the like",
        );
    }
}

/// What each key says of itself.
fn keys(table: &Table, index: &Index, found: &mut Findings) {
    let what = format!("the index {} of {}", index.name, table.name);
    let place = || on_object(table, &index.name);
    let method = index.using.as_deref().unwrap_or_default().to_ascii_lowercase();
    let unsorted = UNSORTED.contains(&method.as_str());
    for key in &index.keys {
        if unsorted && (key.descending || key.nulls.is_some()) {
            let text = format!("{what} uses {method}, which has no order");
            found.add(place(), text, "leave `desc` and `nulls` away");
        }
        if let Some(collation) = &key.collation {
            columns::collation_name(collation, &what, &place, found);
        }
        if let Some(opclass) = &key.opclass
            && let Err(error) = crate::check_qualified_name(opclass)
        {
            found.bare(place(), format!("the operator class of {what}: {error}"));
        }
    }
    if unsorted && index.unique {
        found.add(place(), format!("{what} is unique and uses {method}"), "only a B-tree is unique");
    }
    if method == "hash" && index.keys.len() > 1 {
        found.bare(place(), format!("{what} uses hash, which takes one key"));
    }
    if matches!(method.as_str(), "gin" | "brin" | "hash") && !index.include.is_empty() {
        found.add(place(), format!("{what} uses {method}, which stores nothing along"), "remove `include`");
    }
}

fn parameters(table: &Table, index: &Index, found: &mut Findings) {
    for (name, value) in &index.parameters {
        let plain = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        };
        if !plain(name) || !plain(value) {
            found.add(
                on_object(table, &index.name),
                format!(
                    "the index {} of {}: `{} = {}` is no storage parameter",
                    index.name,
                    table.name,
                    name.escape_debug(),
                    value.escape_debug()
                ),
                "a parameter is a word and a number or a word, as in `with: {fillfactor: 70}`",
            );
        }
    }
}
