//! Values as PostgreSQL writes them: the one place where a literal becomes SQL.

use super::types::spell;
use crate::dialect::{is_hex, is_number};
use crate::{DefaultValue, Dialect, Literal, Type};
use serde_json::Value;

/// A default or a backfill for a column of type `ty`.
pub(crate) fn value(value: &DefaultValue, ty: &Type) -> String {
    match (value, ty) {
        (DefaultValue::Literal(l), _) => literal(l, ty),
        (DefaultValue::Now, Type::Date) => "CURRENT_DATE".into(),
        (DefaultValue::Now, Type::Time) => "LOCALTIME".into(),
        (DefaultValue::Now, _) => "CURRENT_TIMESTAMP".into(),
        (DefaultValue::Expr(sql), _) => crate::dialect::clause::paren(sql),
    }
}

/// A literal of type `ty`.
pub(crate) fn literal(literal: &Literal, ty: &Type) -> String {
    match literal {
        Literal::Bool(b) => if *b { "TRUE" } else { "FALSE" }.into(),
        Literal::Int(n) => n.to_string(),
        Literal::Number(n) if is_number(n) => n.clone(),
        Literal::Number(text) | Literal::Text(text) => text_literal(text, ty),
    }
}

/// The value that stands for nothing where a column must hold something and no value is known.
pub(crate) fn zero(ty: &Type, enum_values: &[String]) -> Option<String> {
    Some(match ty {
        Type::Bool => "FALSE".into(),
        Type::Int16 | Type::Int32 | Type::Int | Type::Float32 | Type::Float | Type::Decimal { .. } => {
            "0".into()
        }
        Type::Str { .. } | Type::Text => "''".into(),
        Type::Bytes => "''::BYTEA".into(),
        Type::Date => "'1970-01-01'::DATE".into(),
        Type::Time => "'00:00:00'::TIME".into(),
        Type::DateTime => "'1970-01-01T00:00:00Z'::TIMESTAMPTZ".into(),
        Type::Uuid => "'00000000-0000-0000-0000-000000000000'::UUID".into(),
        Type::Json => "'{}'::JSONB".into(),
        Type::Enum(_) => text_literal(enum_values.first()?, ty),
        Type::Array(_) => format!("'{{}}'::{}", spell(ty)),
        // Its callers know what a domain is made of.
        Type::Domain(_) | Type::Raw(_) => return None,
    })
}

fn text_literal(text: &str, ty: &Type) -> String {
    let quote = |text: &str| Dialect::Postgres.quote_text(text);
    match ty {
        Type::Str { .. } | Type::Text | Type::Raw(_) => quote(text),
        Type::Bytes if is_hex(text) => format!("{}::BYTEA", quote(&format!("\\x{text}"))),
        Type::Array(inner) => array(text, ty, inner).unwrap_or_else(|| quote(text)),
        _ => format!("{}::{}", quote(text), spell(ty)),
    }
}

/// `ARRAY['a', 'b']::TEXT[]` from a JSON array.
fn array(json: &str, ty: &Type, inner: &Type) -> Option<String> {
    let Value::Array(items) = serde_json::from_str(json).ok()? else { return None };
    if items.is_empty() {
        return Some(format!("'{{}}'::{}", spell(ty)));
    }
    let items: Vec<_> = items.iter().map(|item| element(item, inner)).collect();
    Some(format!("ARRAY[{}]::{}", items.join(", "), spell(ty)))
}

fn element(item: &Value, ty: &Type) -> String {
    match item {
        Value::Null => "NULL".into(),
        Value::Bool(b) if *ty == Type::Bool => literal(&Literal::Bool(*b), ty),
        Value::Number(n) if *ty != Type::Json => literal(&Literal::Number(n.to_string()), ty),
        Value::String(s) if *ty != Type::Json => text_literal(s, ty),
        other => text_literal(&other.to_string(), ty),
    }
}
