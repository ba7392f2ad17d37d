//! Values as SQLite stores them: the one place where a literal becomes SQL.

use super::types::EXACT_DIGITS;
use crate::dialect::{is_hex, is_number};
use crate::{DefaultValue, Dialect, Literal, Type};

/// A default or a backfill for a column of type `ty`.
pub(crate) fn value(value: &DefaultValue, ty: &Type) -> String {
    match (value, ty) {
        (DefaultValue::Literal(l), _) => literal(l, ty),
        (DefaultValue::Now, Type::Date) => "(date('now'))".into(),
        (DefaultValue::Now, Type::Time) => "(strftime('%H:%M:%f', 'now'))".into(),
        // The form in which sqlx writes an instant, so that all of a column compare.
        (DefaultValue::Now, _) => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00')".into(),
        (DefaultValue::Expr(sql), _) => crate::dialect::clause::paren(sql),
    }
}

/// A literal of type `ty`.
pub(crate) fn literal(literal: &Literal, ty: &Type) -> String {
    let quote = |text: &str| Dialect::Sqlite.quote_text(text);
    match (literal, ty) {
        (Literal::Bool(b), _) => u8::from(*b).to_string(),
        (Literal::Int(n), _) => n.to_string(),
        (Literal::Number(n), Type::Decimal { precision, .. }) if *precision > EXACT_DIGITS => quote(n),
        (Literal::Number(n), _) if is_number(n) => n.clone(),
        (Literal::Text(text), Type::Bytes) if is_hex(text) => format!("X'{text}'"),
        (Literal::Text(text), Type::DateTime) => quote(&instant(text)),
        (Literal::Text(text), Type::Uuid) => quote(&text.to_lowercase()),
        (Literal::Number(text) | Literal::Text(text), _) => quote(text),
    }
}

/// The value that stands for nothing where a column must hold something and no value is known.
pub(crate) fn zero(ty: &Type, enum_values: &[String]) -> Option<String> {
    Some(match ty {
        Type::Bool | Type::Int16 | Type::Int32 | Type::Int | Type::Float32 | Type::Float => "0".into(),
        Type::Decimal { precision, .. } if *precision <= EXACT_DIGITS => "0".into(),
        Type::Decimal { scale: 0, .. } => "'0'".into(),
        Type::Decimal { scale, .. } => format!("'0.{}'", "0".repeat(usize::from(*scale))),
        Type::Str { .. } | Type::Text => "''".into(),
        Type::Bytes => "X''".into(),
        Type::Date => "'1970-01-01'".into(),
        Type::Time => "'00:00:00'".into(),
        Type::DateTime => "'1970-01-01T00:00:00+00:00'".into(),
        Type::Uuid => "'00000000-0000-0000-0000-000000000000'".into(),
        Type::Json => "'{}'".into(),
        Type::Enum(_) => Dialect::Sqlite.quote_text(enum_values.first()?),
        Type::Array(_) => "'[]'".into(),
        Type::Domain(_) | Type::Raw(_) => return None,
    })
}

/// `2025-12-20T09:30:00.5Z` as sqlx writes it: `2025-12-20T09:30:00.500+00:00`.
pub(crate) fn instant(text: &str) -> String {
    let Some(local) = text.strip_suffix('Z') else { return text.to_owned() };
    match local.split_once('.') {
        None => format!("{local}+00:00"),
        Some((seconds, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            let width = fraction.len().div_ceil(3) * 3;
            if width == 0 {
                format!("{seconds}+00:00")
            } else {
                format!("{seconds}.{fraction:0<width$}+00:00")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_sqlx_writes_them() {
        for (text, expected) in [
            ("2025-12-20T09:30:00Z", "2025-12-20T09:30:00+00:00"),
            ("2025-12-20T09:30:00.5Z", "2025-12-20T09:30:00.500+00:00"),
            ("2025-12-20T09:30:00.000Z", "2025-12-20T09:30:00+00:00"),
            ("2025-12-20T09:30:00.123456Z", "2025-12-20T09:30:00.123456+00:00"),
        ] {
            assert_eq!(instant(text), expected);
        }
    }

    #[test]
    fn what_is_no_number_is_quoted() {
        let number = |text: &str| literal(&Literal::Number(text.into()), &Type::Float);
        assert_eq!(number("-1.5e3"), "-1.5e3");
        assert_eq!(number("1; DROP TABLE users"), "'1; DROP TABLE users'");
    }
}
