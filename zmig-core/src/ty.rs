//! The neutral types. Each is one row: its name in YAML, its Rust type; the spelling per dialect is the dialects' column.

pub(crate) mod literal;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a column holds, in words that every database understands.
///
/// The text form is that of the schema language: `decimal(10,2)`, `[str]`. It is also how snapshots and manifests
/// hold a type. `enum:name` names an enum type, `domain:name` a domain, `sql:…` is a type that only the database knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Type {
    /// `bool`
    Bool,
    /// `int16`
    Int16,
    /// `int32`
    Int32,
    /// `int`, 64 bits
    Int,
    /// `float32`
    Float32,
    /// `float`, 64 bits
    Float,
    /// `decimal(p,s)`: `p` digits in all, `s` of them after the point; at most 1000 and `s <= p`
    Decimal {
        /// Digits in all.
        precision: u16,
        /// Digits after the point.
        scale: u16,
    },
    /// `str`, or `str(200)` for at most 200 characters
    Str {
        /// The greatest number of characters, if there is one.
        max_length: Option<u32>,
    },
    /// `text`, of any length
    Text,
    /// `bytes`
    Bytes,
    /// `date`
    Date,
    /// `time` of day, microseconds
    Time,
    /// `datetime`: an instant in UTC, microseconds
    DateTime,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
    /// `enum:name`
    Enum(String),
    /// `domain:name`
    Domain(String),
    /// `[str]`: a list; JSON where a database has no arrays
    Array(Box<Type>),
    /// `sql:geometry(Point,4326)`: spelled as the database spells it
    Raw(String),
}

/// How well values of one type can become values of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// Every value converts and converts back to itself.
    Lossless,
    /// Every value converts; some lose something (digits, a time of day).
    Rounding,
    /// Some values do not convert; those that do keep their meaning.
    MayFail,
    /// There is no cast: an expression is needed.
    Impossible,
}

/// Text that names no type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ParseType {
    /// What is wrong and, where one is near, the type that was meant.
    pub reason: String,
}

/// The names that [`Type::from_str`] reads, for messages.
pub(crate) const TYPE_NAMES: [&str; 17] = [
    "bool", "int16", "int32", "int", "float32", "float", "decimal", "str", "text", "bytes", "date", "time",
    "datetime", "uuid", "json", "enum", "array",
];

impl Type {
    /// `str` without a limit.
    pub const STR: Self = Self::Str { max_length: None };

