//! A column's values in CSV and in SQLite: one canonical text for each, and everything else that is read as the same.
//!
//! | type | canonical cell | also read |
//! |---|---|---|
//! | bool | `true`, `false` | `t`, `f`, `1`, `0`, `yes`, `no`, in any case |
//! | whole numbers | `-12` | `+12`, leading zeros |
//! | floats | the shortest that reads back: `0.1`, `1e300`, `NaN`, `Infinity`, `-Infinity` | any decimal or scientific number, `inf` |
//! | decimal(p,s) | `1.50`, with `s` digits after the point | fewer digits, leading zeros, zeros at the end, an exponent |
//! | text, enums | itself; `""` is the empty text | |
//! | bytes | base64 | |
//! | date | `2025-12-20` | |
//! | time | `12:00:00`, `12:00:00.5` | `12:00` |
//! | datetime | `2025-12-20T12:00:00Z` | a blank for the `T`; no zone (UTC) or another, in hours and minutes |
//! | uuid | lower case, with hyphens | upper case, no hyphens |
//! | json | its text | |
//! | arrays | a JSON list | |
//! | a type that only the database knows | numbers as they are, texts in quotes | |
//!
//! NULL is an empty cell without quotes.

mod canonical;
mod number;
mod time;

use super::record::{Cell, put_quoted, put_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use zmig_core::Type;

/// What SQLite holds in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Held<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

/// How the values of a column are read and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    kind: Kind,
    nullable: bool,
    /// The type in words, for messages.
    ty: Type,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Integer {
        min: i64,
        max: i64,
    },
    Float32,
    Float,
    Decimal {
        precision: u16,
        scale: u16,
    },
    Text {
        longest: Option<u32>,
    },
    Bytes,
    Date,
    Time,
    DateTime,
    Uuid,
    Json,
    /// Of elements as the codec says, which writes them as cells.
    List(Box<Codec>),
    Raw,
}

impl Codec {
    pub(crate) fn new(ty: &Type, nullable: bool) -> Self {
        let kind = match ty {
            Type::Bool => Kind::Bool,
            Type::Int16 => Kind::Integer { min: i16::MIN.into(), max: i16::MAX.into() },
            Type::Int32 => Kind::Integer { min: i32::MIN.into(), max: i32::MAX.into() },
            Type::Int => Kind::Integer { min: i64::MIN, max: i64::MAX },
            Type::Float32 => Kind::Float32,
            Type::Float => Kind::Float,
            Type::Decimal { precision, scale } => Kind::Decimal { precision: *precision, scale: *scale },
            Type::Str { max_length } => Kind::Text { longest: *max_length },
            Type::Text | Type::Enum(_) => Kind::Text { longest: None },
            Type::Bytes => Kind::Bytes,
            Type::Date => Kind::Date,
            Type::Time => Kind::Time,
            Type::DateTime => Kind::DateTime,
            Type::Uuid => Kind::Uuid,
            Type::Json => Kind::Json,
            Type::Array(element) => Kind::List(Box::new(Self::new(element, true))),
            Type::Domain(_) | Type::Raw(_) => Kind::Raw,
        };
        Self { kind, nullable, ty: ty.clone() }
    }

