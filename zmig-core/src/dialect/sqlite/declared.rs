//! Declared types, read back. SQLite takes any words for a type, so what zmig has not written itself may be spelled as any
//! database spells it. A spelling becomes the nearest type of the same meaning *and* affinity, so that zmig's own spelling
//! of it keeps the values as they are; what has no such type stays as it is spelled.

use super::types::{EXACT_DIGITS, spell};
use crate::Type;

/// What a column without a type is called where it needs a name: its affinity is the same.
const NO_TYPE: &str = "BLOB_ANY";

/// The type that a declaration names.
pub(crate) fn read(declared: &str) -> Type {
    let declared = declared.trim();
    if declared.is_empty() {
        return Type::Raw(NO_TYPE.into());
    }
    let upper = declared.to_ascii_uppercase();
    let (words, args) = match upper.split_once('(') {
        // Anything behind the parentheses is another type than the words alone.
        Some((words, rest)) => match rest.trim_end().strip_suffix(')') {
            Some(args) => (words, args),
            None => return raw(declared),
        },
        None => (upper.as_str(), ""),
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let args: Vec<&str> = if args.is_empty() { Vec::new() } else { args.split(',').map(str::trim).collect() };
    let ty = number(&words, &args).or_else(|| text(&words, &args)).or_else(|| time(&words, &args));
    ty.filter(|ty| affinity(&upper) == affinity(&spell(ty))).unwrap_or_else(|| raw(declared))
}

fn raw(declared: &str) -> Type {
    Type::Raw(declared.to_owned())
}

fn number(words: &[&str], args: &[&str]) -> Option<Type> {
    // A width of whole numbers is for showing them.
    Some(match (words, args) {
        (["BOOLEAN" | "BOOL"], []) => Type::Bool,
        (["SMALLINT" | "INT2" | "TINYINT"], [] | [_]) => Type::Int16,
        (["INT" | "INT4" | "MEDIUMINT"], [] | [_]) => Type::Int32,
        (["INTEGER" | "BIGINT" | "INT8" | "INT64"], [] | [_])
        | (["INT" | "INTEGER" | "BIGINT", "UNSIGNED"], [])
        | (["UNSIGNED", "BIG", "INT"], []) => Type::Int,
        (["FLOAT" | "FLOAT4"], []) => Type::Float32,
        (["DOUBLE" | "REAL" | "FLOAT8"] | ["DOUBLE", "PRECISION"], []) => Type::Float,
        (["DECIMAL" | "NUMERIC"], [_] | [_, _]) => {
            decimal(args).filter(|(digits, _)| *digits <= EXACT_DIGITS)?.1
        }
        (["DECIMAL_TEXT"], [_, _]) => decimal(args).filter(|(digits, _)| *digits > EXACT_DIGITS)?.1,
        _ => return None,
    })
}

fn decimal(args: &[&str]) -> Option<(u16, Type)> {
    match format!("decimal({})", args.join(",")).parse() {
        Ok(Type::Decimal { precision, scale }) => Some((precision, Type::Decimal { precision, scale })),
        _ => None,
    }
}

fn text(words: &[&str], args: &[&str]) -> Option<Type> {
    Some(match (words, args) {
        (["TEXT" | "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "NTEXT" | "CLOB" | "NCLOB"], _) => Type::Text,
        (["UUID_TEXT"], []) => Type::Uuid,
        (["JSON_TEXT"], []) => Type::Json,
        (
            ["VARCHAR" | "VARCHAR2" | "NVARCHAR" | "NVARCHAR2" | "CHARACTER" | "CHAR" | "NCHAR" | "BPCHAR"],
            _,
        )
        | (["CHARACTER" | "CHAR", "VARYING"], _)
        | (["VARYING" | "NATIVE", "CHARACTER"], _) => match args {
            [] => Type::STR,
            // `VARCHAR2(20 CHAR)`
            [n] => match n.split_whitespace().next().unwrap_or("").parse() {
                Ok(n @ 1..=10_485_760) => Type::Str { max_length: Some(n) },
                _ => Type::STR,
            },
            _ => return None,
        },
        (["BLOB" | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB"], _) => Type::Bytes,
        _ => return None,
    })
}

fn time(words: &[&str], args: &[&str]) -> Option<Type> {
    // A number of digits after the second.
    Some(match (words, args) {
        (["DATE"], []) => Type::Date,
        (["TIME"], [] | [_]) => Type::Time,
        (
            ["DATETIME" | "DATETIME2" | "TIMESTAMP" | "TIMESTAMPTZ"]
            | ["TIMESTAMP", "WITH" | "WITHOUT", "TIME", "ZONE"],
            [] | [_],
        ) => Type::DateTime,
        _ => return None,
    })
}

/// SQLite's own rules, in their order, over capitals.
pub(crate) fn affinity(spelled: &str) -> &'static str {
    let has = |part: &str| spelled.contains(part);
    if has("INT") {
        "INTEGER"
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        "TEXT"
    } else if has("BLOB") || spelled.is_empty() {
        "BLOB"
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        "REAL"
    } else {
        "NUMERIC"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for name in [
            "bool",
            "int16",
            "int32",
            "int",
            "float32",
            "float",
            "decimal(15,2)",
            "decimal(4,0)",
            "decimal(16,2)",
            "decimal(1000,1000)",
            "str",
            "str(9)",
            "str(10485760)",
            "text",
            "bytes",
            "date",
            "time",
            "datetime",
            "uuid",
            "json",
        ] {
            let ty: Type = name.parse().expect("a type");
            assert_eq!(read(&spell(&ty)), ty, "{name}");
        }
    }

    #[test]
    fn foreign_spellings_keep_their_meaning_and_affinity() {
        for (declared, expected) in [
            ("integer", "int"),
            ("INT(11)", "int32"),
            ("tinyint(1)", "int16"),
            ("UNSIGNED BIG INT", "int"),
            ("BIGINT  UNSIGNED", "int"),
            ("Bool", "bool"),
            ("real", "float"),
            ("DOUBLE PRECISION", "float"),
            ("NUMERIC(10,2)", "decimal(10,2)"),
            ("numeric ( 10 , 2 )", "decimal(10,2)"),
            ("DECIMAL(10)", "decimal(10,0)"),
            ("NVARCHAR(160)", "str(160)"),
            ("VARCHAR2(20 CHAR)", "str(20)"),
            ("character varying(20)", "str(20)"),
            ("NATIVE CHARACTER(70)", "str(70)"),
            ("varchar", "str"),
            ("VARCHAR(0)", "str"),
            ("longtext", "text"),
            ("CLOB", "text"),
            ("longblob", "bytes"),
            ("TIMESTAMP", "datetime"),
            ("timestamp with time zone", "datetime"),
            ("datetime(6)", "datetime"),
            // Of another affinity than zmig's spelling of the type that is meant.
            ("UUID", "sql:UUID"),
            ("JSON", "sql:JSON"),
            ("NUMERIC(20,4)", "sql:NUMERIC(20,4)"),
            ("NUMERIC", "sql:NUMERIC"),
            ("STRING", "sql:STRING"),
            ("VARBINARY(16)", "sql:VARBINARY(16)"),
            ("SERIAL", "sql:SERIAL"),
            // Of no meaning that zmig knows.
            ("ANY", "sql:ANY"),
            ("POINT", "sql:POINT"),
            ("INTERVAL", "sql:INTERVAL"),
            ("Long Text", "sql:Long Text"),
            ("FLOATING POINT", "sql:FLOATING POINT"),
            ("DECIMAL(10,2,3)", "sql:DECIMAL(10,2,3)"),
            ("DECIMAL(2,10)", "sql:DECIMAL(2,10)"),
            ("VARCHAR(10", "sql:VARCHAR(10"),
            ("", "sql:BLOB_ANY"),
        ] {
            let ty = read(declared);
            assert_eq!(ty.to_string(), expected, "{declared}");
            assert_eq!(
                affinity(&spell(&ty).to_ascii_uppercase()),
                affinity(&declared.to_ascii_uppercase()),
                "{declared}"
            );
            assert_eq!(read(&spell(&ty)), ty, "{declared} stays what it is");
        }
    }
}
