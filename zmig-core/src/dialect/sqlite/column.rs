//! A column as a line of CREATE TABLE or ADD COLUMN.

use super::literal;
use super::types::spell_in;
use crate::dialect::clause::{names, paren, primary_key, q, references};
use crate::{Column, ForeignKey, Schema, Table, Type};

/// `"age" INTEGER NOT NULL DEFAULT 0`
pub(crate) fn definition(table: &Table, column: &Column, schema: &Schema) -> String {
    let ty = spell_in(table, &column.ty);
    let mut sql = format!("{} {ty}", q(&column.name));
    if column.identity.is_some() {
        // The one column that SQLite numbers: its type must be spelled so, whatever its width.
        return format!(
            "{} INTEGER CONSTRAINT {} PRIMARY KEY AUTOINCREMENT NOT NULL",
            q(&column.name),
            q(&table.key_name())
        );
    }
    // The usual order needs no word.
    let collation = crate::seen::sqlite_collation(column.collation.clone());
    if let Some(collation) = collation.filter(|c| c != "BINARY") {
        sql.push_str(&format!(" COLLATE {}", q(&collation)));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS {} {kept}", paren(&generated.expr)));
    } else if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {}", literal::value(default, &column.ty)));
    }
    if !column.nullable || table.is_key(&column.name) {
        sql.push_str(" NOT NULL");
    }
    if let Type::Enum(name) = &column.ty {
        sql.push_str(&enum_check(table, column, schema.enum_values(name)));
    }
    sql
}

/// The same with foreign keys of the column itself, which is how a column can bring them along.
pub(crate) fn definition_with_keys(
    table: &Table,
    column: &Column,
    schema: &Schema,
    keys: &[&ForeignKey],
) -> String {
    let mut sql = definition(table, column, schema);
    for key in keys {
        sql.push_str(&format!(" CONSTRAINT {} {}", q(&key.name), references(key)));
    }
    sql
}

/// The key as a line of its own, unless the column that SQLite numbers says it.
pub(crate) fn key_line(table: &Table) -> Option<String> {
    let said = table.columns.iter().any(|c| c.identity.is_some());
    (!said && !table.primary_key.is_empty()).then(|| primary_key(&table.key_name(), &table.primary_key))
}

fn enum_check(table: &Table, column: &Column, values: &[String]) -> String {
    let name = crate::check_constraint_name(&table.name, &format!("{}_enum", column.name));
    let values: Vec<_> = values.iter().map(|v| crate::Dialect::Sqlite.quote_text(v)).collect();
    format!(
        " CONSTRAINT {} CHECK ({} IN ({}))",
        q(&name),
        names(std::slice::from_ref(&column.name)),
        values.join(", ")
    )
}
