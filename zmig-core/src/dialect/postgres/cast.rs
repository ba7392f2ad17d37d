//! How values of one type become values of another: the expression, and the values that it does not take.
//!
//! PostgreSQL's own casts are the judge, with four exceptions that would depend on the session or lose something without
//! a word: instants are read and written in UTC, text is never cut, numbers become booleans only when they are 0 or 1,
//! and an instant becomes the date that it has in UTC.

use super::types::spell;
use crate::{Conversion, Dialect, Schema, Type};

/// The words that PostgreSQL reads as booleans.
const TRUTHS: &str = "'t','tr','tru','true','y','ye','yes','on','1',\
    'f','fa','fal','fals','false','n','no','of','off','0'";

/// The expression that converts `e`; `None` where the column's own assignment does, which also makes a domain's value of
/// one of its base. `Err` where there is none.
pub(crate) fn using(from: &Type, to: &Type, e: &str, schema: &Schema) -> Result<Option<String>, ()> {
    let (from, to) = (schema.base_type(from), schema.base_type(to));
    if from == to { Ok(None) } else { of_base(&from, &to, e) }
}

/// The same between types that are no domains.
pub(crate) fn of_base(from: &Type, to: &Type, e: &str) -> Result<Option<String>, ()> {
    use Type::{Array, Bool, Date, DateTime, Int, Int16, Int32, Str, Text};
    if from.conversion(to) == Conversion::Impossible {
        return Err(());
    }
    Ok(Some(match (from, to) {
        // Assigned and not cast, so that text which is too long is an error and not cut.
        (Str { .. } | Text, Str { .. } | Text) => return Ok(None),
        (DateTime, Str { .. } | Text) => {
            // What is not finite has no form by which to write it: to_char would give NULL.
            let written = format!("to_char({e} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            format!("CASE WHEN isfinite({e}) THEN {written} ELSE {e}::TEXT END")
        }
        (_, Str { .. } | Text) => format!("{e}::TEXT"),
        (Int16 | Int32 | Int, Bool) => format!("{e}::TEXT::BOOLEAN"),
        // By way of the shortest text, since the cast itself keeps but six digits.
        (Type::Float32, Type::Decimal { .. }) => format!("{e}::TEXT::{}", spell(to)),
        (Bool, Int16 | Int) => format!("{e}::INTEGER::{}", spell(to)),
        (DateTime, Date) => format!("({e} AT TIME ZONE 'UTC')::DATE"),
        (Date, DateTime) => format!("{e}::TIMESTAMP AT TIME ZONE 'UTC'"),
        (Str { .. } | Text, DateTime) => format!(
            "CASE WHEN {e} ~* ':[0-9.]+[[:space:]]*(z|utc|[+-][0-9]{{1,2}}(:?[0-9]{{2}})?)[[:space:]]*$' \
             THEN {e}::TIMESTAMPTZ ELSE {e}::TIMESTAMP AT TIME ZONE 'UTC' END"
        ),
        (Type::Enum(_), Type::Enum(_)) => format!("{e}::TEXT::{}", spell(to)),
        (Array(_), Array(inner)) => match &**inner {
            Str { .. } | Text => format!("{e}::TEXT[]"),
            _ => format!("{e}::TEXT[]::{}", spell(to)),
        },
        _ => format!("{e}::{}", spell(to)),
    }))
}

/// A condition that is true for values of `e` that do not convert, where some may not. It never fails itself.
pub(crate) fn offends(from: &Type, to: &Type, e: &str, schema: &Schema) -> Option<String> {
    use Type::{
        Array, Bool, Date, DateTime, Decimal, Enum, Float, Float32, Int, Int16, Int32, Json, Str, Text, Time,
        Uuid,
    };
    let (from, to) = (&*schema.base_type(from), &*schema.base_type(to));
    if from == to || from.conversion(to) != Conversion::MayFail {
        return None;
    }
    Some(match (from, to) {
        (Int16 | Int32 | Int, Int16 | Int32) => outside(e, to),
        (Int16 | Int32 | Int, Bool) => format!("{e} NOT IN (0, 1)"),
        (Int16 | Int32 | Int, Decimal { precision, scale }) => too_many_digits(e, *precision, *scale),
        // NaN is greater than every number, and yet every decimal takes it.
        (Decimal { .. }, Decimal { precision, scale }) => {
            too_many_digits(&format!("nullif({e}, 'NaN')"), *precision, *scale)
        }
        (Decimal { .. }, Int16 | Int32 | Int) => outside(&format!("round({e})"), to),
        (Float32, Decimal { precision, scale }) => {
            not_finite_or(e, &too_many_digits(&format!("{e}::TEXT"), *precision, *scale))
        }
        (Float, Decimal { precision, scale }) => not_finite_or(e, &too_many_digits(e, *precision, *scale)),
        (Float | Float32, Int) => {
            not_finite_or(e, &format!("{e} < -9223372036854775808 OR {e} >= 9223372036854775808"))
        }
        (Float | Float32, Int16 | Int32) => {
            not_finite_or(e, &outside(&format!("round({e}::DOUBLE PRECISION)"), to))
        }
        (_, Str { max_length: Some(n) }) => {
            let text = of_base(from, to, e).ok().flatten().unwrap_or_else(|| e.to_owned());
            format!("char_length({text}) > {n}")
        }
        (Str { .. } | Text | Enum(_), Enum(name)) => not_one_of(e, schema.enum_values(name)),
        (Str { .. } | Text, Bool) => {
            format!(
                "lower(btrim({e}, chr(32)||chr(9)||chr(10)||chr(11)||chr(12)||chr(13))) NOT IN ({TRUTHS})"
            )
        }
        (Str { .. } | Text, Int16 | Int32 | Int) => {
            unless(e, "^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$", &outside(&format!("{e}::NUMERIC"), to))
        }
        (Str { .. } | Text, Decimal { precision, scale }) => {
            number_unless(e, &too_many_digits(&format!("{e}::NUMERIC"), *precision, *scale))
        }
        (Str { .. } | Text, Float32) => number_unless(e, &float_range(e, "3.4028235e38", "1.4e-45")),
        (Str { .. } | Text, Float) => {
            number_unless(e, &float_range(e, "1.7976931348623157e308", "4.94e-324"))
        }
        (Str { .. } | Text, Date) => {
            unless(e, &format!("^[[:space:]]*({DATE}|{NEVER})[[:space:]]*$"), "FALSE")
        }
        (Str { .. } | Text, Time) => unless(e, &format!("^[[:space:]]*{TIME}[[:space:]]*$"), "FALSE"),
        (Str { .. } | Text, DateTime) => unless(
            e,
            &format!(
                "^[[:space:]]*({DATE}([Tt ]{TIME}[[:space:]]*(z|Z|utc|UTC|[+-][0-9]{{1,2}}(:?[0-9]{{2}})?)?)?|{NEVER})[[:space:]]*$"
            ),
            "FALSE",
        ),
        (Str { .. } | Text, Uuid) => unless(e, &format!("^({UUID}|[{{]{UUID}[}}])$"), "FALSE"),
        (Str { .. } | Text, Json) => {
            unless(e, "^[[:space:]]*([{\"0-9-]|[[]|(true|false|null)[[:space:]]*$)", "FALSE")
        }
        (Array(from), Array(to)) => {
            let inner = offends(from, to, "item", schema)?;
            format!("EXISTS (SELECT 1 FROM unnest({e}) AS item WHERE {inner})")
        }
        _ => return None,
    })
}

/// At most three digits of exponent, and few enough in all ([`number_unless`]), so that reading it as NUMERIC cannot fail.
const NUMBER: &str = "^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$";
const UUID: &str = "[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}";
const DATE: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
/// The date and the instant that PostgreSQL has before and after all others.
const NEVER: &str = "-?infinity";
const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?";

/// `CASE WHEN e ~ pattern THEN otherwise ELSE TRUE END`, of NULL too, which no check finds.
fn unless(e: &str, pattern: &str, otherwise: &str) -> String {
    format!("CASE WHEN {e} IS NULL THEN FALSE WHEN {e} ~ '{pattern}' THEN {otherwise} ELSE TRUE END")
}

fn number_unless(e: &str, otherwise: &str) -> String {
    unless(e, NUMBER, &format!("CASE WHEN char_length({e}) > 1000 THEN TRUE ELSE {otherwise} END"))
}

fn not_finite_or(e: &str, otherwise: &str) -> String {
    format!("CASE WHEN {e}::TEXT IN ('NaN', 'Infinity', '-Infinity') THEN TRUE ELSE {otherwise} END")
}

fn outside(e: &str, ty: &Type) -> String {
    let (low, high) = match ty {
        Type::Int16 => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Type::Int32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    format!("{e} NOT BETWEEN {low} AND {high}")
}

fn too_many_digits(e: &str, precision: u16, scale: u16) -> String {
    format!("abs(round({e}::NUMERIC, {scale})) >= 1e{}", precision - scale)
}

fn float_range(e: &str, greatest: &str, least: &str) -> String {
    format!(
        "abs({e}::NUMERIC) > {greatest}::NUMERIC OR ({e}::NUMERIC <> 0 AND abs({e}::NUMERIC) < {least}::NUMERIC)"
    )
}

fn not_one_of(e: &str, values: &[String]) -> String {
    if values.is_empty() {
        return format!("{e} IS NOT NULL");
    }
    let values: Vec<_> = values.iter().map(|v| Dialect::Postgres.quote_text(v)).collect();
    format!("{e}::TEXT NOT IN ({})", values.join(", "))
}
