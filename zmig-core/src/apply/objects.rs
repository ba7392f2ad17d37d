//! Keys, indexes and checks of a table: what each needs to be there, and what is in its way.

use super::Fit;
use crate::{Check, ForeignKey, Index, Schema, Table, Unique};
use std::collections::BTreeSet;

pub(super) fn columns_exist(table: &Table, columns: &[String]) -> Fit {
    match columns.iter().find(|c| table.column(c).is_none()) {
        Some(missing) => Err(format!("{} has no column {missing}", table.name)),
        None => Ok(()),
    }
}

/// Uniques and indexes share one space of names.
fn name_is_free(table: &Table, name: &str) -> Fit {
    if table.uniques.iter().any(|u| u.name == name) || table.indexes.iter().any(|i| i.name == name) {
        return Err(format!("{} has an index or unique set of that name already", table.name));
    }
    Ok(())
}

pub(super) fn add_unique(table: &mut Table, unique: &Unique) -> Fit {
    name_is_free(table, &unique.name)?;
    columns_exist(table, &unique.columns)?;
    columns_exist(table, &unique.include)?;
    table.uniques.push(unique.clone());
    table.canonicalise();
    Ok(())
}

fn index_fits(table: &Table, index: &Index) -> Fit {
    let columns =
        index.keys.iter().filter_map(|k| k.column()).chain(index.include.iter().map(String::as_str));
    for column in columns {
        if table.column(column).is_none() {
            return Err(format!("{} has no column {column}", table.name));
        }
    }
    Ok(())
}

pub(super) fn add_index(table: &mut Table, index: &Index) -> Fit {
    name_is_free(table, &index.name)?;
    index_fits(table, index)?;
    table.indexes.push(index.clone());
    table.canonicalise();
    Ok(())
}

pub(super) fn add_check(table: &mut Table, check: &Check) -> Fit {
    if table.checks.iter().any(|c| c.name == check.name) {
        return Err(format!("{} has a check of that name already", table.name));
    }
    table.checks.push(check.clone());
    table.canonicalise();
    Ok(())
}

/// Whether what a foreign key of `table` points at is there; `table` itself need not be.
pub(super) fn target_exists(schema: &Schema, table: &Table, key: &ForeignKey) -> Fit {
    let target = if key.references == table.name { Some(table) } else { schema.table(&key.references) };
    let target = target.ok_or_else(|| format!("there is no table {} for {}", key.references, key.name))?;
    columns_exist(target, &key.ref_columns)
}

pub(super) fn add_foreign_key(schema: &mut Schema, table: &str, key: &ForeignKey) -> Fit {
    let found = schema.table(table).ok_or_else(|| format!("there is no table {table}"))?;
    if found.foreign_keys.iter().any(|f| f.name == key.name) {
        return Err(format!("{table} has a foreign key of that name already"));
    }
    columns_exist(found, &key.columns)?;
    target_exists(schema, found, key)?;
    let found = super::table_mut(schema, table)?;
    found.foreign_keys.push(key.clone());
    found.canonicalise();
    Ok(())
}

/// Takes an object out of its list, if it is there and as expected.
pub(super) fn take<T: PartialEq>(list: &mut Vec<T>, expected: &T, name: impl Fn(&T) -> &str) -> Fit {
    match list.iter().position(|o| name(o) == name(expected)) {
        None => Err("there is none of that name".into()),
        Some(at) if list[at] != *expected => Err("the one of that name is another".into()),
        Some(at) => {
            list.remove(at);
            Ok(())
        }
    }
}

/// Whether keys, indexes and checks have names of their own and name columns that are there.
pub(super) fn is_consistent(table: &Table) -> Fit {
    once(table, "columns", table.columns.iter().map(|c| c.name.as_str()))?;
    let uniques = table.uniques.iter().map(|u| u.name.as_str());
    once(table, "indexes", uniques.chain(table.indexes.iter().map(|i| i.name.as_str())))?;
    once(table, "foreign keys", table.foreign_keys.iter().map(|f| f.name.as_str()))?;
    once(table, "checks", table.checks.iter().map(|c| c.name.as_str()))?;
    columns_exist(table, &table.primary_key)?;
    table.uniques.iter().try_for_each(|u| {
        columns_exist(table, &u.columns)?;
        columns_exist(table, &u.include)
    })?;
    table.indexes.iter().try_for_each(|i| index_fits(table, i))?;
    table.foreign_keys.iter().try_for_each(|f| columns_exist(table, &f.columns))
}

fn once<'a>(table: &Table, what: &str, mut names: impl Iterator<Item = &'a str>) -> Fit {
    let mut seen = BTreeSet::new();
    match names.find(|n| !seen.insert(*n)) {
        Some(twice) => Err(format!("{} would have two {what} named {twice}", table.name)),
        None => Ok(()),
    }
}

/// Whether a column can go: no key or index of its table names it.
pub(super) fn unused(table: &Table, column: &str) -> Fit {
    let has = |columns: &[String]| columns.iter().any(|c| c == column);
    if has(&table.primary_key) {
        return Err("it is part of the primary key".into());
    }
    if let Some(unique) = table.uniques.iter().find(|u| has(&u.columns) || has(&u.include)) {
        return Err(format!("it is part of the unique set {}", unique.name));
    }
    if let Some(index) = table.indexes.iter().find(|i| i.mentions(column)) {
        return Err(format!("the index {} is on it", index.name));
    }
    if let Some(key) = table.foreign_keys.iter().find(|f| has(&f.columns)) {
        return Err(format!("the foreign key {} begins at it", key.name));
    }
    Ok(())
}
