//! Values of PostgreSQL.

use super::{Label, column_error, parse_label};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgRow, PgTypeInfo, PgTypeKind, PgValueRef, Postgres};
use sqlx::{Decode, Row as _, Type, TypeInfo as _, ValueRef as _};

/// A value that can be read from a column of PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column of PostgreSQL",
    note = "an enum can with `#[derive(zmig::Enum)]`"
)]
pub trait FromPostgres: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the column has another type, or holds NULL where that is no value.
    fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError>;

    /// Reads an array of it.
    ///
    /// # Errors
    /// As above, for any element.
    fn list_from_postgres(value: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError>;
}

/// The value of a row's column, which is called `column`.
///
/// # Errors
/// When there is no such column, or it does not hold such a value.
pub fn postgres<T: FromPostgres>(row: &PgRow, at: usize, column: &str) -> sqlx::Result<T> {
    T::from_postgres(row.try_get_raw(at)?).map_err(|e| column_error(column, e))
}

fn mismatch(found: &PgTypeInfo, wanted: &str) -> BoxDynError {
    format!("the column is {}, which is not read as {wanted}", found.name()).into()
}

macro_rules! native {
    ($($ty:ty),+ $(,)?) => {$(
        impl FromPostgres for $ty {
            fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
                let info = value.type_info();
                if !info.is_null() && !<Self as Type<Postgres>>::compatible(&info) {
                    return Err(mismatch(&info, stringify!($ty)));
                }
                drop(info);
                <Self as Decode<Postgres>>::decode(value)
            }

            fn list_from_postgres(value: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError> {
                let info = value.type_info();
                if !info.is_null() && !<Vec<Self> as Type<Postgres>>::compatible(&info) {
                    return Err(mismatch(&info, concat!("a list of ", stringify!($ty))));
                }
                drop(info);
                <Vec<Self> as Decode<Postgres>>::decode(value)
            }
        }
    )+};
}

native!(bool, i16, i32, i64, f32, f64, Vec<u8>, serde_json::Value);
native!(chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>);
#[cfg(feature = "uuid")]
native!(uuid::Uuid);
#[cfg(feature = "decimal")]
native!(rust_decimal::Decimal);

/// Text, and the label of any enum type.
impl FromPostgres for String {
    fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let info = value.type_info();
        let fits = info.is_null()
            || <Self as Type<Postgres>>::compatible(&info)
            || matches!(info.kind(), PgTypeKind::Enum(_));
        if !fits {
            return Err(mismatch(&info, "text"));
        }
        drop(info);
        Ok(value.as_str()?.to_owned())
    }

    fn list_from_postgres(value: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError> {
        let info = value.type_info();
        let enums =
            matches!(info.kind(), PgTypeKind::Array(inner) if matches!(inner.kind(), PgTypeKind::Enum(_)));
        if !info.is_null() && !enums && !<Vec<Self> as Type<Postgres>>::compatible(&info) {
            return Err(mismatch(&info, "a list of text"));
        }
        drop(info);
        <Vec<Self> as Decode<Postgres>>::decode(value)
    }
}

impl<T: Label> FromPostgres for T {
    fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        parse_label(&String::from_postgres(value)?)
    }

    fn list_from_postgres(value: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError> {
        String::list_from_postgres(value)?.iter().map(|label| parse_label(label)).collect()
    }
}

impl<T: FromPostgres> FromPostgres for Vec<T> {
    fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        T::list_from_postgres(value)
    }

    fn list_from_postgres(_: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError> {
        Err("a list of lists is not read from PostgreSQL".into())
    }
}

impl<T: FromPostgres> FromPostgres for Option<T> {
    fn from_postgres(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        if value.is_null() { Ok(None) } else { T::from_postgres(value).map(Some) }
    }

    fn list_from_postgres(_: PgValueRef<'_>) -> Result<Vec<Self>, BoxDynError> {
        Err("a list with NULLs in it is not read from PostgreSQL".into())
    }
}
