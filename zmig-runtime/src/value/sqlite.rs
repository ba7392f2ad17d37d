//! Values of SQLite, and of the JSON that it keeps lists in.

use super::{Label, column_error, parse_label};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row as _, TypeInfo as _, ValueRef as _};

/// A value that can be read from a column of SQLite.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column of SQLite",
    note = "an enum can with `#[derive(zmig::Enum)]`"
)]
pub trait FromSqlite: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the column holds another kind of value, or one that does not fit.
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError>;

    /// Reads it as an element of a list.
    ///
    /// # Errors
    /// As above.
    fn from_element(element: &Value) -> Result<Self, BoxDynError> {
        Self::from_cell(Cell::of_json(element))
    }

    /// Brings decimals to their column's scale, which SQLite does not keep.
    #[must_use]
    fn rescale(self, _scale: u32) -> Self {
        self
    }
}

/// What a column of SQLite, or an element of a list in it, can hold.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A truth value; only in lists.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// Something nested; only in lists.
    Json(&'a Value),
}

/// The value of a row's column, which is called `column`.
///
/// # Errors
/// When there is no such column, or it does not hold such a value.
pub fn sqlite<T: FromSqlite>(row: &SqliteRow, at: usize, column: &str) -> sqlx::Result<T> {
    let value = row.try_get_raw(at)?;
    cell(value).and_then(T::from_cell).map_err(|e| column_error(column, e))
}

fn cell(value: SqliteValueRef<'_>) -> Result<Cell<'_>, BoxDynError> {
    enum Storage {
        Integer,
        Real,
        Blob,
        Text,
    }
    // The type of NULL is that of its column.
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let storage = match value.type_info().name() {
        "INTEGER" => Storage::Integer,
        "REAL" => Storage::Real,
        "BLOB" => Storage::Blob,
        _ => Storage::Text,
    };
    Ok(match storage {
        Storage::Integer => Cell::Integer(Decode::<Sqlite>::decode(value)?),
        Storage::Real => Cell::Real(Decode::<Sqlite>::decode(value)?),
        Storage::Blob => Cell::Blob(Decode::<Sqlite>::decode(value)?),
        Storage::Text => Cell::Text(Decode::<Sqlite>::decode(value)?),
    })
}

impl<'a> Cell<'a> {
    fn of_json(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Bool(*b),
            Value::String(s) => Self::Text(s),
            Value::Number(n) => match n.as_i64() {
                Some(i) => Self::Integer(i),
                None => n.as_f64().map_or(Self::Json(value), Self::Real),
            },
            Value::Array(_) | Value::Object(_) => Self::Json(value),
        }
    }

    fn mismatch(self, wanted: &str) -> BoxDynError {
        let found = match self {
            Self::Null => "NULL",
            Self::Bool(_) => "a truth value",
            Self::Integer(_) => "a whole number",
            Self::Real(_) => "a number with a point",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
            Self::Json(_) => "nested JSON",
        };
        format!("the column holds {found}, which is not read as {wanted}").into()
    }

    fn text(self, wanted: &str) -> Result<&'a str, BoxDynError> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.mismatch(wanted)),
        }
    }

    fn integer<T: TryFrom<i64>>(self, wanted: &str) -> Result<T, BoxDynError> {
        match self {
            Self::Integer(i) => T::try_from(i).map_err(|_| format!("{i} does not fit {wanted}").into()),
            other => Err(other.mismatch(wanted)),
        }
    }

    fn number(self, wanted: &str) -> Result<f64, BoxDynError> {
        match self {
            Self::Real(f) => Ok(f),
            #[expect(clippy::cast_precision_loss, reason = "SQLite stores 1.0 as 1 in some columns")]
            Self::Integer(i) => Ok(i as f64),
            other => Err(other.mismatch(wanted)),
        }
    }
}

impl FromSqlite for bool {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Bool(b) => Ok(b),
            Cell::Integer(i) => Ok(i != 0),
            Cell::Text(t) if t.eq_ignore_ascii_case("true") => Ok(true),
            Cell::Text(t) if t.eq_ignore_ascii_case("false") => Ok(false),
            other => Err(other.mismatch("bool")),
        }
    }
}

impl FromSqlite for i16 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        cell.integer("i16")
    }
}

impl FromSqlite for i32 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        cell.integer("i32")
    }
}

impl FromSqlite for i64 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        cell.integer("i64")
    }
}

impl FromSqlite for f64 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        cell.number("f64")
    }
}

impl FromSqlite for f32 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        #[expect(clippy::cast_possible_truncation, reason = "the column is declared as 32 bits")]
        cell.number("f32").map(|f| f as Self)
    }
}