    /// Whether the column takes NULL.
    pub(crate) fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Whether its values are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.kind == Kind::Json
    }

    /// What the elements are, where its values are lists.
    pub(crate) fn element(&self) -> Option<&Self> {
        match &self.kind {
            Kind::List(element) => Some(element),
            _ => None,
        }
    }

    /// Whether its values are floats.
    pub(crate) fn is_float(&self) -> bool {
        matches!(self.kind, Kind::Float32 | Kind::Float)
    }

    /// What SQLite is to hold for a cell. An empty one is NULL; where the column takes none, it is the empty text of a
    /// text column, and wrong in any other.
    ///
    /// # Errors
    /// Why the cell is no value of the column's type.
    pub(crate) fn read<'a>(&self, cell: Cell<'a>) -> Result<Held<'a>, String> {
        if cell.is_null() {
            return match (&self.kind, self.nullable) {
                (_, true) => Ok(Held::Null),
                (Kind::Text { .. }, false) => Ok(Held::Text("".into())),
                _ => Err(format!("an empty cell, and the column takes no NULL; it holds {}", self.words())),
            };
        }
        if canonical::is_canonical(&self.kind, cell.raw()) {
            return Ok(match &self.kind {
                Kind::Bool => Held::Integer((cell.raw() == "true").into()),
                Kind::Integer { .. } => Held::Integer(cell.raw().parse().unwrap_or_default()),
                Kind::Time => Held::Text(canonical::held_time(cell.raw()).into()),
                Kind::DateTime => Held::Text(canonical::held_instant(cell.raw()).into()),
                // Up to fifteen digits SQLite makes the same number of the text, and takes longer over it.
                Kind::Decimal { precision: ..=15, .. } => Held::Real(cell.raw().parse().unwrap_or_default()),
                _ => Held::Text(cell.raw().into()),
            });
        }
        let text = cell.text();
        let wrong = || format!("is not {}", self.words());
        match &self.kind {
            Kind::Bool => boolean(&text).map(|b| Held::Integer(b.into())).ok_or_else(wrong),
            Kind::Integer { min, max } => number::integer(&text)
                .filter(|n| (min..=max).contains(&n))
                .map(Held::Integer)
                .ok_or_else(wrong),
            Kind::Float32 => number::float32(&text).map(Held::Real).ok_or_else(wrong),
            Kind::Float => number::float(&text).map(Held::Real).ok_or_else(wrong),
            Kind::Decimal { precision, scale } => number::decimal(&text, *precision, *scale)
                .map(|canonical| match canonical.parse() {
                    Ok(number) if *precision <= 15 => Held::Real(number),
                    _ => Held::Text(canonical.into()),
                })
                .ok_or_else(wrong),
            Kind::Text { longest: Some(longest) } if is_longer(&text, *longest) => Err(wrong()),
            Kind::Text { .. } => Ok(Held::Text(text)),
            Kind::Bytes => match STANDARD.decode(text.as_bytes()) {
                Ok(bytes) => Ok(Held::Blob(bytes.into())),
                Err(_) => Err(wrong()),
            },
            Kind::Date => time::date(&text).map(|t| Held::Text(t.into())).ok_or_else(wrong),
            Kind::Time => time::time(&text).map(|t| Held::Text(t.held().into())).ok_or_else(wrong),
            Kind::DateTime => time::instant(&text).map(|t| Held::Text(t.held().into())).ok_or_else(wrong),
            Kind::Uuid => uuid(&text).map(|t| Held::Text(t.into())).ok_or_else(wrong),
            Kind::Json => match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
                Ok(_) => Ok(Held::Text(text)),
                Err(e) => Err(format!("{}: {e}", wrong())),
            },
            Kind::List(_) => match serde_json::from_str::<Vec<serde::de::IgnoredAny>>(&text) {
                Ok(_) => Ok(Held::Text(text)),
                Err(e) => Err(format!("{}: {e}", wrong())),
            },
            Kind::Raw if cell.is_quoted() => Ok(Held::Text(text)),
            Kind::Raw => Ok(number::integer(&text)
                .filter(|n| n.to_string() == text)
                .map(Held::Integer)
                .or_else(|| number::float(&text).map(Held::Real))
                .unwrap_or(Held::Text(text))),
        }
    }

    /// Writes the canonical cell of what SQLite holds.
    ///
    /// # Errors
    /// Why that is no value of the column's type.
    pub(crate) fn write(&self, held: &Held<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let wrong = || format!("{} is not {}", describe(held), self.words());
        match (&self.kind, held) {
            (_, Held::Null) => {}
            (Kind::Bool, Held::Integer(n @ (0 | 1))) => {
                out.extend_from_slice(if *n == 1 { b"true" } else { b"false" });
            }
            (Kind::Bool, Held::Text(text)) => match boolean(text) {
                Some(b) => out.extend_from_slice(if b { b"true" } else { b"false" }),
                None => return Err(wrong()),
            },
            (Kind::Integer { min, max }, Held::Integer(n)) if (min..=max).contains(&n) => {
                out.extend_from_slice(itoa::Buffer::new().format(*n).as_bytes());
            }
            (Kind::Float32, Held::Real(n)) => number::put_float32(*n, out),
            (Kind::Float, Held::Real(n)) => number::put_float(*n, out),
            #[expect(clippy::cast_precision_loss, reason = "only what is whole after it is taken")]
            (Kind::Float32 | Kind::Float, Held::Integer(n)) if (*n as f64) as i64 == *n => {
                number::put_float(*n as f64, out);
            }
            (Kind::Decimal { scale, .. }, Held::Real(n))
                if number::put_decimal(*n, &self.kind, *scale, out) => {}
            (Kind::Decimal { precision, scale }, held) => {
                let text: Cow<'_, str> = match held {
                    Held::Integer(n) => n.to_string().into(),
                    // The shortest text that reads back as the same number is what was written, up to 15 digits.
                    Held::Real(n) => n.to_string().into(),
                    Held::Text(text) => text.as_ref().into(),
                    Held::Null | Held::Blob(_) => return Err(wrong()),
                };
                let canonical = number::decimal(&text, *precision, *scale).ok_or_else(wrong)?;
                out.extend_from_slice(canonical.as_bytes());
            }
            (Kind::Text { longest: Some(longest) }, Held::Text(text)) if is_longer(text, *longest) => {
                return Err(wrong());
            }
            (Kind::Text { .. }, Held::Text(text)) if text.contains('\0') => {
                return Err("a NUL character, which CSV and PostgreSQL cannot hold".to_owned());
            }
            (Kind::Text { .. }, Held::Text(text)) => put_text(out, text),
            (Kind::Bytes, Held::Blob(bytes)) if bytes.is_empty() => put_text(out, ""),
            (Kind::Bytes, Held::Blob(bytes)) => put_text(out, &STANDARD.encode(bytes)),
            (Kind::Date | Kind::Time | Kind::DateTime | Kind::Uuid, Held::Text(text))
                if canonical::is_canonical(&self.kind, text) =>
            {
                out.extend_from_slice(text.as_bytes());
            }
            (Kind::Date, Held::Text(text)) => put_text(out, &time::date(text).ok_or_else(wrong)?),
            (Kind::Time, Held::Text(text)) => put_text(out, &time::time(text).ok_or_else(wrong)?.canonical()),
            (Kind::DateTime, Held::Text(text)) => {
                if let Some((local, zone)) = canonical::of_held_instant(text) {
                    out.extend_from_slice(local.as_bytes());
                    out.extend_from_slice(zone.as_bytes());
                    return Ok(());
                }
                put_text(out, &time::instant(text).ok_or_else(wrong)?.canonical());
            }
            (Kind::Uuid, Held::Text(text)) => put_text(out, &uuid(text).ok_or_else(wrong)?),
            (Kind::Uuid, Held::Blob(bytes)) if bytes.len() == 16 => put_text(out, &uuid_of(bytes)),
            (Kind::Json, Held::Text(text)) => {
                serde_json::from_str::<serde::de::IgnoredAny>(text)
                    .map_err(|e| format!("{}: {e}", wrong()))?;
                put_text(out, text);
            }
            (Kind::Json, Held::Integer(n)) => put_text(out, &n.to_string()),
            (Kind::Json, Held::Real(n)) if n.is_finite() => number::put_float(*n, out),
            (Kind::List(_), Held::Text(text)) => {
                serde_json::from_str::<Vec<serde::de::IgnoredAny>>(text)
                    .map_err(|e| format!("{}: {e}", wrong()))?;
                put_text(out, text);
            }
            (Kind::Raw, Held::Integer(n)) => put_text(out, &n.to_string()),
            (Kind::Raw, Held::Real(n)) => number::put_float(*n, out),
            (Kind::Raw, Held::Text(text)) if !text.contains('\0') => put_quoted(out, text),
            _ => return Err(wrong()),
        }
        Ok(())
    }

    /// Writes the canonical cell of whatever cell says the same.
    ///
    /// # Errors
    /// As [`Codec::read`].
    pub(crate) fn canonical(&self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        if canonical::is_canonical(&self.kind, cell.raw()) {
            out.extend_from_slice(cell.raw().as_bytes());
            return Ok(());
        }
        let held = self.read(cell)?;
        self.write(&held, out)
    }

    /// The type in words: `a whole number from -32768 to 32767`.
    fn words(&self) -> String {
        match &self.kind {
            Kind::Bool => "true or false".to_owned(),
            Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Float32 | Kind::Float => "a number".to_owned(),
            Kind::Decimal { precision, scale } => {
                format!("a number of {precision} digits with at most {scale} of them after the point")
            }
            Kind::Text { longest: None } => "text".to_owned(),
            Kind::Text { longest: Some(n) } => format!("text of at most {n} characters"),
            Kind::Bytes => "bytes in base64".to_owned(),
            Kind::Date => "a date like 2025-12-20".to_owned(),
            Kind::Time => "a time like 09:30:00".to_owned(),
            Kind::DateTime => "an instant like 2025-12-20T09:30:00Z".to_owned(),
            Kind::Uuid => "a uuid like 67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(),
            Kind::Json => "JSON".to_owned(),
            Kind::List(_) => format!("a JSON list, as a column of type {} holds it", self.ty),
            Kind::Raw => format!("a number or a text, as which a column of type {} is written", self.ty),
        }
    }
}

