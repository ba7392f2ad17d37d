//! The column of the type table that is PostgreSQL's.

use crate::{Dialect, Type};

/// The spelling of a type.
pub(crate) fn spell(ty: &Type) -> String {
    match ty {
        Type::Bool => "BOOLEAN".into(),
        Type::Int16 => "SMALLINT".into(),
        Type::Int32 => "INTEGER".into(),
        Type::Int => "BIGINT".into(),
        Type::Float32 => "REAL".into(),
        Type::Float => "DOUBLE PRECISION".into(),
        Type::Decimal { precision, scale } => format!("NUMERIC({precision},{scale})"),
        Type::Str { max_length: None } => "VARCHAR".into(),
        Type::Str { max_length: Some(n) } => format!("VARCHAR({n})"),
        Type::Text => "TEXT".into(),
        Type::Bytes => "BYTEA".into(),
        Type::Date => "DATE".into(),
        Type::Time => "TIME".into(),
        Type::DateTime => "TIMESTAMPTZ".into(),
        Type::Uuid => "UUID".into(),
        Type::Json => "JSONB".into(),
        Type::Enum(name) | Type::Domain(name) => Dialect::Postgres.quote_qualified(name),
        Type::Array(inner) => format!("{}[]", spell(inner)),
        Type::Raw(sql) => sql.clone(),
    }
}
