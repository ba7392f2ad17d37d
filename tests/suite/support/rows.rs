//! What a database's rows say, in one form for all databases: what is the same value is the same text.

use super::db::Db;
use serde_json::Value;
use std::collections::BTreeMap;
use zmig_core::{Column, Dialect, Schema, Type};

/// A row's values by the names of their columns, each in its normal form; `None` is NULL.
pub(crate) type Values = BTreeMap<String, Option<String>>;

/// A line for each row, sorted.
pub(crate) async fn rows(db: &Db, schema: &Schema) -> Vec<String> {
    lines(&try_values(db, schema).await.unwrap_or_else(|error| panic!("{}: {error}", db.dialect)))
}

/// The lines that the rows of tables are shown as.
pub(crate) fn lines(tables: &BTreeMap<String, Vec<Values>>) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, rows) in tables {
        let mut of_table: Vec<String> = rows
            .iter()
            .map(|row| {
                let values: Vec<_> = row
                    .iter()
                    .map(|(name, v)| format!("{name}={}", v.as_deref().unwrap_or("NULL")))
                    .collect();
                format!("{table}: {}", values.join(" "))
            })
            .collect();
        of_table.sort();
        lines.extend(of_table);
    }
    lines
}

/// The rows of each table.
pub(crate) async fn try_values(db: &Db, schema: &Schema) -> Result<BTreeMap<String, Vec<Values>>, String> {
    let mut tables = BTreeMap::new();
    for table in schema.tables.values() {
        let mut selected: Vec<_> = table.columns.iter().map(|c| select(c, schema, db.dialect)).collect();
        if selected.is_empty() {
            selected.push("NULL".into());
        }
        let from = db.dialect.quote_qualified(&table.name);
        let sql = format!("SELECT {} FROM {from}", selected.join(", "));
        let found = db.try_rows(&sql).await.map_err(|e| format!("{e}\n{sql}"))?;
        let of_row = |row: Vec<Option<String>>| -> Values {
            let value = |(c, v): (&Column, Option<String>)| {
                (c.name.clone(), v.map(|v| normal(&schema.base_type(&c.ty), &v)))
            };
            table.columns.iter().zip(row).map(value).collect()
        };
        tables.insert(table.name.clone(), found.into_iter().map(of_row).collect());
    }
    Ok(tables)
}

fn select(column: &Column, schema: &Schema, dialect: Dialect) -> String {
    let name = dialect.quote_name(&column.name);
    match (dialect, &*schema.base_type(&column.ty)) {
        (Dialect::Sqlite, Type::Bytes) => {
            format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END")
        }
        (Dialect::Sqlite, Type::Float | Type::Float32) => {
            format!("CASE WHEN typeof({name}) = 'real' THEN printf('%!.17g', {name}) ELSE {name} END")
        }
        (Dialect::Sqlite, _) => format!("CAST({name} AS TEXT)"),
        (Dialect::Postgres, Type::Bytes) => format!("encode({name}, 'hex')"),
        (Dialect::Postgres, Type::Array(_)) => format!("to_json({name})::text"),
        (Dialect::Postgres, Type::DateTime) => format!("({name} AT TIME ZONE 'UTC')::text"),
        (Dialect::Postgres, _) => format!("{name}::text"),
    }
}

fn normal(ty: &Type, text: &str) -> String {
    match ty {
        Type::Bool => match text {
            "1" | "true" => "true".into(),
            "0" | "false" => "false".into(),
            other => format!("no bool: {other}"),
        },
        Type::Float32 => text.parse::<f64>().map_or_else(|_| text.into(), |f| format!("{:?}", f as f32)),
        Type::Float => text.parse::<f64>().map_or_else(|_| text.into(), |f| format!("{f:?}")),
        Type::Decimal { .. } if text.contains('.') => {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Type::Time => without_zeros(text),
        Type::DateTime => without_zeros(&text.replace('T', " ").replace("+00:00", "")),
        Type::Json => canonical(text).to_string(),
        Type::Array(inner) => {
            let Value::Array(items) = canonical(text) else { return format!("no array: {text}") };
            let items: Vec<_> = items.iter().map(|item| element(inner, item)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => text.escape_debug().to_string(),
    }
}

fn element(ty: &Type, item: &Value) -> String {
    match item {
        Value::Null => "NULL".into(),
        Value::String(text) => normal(ty, text),
        other => normal(ty, &other.to_string()),
    }
}

fn canonical(text: &str) -> Value {
    let mut value = serde_json::from_str(text).unwrap_or_else(|e| panic!("no JSON: {e}: {text}"));
    plain_numbers(&mut value);
    value
}

/// `-2e3`, `-2000.0` and `-2000` are one number.
fn plain_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 1e15);
            if let Some(whole) = whole {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_numbers),
        Value::Object(fields) => fields.values_mut().for_each(plain_numbers),
        _ => {}
    }
}

fn without_zeros(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text.into() }
}