    /// The enum that this type, or its elements, are values of.
    pub fn enum_name(&self) -> Option<&str> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(inner) => inner.enum_name(),
            _ => None,
        }
    }

    /// The domain that this type, or its elements, are values of.
    pub fn domain_name(&self) -> Option<&str> {
        match self {
            Self::Domain(name) => Some(name),
            Self::Array(inner) => inner.domain_name(),
            _ => None,
        }
    }

    /// The same type with its domain renamed, where it has that one.
    #[must_use]
    pub fn with_domain_renamed(&self, from: &str, to: &str) -> Self {
        match self {
            Self::Domain(name) if name == from => Self::Domain(to.to_owned()),
            Self::Array(inner) => Self::Array(Box::new(inner.with_domain_renamed(from, to))),
            other => other.clone(),
        }
    }

    /// The same type with its enum renamed, where it has that one.
    #[must_use]
    pub fn with_enum_renamed(&self, from: &str, to: &str) -> Self {
        match self {
            Self::Enum(name) if name == from => Self::Enum(to.to_owned()),
            Self::Array(inner) => Self::Array(Box::new(inner.with_enum_renamed(from, to))),
            other => other.clone(),
        }
    }

    /// Whether it is one of the whole numbers, which alone can be numbered by the database.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Int16 | Self::Int32 | Self::Int)
    }

    /// Whether it is a decimal of more digits than a double holds, which SQLite keeps as text.
    pub fn is_wide(&self) -> bool {
        matches!(self, Self::Decimal { precision, .. } if *precision > crate::dialect::sqlite::types::EXACT_DIGITS)
    }

    /// Whether it is text of some kind.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Str { .. } | Self::Text)
    }

    /// Whether a database compares values of both as they are, which is what a foreign key needs: whole numbers of any
    /// width, texts of any length, decimals of any digits; else the same type.
    pub fn compares_with(&self, other: &Self) -> bool {
        let both = |is: fn(&Self) -> bool| is(self) && is(other);
        both(Self::is_integer)
            || both(Self::is_text)
            || both(|t| matches!(t, Self::Decimal { .. }))
            || self == other
    }

    /// Whether a value keeps its Rust type and every value still fits: `str(10)` to `str(20)` or `text`,
    /// `decimal(8,2)` to `decimal(10,2)`.
    pub fn only_grows_to(&self, to: &Self) -> bool {
        match (self, to) {
            (Self::Str { max_length: _ }, Self::Str { max_length: None } | Self::Text) => true,
            (Self::Str { max_length: Some(a) }, Self::Str { max_length: Some(b) }) => a <= b,
            (Self::Text, Self::Str { max_length: None }) => true,
            (Self::Decimal { precision: p, scale: s }, Self::Decimal { precision: q, scale: t }) => {
                s == t && p <= q
            }
            (Self::Array(a), Self::Array(b)) => a.only_grows_to(b),
            (a, b) => a == b,
        }
    }

    /// Whether every value becomes one of `to` and could become itself again.
    pub fn converts_losslessly(&self, to: &Self) -> bool {
        self.conversion(to) == Conversion::Lossless
    }

    /// How values of this type become values of `to` by a cast. What a domain is made of is not known here: see
    /// [`crate::Schema::base_type`].
    pub fn conversion(&self, to: &Self) -> Conversion {
        use Conversion::{Impossible, Lossless, MayFail, Rounding};
        use Type::{
            Array, Bool, Bytes, Date, DateTime, Decimal, Domain, Enum, Float, Float32, Int, Int16, Int32,
            Json, Raw, Str, Text, Time, Uuid,
        };
        if self == to || self.only_grows_to(to) {
            return Lossless;
        }
        let digits = |p: &u16, s: &u16| i32::from(*p) - i32::from(*s);
        match (self, to) {
            (Int16, Int32 | Int) | (Int32, Int) | (Int16 | Int32, Float) | (Int16, Float32) => Lossless,
            (Float32, Float) => Lossless,
            (Int, Int32 | Int16) | (Int32, Int16) => MayFail,
            (Int, Float | Float32) | (Int32, Float32) | (Float, Float32) => Rounding,
            (Int16, Decimal { precision: p, scale: s }) if digits(p, s) >= 5 => Lossless,
            (Int32, Decimal { precision: p, scale: s }) if digits(p, s) >= 10 => Lossless,
            (Int, Decimal { precision: p, scale: s }) if digits(p, s) >= 19 => Lossless,
            (Int16 | Int32 | Int, Decimal { .. }) => MayFail,
            // A whole number of a larger range takes every value of scale 0 that fits.
            (Decimal { precision: p, scale: 0 }, Int) if *p <= 18 => Lossless,
            (Decimal { precision: p, scale: 0 }, Int32) if *p <= 9 => Lossless,
            (Decimal { precision: p, scale: 0 }, Int16) if *p <= 4 => Lossless,
            (Decimal { .. }, Int | Int32 | Int16) => MayFail,
            (Decimal { precision: p, scale: s }, Decimal { precision: q, scale: t }) => {
                if digits(q, t) < digits(p, s) {
                    MayFail
                } else if t < s {
                    Rounding
                } else {
                    Lossless
                }
            }
            (Decimal { .. }, Float | Float32) => Rounding,
            (Float | Float32, Decimal { .. } | Int | Int32 | Int16) => MayFail,
            (Bool, Int16 | Int32 | Int) => Lossless,
            (Int16 | Int32 | Int, Bool) => MayFail,
            (Str { .. } | Text, Str { .. }) => MayFail,
            (Enum(_), Text | Str { max_length: None }) => Lossless,
            (Enum(_), Str { .. }) => MayFail,
            (Enum(_), Enum(_)) | (Str { .. } | Text, Enum(_)) => MayFail,
            // Text forms are canonical, so that they read back as the same value.
            (Bool | Int16 | Int32 | Int | Decimal { .. } | Date | Uuid, Text | Str { max_length: None }) => {
                Lossless
            }
            (Float | Float32 | Time | DateTime | Json, Text | Str { max_length: None }) => Rounding,
            (
                Bool | Int16 | Int32 | Int | Decimal { .. } | Float | Float32 | Date | Time | DateTime | Uuid,
                Str { .. },
            ) => MayFail,
            (
                Str { .. } | Text,
                Bool
                | Int16
                | Int32
                | Int
                | Float
                | Float32
                | Decimal { .. }
                | Date
                | Time
                | DateTime
                | Uuid
                | Json,
            ) => MayFail,
            (DateTime, Date) => Rounding,
            (Date, DateTime) => Lossless,
            (Array(a), Array(b)) => match a.conversion(b) {
                Impossible => Impossible,
                _ if matches!((&**a, &**b), (Array(_), _) | (_, Array(_))) => Impossible,
                other => other,
            },
            (Domain(_), _) | (_, Domain(_)) => MayFail,
            (Bytes | Raw(_), _) | (_, Bytes | Raw(_)) => Impossible,
            _ => Impossible,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Int16 => f.write_str("int16"),
            Self::Int32 => f.write_str("int32"),
            Self::Int => f.write_str("int"),
            Self::Float32 => f.write_str("float32"),
            Self::Float => f.write_str("float"),
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::Str { max_length: None } => f.write_str("str"),
            Self::Str { max_length: Some(n) } => write!(f, "str({n})"),
            Self::Text => f.write_str("text"),
            Self::Bytes => f.write_str("bytes"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::DateTime => f.write_str("datetime"),
            Self::Uuid => f.write_str("uuid"),
            Self::Json => f.write_str("json"),
            Self::Enum(name) => write!(f, "enum:{name}"),
            Self::Domain(name) => write!(f, "domain:{name}"),
            Self::Array(inner) => write!(f, "[{inner}]"),
            Self::Raw(sql) => write!(f, "sql:{sql}"),
        }
    }
}

