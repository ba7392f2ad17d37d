//! What PostgreSQL has no form for.

use super::{Found, on_column, on_object};
use crate::{Column, Schema, Table, TableOption};

/// Orders of text that only SQLite has.
const FOREIGN: [&str; 3] = ["BINARY", "NOCASE", "RTRIM"];

const COLLATIONS: &str = "that is a collation of SQLite's; `C` compares bytes, and a collation of your own that ignores \
                          case is made by CREATE COLLATION";

pub(super) fn table(schema: &Schema, table: &Table, found: &mut Found) {
    let is_foreign = |c: &&str| FOREIGN.iter().any(|f| f.eq_ignore_ascii_case(c));
    for column in &table.columns {
        if let Some(collation) = column.collation.as_deref().filter(is_foreign) {
            let what = format!("the collation {collation} of {}.{}", table.name, column.name);
            found.add(on_column(table, &column.name), what, COLLATIONS);
        }
    }
    for index in &table.indexes {
        if let Some(collation) = index.keys.iter().filter_map(|k| k.collation.as_deref()).find(is_foreign) {
            let what = format!("the collation {collation} of the index {} of {}", index.name, table.name);
            found.add(on_object(table, &index.name), what, COLLATIONS);
        }
    }
    for column in table.columns.iter().filter(|c| c.generated.as_ref().is_some_and(|g| !g.stored)) {
        virtual_column(table, column, found);
    }
    if table.options.contains(&TableOption::Unlogged) {
        return;
    }
    for key in &table.foreign_keys {
        let target = schema.table(&key.references);
        if target.is_some_and(|t| t.name != table.name && t.options.contains(&TableOption::Unlogged)) {
            let what = format!("the foreign key {} of {}", key.name, table.name);
            let why = format!("{} is unlogged, and only an unlogged table may refer to it", key.references);
            found.add(on_object(table, &key.name), what, why);
        }
    }
}

fn virtual_column(table: &Table, column: &Column, found: &mut Found) {
    let has = |columns: &[String]| columns.contains(&column.name);
    let uniques = table.uniques.iter().filter(|u| has(&u.columns) || has(&u.include)).map(|u| &u.name);
    let indexes = table.indexes.iter().filter(|i| i.mentions(&column.name)).map(|i| &i.name);
    let keys = table.foreign_keys.iter().filter(|f| has(&f.columns)).map(|f| &f.name);
    for object in uniques.chain(indexes).chain(keys) {
        let what = format!("{object} over the virtual column {}.{}", table.name, column.name);
        found.add(on_object(table, object), what, "let the column be stored");
    }
}
