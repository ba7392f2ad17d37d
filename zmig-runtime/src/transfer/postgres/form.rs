//! How the server's text of a value and its canonical cell are made of each other.

use super::list;
use crate::csv::cell::{Codec, Held};
use crate::csv::record::{Cell, put_quoted, put_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use zmig_core::Type;

/// What the two texts of a column's values have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The same, and never in need of quotes.
    Whole,
    Uuid,
    Bool,
    Float32,
    Float,
    Decimal {
        /// Digits before the point, and after it.
        digits: Option<(usize, usize)>,
    },
    /// The same, in quotes where need be. `longest` is in characters.
    Text {
        longest: Option<usize>,
    },
    Bytes,
    Date,
    Time,
    DateTime,
    Json,
    List(Box<Form>),
    /// A type that only the database knows: its text, always in quotes.
    Raw,
}

impl Form {
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Int16 | Type::Int32 | Type::Int => Self::Whole,
            Type::Float32 => Self::Float32,
            Type::Float => Self::Float,
            Type::Decimal { precision, scale } => {
                Self::Decimal { digits: Some((usize::from(precision - scale), usize::from(*scale))) }
            }
            Type::Str { max_length } => Self::Text { longest: max_length.map(|n| n as usize) },
            Type::Text | Type::Enum(_) => Self::Text { longest: None },
            Type::Bytes => Self::Bytes,
            Type::Date => Self::Date,
            Type::Time => Self::Time,
            Type::DateTime => Self::DateTime,
            Type::Uuid => Self::Uuid,
            Type::Json => Self::Json,
            Type::Array(inner) => Self::List(Box::new(Self::of(inner))),
            Type::Domain(_) | Type::Raw(_) => Self::Raw,
        }
    }

    /// Writes the canonical cell of the server's text of a value.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn to_cell(&self, text: &[u8], codec: &Codec, out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Whole | Self::Uuid => out.extend_from_slice(text),
            Self::Bool => out.extend_from_slice(if text == b"t" { b"true" } else { b"false" }),
            // The server prefers the nearest digits to the fewest at powers of two, so its text is not the canonical one.
            Self::Float32 | Self::Float => codec.write(&Held::Real(self.number(text)?), out)?,
            Self::Decimal { .. } => out.extend_from_slice(finite(text)?),
            Self::Text { .. } => put_text(out, utf8(text)?),
            Self::Bytes => match unhex(text)? {
                bytes if bytes.is_empty() => put_text(out, ""),
                bytes => out.extend_from_slice(STANDARD.encode(bytes).as_bytes()),
            },
            Self::Date => out.extend_from_slice(day(text)?),
            Self::Time => out.extend_from_slice(clock(text)?),
            Self::DateTime => {
                let (day, clock) = instant(text)?;
                out.extend_from_slice(day);
                out.push(b'T');
                out.extend_from_slice(clock);
                out.push(b'Z');
            }
            Self::Json => put_text(out, utf8(text)?),
            Self::List(element) => {
                let mut json = Vec::with_capacity(text.len() + 8);
                list::to_json(element, utf8(text)?, &mut json)?;
                put_text(out, utf8(&json)?);
            }
            Self::Raw => put_quoted(out, utf8(text)?),
        }
        Ok(())
    }

    /// Writes an element of a JSON list, as SQLite's lists hold it.
    pub(super) fn to_element(&self, text: &str, out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Json if text == "null" => {
                return Err(
                    "an element is the null of JSON, which no list tells from NULL elsewhere".to_owned()
                );
            }
            Self::Whole | Self::Json => out.extend_from_slice(text.as_bytes()),
            Self::Bool => out.extend_from_slice(if text == "t" { b"true" } else { b"false" }),
            Self::Float32 | Self::Float => {
                let number = self.number(text.as_bytes())?;
                #[expect(clippy::cast_possible_truncation, reason = "it was read as one of 32 bits")]
                let narrow = number as f32;
                match serde_json::Number::from_f64(number) {
                    // As many digits as tell it from others of its size, and those that a cell has.
                    Some(_) if *self == Self::Float32 => {
                        out.extend_from_slice(format!("{narrow:?}").as_bytes());
                    }
                    Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
                    None => put_json(text, out)?,
                }
            }
            Self::Decimal { .. } => {
                finite(text.as_bytes())?;
                put_json(text, out)?;
            }
            Self::Date => {
                day(text.as_bytes())?;
                put_json(text, out)?;
            }
            Self::Time => put_json(&padded(utf8(clock(text.as_bytes())?)?), out)?,
            Self::DateTime => {
                let (day, clock) = instant(text.as_bytes())?;
                put_json(&format!("{}T{}+00:00", utf8(day)?, padded(utf8(clock)?)), out)?;
            }
            Self::Uuid | Self::Text { .. } | Self::Bytes | Self::List(_) | Self::Raw => put_json(text, out)?,
        }
        Ok(())
    }

    fn number(&self, text: &[u8]) -> Result<f64, String> {
        let text = utf8(text)?;
        let number = match self {
            Self::Float32 => text.parse::<f32>().map(f64::from),
            _ => text.parse(),
        };
        number.map_err(|_| format!("`{text}` is no number"))
    }

    /// Whether no text that [`Form::of_cell`] gives holds anything that `COPY` writes otherwise.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Bytes | Self::Json | Self::List(_) | Self::Raw => false,
            Self::Whole
            | Self::Uuid
            | Self::Bool
            | Self::Float32
            | Self::Float
            | Self::Decimal { .. }
            | Self::Date
            | Self::Time
            | Self::DateTime => true,
        }
    }

    /// The text of a cell for the server. A cell that is not in the canonical form is brought into it first.
    ///
    /// # Errors
    /// Why it is no value of the column.
    pub(super) fn of_cell<'a>(&self, cell: Cell<'a>, codec: &Codec) -> Result<Cow<'a, str>, String> {
        let text = cell.text();
        let is_canonical = match self {
            Self::Whole => is_whole(&text),
            Self::Bool => matches!(&*text, "true" | "false"),
            // What has no digits is `NaN` and the like, and hexadecimal numbers are none here.
            Self::Float32 | Self::Float => {
                text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
            }
            Self::Decimal { digits } => digits.is_none_or(|digits| is_decimal(&text, digits)),
            Self::Text { longest } => longest.is_none_or(|longest| text.len() <= longest),
            Self::Date => is_day(text.as_bytes()),
            Self::Time => is_clock(text.as_bytes()),
            Self::DateTime => is_instant(text.as_bytes()),
            Self::Uuid => is_shaped_uuid(text.as_bytes()),
            Self::Bytes => {
                let bytes = STANDARD.decode(text.as_bytes()).map_err(|_| "is not bytes in base64".to_owned());
                return bytes.map(|bytes| hex(&bytes).into());
            }
            Self::List(element) => return list::of_json(element, &text).map(Cow::Owned),
            Self::Json | Self::Raw => true,
        };
        if is_canonical {
            return Ok(text);
        }
        let mut canonical = Vec::new();
        codec.canonical(cell, &mut canonical)?;
        Ok(Cell::of_raw(utf8(&canonical)?).text().into_owned().into())
    }
}

