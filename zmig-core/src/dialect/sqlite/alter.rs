//! The statements that make of one table another.

use super::check::guard;
use super::shape::Shape;
use super::{column, index, table};
use crate::dialect::clause::q;
use crate::{Column, Table};

/// ALTER TABLE, as far as SQLite has it; indexes; what rows that exist get.
pub(crate) fn native(shape: &Shape<'_>) -> Vec<String> {
    let name = q(&shape.after.name);
    let (old, new) = (index::statements(shape.before), index::statements(shape.after));
    let gone = old.iter().filter(|(name, sql)| new.get(*name) != Some(*sql));
    let come = new.iter().filter(|(name, sql)| old.get(*name) != Some(*sql));
    let mut sql: Vec<String> = gone.map(|(name, _)| index::drop(name)).collect();
    let mut drops: Vec<String> =
        shape.dropped().map(|c| format!("ALTER TABLE {name} DROP COLUMN {}", q(&c.name))).collect();
    // A table is never without a column: where all go, they go last.
    let all_go = drops.len() == shape.before.columns.len();
    if !all_go {
        sql.append(&mut drops);
    }
    for c in shape.added() {
        let mut keys = shape.added_keys();
        keys.retain(|key| shape.comes_with_column(key) && key.columns.first() == Some(&c.name));
        let line = column::definition_with_keys(shape.after, c, shape.target, &keys);
        sql.push(format!("ALTER TABLE {name} ADD COLUMN {line}"));
        if let Some(fill) = backfill(shape, c) {
            sql.push(format!("UPDATE {name} SET {} = {fill}", q(&c.name)));
        }
    }
    sql.extend(drops);
    sql.extend(come.map(|(_, sql)| sql.clone()));
    sql
}

fn backfill(shape: &Shape<'_>, column: &Column) -> Option<String> {
    let fill = shape.hints.get(&column.name)?.backfill.as_ref()?;
    (column.default.as_ref() != Some(fill)).then(|| super::literal::value(fill, &column.ty))
}

/// SQLite's documented procedure for any change of a table: a new one takes the rows and then the name. Foreign keys
/// must be off meanwhile, which is the file's business. The old way of renaming leaves views, triggers and foreign keys
/// of other tables as they are, which mean the new table once it has the name.
pub(crate) fn rebuild(shape: &Shape<'_>) -> Vec<String> {
    let (before, after) = (shape.before, shape.after);
    let copy = crate::shorten(&format!("zmig_new_{}", after.name));
    let mut sql: Vec<String> = shape.obstacles().iter().flat_map(|o| o.guard(before)).collect();
    sql.push(table::create_as(after, &copy, shape.target));
    sql.push(copy_rows(shape, &copy));
    sql.extend(guard(
        &format!("{}: not every row was copied", after.name),
        &format!("SELECT (SELECT count(*) FROM {}) - (SELECT count(*) FROM {})", q(&before.name), q(&copy)),
    ));
    if counts(before) && counts(after) {
        sql.extend(keep_counter(&before.name, &copy));
    }
    sql.push(format!("DROP TABLE {}", q(&before.name)));
    sql.push("PRAGMA legacy_alter_table = ON".into());
    sql.push(format!("ALTER TABLE {} RENAME TO {}", q(&copy), q(&after.name)));
    sql.push("PRAGMA legacy_alter_table = OFF".into());
    sql.extend(index::create_all(after));
    sql
}

fn copy_rows(shape: &Shape<'_>, copy: &str) -> String {
    let (mut columns, mut sources) = (Vec::new(), Vec::new());
    for c in &shape.after.columns {
        if let Some(source) = shape.source(c) {
            columns.push(q(&c.name));
            sources.push(source);
        }
    }
    let from = format!("FROM {}", q(&shape.before.name));
    if columns.is_empty() {
        // Every value is the database's own to make: a row for a row.
        let Some(first) = shape.after.columns.iter().find(|c| c.generated.is_none()) else {
            return String::new();
        };
        columns.push(q(&first.name));
        let default = first.default.as_ref().filter(|_| first.identity.is_none());
        sources.push(default.map_or_else(|| "NULL".into(), |d| super::literal::value(d, &first.ty)));
    }
    format!(
        "INSERT INTO {} (\n    {}\n)\nSELECT\n    {}\n{from}",
        q(copy),
        columns.join(",\n    "),
        sources.join(",\n    ")
    )
}

fn counts(table: &Table) -> bool {
    table.columns.iter().any(|c| c.identity.is_some())
}

/// A number that was given once is not given again, even if its row is gone.
fn keep_counter(table: &str, copy: &str) -> Vec<String> {
    let text = |name: &str| crate::Dialect::Sqlite.quote_text(name);
    vec![
        format!("DELETE FROM sqlite_sequence WHERE name = {}", text(copy)),
        format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
            text(copy),
            text(table)
        ),
    ]
}