fn describe(held: &Held<'_>) -> String {
    match held {
        Held::Null => "NULL".to_owned(),
        Held::Integer(n) => n.to_string(),
        Held::Real(n) => format!("{n:?}"),
        Held::Text(text) => format!("{:?}", text.chars().take(60).collect::<String>()),
        Held::Blob(bytes) => format!("a value of {} bytes", bytes.len()),
    }
}

fn is_longer(text: &str, longest: u32) -> bool {
    text.len() > longest as usize && text.chars().count() > longest as usize
}

fn boolean(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match (is(["true", "t", "1", "yes"]), is(["false", "f", "0", "no"])) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn uuid(text: &str) -> Option<String> {
    let is_hyphen = |i: usize| matches!(i, 8 | 13 | 18 | 23);
    let bytes = text.as_bytes();
    let digits: Vec<u8> = match bytes.len() {
        32 => bytes.to_vec(),
        36 if bytes.iter().enumerate().all(|(i, b)| (*b == b'-') == is_hyphen(i)) => {
            bytes.iter().copied().filter(|b| *b != b'-').collect()
        }
        _ => return None,
    };
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut out = String::with_capacity(36);
    for digit in digits {
        if is_hyphen(out.len()) {
            out.push('-');
        }
        out.push(char::from(digit.to_ascii_lowercase()));
    }
    Some(out)
}

fn uuid_of(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    uuid(&digits).unwrap_or(digits)
}

#[cfg(test)]
mod tests;
