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
        Type::Raw(sql) => sql.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQLite's own rules, in their order.
    fn affinity(spelled: &str) -> &'static str {
        let has = |part: &str| spelled.contains(part);
        if has("INT") {
            "INTEGER"
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            "TEXT"
        } else if has("BLOB") {
            "BLOB"
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            "REAL"
        } else {
            "NUMERIC"
        }
    }

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
