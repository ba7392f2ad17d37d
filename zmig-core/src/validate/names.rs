//! Names: each allowed, no two that some database takes for one.

use super::{Findings, Place, on_column, on_object, on_table};
use crate::{MAX_IDENTIFIER, NameError, Schema, Table, check_name, fold};
use std::collections::BTreeMap;

pub(super) fn enums(schema: &Schema, found: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (key, enum_type) in &schema.enums {
        let name = &enum_type.name;
        let place = || Place::Enum { name: key.clone() };
        if key != name {
            found.bare(place(), format!("the enum {name} is listed as {key}"));
        }
        allowed(name, place(), "enum", found);
        if let Some(other) = seen.insert(fold(name), name) {
            found.add(place(), same("the enums", other, name), "rename one of them");
        }
        values(name, &enum_type.values, found);
    }
}

fn values(name: &str, values: &[String], found: &mut Findings) {
    let place = || Place::Enum { name: name.to_owned() };
    if values.is_empty() {
        found.add(place(), format!("the enum {name} has no values"), "list at least one");
    }
    for (i, value) in values.iter().enumerate() {
        let shown = value.escape_debug();
        if values[..i].contains(value) {
            found.add(
                place(),
                format!("the enum {name} has the value `{shown}` twice"),
                "remove one of them",
            );
        } else if value.is_empty() {
            found.bare(place(), format!("the enum {name} has an empty value"));
        } else if value.chars().any(char::is_control) {
            found.bare(place(), format!("the value `{shown}` of the enum {name} holds a control character"));
        } else if value.len() > MAX_IDENTIFIER {
            found.bare(
                place(),
                format!(
                    "the value `{shown}` of the enum {name} has {} bytes; PostgreSQL takes {MAX_IDENTIFIER}",
                    value.len()
                ),
            );
        }
    }
}

/// Tables, indexes, unique sets, primary keys and enum types share one space of names in a database.
pub(super) fn relations(schema: &Schema, found: &mut Findings) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (key, table) in &schema.tables {
        if *key != table.name {
            found.bare(on_table(table), format!("the table {} is listed as {key}", table.name));
        }
        allowed(&table.name, on_table(table), "table", found);
        claim(&mut seen, &table.name, format!("the table {}", table.name), on_table(table), found);
    }
    for enum_type in schema.enums.values() {
        let name = &enum_type.name;
        if let Some(other) = seen.get(&fold(name)) {
            let what =
                format!("the enum {name} has the name of {other}, and a database has one space for both");
            found.add(Place::Enum { name: name.clone() }, what, "rename one of them");
        }
    }
    for table in schema.tables.values() {
        let place = |name: &str| on_object(table, name);
        if !table.primary_key.is_empty() {
            let name = crate::primary_key_name(&table.name);
            claim(&mut seen, &name, format!("the primary key of {}", table.name), on_table(table), found);
        }
        for unique in &table.uniques {
            let owner = format!("the unique set {} of {}", unique.name, table.name);
            allowed(&unique.name, place(&unique.name), "unique set", found);
            claim(&mut seen, &unique.name, owner, place(&unique.name), found);
        }
        for index in &table.indexes {
            let owner = format!("the index {} of {}", index.name, table.name);
            allowed(&index.name, place(&index.name), "index", found);
            claim(&mut seen, &index.name, owner, place(&index.name), found);
        }
        constraints(table, found);
    }
}

fn claim(seen: &mut BTreeMap<String, String>, name: &str, owner: String, place: Place, found: &mut Findings) {
    match seen.get(&fold(name)) {
        Some(other) => {
            let what = format!("{owner} would be named `{name}` in the database, and so is {other}");
            found.add(place, what, "give one of them another name");
        }
        None => {
            seen.insert(fold(name), owner);
        }
    }
}

/// Constraints of one table have names of their own among each other.
fn constraints(table: &Table, found: &mut Findings) {
    let keys = table.foreign_keys.iter().map(|f| ("the foreign key", &f.name));
    let checks = table.checks.iter().map(|c| ("the check", &c.name));
    let mut seen: BTreeMap<String, String> =
        table.uniques.iter().map(|u| (fold(&u.name), format!("the unique set {}", u.name))).collect();
    if !table.primary_key.is_empty() {
        seen.insert(fold(&crate::primary_key_name(&table.name)), "the primary key".into());
    }
    for (kind, name) in keys.chain(checks) {
        let place = on_object(table, name);
        allowed(name, place.clone(), "constraint", found);
        claim(&mut seen, name, format!("{kind} {name} of {}", table.name), place, found);
    }
}

/// Columns that every table of PostgreSQL has.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

pub(super) fn columns(table: &Table, found: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for column in &table.columns {
        let place = on_column(table, &column.name);
        allowed(&column.name, place.clone(), "column", found);
        if SYSTEM_COLUMNS.contains(&column.name.as_str()) {
            let what = format!("every table of PostgreSQL has a column `{}` of its own", column.name);
            found.add(place.clone(), what, "rename the column");
        }
        if let Some(other) = seen.insert(fold(&column.name), &column.name) {
            let what = same(&format!("the columns of {}", table.name), other, &column.name);
            found.add(place, what, "rename one of them");
        }
    }
}

fn same(what: &str, one: &str, other: &str) -> String {
    if one == other {
        format!("{what}: two are named `{one}`")
    } else {
        format!("{what}: `{one}` and `{other}` are one name where a database ignores case")
    }
}

fn allowed(name: &str, place: Place, what: &str, found: &mut Findings) {
    if let Err(error) = check_name(name) {
        let help = match error {
            NameError::Empty => format!("give the {what} a name"),
            NameError::TooLong { .. } => format!("shorten the name of the {what}"),
            NameError::Character { .. } | NameError::Reserved { .. } => format!("rename the {what}"),
        };
        found.add(place, error.to_string(), help);
    }
}
