//! Primary keys, unique sets, indexes and foreign keys: their columns, and what they point at.

use super::{Findings, on_object, on_table, sql};
use crate::{Action, Column, ForeignKey, Index, IndexKey, Schema, Table, Type, nearest};
use std::collections::BTreeSet;

/// PostgreSQL's limit for keys and indexes.
const MAX_KEYS: usize = 32;

pub(super) fn keys(table: &Table, found: &mut Findings) {
    primary_key(table, found);
    for (i, unique) in table.uniques.iter().enumerate() {
        let what = format!("the unique set {} of {}", unique.name, table.name);
        let place = || on_object(table, &unique.name);
        columns_are_there(table, &unique.columns, &what, place, found);
        // PostgreSQL drops the second without a word.
        if unique.columns == table.primary_key {
            found.add(place(), format!("{what} is the primary key, which is unique already"), "remove it");
        } else if let Some(other) = table.uniques[..i].iter().find(|u| u.columns == unique.columns) {
            found.add(place(), format!("{what} says what {} says", other.name), "remove one of them");
        }
    }
    for index in &table.indexes {
        check_index(table, index, found);
    }
}

fn primary_key(table: &Table, found: &mut Findings) {
    if table.primary_key.is_empty() {
        return;
    }
    let what = format!("the primary key of {}", table.name);
    columns_are_there(table, &table.primary_key, &what, || on_table(table), found);
    for column in table.primary_key.iter().filter_map(|c| table.column(c)) {
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
    }
    for key in &index.keys {
        if let IndexKey::Expr(text) = key {
            sql::text(text, &what, place(), found);
        }
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

/// Every column is there, and there once.
fn columns_are_there(
    table: &Table,
    columns: &[String],
    what: &str,
    place: impl Fn() -> super::Place,
    found: &mut Findings,
) {
    if columns.is_empty() {
        found.bare(place(), format!("{what} has no columns"));
    }
    if columns.len() > MAX_KEYS {
        found.bare(place(), format!("{what} has {} columns; PostgreSQL takes {MAX_KEYS}", columns.len()));
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

pub(super) fn foreign_keys(schema: &Schema, table: &Table, found: &mut Findings) {
    for key in &table.foreign_keys {
        let what = format!("the foreign key {} of {}", key.name, table.name);
        let place = || on_object(table, &key.name);
        columns_are_there(table, &key.columns, &what, place, found);
        let Some(target) = schema.table(&key.references) else {
            let text = format!("{what} points at a table `{}` that is not there", key.references);
            match nearest(&key.references, schema.tables.keys().map(String::as_str)) {
                Some(near) => found.add(place(), text, format!("did you mean `{near}`?")),
                None => found.bare(place(), text),
            }
            continue;
        };
        if key.columns.len() != key.ref_columns.len() {
            let (own, other) = (key.columns.len(), key.ref_columns.len());
            found.bare(place(), format!("{what} has {own} columns and points at {other}"));
            continue;
        }
        columns_are_there(target, &key.ref_columns, &format!("{what}, in {},", target.name), place, found);
        points_at_a_key(table, target, key, &what, found);
        types_agree(table, target, key, &what, found);
        actions_fit(table, key, &what, found);
    }
}

fn points_at_a_key(table: &Table, target: &Table, key: &ForeignKey, what: &str, found: &mut Findings) {
    let wanted: BTreeSet<&str> = key.ref_columns.iter().map(String::as_str).collect();
    if !wanted.iter().all(|c| target.column(c).is_some()) {
        return;
    }
    let is = |columns: &[String]| columns.iter().map(String::as_str).collect::<BTreeSet<_>>() == wanted;
    let keyed = !target.primary_key.is_empty() && is(&target.primary_key);
    if !keyed && !target.uniques.iter().any(|u| is(&u.columns)) {
        let columns = key.ref_columns.join(", ");
        found.add(
            on_object(table, &key.name),
            format!(
                "{what} points at {} ({columns}), which is neither its primary key nor unique",
                target.name
            ),
            format!("make {} ({columns}) unique, or point at its primary key", target.name),
        );
    }
}

fn types_agree(table: &Table, target: &Table, key: &ForeignKey, what: &str, found: &mut Findings) {
    for (own, other) in key.columns.iter().zip(&key.ref_columns) {
        if let (Some(a), Some(b)) = (table.column(own), target.column(other))
            && a.ty != b.ty
        {
            found.add(
                on_object(table, &key.name),
                format!("{what}: {own} is {}, and {}.{other} is {}", described(a), target.name, described(b)),
                format!("make {}.{own} {}", table.name, described(b)),
            );
        }
    }
}

fn described(column: &Column) -> String {
    match &column.ty {
        Type::Str { max_length: Some(n) } => format!("str with max_length {n}"),
        ty => ty.to_string(),
    }
}

fn actions_fit(table: &Table, key: &ForeignKey, what: &str, found: &mut Findings) {
    for (when, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        for column in key.columns.iter().filter_map(|c| table.column(c)) {
            let place = on_object(table, &key.name);
            let name = &column.name;
            match action {
                Action::SetNull if !column.nullable => found.add(
                    place,
                    format!("{what} has {when}: set_null, and {name} is required"),
                    format!("make {name} nullable, or choose cascade or restrict"),
                ),
                Action::SetDefault if column.default.is_none() => found.add(
                    place,
                    format!("{what} has {when}: set_default, and {name} has no default"),
                    format!("give {name} a default, or choose another action"),
                ),
                Action::Cascade | Action::SetNull | Action::SetDefault
                    if column.generated.is_some() && (when == "on_update" || action != Action::Cascade) =>
                {
                    found.bare(
                        place,
                        format!("{what} has {when}: {}, and {name} is generated", action.keyword()),
                    );
                }
                _ => {}
            }
        }
    }
}
