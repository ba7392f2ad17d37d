//! What a new row gets in a column that it says nothing about.

use crate::Type;
use serde::{Deserialize, Serialize};

/// A column's default. It is kept as a value, never as text to be pasted into SQL, so that quoting is decided in one
/// place per dialect; only [`DefaultValue::Expr`] is SQL, and its author said so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// A literal of the column's type.
    Literal(Literal),
    /// The time of the insertion.
    Now,
    /// An SQL expression in the words of the database.
    Expr(String),
}

/// A literal. The column's type says how its text is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer of at most 64 bits.
    Int(i64),
    /// A decimal or floating point number in plain or scientific notation, e.g. `-1.50` or `1e9`.
    Number(String),
    /// Text, an enum's value, or the text form of a date, time, datetime (RFC 3339, UTC), uuid or JSON value; bytes
    /// as lower-case hexadecimal digits.
    Text(String),
}

/// Why a literal is not one of a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct LiteralError {
    /// What was expected, in a few words.
    pub reason: String,
}

impl Literal {
    /// Reads a literal written as `text` (`was_string`: it was written between quotes or is a plain word) for a
    /// column of type `ty`.
    ///
    /// # Errors
    /// When the text is no value of the type; the reason says what one looks like.
    pub fn read(text: &str, ty: &Type, enum_values: &[String]) -> Result<Self, LiteralError> {
        crate::ty::literal::read(text, ty, enum_values)
    }
}
