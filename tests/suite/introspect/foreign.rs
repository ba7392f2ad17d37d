//! A database that others made. What is found is held by a text next to its SQL, `foreign.txt`, which is read by people.

use super::same;
use crate::support::db::Db;
use std::fmt::Write as _;
use zmig_core::{Column, DefaultValue, Deferrable, Dialect, Identity, Literal, Schema, Table};

const SQL: &str = include_str!("foreign.sql");

#[tokio::test]
async fn a_foreign_database_is_read_whole() {
    let mut db = Db::new(Dialect::Sqlite).await;
    db.run(SQL).await;
    let found = db.introspect().await;
    let mut text = shown(&found.schema);
    for thing in &found.unmanaged {
        let needs: Vec<String> = thing.needs.iter().map(ToString::to_string).collect();
        let definition = thing.definition.as_deref().unwrap_or_default().lines().next().unwrap_or_default();
        writeln!(text, "not managed: {thing}: {definition}\n    needs {}", needs.join(", ")).expect("text");
    }
    crate::golden::expect(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/introspect/foreign.txt"),
        &text,
    )
    .expect("as it was");

    // What zmig makes of it is the same to zmig.
    db.reset().await;
    super::create(&db, &found.schema).await;
    let again = db.introspect().await;
    same(&again.schema, &found.schema, Dialect::Sqlite).expect("the same");
    assert_eq!(again.unmanaged, []);
    db.drop().await;
}

/// A line for everything.
fn shown(schema: &Schema) -> String {
    let mut out = String::new();
    for table in schema.tables.values() {
        table_lines(&mut out, table).expect("text");
    }
    for e in schema.enums.values() {
        writeln!(out, "enum {}: {}", e.name, e.values.join(" | ")).expect("text");
    }
    out
}

fn table_lines(out: &mut String, table: &Table) -> std::fmt::Result {
    write!(out, "table {}", table.name)?;
    if !table.primary_key.is_empty() {
        let name = table.primary_key_name.as_deref().unwrap_or("-");
        write!(out, ", key {name} ({})", table.primary_key.join(", "))?;
    }
    for option in &table.options {
        write!(out, ", {}", option.keyword())?;
    }
    out.push('\n');
    for column in &table.columns {
        writeln!(out, "    {}", column_text(column))?;
    }
    for unique in &table.uniques {
        writeln!(out, "    unique {} ({})", unique.name, unique.columns.join(", "))?;
    }
    for index in &table.indexes {
        let keys = serde_json::to_string(&index.keys).expect("JSON");
        let unique = if index.unique { "unique " } else { "" };
        write!(out, "    {unique}index {} {keys}", index.name)?;
        if let Some(condition) = &index.condition {
            write!(out, " where {condition}")?;
        }
        out.push('\n');
    }
    for check in &table.checks {
        writeln!(out, "    check {}: {}", check.name, check.expr)?;
    }
    for key in &table.foreign_keys {
        let (from, to) = (key.columns.join(", "), key.ref_columns.join(", "));
        write!(out, "    foreign key {} ({from}) -> {} ({to})", key.name, key.references)?;
        write!(out, " delete {} update {}", key.on_delete.keyword(), key.on_update.keyword())?;
        if key.deferrable != Deferrable::No {
            write!(out, " {:?}", key.deferrable)?;
        }
        writeln!(out, "{}", if key.match_full { " full" } else { "" })?;
    }
    Ok(())
}

fn column_text(column: &Column) -> String {
    let mut text = format!("{}: {}", column.name, column.ty);
    if !column.nullable {
        text.push_str(" required");
    }
    if column.identity != Identity::None {
        text.push_str(" numbered");
    }
    match &column.default {
        None => {}
        Some(DefaultValue::Now) => text.push_str(" default now"),
        Some(DefaultValue::Expr(sql)) => text.push_str(&format!(" default expr {sql}")),
        Some(DefaultValue::Literal(Literal::Text(t))) => text.push_str(&format!(" default {t:?}")),
        Some(DefaultValue::Literal(l)) => text.push_str(&format!(" default {l:?}")),
    }
    if let Some(generated) = &column.generated {
        text.push_str(&format!(
            " {} {}",
            if generated.stored { "stored" } else { "virtual" },
            generated.expr
        ));
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    text
}
