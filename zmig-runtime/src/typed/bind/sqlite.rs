//! Binding to SQLite: text where it has no type.

use super::{Bind, ToSqlite};
use chrono::SubsecRound;
use serde_json::Value;
use sqlx::Type;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo};

impl<T: ToSqlite + ?Sized> Type<Sqlite> for Bind<'_, T> {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }
}

impl<T: ToSqlite + ?Sized> Encode<'_, Sqlite> for Bind<'_, T> {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        self.0.to_sqlite(buffer)
    }
}

impl<T: ToSqlite> ToSqlite for Option<T> {
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        match self {
            Some(value) => value.to_sqlite(buffer),
            None => Ok(IsNull::Yes),
        }
    }

    fn to_element(&self) -> Result<Value, BoxDynError> {
        self.as_ref().map_or(Ok(Value::Null), ToSqlite::to_element)
    }
}

impl<T: ToSqlite + ?Sized> ToSqlite for &T {
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        (**self).to_sqlite(buffer)
    }

    fn to_element(&self) -> Result<Value, BoxDynError> {
        (**self).to_element()
    }
}

/// A list. Bytes are none: they are a value of their own.
impl<T: ToSqlite> ToSqlite for Vec<T> {
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let list = self.iter().map(ToSqlite::to_element).collect::<Result<Vec<_>, _>>()?;
        text(serde_json::to_string(&list)?, buffer)
    }

    fn to_element(&self) -> Result<Value, BoxDynError> {
        Err("a list of lists cannot be bound; `json` holds them".into())
    }
}

/// Values that sqlx binds the way that the column holds them, and what they are in JSON.
macro_rules! as_sqlx_does {
    ($($ty:ty: $element:expr),* $(,)?) => { $(
        impl ToSqlite for $ty {
            fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                <$ty as Encode<Sqlite>>::encode_by_ref(self, buffer)
            }

            fn to_element(&self) -> Result<Value, BoxDynError> {
                let element: fn(&Self) -> Result<Value, BoxDynError> = $element;
                element(self)
            }
        }
    )* };
}
as_sqlx_does!(
    bool: |v| Ok(Value::from(*v)),
    i16: |v| Ok(Value::from(*v)),
    i32: |v| Ok(Value::from(*v)),
    i64: |v| Ok(Value::from(*v)),
    f32: |v| finite(f64::from(*v)),
    f64: |v| finite(*v),
    String: |v| Ok(Value::from(v.as_str())),
    Vec<u8>: |v| Ok(Value::from(hex(v))),
    chrono::NaiveDate: |v| Ok(Value::from(v.to_string())),
    Value: |v| Ok(v.clone()),
);

impl ToSqlite for str {
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        text(self.to_owned(), buffer)
    }

    fn to_element(&self) -> Result<Value, BoxDynError> {
        Ok(Value::from(self))
    }
}

/// Microseconds, as the column says; the form is sqlx's, whose texts compare as the times do.
macro_rules! times {
    ($($ty:ty: $text:expr),*) => { $(
        impl ToSqlite for $ty {
            fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                <$ty as Encode<Sqlite>>::encode(self.trunc_subsecs(6), buffer)
            }

            fn to_element(&self) -> Result<Value, BoxDynError> {
                let to: fn(Self) -> String = $text;
                Ok(Value::from(to(self.trunc_subsecs(6))))
            }
        }
    )* };
}
times!(
    chrono::NaiveTime: |time| time.format("%T%.f").to_string(),
    chrono::DateTime<chrono::Utc>: |time| time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
);

/// Values that sqlx would bind otherwise, or not at all.
#[cfg(any(feature = "uuid", feature = "decimal"))]
macro_rules! as_text {
    ($($ty:ty: $text:expr),*) => { $(
        impl ToSqlite for $ty {
            fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                let to: fn(&Self) -> String = $text;
                text(to(self), buffer)
            }

            fn to_element(&self) -> Result<Value, BoxDynError> {
                let to: fn(&Self) -> String = $text;
                Ok(Value::from(to(self)))
            }
        }
    )* };
}
#[cfg(feature = "uuid")]
as_text!(uuid::Uuid: ToString::to_string);
#[cfg(feature = "decimal")]
as_text!(rust_decimal::Decimal: ToString::to_string);

fn text(text: String, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
    <String as Encode<Sqlite>>::encode(text, buffer)
}

fn finite(number: f64) -> Result<Value, BoxDynError> {
    match serde_json::Number::from_f64(number) {
        Some(number) => Ok(Value::Number(number)),
        None => Err(format!("{number} is no number that a list in SQLite can hold").into()),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("\\x"), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
