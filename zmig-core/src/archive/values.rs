//! The SQL of archives: how rows get in, and how they come out again as what they were.

use crate::dialect::clause::{q, qt};
use crate::dialect::{postgres, sqlite};
use crate::{Column, DefaultValue, Dialect, Schema, Table, Type};

/// Columns, each with its name of before.
type Held<'a> = [(&'a Column, String)];

/// `CREATE TABLE … AS SELECT …`, under the names of before.
pub(super) fn create(name: &str, table: &str, columns: &Held<'_>, dialect: Dialect) -> String {
    let put = |(column, was): &(&Column, String)| {
        let name = q(was);
        if is_text(&column.ty, dialect) { format!("{name}::TEXT AS {name}") } else { name }
    };
    let list: Vec<_> = columns.iter().map(put).collect();
    format!("CREATE TABLE {} AS SELECT {} FROM {}", q(name), list.join(", "), table_name(table, dialect))
}

/// What fills a table that was just made again, and lets its numbering go on.
pub(super) fn fill(table: &Table, columns: &Held<'_>, archive: &str, dialect: Dialect) -> Vec<String> {
    let into: Vec<_> = columns.iter().map(|(c, _)| q(&c.name)).collect();
    let out: Vec<_> = columns.iter().map(|(c, was)| taken(&q(was), &c.ty, dialect)).collect();
    let overriding = match dialect {
        Dialect::Postgres => " OVERRIDING SYSTEM VALUE",
        Dialect::Sqlite => "",
    };
    let mut sql = vec![format!(
        "INSERT INTO {} ({}){overriding} SELECT {} FROM {}",
        table_name(&table.name, dialect),
        into.join(", "),
        out.join(", "),
        q(archive)
    )];
    if dialect == Dialect::Postgres {
        let numbered = table.columns.iter().filter(|c| c.identity.is_some());
        sql.extend(numbered.map(|c| postgres::numbering::after_the_greatest(&table.name, c)));
    }
    sql
}

/// The value that a column had in a row of its table, found by the row's key; for a row that came later, what it would
/// get if there were no archive.
pub(super) fn look_up(
    schema: &Schema,
    table: &Table,
    keys: &Held<'_>,
    (column, was): (&Column, &str),
    archive: &str,
    backfill: Option<&DefaultValue>,
    dialect: Dialect,
) -> String {
    let own = table_name(&table.name, dialect);
    let same = |(key, was): &(&Column, String)| {
        let cast = if is_text(&key.ty, dialect) { "::TEXT" } else { "" };
        format!("zmig_kept.{} = {own}.{}{cast}", q(was), q(&key.name))
    };
    let same: Vec<_> = keys.iter().map(same).collect();
    let from = format!("FROM {} zmig_kept WHERE {}", q(archive), same.join(" AND "));
    let value = taken(&format!("(SELECT zmig_kept.{} {from})", q(was)), &column.ty, dialect);
    let other = otherwise(schema, column, backfill, dialect);
    format!("CASE WHEN EXISTS (SELECT 1 {from}) THEN {value} ELSE {other} END")
}

fn otherwise(schema: &Schema, column: &Column, backfill: Option<&DefaultValue>, dialect: Dialect) -> String {
    let value = |value: &DefaultValue| match dialect {
        Dialect::Postgres => postgres::column::default_value(value, column, schema),
        Dialect::Sqlite => sqlite::literal::value(value, &column.ty),
    };
    let values = column.ty.enum_name().map_or(&[][..], |name| schema.enum_values(name));
    let zero = || match dialect {
        Dialect::Postgres => postgres::literal::zero(&schema.base_type(&column.ty), values),
        Dialect::Sqlite => sqlite::literal::zero(&column.ty, values),
    };
    match backfill.or(column.default.as_ref()) {
        Some(fill) => value(fill),
        None if column.nullable => "NULL".to_owned(),
        None => zero().unwrap_or_else(|| "NULL".to_owned()),
    }
}

/// Types that may go or change while the archive stays are kept as text.
fn is_text(ty: &Type, dialect: Dialect) -> bool {
    match ty {
        Type::Enum(_) | Type::Domain(_) | Type::Raw(_) => dialect == Dialect::Postgres,
        Type::Array(inner) => is_text(inner, dialect),
        _ => false,
    }
}

/// A value that comes out of an archive.
fn taken(value: &str, ty: &Type, dialect: Dialect) -> String {
    if is_text(ty, dialect) { format!("{value}::{}", postgres::types::spell(ty)) } else { value.to_owned() }
}

fn table_name(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => qt(name),
        Dialect::Sqlite => q(name),
    }
}
