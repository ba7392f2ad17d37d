//! Values of columns on their way into a statement.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, Postgres};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer};
use std::cmp::Ordering;
use std::fmt;

/// A value that a column can hold, of a type that is known when the program is compiled, behind a pointer.
///
/// It is there for every type that a schema names, for `Option` and `Vec` of them, for `Json<T>` and for enums with
/// `#[derive(zmig::Enum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to a column",
    note = "an enum can with `#[derive(zmig::Enum)]`, any type of serde's as `zmig::Json<…>` in a json column"
)]
pub trait ColumnValue: Send + Sync {
    /// Adds it to the arguments of SQLite, as its column holds it.
    ///
    /// # Errors
    /// Where SQLite cannot hold it.
    #[cfg(feature = "sqlite")]
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError>;

    /// Adds it to the arguments of PostgreSQL.
    ///
    /// # Errors
    /// Where PostgreSQL cannot hold it.
    #[cfg(feature = "postgres")]
    fn to_postgres(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError>;

    /// The type that PostgreSQL is told of it.
    #[cfg(feature = "postgres")]
    fn postgres_type(&self) -> PgTypeInfo;

    /// The type that PostgreSQL is told of every value of the Rust type, and of NULL in its place. It is always the same, since
    /// sqlx prepares a statement once, for the types that it is first run with.
    #[cfg(feature = "postgres")]
    #[must_use]
    fn column_type() -> PgTypeInfo
    where
        Self: Sized,
    {
        unknown()
    }

    /// Its text, where it is a text or the label of an enum.
    fn text(&self) -> Option<&str> {
        None
    }

    /// How it compares with a value in the text form of its type, where it has an order and the text is one.
    fn compare(&self, _text: &str) -> Option<Ordering> {
        None
    }

    /// A decimal with so many digits after the point; none of what is no decimal.
    fn rescaled(&self, _scale: u32) -> Option<Box<dyn ColumnValue>> {
        None
    }

    /// Whether it has no more digits after the point than that.
    #[doc(hidden)]
    fn fits_scale(&self, _scale: u32) -> bool {
        true
    }

    /// Whether [`ColumnValue::compare`] knows an order of it.
    #[doc(hidden)]
    fn is_ordered(&self) -> bool {
        false
    }

    /// Whether it is NULL.
    fn is_null(&self) -> bool {
        false
    }

    /// Whether PostgreSQL takes its binary form without being told its type.
    #[doc(hidden)]
    fn can_be_copied(&self) -> bool {
        true
    }

    /// Shows it to a programmer.
    ///
    /// # Errors
    /// Those of the formatter.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => fmt::Debug::fmt(text, f),
            None => f.write_str("…"),
        }
    }
}

impl fmt::Debug for dyn ColumnValue + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f)
    }
}

/// A value that is lent, or one that was made for a statement.
pub(super) enum Value<'a> {
    Lent(&'a dyn ColumnValue),
    Made(Box<dyn ColumnValue + 'a>),
}

impl Value<'_> {
    pub(super) fn get(&self) -> &dyn ColumnValue {
        match self {
            Self::Lent(value) => *value,
            Self::Made(value) => &**value,
        }
    }
}

/// Values by pointer, as sqlx binds them.
pub(super) struct Bound<'a>(pub &'a dyn ColumnValue);

#[cfg(feature = "sqlite")]
impl sqlx::Type<Sqlite> for Bound<'_> {
    fn type_info() -> sqlx::sqlite::SqliteTypeInfo {
        <str as sqlx::Type<Sqlite>>::type_info()
    }
}

#[cfg(feature = "sqlite")]
impl sqlx::Encode<'_, Sqlite> for Bound<'_> {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        self.0.to_sqlite(buffer)
    }
}

#[cfg(feature = "postgres")]
impl sqlx::Type<Postgres> for Bound<'_> {
    fn type_info() -> PgTypeInfo {
        <str as sqlx::Type<Postgres>>::type_info()
    }
}

#[cfg(feature = "postgres")]
impl sqlx::Encode<'_, Postgres> for Bound<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.to_postgres(buffer)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.0.postgres_type())
    }
}