impl FromStr for Type {
    type Err = ParseType;

    fn from_str(text: &str) -> Result<Self, ParseType> {
        let text = text.trim();
        if let Some(sql) = text.strip_prefix("sql:") {
            return match sql.trim() {
                "" => Err(ParseType { reason: "sql: needs the database's name of the type after it".into() }),
                sql => Ok(Self::Raw(sql.to_owned())),
            };
        }
        if let Some(name) = text.strip_prefix("enum:") {
            return Ok(Self::Enum(name.trim().to_owned()));
        }
        if let Some(name) = text.strip_prefix("domain:") {
            return Ok(Self::Domain(name.trim().to_owned()));
        }
        if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            return Ok(Self::Array(Box::new(inner.parse()?)));
        }
        let (name, args) = match text.split_once('(') {
            Some((name, rest)) => {
                let args = rest
                    .strip_suffix(')')
                    .ok_or_else(|| ParseType { reason: format!("`{text}` lacks its closing parenthesis") })?;
                (name.trim_end(), Some(args))
            }
            None => (text, None),
        };
        match (name, args) {
            ("bool", None) => Ok(Self::Bool),
            ("int16", None) => Ok(Self::Int16),
            ("int32", None) => Ok(Self::Int32),
            ("int", None) => Ok(Self::Int),
            ("float32", None) => Ok(Self::Float32),
            ("float", None) => Ok(Self::Float),
            ("decimal", Some(args)) => parse_decimal(args),
            ("decimal", None) => {
                Err(ParseType { reason: "decimal needs its digits, as in `decimal(10,2)`".into() })
            }
            ("str", None) => Ok(Self::STR),
            ("str", Some(n)) => match n.trim().parse::<u32>() {
                Ok(n @ 1..=10_485_760) => Ok(Self::Str { max_length: Some(n) }),
                _ => Err(ParseType { reason: format!("`{n}` is no length from 1 to 10485760") }),
            },
            ("text", None) => Ok(Self::Text),
            ("bytes", None) => Ok(Self::Bytes),
            ("date", None) => Ok(Self::Date),
            ("time", None) => Ok(Self::Time),
            ("datetime", None) => Ok(Self::DateTime),
            ("uuid", None) => Ok(Self::Uuid),
            ("json", None) => Ok(Self::Json),
            (known, Some(_)) if TYPE_NAMES.contains(&known) && known != "enum" => {
                Err(ParseType { reason: format!("`{known}` takes nothing in parentheses") })
            }
            (other, _) => Err(ParseType { reason: unknown_type(other) }),
        }
    }
}

