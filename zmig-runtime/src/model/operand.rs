//! What a column can be compared with.

use super::ColumnValue;

/// A value that can stand beside a column of type `T` in a comparison: a `T`, a reference to one, and what its users write
/// in its place (`&str` for text, `&[u8]` for bytes).
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    label = "not `{T}`"
)]
pub trait Operand<T> {
    /// The value as the column's own type.
    fn into_value(self) -> T;
}

impl<T: ColumnValue> Operand<T> for T {
    fn into_value(self) -> T {
        self
    }
}

impl<T: ColumnValue + Clone> Operand<T> for &T {
    fn into_value(self) -> T {
        self.clone()
    }
}

impl Operand<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

impl Operand<Vec<u8>> for &[u8] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}

/// A type of which equal values are equal in every database: all but JSON and lists, whose texts may differ where their
/// values do not, and which have filters of their own.
#[diagnostic::on_unimplemented(
    message = "columns of type `{Self}` are not compared as a whole",
    note = "JSON has `at` and `contains`, lists have `contains`, `contains_all` and `overlaps`"
)]
pub trait Equal: ColumnValue + 'static {}

/// A type whose order is the same in every database: not that of enums, which PostgreSQL sorts as they are declared and
/// SQLite by their letters.
#[diagnostic::on_unimplemented(
    message = "columns of type `{Self}` have no order that is the same in every database"
)]
pub trait Ordered: Equal {}

macro_rules! ordered {
    ($($ty:ty),* $(,)?) => { $(
        impl Equal for $ty {}
        impl Ordered for $ty {}
    )* };
}
ordered!(bool, i16, i32, i64, f32, f64, String, Vec<u8>);
ordered!(chrono::NaiveDate, chrono::NaiveTime, chrono::DateTime<chrono::Utc>);
#[cfg(feature = "uuid")]
ordered!(uuid::Uuid);
#[cfg(feature = "decimal")]
ordered!(rust_decimal::Decimal);
