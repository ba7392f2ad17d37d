//! How stored values of one type become values of another.
//!
//! SQLite's own CAST makes 0 of what it does not understand, so each conversion comes with a condition that finds the
//! values it does not take. The result is what PostgreSQL's cast gives, in the form in which SQLite stores it.

mod number;
mod text;
mod time;

use super::types::EXACT_DIGITS;
use crate::{Conversion, Dialect, Schema, Type};

/// A conversion of an SQL expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cast {
    /// The converted value; NULL of NULL.
    pub(crate) value: String,
    /// True for values that do not convert, false or NULL for all others; `None` where every value does.
    pub(crate) offends: Option<String>,
}

impl Cast {
    fn always(value: String) -> Self {
        Self { value, offends: None }
    }

    fn unless(value: String, offends: String) -> Self {
        Self { value, offends: Some(offends) }
    }
}

/// The conversion of `e` from one type to another; `None` where there is none.
pub(crate) fn cast(from: &Type, to: &Type, e: &str, schema: &Schema) -> Option<Cast> {
    use Type::{
        Array, Bool, Date, DateTime, Decimal, Enum, Float, Float32, Int, Int16, Int32, Json, Str, Text, Time,
        Uuid,
    };
    if from.conversion(to) == Conversion::Impossible {
        return None;
    }
    Some(match (from, to) {
        (a, b) if a == b => Cast::always(e.to_owned()),
        (Array(a), Array(b)) => array(a, b, e, schema)?,
        (Str { .. } | Text | Enum(_), Enum(name)) => {
            Cast::unless(e.to_owned(), not_one_of(e, schema.enum_values(name)))
        }
        (_, Str { max_length }) => limited(text::of(from, e), *max_length, from),
        (_, Text) => text::of(from, e),
        (Bool, Int16 | Int32 | Int) => Cast::unless(e.to_owned(), format!("{e} NOT IN (0, 1)")),
        (Int16 | Int32 | Int, Bool) => Cast::unless(e.to_owned(), format!("{e} NOT IN (0, 1)")),
        (Int16 | Int32 | Int, Int16 | Int32 | Int) => number::int_to_int(e, to),
        (Int16 | Int32 | Int, Float | Float32) => {
            Cast::unless(format!("CAST({e} AS REAL)"), format!("typeof({e}) NOT IN ('integer', 'null')"))
        }
        (Int16 | Int32 | Int, Decimal { precision, scale }) => {
            let integers = format!("typeof({e}) NOT IN ('integer', 'null')");
            number::to_decimal(&format!("CAST({e} AS TEXT)"), *precision, *scale, &integers)
        }
        (Decimal { .. }, Decimal { precision, scale }) => {
            let (source, wrong) = number::decimal_source(from, e);
            number::to_decimal(&source, *precision, *scale, &wrong)
        }
        (Decimal { .. }, Int16 | Int32 | Int) => {
            let (source, wrong) = number::decimal_source(from, e);
            number::decimal_to_int(&source, to, &wrong)
        }
        (Decimal { .. }, _) => {
            let (source, wrong) = number::decimal_source(from, e);
            Cast::unless(format!("CAST({source} AS REAL)"), wrong)
        }
        (Float | Float32, Decimal { precision, scale }) => {
            number::float_to_decimal(from, e, *precision, *scale)
        }
        (Float | Float32, Int16 | Int32 | Int) => number::float_to_int(e, to),
        (Float | Float32, _) => Cast::unless(e.to_owned(), number::not_a_float(e)),
        (DateTime, Date) => time::instant_to_date(e),
        (Date, DateTime) => Cast::unless(format!("{e} || 'T00:00:00+00:00'"), time::not_a_date(e)),
        (Str { .. } | Text, Bool) => text::to_bool(e),
        (Str { .. } | Text, Int16 | Int32 | Int) => number::text_to_int(e, to),
        (Str { .. } | Text, Decimal { precision, scale }) => {
            let source = trimmed(e);
            number::to_decimal(&source, *precision, *scale, &number::not_plain(&source))
        }
        (Str { .. } | Text, Float | Float32) => number::text_to_float(e, to),
        (Str { .. } | Text, Date) => {
            let source = trimmed(e);
            Cast::unless(source.clone(), time::not_a_date(&source))
        }
        (Str { .. } | Text, Time) => time::text_to_time(e),
        (Str { .. } | Text, DateTime) => time::text_to_instant(e),
        (Str { .. } | Text, Uuid) => text::to_uuid(e),
        (Str { .. } | Text, Json) => Cast::unless(trimmed(e), format!("NOT json_valid({e})")),
        _ => return None,
    })
}

/// Text that must not be longer than it may.
fn limited(cast: Cast, max_length: Option<u32>, from: &Type) -> Cast {
    let Some(max) = max_length else { return cast };
    if from.only_grows_to(&Type::Str { max_length }) {
        return cast;
    }
    let long = format!("length({}) > {max}", cast.value);
    let offends = match cast.offends {
        Some(other) => format!("({other}) OR {long}"),
        None => long,
    };
    Cast::unless(cast.value, offends)
}

/// Element by element, through the JSON that arrays are stored as.
fn array(from: &Type, to: &Type, e: &str, schema: &Schema) -> Option<Cast> {
    let element = match from {
        Type::Json => "CASE WHEN type IN ('object', 'array') THEN value ELSE json_quote(value) END",
        Type::Decimal { precision, .. } if *precision > EXACT_DIGITS => "CAST(value AS TEXT)",
        _ => "value",
    };
    let cast = cast(from, to, element, schema)?;
    let item = match to {
        Type::Bool => format!("json(CASE WHEN {} THEN 'true' ELSE 'false' END)", cast.value),
        Type::Json => format!("json({})", cast.value),
        _ => cast.value,
    };
    let of = |body: &str| format!("(SELECT {body} FROM json_each({e}))");
    let value = of(&format!("json_group_array(CASE WHEN value IS NULL THEN NULL ELSE {item} END)"));
    let whole = format!("NOT json_valid({e}) OR json_type({e}) <> 'array'");
    let offends = match cast.offends {
        Some(inner) => {
            let any = of(&format!("coalesce(max(value IS NOT NULL AND ({inner})), 0)"));
            format!("CASE WHEN {whole} THEN 1 ELSE {any} END")
        }
        None => whole,
    };
    Some(Cast::unless(format!("CASE WHEN {e} IS NOT NULL THEN {value} END"), offends))
}

/// Whether text is none of an enum's values.
pub(crate) fn not_one_of(e: &str, values: &[String]) -> String {
    if values.is_empty() {
        return format!("{e} IS NOT NULL");
    }
    let values: Vec<_> = values.iter().map(|v| Dialect::Sqlite.quote_text(v)).collect();
    format!("{e} NOT IN ({})", values.join(", "))
}

/// Without the blanks around it that PostgreSQL's readers pass over.
fn trimmed(e: &str) -> String {
    format!("trim({e}, ' ' || char(9, 10, 11, 12, 13))")
}

/// A query of one value: `body` over the names that each layer gives, innermost first.
fn layers(body: &str, layers: &[&str]) -> String {
    let inner = layers.iter().fold(String::new(), |inner, layer| {
        if inner.is_empty() { format!("(SELECT {layer})") } else { format!("(SELECT {layer} FROM {inner})") }
    });
    format!("(SELECT {body} FROM {inner})")
}