/// The ways into both databases of a type that [`crate::ToSqlite`] and sqlx know.
#[doc(hidden)]
#[macro_export]
macro_rules! __column_value_ways {
    () => {
        $crate::__sqlite_items! {
            fn to_sqlite(
                &self,
                buffer: &mut $crate::__private::sqlx::sqlite::SqliteArgumentsBuffer,
            ) -> ::core::result::Result<$crate::__private::sqlx::encode::IsNull, $crate::__private::sqlx::error::BoxDynError> {
                $crate::ToSqlite::to_sqlite(self, buffer)
            }
        }
        $crate::__postgres_items! {
            fn to_postgres(
                &self,
                buffer: &mut $crate::__private::sqlx::postgres::PgArgumentBuffer,
            ) -> ::core::result::Result<$crate::__private::sqlx::encode::IsNull, $crate::__private::sqlx::error::BoxDynError> {
                <Self as $crate::__private::sqlx::Encode<'_, $crate::__private::sqlx::Postgres>>::encode_by_ref(self, buffer)
            }
            fn postgres_type(&self) -> $crate::__private::sqlx::postgres::PgTypeInfo {
                <Self as $crate::__private::sqlx::Type<$crate::__private::sqlx::Postgres>>::type_info()
            }
            fn column_type() -> $crate::__private::sqlx::postgres::PgTypeInfo {
                <Self as $crate::__private::sqlx::Type<$crate::__private::sqlx::Postgres>>::type_info()
            }
        }
    };
}

/// Types whose values compare with their text form.
macro_rules! ordered {
    ($($ty:ty),* $(,)?) => { $(
        impl ColumnValue for $ty {
            crate::__column_value_ways!();

            fn compare(&self, text: &str) -> Option<Ordering> {
                self.partial_cmp(&text.parse::<Self>().ok()?)
            }

            fn is_ordered(&self) -> bool {
                true
            }

            fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self, f)
            }
        }
    )* };
}
ordered!(bool, i16, i32, i64, f32, f64, NaiveDate, NaiveTime, DateTime<Utc>);
#[cfg(feature = "uuid")]
ordered!(uuid::Uuid);

#[cfg(feature = "decimal")]
impl ColumnValue for rust_decimal::Decimal {
    crate::__column_value_ways!();

    fn compare(&self, text: &str) -> Option<Ordering> {
        self.partial_cmp(&text.parse::<Self>().ok()?)
    }

    fn rescaled(&self, scale: u32) -> Option<Box<dyn ColumnValue>> {
        let mut value = *self;
        value.rescale(scale);
        Some(Box::new(value))
    }

    fn fits_scale(&self, scale: u32) -> bool {
        self.normalize().scale() <= scale
    }

    fn is_ordered(&self) -> bool {
        true
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl ColumnValue for String {
    crate::__column_value_ways!();

    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn compare(&self, text: &str) -> Option<Ordering> {
        Some(self.as_str().cmp(text))
    }

    fn is_ordered(&self) -> bool {
        true
    }
}

impl ColumnValue for serde_json::Value {
    crate::__column_value_ways!();

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: serde::Serialize + Send + Sync> ColumnValue for sqlx::types::Json<T> {
    #[cfg(feature = "sqlite")]
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <Self as sqlx::Encode<Sqlite>>::encode_by_ref(self, buffer)
    }

    #[cfg(feature = "postgres")]
    fn to_postgres(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Self as sqlx::Encode<Postgres>>::encode_by_ref(self, buffer)
    }

    #[cfg(feature = "postgres")]
    fn postgres_type(&self) -> PgTypeInfo {
        Self::column_type()
    }

    #[cfg(feature = "postgres")]
    fn column_type() -> PgTypeInfo {
        <Self as sqlx::Type<Postgres>>::type_info()
    }
}

impl ColumnValue for Vec<u8> {
    crate::__column_value_ways!();
}

/// A type that sqlx writes to SQLite, where that is compiled in.
#[cfg(feature = "sqlite")]
pub trait SqliteValue: for<'q> sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite> {}
#[cfg(feature = "sqlite")]
impl<T: for<'q> sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite>> SqliteValue for T {}
/// A type that sqlx writes to SQLite, where that is compiled in.
#[cfg(not(feature = "sqlite"))]
pub trait SqliteValue {}
#[cfg(not(feature = "sqlite"))]
impl<T> SqliteValue for T {}
/// A type that sqlx writes to PostgreSQL, where that is compiled in.
#[cfg(feature = "postgres")]
pub trait PostgresValue: for<'q> sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres> {}
#[cfg(feature = "postgres")]
impl<T: for<'q> sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres>> PostgresValue for T {}
/// A type that sqlx writes to PostgreSQL, where that is compiled in.
#[cfg(not(feature = "postgres"))]
pub trait PostgresValue {}
#[cfg(not(feature = "postgres"))]
impl<T> PostgresValue for T {}

/// A type of the user's that sqlx writes to a column of every backend that is compiled in.
pub trait AnyValue: SqliteValue + PostgresValue + Send + Sync {}
impl<T: SqliteValue + PostgresValue + Send + Sync> AnyValue for T {}

/// A value of such a type.
pub(super) struct ByPointer<'a, T>(pub &'a T);

impl<T: AnyValue> ColumnValue for ByPointer<'_, T> {
    #[cfg(feature = "sqlite")]
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <T as sqlx::Encode<Sqlite>>::encode_by_ref(self.0, buffer)
    }

    #[cfg(feature = "postgres")]
    fn to_postgres(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <T as sqlx::Encode<Postgres>>::encode_by_ref(self.0, buffer)
    }

    #[cfg(feature = "postgres")]
    fn postgres_type(&self) -> PgTypeInfo {
        <T as sqlx::Encode<Postgres>>::produces(self.0).unwrap_or_else(<T as sqlx::Type<Postgres>>::type_info)
    }

    fn can_be_copied(&self) -> bool {
        false
    }
}