impl FromSqlite for String {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        cell.text("String").map(str::to_owned)
    }
}

/// Bytes; in a list, hexadecimal digits.
impl FromSqlite for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Blob(bytes) => Ok(bytes.to_vec()),
            Cell::Text(text) => match text.strip_prefix("\\x") {
                Some(digits) => unhex(digits).ok_or_else(|| "the text is not hexadecimal".into()),
                None => Ok(text.as_bytes().to_vec()),
            },
            other => Err(other.mismatch("bytes")),
        }
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

impl FromSqlite for NaiveDate {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        Ok(Self::parse_from_str(cell.text("a date")?, "%F")?)
    }
}

impl FromSqlite for NaiveTime {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        let text = cell.text("a time of day")?;
        Self::parse_from_str(text, "%T%.f")
            .or_else(|e| Self::parse_from_str(text, "%R").map_err(|_| e.into()))
    }
}

impl FromSqlite for DateTime<Utc> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        let text = cell.text("an instant")?;
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Ok(instant.to_utc());
        }
        if let Ok(instant) = DateTime::parse_from_str(text, "%F %T%.f%#z") {
            return Ok(instant.to_utc());
        }
        parse_naive(text).map(|naive| naive.and_utc())
    }
}

impl FromSqlite for NaiveDateTime {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        parse_naive(cell.text("a date and time")?)
    }
}

fn parse_naive(text: &str) -> Result<NaiveDateTime, BoxDynError> {
    for format in ["%F %T%.f", "%FT%T%.f", "%F %T%.fZ", "%FT%T%.fZ", "%F %R", "%FT%R"] {
        if let Ok(naive) = NaiveDateTime::parse_from_str(text, format) {
            return Ok(naive);
        }
    }
    Err(format!("`{text}` is no date and time of the form YYYY-MM-DD HH:MM:SS").into())
}

impl FromSqlite for Value {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Text(text) => Ok(serde_json::from_str(text)?),
            Cell::Integer(i) => Ok(i.into()),
            Cell::Real(f) => Ok(f.into()),
            other => Err(other.mismatch("JSON")),
        }
    }

    /// A text that is an element is a value by itself, not JSON to be read.
    fn from_element(element: &Value) -> Result<Self, BoxDynError> {
        Ok(element.clone())
    }
}

#[cfg(feature = "uuid")]
impl FromSqlite for uuid::Uuid {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Text(text) => Ok(Self::try_parse(text)?),
            Cell::Blob(bytes) => Ok(Self::from_slice(bytes)?),
            other => Err(other.mismatch("a UUID")),
        }
    }
}

#[cfg(feature = "decimal")]
impl FromSqlite for rust_decimal::Decimal {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Integer(i) => Ok(Self::from(i)),
            // The shortest text that reads back as the same number is what was written, up to 15 digits.
            Cell::Real(f) => parse_decimal(&f.to_string()),
            Cell::Text(text) => parse_decimal(text),
            other => Err(other.mismatch("a decimal")),
        }
    }

    fn rescale(mut self, scale: u32) -> Self {
        rust_decimal::Decimal::rescale(&mut self, scale);
        self
    }
}

#[cfg(feature = "decimal")]
fn parse_decimal(text: &str) -> Result<rust_decimal::Decimal, BoxDynError> {
    let parsed = if text.contains(['e', 'E']) {
        rust_decimal::Decimal::from_scientific(text)
    } else {
        rust_decimal::Decimal::from_str_exact(text)
    };
    parsed.map_err(|e| format!("`{text}` is no decimal: {e}").into())
}

impl<T: Label> FromSqlite for T {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        parse_label(cell.text(T::NAME)?)
    }
}

/// A list: JSON text.
impl<T: FromSqlite> FromSqlite for Vec<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        let owned;
        let value = match cell {
            Cell::Text(text) => {
                owned = serde_json::from_str(text)?;
                &owned
            }
            Cell::Json(value) => value,
            other => return Err(other.mismatch("a list")),
        };
        let Value::Array(elements) = value else { return Err(Cell::of_json(value).mismatch("a list")) };
        elements.iter().map(T::from_element).collect()
    }

    fn rescale(self, scale: u32) -> Self {
        self.into_iter().map(|e| e.rescale(scale)).collect()
    }
}

impl<T: FromSqlite> FromSqlite for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, BoxDynError> {
        if matches!(cell, Cell::Null) { Ok(None) } else { T::from_cell(cell).map(Some) }
    }

    fn from_element(element: &Value) -> Result<Self, BoxDynError> {
        if element.is_null() { Ok(None) } else { T::from_element(element).map(Some) }
    }

    fn rescale(self, scale: u32) -> Self {
        self.map(|value| value.rescale(scale))
    }
}
