//! Reading a literal of a type: what YAML, attributes and imports share.

use crate::{Literal, LiteralError, Type};

pub(crate) fn read(text: &str, ty: &Type, enum_values: &[String]) -> Result<Literal, LiteralError> {
    let bad = |what: &str| LiteralError { reason: format!("`{text}` is not {what}") };
    match ty {
        Type::Bool => match text {
            "true" => Ok(Literal::Bool(true)),
            "false" => Ok(Literal::Bool(false)),
            _ => Err(bad("`true` or `false`")),
        },
        Type::Int16 => integer::<i16>(text).ok_or_else(|| bad("a whole number from -32768 to 32767")),
        Type::Int32 => integer::<i32>(text).ok_or_else(|| bad("a whole number of 32 bits")),
        Type::Int => integer::<i64>(text).ok_or_else(|| bad("a whole number of 64 bits")),
        Type::Float32 | Type::Float => match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Literal::Number(text.to_owned())),
            _ => Err(bad("a finite number")),
        },
        Type::Decimal { precision, scale } => {
            decimal(text, *precision, *scale).map(Literal::Number).ok_or_else(|| {
                bad(&format!("a number of {precision} digits with at most {scale} of them after the point"))
            })
        }
        Type::Str { max_length: Some(n) } if text.chars().count() > *n as usize => {
            Err(bad(&format!("text of at most {n} characters")))
        }
        Type::Str { .. } | Type::Text => no_nul(text),
        Type::Enum(name) => {
            if enum_values.iter().any(|v| v == text) {
                Ok(Literal::Text(text.to_owned()))
            } else {
                Err(bad(&format!("one of the values of {name}: {}", enum_values.join(", "))))
            }
        }
        Type::Date if is_date(text) => Ok(Literal::Text(text.to_owned())),
        Type::Date => Err(bad("a date like 2025-12-20")),
        Type::Time if is_time(text) => Ok(Literal::Text(text.to_owned())),
        Type::Time => Err(bad("a time like 09:30:00")),
        Type::DateTime => datetime(text)
            .map(Literal::Text)
            .ok_or_else(|| bad("an instant in UTC like 2025-12-20T09:30:00Z, nor `now`")),
        Type::Uuid if is_uuid(text) => Ok(Literal::Text(text.to_ascii_lowercase())),
        Type::Uuid => Err(bad("a uuid like 67e55044-10b1-426f-9247-bb680e5fe0c8")),
        Type::Json | Type::Array(_) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) if matches!(ty, Type::Json) || value.is_array() => Ok(Literal::Text(value.to_string())),
            Ok(_) => Err(bad("a JSON array")),
            Err(_) => Err(bad("JSON")),
        },
        Type::Bytes if text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Ok(Literal::Text(text.to_ascii_lowercase()))
        }
        Type::Bytes => Err(bad("bytes in hexadecimal digits, two a byte")),
        // Its callers know what a domain is made of.
        Type::Domain(_) | Type::Raw(_) => no_nul(text),
    }
}

fn no_nul(text: &str) -> Result<Literal, LiteralError> {
    if text.contains('\0') {
        return Err(LiteralError { reason: "text cannot hold a NUL character".into() });
    }
    Ok(Literal::Text(text.to_owned()))
}

fn integer<T: std::str::FromStr + Into<i64>>(text: &str) -> Option<Literal> {
    text.strip_prefix('+').unwrap_or(text).parse::<T>().ok().map(|n| Literal::Int(n.into()))
}

/// Plain digits only, so that the same number is always the same text: no exponent, no leading zeros, as many digits
/// after the point as the type has.
fn decimal(text: &str, precision: u16, scale: u16) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > usize::from(scale) || whole.len() > usize::from(precision - scale) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let zero = whole == "0" && fraction.is_empty();
    let sign = if zero { "" } else { sign };
    Some(if scale == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction:0<width$}", width = usize::from(scale))
    })
}

fn parts<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u32; N]> {
    let mut out = [0; N];
    let mut pieces = text.split(separator);
    for (slot, width) in out.iter_mut().zip(widths) {
        let piece = pieces.next()?;
        if piece.len() != width || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *slot = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(out)
}

fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = parts(text, '-', [4, 2, 2]) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    year >= 1 && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction_ok = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    matches!(parts(clock, ':', [2, 2, 2]), Some([h, m, s]) if h < 24 && m < 60 && s < 60) && fraction_ok
}

/// RFC 3339 with `Z` or `+00:00`; a blank may stand for the `T`. The result always ends in `Z`.
fn datetime(text: &str) -> Option<String> {
    let local = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (date, time) = local.split_once(['T', ' '])?;
    (is_date(date) && is_time(time)).then(|| format!("{date}T{time}Z"))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ty: &str, text: &str, expected: Option<Literal>) {
        let ty: Type = ty.parse().expect("a type");
        assert_eq!(read(text, &ty, &["draft".into(), "live".into()]).ok(), expected, "{ty} {text}");
    }

    #[test]
    fn literals_are_canonical_or_refused() {
        let text = |t: &str| Some(Literal::Text(t.into()));
        let number = |t: &str| Some(Literal::Number(t.into()));
        check("int16", "32767", Some(Literal::Int(32767)));
        check("int16", "32768", None);
        check("int", "-9223372036854775808", Some(Literal::Int(i64::MIN)));
        check("int", "1; drop table users", None);
        check("decimal(10,2)", "0", number("0.00"));
        check("decimal(10,2)", "-0.0", number("0.00"));
        check("decimal(10,2)", "007.5", number("7.50"));
        check("decimal(10,2)", "1.234", None);
        check("decimal(4,2)", "100", None);
        check("decimal(4,0)", "12", number("12"));
        check("float", "nan", None);
        check("float", "1e9", number("1e9"));
        check("bool", "yes", None);
        check("str(3)", "äöü", text("äöü"));
        check("str(3)", "abcd", None);
        check("text", "a\0b", None);
        check("date", "2024-02-29", text("2024-02-29"));
        check("date", "2023-02-29", None);
        check("time", "23:59:59.999999", text("23:59:59.999999"));
        check("time", "24:00:00", None);
        check("datetime", "2024-02-29 10:00:00+00:00", text("2024-02-29T10:00:00Z"));
        check("datetime", "2024-02-29T10:00:00+02:00", None);
        check("uuid", "67E55044-10b1-426f-9247-bb680e5fe0c8", text("67e55044-10b1-426f-9247-bb680e5fe0c8"));
        check("uuid", "67e5504410b1426f9247bb680e5fe0c8", None);
        check("json", "{\"b\": 1}", text("{\"b\":1}"));
        check("json", "{b", None);
        check("[int]", "[1, 2]", text("[1,2]"));
        check("[int]", "{}", None);
        check("bytes", "DEADbeef", text("deadbeef"));
        check("bytes", "abc", None);
        check("enum:state", "live", text("live"));
        check("enum:state", "gone", None);
    }
}