/// What an element of a list needs of a backend that is compiled in.
#[cfg(feature = "sqlite")]
pub(super) use crate::ToSqlite as SqliteElement;
/// What an element of a list needs of a backend that is compiled in.
#[cfg(not(feature = "sqlite"))]
pub trait SqliteElement {}
#[cfg(not(feature = "sqlite"))]
impl<T> SqliteElement for T {}
/// What an element of a list needs of a backend that is compiled in.
#[cfg(feature = "postgres")]
pub trait PostgresElement:
    for<'q> sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres> + sqlx::postgres::PgHasArrayType
{
}
#[cfg(feature = "postgres")]
impl<T> PostgresElement for T where
    T: for<'q> sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres> + sqlx::postgres::PgHasArrayType
{
}
/// What an element of a list needs of a backend that is compiled in.
#[cfg(not(feature = "postgres"))]
pub trait PostgresElement {}
#[cfg(not(feature = "postgres"))]
impl<T> PostgresElement for T {}

/// A list. Bytes are none: they are a value of their own.
impl<T: ColumnValue + SqliteElement + PostgresElement> ColumnValue for Vec<T> {
    crate::__column_value_ways!();

    /// A list of enums names its element's type, which is not known here.
    #[cfg(feature = "postgres")]
    fn can_be_copied(&self) -> bool {
        <Self as sqlx::Type<Postgres>>::type_info().oid() != unknown().oid()
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|value| value as &dyn ColumnValue)).finish()
    }
}

/// The type that PostgreSQL takes from where the value stands.
#[cfg(feature = "postgres")]
fn unknown() -> PgTypeInfo {
    crate::typed::emitted::postgres_unknown()
}

impl<T: ColumnValue> ColumnValue for Option<T> {
    #[cfg(feature = "sqlite")]
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        self.as_ref().map_or(Ok(IsNull::Yes), |value| value.to_sqlite(buffer))
    }

    #[cfg(feature = "postgres")]
    fn to_postgres(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.as_ref().map_or(Ok(IsNull::Yes), |value| value.to_postgres(buffer))
    }

    #[cfg(feature = "postgres")]
    fn postgres_type(&self) -> PgTypeInfo {
        self.as_ref().map_or_else(T::column_type, ColumnValue::postgres_type)
    }

    #[cfg(feature = "postgres")]
    fn column_type() -> PgTypeInfo {
        T::column_type()
    }

    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }

    fn compare(&self, text: &str) -> Option<Ordering> {
        self.as_ref()?.compare(text)
    }

    fn rescaled(&self, scale: u32) -> Option<Box<dyn ColumnValue>> {
        self.as_ref()?.rescaled(scale)
    }

    fn fits_scale(&self, scale: u32) -> bool {
        self.as_ref().is_none_or(|value| value.fits_scale(scale))
    }

    fn is_ordered(&self) -> bool {
        self.as_ref().is_some_and(ColumnValue::is_ordered)
    }

    fn can_be_copied(&self) -> bool {
        self.as_ref().is_none_or(ColumnValue::can_be_copied)
    }

    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(ColumnValue::is_null)
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.show(f),
            None => f.write_str("NULL"),
        }
    }
}