pub(super) fn utf8(text: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(text).map_err(|_| "the server's text is no UTF-8".to_owned())
}

fn put_json(text: &str, out: &mut Vec<u8>) -> Result<(), String> {
    serde_json::to_writer(out, text).map_err(|e| e.to_string())
}

fn finite(text: &[u8]) -> Result<&[u8], String> {
    match text.last() {
        Some(last) if last.is_ascii_digit() => Ok(text),
        _ => Err(format!("{} is no value of a decimal elsewhere", utf8(text)?)),
    }
}

const YEARS: &str = "is beyond what a date holds elsewhere, the years 1 to 9999";

fn day(text: &[u8]) -> Result<&[u8], String> {
    if is_day(text) { Ok(text) } else { Err(format!("{} {YEARS}", utf8(text)?)) }
}

fn clock(text: &[u8]) -> Result<&[u8], String> {
    if is_clock(text) {
        return Ok(text);
    }
    Err(format!("{} is beyond what a time of day holds elsewhere, 00:00:00 to 23:59:59.999999", utf8(text)?))
}

/// `2025-12-20 12:00:00.5+00`
fn instant(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let beyond = || Ok::<_, String>(format!("{} {YEARS}", utf8(text)?));
    let Some((day, rest)) = text.split_at_checked(10) else { return Err(beyond()?) };
    match rest.strip_prefix(b" ").and_then(|rest| rest.strip_suffix(b"+00")) {
        Some(clock) if is_day(day) && is_clock(clock) => Ok((day, clock)),
        _ => Err(beyond()?),
    }
}

