//! Whether the build script saw the struct that the compiler sees.

use super::out_dir;
use crate::merge::{Known, TableModel, merge};
use crate::rust::Model;
use crate::source::{Contribution, SourceId, TypeSource};
use proc_macro2::Ident;
use std::path::Path;
use zmig_core::{Column, Table};

/// The build script knows no table of that name.
pub(super) fn not_seen(name: &Ident, table: &str) -> syn::Error {
    let text = format!(
        "the build script did not see this struct, so no migration makes table `{table}`: it reads src/main.rs, \
         src/lib.rs and src/bin/*.rs and follows `mod` from there, but not into macros, `include!` or functions"
    );
    syn::Error::new(name.span(), text)
}

/// Compares what the struct says with the table that the build script made.
///
/// # Errors
/// Where they differ; the text names the first difference.
pub(super) fn check(
    name: &Ident,
    model: &Model,
    found: &TableModel,
    out_dir: Option<&Path>,
) -> Result<(), Vec<syn::Error>> {
    let contribution = with_known_enums(&model.contribution, found);
    let extends =
        contribution.tables.iter().any(|t| t.extends.is_some()) || contribution.meta.extends.is_some();
    let known = |table: &str| {
        (table != found.table.name || extends).then(|| out_dir::table(out_dir, table).ok()).flatten()
    };
    let known = Known {
        table: &|table| known(table).map(|model| model.table),
        enum_type: &|name| found.enums.get(name).cloned(),
        domain: &|name| found.domains.get(name).cloned(),
        names: &|| {
            out_dir::names(out_dir).into_iter().filter(|n| *n != found.table.name || extends).collect()
        },
    };
    let different = |text: String| {
        let text = format!("the build script saw another struct for table `{}`: {text}", found.table.name);
        vec![syn::Error::new(name.span(), text)]
    };
    let merged = merge(&[(SourceId(0), &contribution)], known).map_err(|problems| {
        different(problems.into_iter().map(|p| p.title).collect::<Vec<_>>().join("; "))
    })?;
    match merged.schema.table(&found.table.name) {
        None => Err(vec![not_seen(name, &found.table.name)]),
        Some(mine) => difference(mine, &found.table).map_or(Ok(()), |text| Err(different(text))),
    }
}

/// The contribution with its Rust enums as the build script resolved them; their values are compared by rustc.
fn with_known_enums(contribution: &Contribution, found: &TableModel) -> Contribution {
    let mut contribution = contribution.clone();
    for column in contribution.tables.iter_mut().flat_map(|t| &mut t.columns) {
        if let TypeSource::RustEnum { array, .. } = column.ty
            && let Some(name) = found.table.column(&column.name).and_then(|c| c.ty.enum_name())
            && let Some(known) = found.enums.get(name)
        {
            column.ty = TypeSource::Enum { values: known.values.clone(), array };
        }
    }
    contribution
}

/// The first thing that the struct says and the table lacks. Other sources may have added to the table.
fn difference(mine: &Table, found: &Table) -> Option<String> {
    for column in &mine.columns {
        match found.column(&column.name) {
            None => return Some(format!("without column `{}`", column.name)),
            Some(other) if other != column => {
                return Some(format!(
                    "column `{}` was {} there and is {} here",
                    column.name,
                    words(other),
                    words(column)
                ));
            }
            Some(_) => {}
        }
    }
    if !mine.primary_key.is_empty() && mine.primary_key != found.primary_key {
        return Some(format!("its primary key was ({})", found.primary_key.join(", ")));
    }
    let lacks = |what: &str, name: &str| Some(format!("without {what} `{name}`"));
    if let Some(unique) = mine.uniques.iter().find(|u| !found.uniques.contains(u)) {
        return lacks("the unique set", &unique.name);
    }
    if let Some(index) = mine.indexes.iter().find(|i| !found.indexes.contains(i)) {
        return lacks("the index", &index.name);
    }
    if let Some(key) = mine.foreign_keys.iter().find(|k| !found.foreign_keys.contains(k)) {
        return lacks("the foreign key", &key.name);
    }
    if let Some(check) = mine.checks.iter().find(|c| !found.checks.contains(c)) {
        return lacks("the check", &check.name);
    }
    None
}

fn words(column: &Column) -> String {
    let nullable = if column.nullable { "" } else { ", required" };
    let default = if column.default.is_some() { ", with a default" } else { "" };
    format!("`{}`{nullable}{default}", column.ty)
}
