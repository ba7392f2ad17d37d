//! What a database's rows say, in one form for all databases: what is the same value is the same text.

use super::db::Db;
use serde_json::Value;
use zmig_core::{Column, Dialect, Schema, Type};

/// A line for each row, sorted.
pub(crate) async fn rows(db: &Db, schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    for table in schema.tables.values() {
        let mut columns: Vec<&Column> = table.columns.iter().collect();
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        let mut selected: Vec<_> = columns.iter().map(|c| select(c, db.dialect)).collect();
        if selected.is_empty() {
            selected.push("NULL".into());
        }
        let sql = format!("SELECT {} FROM {}", selected.join(", "), db.dialect.quote_name(&table.name));
        let mut of_table: Vec<String> = Vec::new();
        for row in db.rows(&sql).await {
            let values: Vec<_> = columns
                .iter()
                .zip(row)
                .map(|(c, v)| format!("{}={}", c.name, v.map_or("NULL".into(), |v| normal(&c.ty, &v))))
                .collect();
            of_table.push(format!("{}: {}", table.name, values.join(" ")));
        }
        of_table.sort();
        lines.extend(of_table);
    }
    lines
}

fn select(column: &Column, dialect: Dialect) -> String {
    let name = dialect.quote_name(&column.name);
    match (dialect, &column.ty) {
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
    serde_json::from_str(text).unwrap_or_else(|e| panic!("no JSON: {e}: {text}"))
}

fn without_zeros(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text.into() }
}