/// A fraction of three or six digits.
fn padded(clock: &str) -> String {
    match clock.split_once('.') {
        Some((whole, fraction)) if fraction.len() <= 3 => format!("{whole}.{fraction:0<3}"),
        Some((whole, fraction)) => format!("{whole}.{fraction:0<6}"),
        None => clock.to_owned(),
    }
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str, (before, after): (usize, usize)) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    fraction.len() == after
        && whole.len() <= before.max(1)
        && !whole.is_empty()
        && all(whole)
        && all(fraction)
}

/// Whether digits stand where `shape` has a 0, and its own characters elsewhere.
fn is_shaped(text: &[u8], shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.iter().zip(shape).all(|(b, s)| if *s == b'0' { b.is_ascii_digit() } else { b == s })
}

fn is_shaped_uuid(text: &[u8]) -> bool {
    let fits = |(i, b): (usize, &u8)| match i {
        8 | 13 | 18 | 23 => *b == b'-',
        _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.iter().enumerate().all(fits)
}

fn is_day(text: &[u8]) -> bool {
    is_shaped(text, b"0000-00-00") && !text.starts_with(b"0000")
}

fn is_clock(text: &[u8]) -> bool {
    let Some((whole, fraction)) = text.split_at_checked(8) else { return false };
    let fraction_is_one = match fraction {
        [] => true,
        [b'.', digits @ ..] => (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    // The server would take 24:00:00 and 12:00:60.
    is_shaped(whole, b"00:00:00") && fraction_is_one && &whole[..2] < b"24".as_slice() && whole[6] < b'6'
}

fn is_instant(text: &[u8]) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else { return false };
    let clock = rest.strip_prefix(b"T").and_then(|rest| rest.strip_suffix(b"Z"));
    is_day(day) && clock.is_some_and(is_clock)
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + bytes.len() * 2);
    text.push_str("\\x");
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn unhex(text: &[u8]) -> Result<Vec<u8>, String> {
    let broken = || "the server's bytes are not hexadecimal".to_owned();
    let digits = text.strip_prefix(b"\\x").filter(|d| d.len().is_multiple_of(2)).ok_or_else(broken)?;
    let digit = |b: u8| match b {
        b'0'..=b'9' => Ok(b - b'0'),
        b'a'..=b'f' => Ok(b - b'a' + 10),
        _ => Err(broken()),
    };
    digits.chunks_exact(2).map(|pair| Ok(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(ty: &str) -> (Form, Codec) {
        let ty: Type = ty.parse().expect(ty);
        (Form::of(&ty), Codec::new(&ty, true))
    }

    #[test]
    fn each_text_of_the_server_has_one_cell() {
        for (ty, text, cell) in [
            ("bool", "t", "true"),
            ("int", "-9223372036854775808", "-9223372036854775808"),
            ("float", "1e+300", "1e300"),
            ("float", "-0", "-0.0"),
            ("float", "12", "12.0"),
            ("float", "0.0001", "0.0001"),
            ("float", "1e-05", "1e-5"),
            ("float", "123456789012345", "123456789012345.0"),
            ("float", "1e+15", "1000000000000000.0"),
            ("float", "NaN", "NaN"),
            ("float32", "-123456.7", "-123456.7"),
            ("float32", "1e+06", "1000000.0"),
            ("float32", "0.1", "0.1"),
            ("decimal(10,2)", "-0.50", "-0.50"),
            ("text", "", "\"\""),
            ("str(9)", "a,\"b\"\n", "\"a,\"\"b\"\"\n\""),
            ("bytes", "\\x", "\"\""),
            ("bytes", "\\x00ff10", "AP8Q"),
            ("date", "0001-01-01", "0001-01-01"),
            ("time", "23:59:59.999999", "23:59:59.999999"),
            ("datetime", "2025-12-20 12:00:00.5+00", "2025-12-20T12:00:00.5Z"),
            ("json", "{\"a\": 1}", "\"{\"\"a\"\": 1}\""),
            ("[datetime]", "{\"2025-12-20 12:00:00.5+00\"}", "\"[\"\"2025-12-20T12:00:00.500+00:00\"\"]\""),
            ("sql:interval", "1 day", "\"1 day\""),
        ] {
            let (form, codec) = both(ty);
            let mut out = Vec::new();
            form.to_cell(text.as_bytes(), &codec, &mut out).expect(ty);
            assert_eq!(String::from_utf8(out.clone()).expect("text"), cell, "{ty}");
            // Such a cell is canonical for those who write CSV from what SQLite holds.
            let mut again = Vec::new();
            codec.canonical(Cell::of_raw(cell), &mut again).expect(cell);
            assert_eq!(again, out, "{ty} {cell}");
        }
    }

    #[test]
    fn what_others_cannot_hold_is_refused() {
        for (ty, text) in [
            ("decimal(10,2)", "NaN"),
            ("date", "infinity"),
            ("date", "0044-03-15 BC"),
            ("date", "10000-01-01"),
            ("time", "24:00:00"),
            ("datetime", "-infinity"),
            ("datetime", "10000-01-01 00:00:00+00"),
            ("datetime", "0044-03-15 00:00:00+00 BC"),
            ("[date]", "{infinity}"),
            ("[json]", "{\"null\"}"),
        ] {
            let (form, codec) = both(ty);
            let reason = form.to_cell(text.as_bytes(), &codec, &mut Vec::new()).expect_err(text);
            assert!(reason.contains("elsewhere"), "{reason}");
        }
    }

    #[test]
    fn cells_become_what_the_server_reads_as_the_same() {
        for (ty, cell, text) in [
            ("bool", "yes", "true"),
            ("int", "+007", "7"),
            ("float", "1e300", "1e300"),
            ("decimal(4,2)", "1.5", "1.50"),
            ("decimal(4,2)", "12.34", "12.34"),
            ("decimal(2,2)", "0.34", "0.34"),
            ("bytes", "AP8Q", "\\x00ff10"),
            ("datetime", "2025-12-20 14:00+02", "2025-12-20T12:00:00Z"),
            ("datetime", "2025-12-20T12:00:00.5Z", "2025-12-20T12:00:00.5Z"),
            ("uuid", "67E5504410B1426F9247BB680E5FE0C8", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
            ("[int]", "\"[1,null]\"", "{\"1\",NULL}"),
            ("text", "\"\"", ""),
        ] {
            let (form, codec) = both(ty);
            assert_eq!(form.of_cell(Cell::of_raw(cell), &codec).as_deref(), Ok(text), "{ty} {cell}");
        }
        for (ty, cell) in [
            ("bool", "2"),
            ("int", "1.5"),
            ("float", "0x10"),
            ("decimal(4,2)", "1.239"),
            ("decimal(4,2)", "123.45"),
            ("str(2)", "abc"),
            ("str(2)", "a  "),
            ("date", "today"),
            ("time", "24:00:00"),
            ("datetime", "now"),
            ("bytes", "\\x00"),
            ("[int]", "{1}"),
        ] {
            let (form, codec) = both(ty);
            form.of_cell(Cell::of_raw(cell), &codec).expect_err(cell);
        }
    }
}
