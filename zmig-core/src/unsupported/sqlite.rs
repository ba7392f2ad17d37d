//! What SQLite has no form for.

use super::{Found, on_column, on_object};
use crate::{Column, Domain, EnumType, Place, Table, TableOption, Type, split_qualified};

const NO_NAMESPACES: &str = "a database of its has one space of names; leave the part before the dot away, or keep the \
                             schema from SQLite by its `Data_Type`";

pub(super) fn enum_type(enum_type: &EnumType, found: &mut Found) {
    if split_qualified(&enum_type.name).0.is_some() {
        let place = Place::Enum { name: enum_type.name.clone() };
        found.add(place, format!("the enum {}", enum_type.name), NO_NAMESPACES);
    }
}

pub(super) fn domain(domain: &Domain, found: &mut Found) {
    let why = "it has no domains; give the columns the type that the domain is made of, and its conditions as checks";
    found.add(Place::Domain { name: domain.name.clone() }, format!("the domain {}", domain.name), why);
}

pub(super) fn table(table: &Table, found: &mut Found) {
    if split_qualified(&table.name).0.is_some() {
        let place = Place::Table { table: table.name.clone() };
        found.add(place, format!("the table {}", table.name), NO_NAMESPACES);
    }
    if table.options.contains(&TableOption::WithoutRowid) && table.primary_key.is_empty() {
        let place = Place::Table { table: table.name.clone() };
        let what = format!("the table {} without rowid and without a primary key", table.name);
        found.add(place, what, "its rows are kept in the primary key; give it one");
    }
    for column in &table.columns {
        numbering(table, column, found);
        if let Some(domain) = column.ty.domain_name() {
            let what = format!("{}.{} of the domain {domain}", table.name, column.name);
            let why = "it has no domains; give the column the type that the domain is made of";
            found.add(on_column(table, &column.name), what, why);
        }
        if let Some(collation) = column.collation.as_deref().filter(|c| !is_known(c)) {
            let what = format!("the collation {collation} of {}.{}", table.name, column.name);
            found.add(on_column(table, &column.name), what, COLLATIONS);
        }
        if table.options.contains(&TableOption::Strict)
            && let Type::Raw(sql) = &column.ty
            && !STRICT_TYPES.contains(&sql.trim().to_ascii_uppercase().as_str())
        {
            let what = format!("the type {sql} of {}.{} in a strict table", table.name, column.name);
            let why = format!("such a table knows {}", STRICT_TYPES.join(", "));
            found.add(on_column(table, &column.name), what, why);
        }
    }
    sets(table, found);
}

/// The types of a STRICT table.
const STRICT_TYPES: [&str; 6] = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];

const COLLATIONS: &str = "it has BINARY (`C` is the same), NOCASE and RTRIM";

fn is_known(collation: &str) -> bool {
    let named = crate::seen::sqlite_collation(Some(collation.to_owned()));
    named.is_some_and(|c| matches!(c.as_str(), "BINARY" | "NOCASE" | "RTRIM"))
}

fn numbering(table: &Table, column: &Column, found: &mut Found) {
    if column.identity.is_none() {
        return;
    }
    let what = format!("auto_increment on {}.{}", table.name, column.name);
    if table.primary_key != [column.name.as_str()] {
        let why =
            "it numbers only a column that is the whole primary key; make it that, or number it yourself";
        found.add(on_column(table, &column.name), what, why);
    } else if table.options.contains(&TableOption::WithoutRowid) {
        let why = "it numbers no table without rowid; leave one of the two away";
        found.add(on_column(table, &column.name), what, why);
    }
}

/// What it would not hold of sets of columns: for it, NULL is never the same as NULL, and a unique set never waits.
fn sets(table: &Table, found: &mut Found) {
    let nulls = "no two NULLs are the same for it; make the columns required, or let NULLs be distinct";
    for unique in &table.uniques {
        let what = |more: &str| format!("the unique set {} of {} with {more}", unique.name, table.name);
        if unique.nulls_not_distinct {
            found.add(on_object(table, &unique.name), what("nulls_not_distinct"), nulls);
        }
        if !unique.deferrable.is_no() {
            let why = "its unique sets are checked at once; leave `deferrable` away";
            found.add(on_object(table, &unique.name), what("deferrable"), why);
        }
    }
    for index in &table.indexes {
        if index.unique && index.nulls_not_distinct {
            let what = format!("the index {} of {} with nulls_not_distinct", index.name, table.name);
            found.add(on_object(table, &index.name), what, nulls);
        }
        let unknown = index.keys.iter().filter_map(|k| k.collation.as_deref()).find(|c| !is_known(c));
        if let Some(collation) = unknown.filter(|_| crate::dialect::sqlite::index::is_kept(index)) {
            let what = format!("the collation {collation} of the index {} of {}", index.name, table.name);
            found.add(on_object(table, &index.name), what, COLLATIONS);
        }
    }
    for key in table.foreign_keys.iter().filter(|f| f.match_full && f.columns.len() > 1) {
        let what = format!("the foreign key {} of {} with match: full", key.name, table.name);
        let why = "for it a key with a NULL in it refers to nothing; say by a check that all columns are NULL or none";
        found.add(on_object(table, &key.name), what, why);
    }
}