fn parse_decimal(args: &str) -> Result<Type, ParseType> {
    let bad = || ParseType {
        reason: format!("`decimal({args})` is not of the form decimal(digits, digits after the point)"),
    };
    let (p, s) = args.split_once(',').unwrap_or((args, "0"));
    let precision: u16 = p.trim().parse().map_err(|_| bad())?;
    let scale: u16 = s.trim().parse().map_err(|_| bad())?;
    if precision == 0 || precision > 1000 || scale > precision {
        return Err(ParseType {
            reason: format!(
                "`decimal({args})`: 1 to 1000 digits, of which at most all stand after the point"
            ),
        });
    }
    Ok(Type::Decimal { precision, scale })
}

/// What people type who come from SQL or another tool.
fn unknown_type(name: &str) -> String {
    let folded = name.to_ascii_lowercase();
    let meant = match folded.as_str() {
        "integer" | "bigint" | "int8" | "int64" | "i64" | "long" | "serial" | "bigserial" => Some("int"),
        "int4" | "i32" | "mediumint" => Some("int32"),
        "smallint" | "int2" | "i16" | "tinyint" => Some("int16"),
        "string" | "varchar" | "char" => Some("str"),
        "boolean" => Some("bool"),
        "double" | "float64" | "f64" | "float8" => Some("float"),
        "real" | "f32" | "float4" => Some("float32"),
        "numeric" | "money" => Some("decimal(10,2)"),
        "timestamp" | "timestamptz" => Some("datetime"),
        "blob" | "bytea" | "binary" => Some("bytes"),
        "jsonb" => Some("json"),
        "guid" => Some("uuid"),
        "clob" | "longtext" => Some("text"),
        _ => crate::nearest(&folded, TYPE_NAMES),
    };
    match meant {
        Some(meant) => format!("unknown type `{name}`; did you mean `{meant}`?"),
        None => format!("unknown type `{name}`; the types are {}", TYPE_NAMES.join(", ")),
    }
}

impl From<Type> for String {
    fn from(ty: Type) -> Self {
        ty.to_string()
    }
}

impl TryFrom<String> for Type {
    type Error = ParseType;

    fn try_from(text: String) -> Result<Self, ParseType> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_reads_back_as_it_is_written() {
        for text in [
            "bool",
            "int16",
            "int32",
            "int",
            "float32",
            "float",
            "decimal(10,2)",
            "str",
            "str(200)",
            "text",
            "bytes",
            "date",
            "time",
            "datetime",
            "uuid",
            "json",
            "enum:state",
            "domain:sales.email",
            "[str]",
            "[decimal(4,0)]",
            "sql:geometry(Point,4326)",
        ] {
            let ty: Type = text.parse().expect(text);
            assert_eq!(ty.to_string(), text);
        }
    }

    #[test]
    fn the_name_that_was_meant_is_offered() {
        for (text, part) in [
            ("varchar(20)", "`str`"),
            ("strr", "`str`"),
            ("bigint", "`int`"),
            ("decimal", "decimal(10,2)"),
            ("decimal(2,4)", "at most all"),
            ("int(11)", "nothing in parentheses"),
            ("str(0)", "no length"),
            ("[strng]", "`str`"),
        ] {
            let error = text.parse::<Type>().expect_err(text).reason;
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn growing_is_lossless() {
        let types: Vec<Type> = [
            "str",
            "str(5)",
            "str(9)",
            "text",
            "decimal(4,2)",
            "decimal(6,2)",
            "decimal(6,3)",
            "int",
            "bool",
            "json",
        ]
        .iter()
        .map(|t| t.parse().expect("a type"))
        .collect();
        for a in &types {
            for b in &types {
                if a.only_grows_to(b) {
                    assert!(a.converts_losslessly(b), "{a} -> {b}");
                }
            }
        }
    }
}
