//! Foreign keys: their columns, and what they point at.

use super::keys::columns_are_there;
use super::{Findings, on_object};
use crate::IntoSorted as _;
use crate::{Action, Column, ForeignKey, Schema, Table, Type, nearest};
use std::collections::BTreeSet;

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
        types_agree(schema, table, target, key, &what, found);
        actions_fit(table, key, &what, found);
    }
}

fn points_at_a_key(table: &Table, target: &Table, key: &ForeignKey, what: &str, found: &mut Findings) {
    let wanted: BTreeSet<&str> = key.ref_columns.iter().map(String::as_str).into_sorted();
    if !wanted.iter().all(|c| target.column(c).is_some()) {
        return;
    }
    let is = |columns: &[String]| columns.iter().map(String::as_str).into_sorted::<BTreeSet<_>>() == wanted;
    let keyed = !target.primary_key.is_empty() && is(&target.primary_key);
    if !keyed && !target.uniques.iter().any(|u| u.deferrable.is_no() && is(&u.columns)) {
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

fn types_agree(
    schema: &Schema,
    table: &Table,
    target: &Table,
    key: &ForeignKey,
    what: &str,
    found: &mut Findings,
) {
    for (own, other) in key.columns.iter().zip(&key.ref_columns) {
        if let (Some(a), Some(b)) = (table.column(own), target.column(other))
            && !schema.base_type(&a.ty).compares_with(&schema.base_type(&b.ty))
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
