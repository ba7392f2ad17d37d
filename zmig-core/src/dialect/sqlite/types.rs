//! The column of the type table that is SQLite's.
//!
//! SQLite derives a column's affinity from the letters of its type: `INT` anywhere makes it INTEGER, else `CHAR`, `CLOB`
//! or `TEXT` make it TEXT, `BLOB` BLOB, `REAL`, `FLOA` or `DOUB` REAL, and anything else NUMERIC. The names below are
//! chosen so that what is written is what is read: `UUID` alone, for one, would make a number of a uuid like `1e5…`.

use crate::Type;

/// Decimals up to this many digits fit a double exactly, and so compare and sort as numbers.
pub(crate) const EXACT_DIGITS: u16 = 15;

/// The spelling of a type.
pub(crate) fn spell(ty: &Type) -> String {
    match ty {
        Type::Bool => "BOOLEAN".into(),
        Type::Int16 => "SMALLINT".into(),
        Type::Int32 => "INT".into(),
        Type::Int => "INTEGER".into(),
        Type::Float32 => "FLOAT".into(),
        Type::Float => "DOUBLE".into(),
        Type::Decimal { precision, scale } if *precision <= EXACT_DIGITS => {
            format!("DECIMAL({precision},{scale})")
        }
        Type::Decimal { precision, scale } => format!("DECIMAL_TEXT({precision},{scale})"),
        Type::Str { max_length: None } => "VARCHAR".into(),
        Type::Str { max_length: Some(n) } => format!("VARCHAR({n})"),
        Type::Text | Type::Enum(_) => "TEXT".into(),
        Type::Bytes => "BLOB".into(),
        Type::Date => "DATE".into(),
        Type::Time => "TIME".into(),
        Type::DateTime => "DATETIME".into(),
        Type::Uuid => "UUID_TEXT".into(),
        Type::Json | Type::Array(_) => "JSON_TEXT".into(),
        // Refused before; a name alone would make a number of the text `1e5`.
        Type::Domain(_) => "TEXT".into(),
        Type::Raw(sql) => sql.clone(),
    }
}

/// The type that a column of a STRICT table has in its place: such a table knows six.
pub(crate) fn strictly(ty: &Type) -> Type {
    match ty {
        Type::Bool | Type::Int16 | Type::Int32 | Type::Int => Type::Int,
        Type::Float32 | Type::Float => Type::Float,
        Type::Decimal { precision, .. } if *precision <= EXACT_DIGITS => Type::Float,
        Type::Bytes => Type::Bytes,
        Type::Enum(name) => Type::Enum(name.clone()),
        Type::Raw(sql) => Type::Raw(sql.clone()),
        Type::Decimal { .. }
        | Type::Str { .. }
        | Type::Text
        | Type::Date
        | Type::Time
        | Type::DateTime
        | Type::Uuid
        | Type::Json
        | Type::Domain(_)
        | Type::Array(_) => Type::Text,
    }
}

/// The spelling of a column's type in its table.
pub(crate) fn spell_in(table: &crate::Table, ty: &Type) -> String {
    if table.options.contains(&crate::TableOption::Strict) { spell_strictly(ty) } else { spell(ty) }
}

/// The spelling of a type in a STRICT table.
fn spell_strictly(ty: &Type) -> String {
    match strictly(ty) {
        Type::Int => "INTEGER".into(),
        Type::Float => "REAL".into(),
        Type::Bytes => "BLOB".into(),
        Type::Raw(sql) => sql,
        _ => "TEXT".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::declared::affinity;
    use super::*;

    #[test]
    fn affinities_keep_values_whole() {
        for (ty, expected) in [
            ("bool", "NUMERIC"),
            ("int16", "INTEGER"),
            ("int32", "INTEGER"),
            ("int", "INTEGER"),
            ("float32", "REAL"),
            ("float", "REAL"),
            ("decimal(15,2)", "NUMERIC"),
            ("decimal(16,2)", "TEXT"),
            ("str", "TEXT"),
            ("str(9)", "TEXT"),
            ("text", "TEXT"),
            ("bytes", "BLOB"),
            ("date", "NUMERIC"),
            ("time", "NUMERIC"),
            ("datetime", "NUMERIC"),
            ("uuid", "TEXT"),
            ("json", "TEXT"),
            ("enum:point", "TEXT"),
            ("[int]", "TEXT"),
        ] {
            let ty: Type = ty.parse().expect("a type");
            assert_eq!(affinity(&spell(&ty)), expected, "{ty}");
        }
    }
}
