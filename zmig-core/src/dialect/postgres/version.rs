//! What only newer servers have. The plan does not know the server, so a statement asks it, and says in words what an
//! older one lacks before anything is done.

use crate::{Column, Dialect, Index, Table, Unique};

/// Asks for all that a new table needs.
pub(crate) fn of_table(table: &Table) -> Vec<String> {
    let columns = table.columns.iter().flat_map(|c| of_column(&table.name, c));
    let uniques = table.uniques.iter().flat_map(|u| of_unique(&table.name, u));
    let indexes = table.indexes.iter().flat_map(|i| of_index(&table.name, i));
    columns.chain(uniques).chain(indexes).collect()
}

/// A column that is computed when it is read.
pub(crate) fn of_column(table: &str, column: &Column) -> Option<String> {
    let is_virtual = column.generated.as_ref().is_some_and(|g| !g.stored);
    let what = || format!("{table}.{} is a virtual column", column.name);
    is_virtual.then(|| at_least(18, &what(), "let the column be stored"))
}

/// A set in which two NULLs are the same.
pub(crate) fn of_unique(table: &str, unique: &Unique) -> Option<String> {
    unique.nulls_not_distinct.then(|| nulls(table, &unique.name))
}

/// The same of an index.
pub(crate) fn of_index(table: &str, index: &Index) -> Option<String> {
    index.nulls_not_distinct.then(|| nulls(table, &index.name))
}

fn nulls(table: &str, object: &str) -> String {
    at_least(15, &format!("{object} of {table} has nulls_not_distinct"), "leave it away")
}

/// `DO '… RAISE EXCEPTION …'`
fn at_least(version: u32, what: &str, mend: &str) -> String {
    let quote = |text: &str| Dialect::Postgres.quote_text(text);
    let message = quote(&format!(
        "{what}, which PostgreSQL has from version {version} on: update the server, or {mend}"
    ));
    let body = format!(
        "BEGIN IF current_setting({})::INTEGER < {version}0000 THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF; END",
        quote("server_version_num")
    );
    format!("DO {}", quote(&body))
}
