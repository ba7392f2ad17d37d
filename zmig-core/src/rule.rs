//! What a value must satisfy, as a condition that the databases themselves check.
//!
//! A check is one text for all databases, so what is written here means the same in each of them for the values that
//! zmig writes there; what none can say that way is refused, and what only some can is known beforehand.

use crate::dialect::is_number;
use crate::dialect::sqlite::literal::instant;
use crate::dialect::sqlite::types::EXACT_DIGITS;
use crate::{Check, Dialect, Literal, Type, check_constraint_name};

/// One rule of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnRule {
    /// The least number of characters.
    MinLength(u32),
    /// The greatest number of characters.
    MaxLength(u32),
    /// The least value.
    Min(Literal),
    /// The greatest value.
    Max(Literal),
    /// The values that are allowed.
    OneOf(Vec<Literal>),
    /// A regular expression that the whole text matches.
    Pattern(String),
    /// Whether text holds more than blanks.
    Required,
}

impl ColumnRule {
    /// Its key in a source.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::OneOf(_) => "one_of",
            Self::Pattern(_) => "pattern",
            Self::Required => "required",
        }
    }

    /// The check that keeps it. NULL passes.
    ///
    /// ```
    /// use zmig_core::{ColumnRule, Literal, Type};
    ///
    /// let check = ColumnRule::Min(Literal::Int(0)).check("products", "stock", &Type::Int)?;
    /// assert_eq!((&*check.name, &*check.expr), ("ck_products_stock_min", "\"stock\" >= 0"));
    /// # Ok::<_, String>(())
    /// ```
    ///
    /// # Errors
    /// Why a check cannot say it.
    pub fn check(&self, table: &str, column: &str, ty: &Type) -> Result<Check, String> {
        let own = Dialect::Sqlite.quote_name(column);
        // SQLite keeps long decimals as text, which would compare as such.
        let value = if is_long(ty) { format!("CAST({own} AS NUMERIC)") } else { own.clone() };
        let expr = match self {
            Self::MinLength(n) => format!("length({own}) >= {n}"),
            Self::MaxLength(n) => format!("length({own}) <= {n}"),
            Self::Min(limit) => format!("{value} >= {}", bound(limit, ty)?),
            Self::Max(limit) => format!("{value} <= {}", bound(limit, ty)?),
            Self::OneOf(all) => {
                let all: Vec<String> = all.iter().map(|l| constant(l, ty)).collect::<Result<_, _>>()?;
                format!("{value} IN ({})", all.join(", "))
            }
            Self::Pattern(pattern) => {
                let whole = Dialect::Sqlite.quote_text(&format!("^(?:{})$", known_pattern(pattern)?));
                format!("{own} ~ {whole}")
            }
            Self::Required => format!("trim({own}) <> ''"),
        };
        Ok(Check { name: check_constraint_name(table, &format!("{column}_{}", self.name())), expr })
    }

    /// Why a database cannot keep it, if it cannot.
    pub fn beyond(&self, ty: &Type, dialect: Dialect) -> Option<&'static str> {
        let limits = match self {
            Self::Pattern(_) if dialect == Dialect::Sqlite => return Some("it has no regular expressions"),
            Self::Min(limit) | Self::Max(limit) => std::slice::from_ref(limit),
            Self::OneOf(all) => all,
            _ => &[],
        };
        let is_inexact = dialect == Dialect::Sqlite && is_long(ty) && !limits.iter().all(is_told_apart);
        is_inexact
            .then_some("it compares decimals of more than 15 digits as floats, which are not exact here")
    }
}

/// Whether SQLite keeps a type as the text of a decimal.
fn is_long(ty: &Type) -> bool {
    matches!(ty, Type::Decimal { precision, .. } if *precision > EXACT_DIGITS)
}

/// Whether a float tells this decimal from its neighbours. Its literal has all of the type's digits after the point.
fn is_told_apart(limit: &Literal) -> bool {
    let Literal::Number(text) = limit else { return false };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len() <= usize::from(EXACT_DIGITS)
}

/// A limit, of a type whose order is the same in every database.
fn bound(limit: &Literal, ty: &Type) -> Result<String, String> {
    match ty {
        Type::Str { .. } | Type::Text => Err("the order of text is each database's own".into()),
        Type::Uuid | Type::Bool => Err(format!("a {ty} is neither more nor less than another")),
        _ => constant(limit, ty),
    }
}

/// A value as all databases write it.
fn constant(value: &Literal, ty: &Type) -> Result<String, String> {
    match (ty, value) {
        (Type::Int16 | Type::Int32 | Type::Int, Literal::Int(n)) => Ok(n.to_string()),
        // What the column holds is the nearest number of 32 bits, and not what is written.
        (Type::Float32, Literal::Number(text)) => match text.parse::<f32>() {
            Ok(n) if n.is_finite() => Ok(f64::from(n).to_string()),
            _ => Err(format!("`{text}` is no number of 32 bits")),
        },
        (Type::Float | Type::Decimal { .. }, Literal::Number(text)) if is_number(text) => Ok(text.clone()),
        (Type::Str { .. } | Type::Text, Literal::Text(text)) if text.contains(['\n', '\r']) => {
            Err("a check stands on one line, and this value has a line break".into())
        }
        (Type::Str { .. } | Type::Text | Type::Date | Type::Time | Type::Uuid, Literal::Text(text)) => {
            Ok(Dialect::Sqlite.quote_text(text))
        }
        (Type::DateTime, Literal::Text(text)) => Ok(Dialect::Sqlite.quote_text(&instant(text))),
        (Type::Enum(_), _) => Err("an enum says by itself which values there are".into()),
        (ty, _) => Err(format!("a check cannot compare values of the type {ty}")),
    }
}

