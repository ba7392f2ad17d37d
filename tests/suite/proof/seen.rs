//! Whether what introspection reads is what a schema says.

use super::road::differences;
use zmig_core::{DefaultValue, Dialect, KeyOf, Schema};

/// Whether a database that holds `expected` was read as such. PostgreSQL prints SQL text in its own way, so that there it
/// only counts that there is one; that it is the right one shows when what was read is created again.
pub(crate) fn is_seen(found: &Schema, expected: &Schema, dialect: Dialect) -> Result<(), String> {
    let in_its_eyes = |schema: &Schema| schema.as_seen_by(dialect).without_owners();
    let (mut found, mut expected) = (in_its_eyes(found), in_its_eyes(expected));
    if dialect == Dialect::Postgres {
        without_text(&mut found);
        without_text(&mut expected);
    }
    equal(&found, &expected)
}

/// Whether two schemas are equal, and where not.
pub(crate) fn equal(found: &Schema, expected: &Schema) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let text = differences(&flat(expected), &flat(found));
    Err(if text.is_empty() { format!("expected {expected:#?}\nfound {found:#?}") } else { text })
}

/// A line for each thing.
fn flat(schema: &Schema) -> Vec<String> {
    let json = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
    let mut lines = Vec::new();
    for table in schema.tables.values() {
        let serde_json::Value::Object(fields) = json(serde_json::to_value(table)) else { continue };
        for (name, value) in fields {
            match value {
                serde_json::Value::Array(items) if name != "primary_key" => {
                    lines.extend(items.iter().map(|item| format!("{} {name} {item}", table.name)));
                }
                value => lines.push(format!("{} {name} {value}", table.name)),
            }
        }
    }
    lines.extend(schema.enums.values().map(|e| format!("enum {}", json(serde_json::to_value(e)))));
    lines.extend(schema.domains.values().map(|d| format!("domain {}", json(serde_json::to_value(d)))));
    lines
}

fn without_text(schema: &mut Schema) {
    let blank = |text: &mut String| "…".clone_into(text);
    let default = |default: &mut Option<DefaultValue>| {
        if let Some(DefaultValue::Expr(text)) = default {
            blank(text);
        }
    };
    for domain in schema.domains.values_mut() {
        default(&mut domain.default);
        domain.checks.iter_mut().for_each(|c| blank(&mut c.expr));
    }
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            default(&mut column.default);
            column.generated.iter_mut().for_each(|g| blank(&mut g.expr));
        }
        table.checks.iter_mut().for_each(|c| blank(&mut c.expr));
        for index in &mut table.indexes {
            index.condition.iter_mut().for_each(blank);
            for key in &mut index.keys {
                if let KeyOf::Expr(text) = &mut key.what {
                    blank(text);
                }
            }
        }
    }
}