/// Refuses what PostgreSQL's regular expressions say in other words, or do not know.
fn known_pattern(pattern: &str) -> Result<&str, String> {
    let mut rest = pattern;
    while let Some(at) = rest.find(['\\', '(']) {
        let length = if rest[at..].starts_with('\\') { 2 } else { 3 };
        let next: String = rest[at..].chars().take(length).collect();
        let other = match next.as_bytes() {
            [b'\\', c, ..] => !c.is_ascii_punctuation() && !b"dDwWsSnrt".contains(c),
            [b'(', b'?', c] => *c != b':',
            _ => false,
        };
        if other {
            return Err(format!("PostgreSQL reads `{next}` of the pattern otherwise"));
        }
        rest = &rest[at + if next.starts_with('\\') { next.len() } else { 1 }..];
    }
    for other in ["\n", "&&", "[[", "--", "~~"] {
        if pattern.contains(other) {
            return Err(format!("PostgreSQL reads `{}` of the pattern otherwise", other.escape_debug()));
        }
    }
    Ok(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expr(rule: &ColumnRule, ty: &str) -> Result<String, String> {
        rule.check("t", "c", &ty.parse().expect("a type")).map(|c| c.expr)
    }

    #[test]
    fn rules_are_conditions() {
        let number = |text: &str| Literal::Number(text.into());
        let text = |text: &str| Literal::Text(text.into());
        for (rule, ty, expected) in [
            (ColumnRule::MinLength(3), "str", "length(\"c\") >= 3"),
            (ColumnRule::Required, "text", "trim(\"c\") <> ''"),
            (ColumnRule::Max(Literal::Int(-5)), "int16", "\"c\" <= -5"),
            (ColumnRule::Max(number("0.1")), "float", "\"c\" <= 0.1"),
            (ColumnRule::Max(number("0.1")), "float32", "\"c\" <= 0.10000000149011612"),
            (ColumnRule::Min(number("0.50")), "decimal(9,2)", "\"c\" >= 0.50"),
            (ColumnRule::Min(number("0.50")), "decimal(20,2)", "CAST(\"c\" AS NUMERIC) >= 0.50"),
            (
                ColumnRule::Max(text("2025-12-20T09:30:00Z")),
                "datetime",
                "\"c\" <= '2025-12-20T09:30:00+00:00'",
            ),
            (ColumnRule::OneOf(vec![text("a"), text("it's")]), "str", "\"c\" IN ('a', 'it''s')"),
            (ColumnRule::Pattern(r"\d+\.\(a".into()), "str", r#""c" ~ '^(?:\d+\.\(a)$'"#),
        ] {
            assert_eq!(expr(&rule, ty).as_deref(), Ok(expected), "{rule:?}");
        }
    }

    #[test]
    fn what_databases_say_otherwise_is_refused() {
        let text = Literal::Text("a".into());
        for (rule, ty, part) in [
            (ColumnRule::Min(text.clone()), "str", "order of text"),
            (ColumnRule::Min(Literal::Bool(true)), "bool", "neither more nor less"),
            (ColumnRule::OneOf(vec![text.clone()]), "enum:state", "by itself"),
            (ColumnRule::OneOf(vec![Literal::Text("a\nb".into())]), "str", "line break"),
            (ColumnRule::Max(Literal::Number("1e39".into())), "float32", "32 bits"),
            (ColumnRule::OneOf(vec![text]), "json", "cannot compare"),
        ] {
            let why = expr(&rule, ty).expect_err(ty);
            assert!(why.contains(part), "{rule:?}: {why}");
        }
        for pattern in [r"\bword", r"\p{L}+", "(?i)a", "(?P<x>a)", "[a-z&&[^b]]", r"\z"] {
            let why = expr(&ColumnRule::Pattern(pattern.into()), "str").expect_err(pattern);
            assert!(why.contains("otherwise"), "{pattern}: {why}");
        }
    }

    #[test]
    fn what_one_database_cannot_do_is_known() {
        let long = Type::Decimal { precision: 20, scale: 4 };
        let min = |text: &str| ColumnRule::Min(Literal::Number(text.into()));
        for (rule, is_beyond) in [
            (min("0.0000"), false),
            (min("99999999999.0000"), false),
            (min("999999999999.0000"), true),
            (ColumnRule::Pattern("a".into()), true),
            (ColumnRule::Required, false),
        ] {
            assert_eq!(rule.beyond(&long, Dialect::Sqlite).is_some(), is_beyond, "{rule:?}");
            assert_eq!(rule.beyond(&long, Dialect::Postgres), None);
        }
    }
}
