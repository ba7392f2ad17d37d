//! Emitted code for one backend, which is there when the backend is.

/// The items where the SQLite backend is compiled in, and nothing otherwise.
#[doc(hidden)]
#[cfg(feature = "sqlite")]
#[macro_export]
macro_rules! __sqlite_items {
    ($($items:tt)*) => { $($items)* };
}
#[doc(hidden)]
#[cfg(not(feature = "sqlite"))]
#[macro_export]
macro_rules! __sqlite_items {
    ($($items:tt)*) => {};
}

/// The items where the PostgreSQL backend is compiled in, and nothing otherwise.
#[doc(hidden)]
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! __postgres_items {
    ($($items:tt)*) => { $($items)* };
}
#[doc(hidden)]
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! __postgres_items {
    ($($items:tt)*) => {};
}

/// An enum's ways in and out of each backend. It has `as_str` and `FromStr`.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum {
    ($name:ident) => {
        #[automatically_derived]
        impl $crate::__private::decode::Label for $name {
            const NAME: &'static str = ::core::stringify!($name);
            fn from_label(label: &str) -> ::core::option::Option<Self> {
                label.parse::<Self>().ok()
            }
        }
        #[automatically_derived]
        impl $crate::Equal for $name {}
        #[automatically_derived]
        impl $crate::ColumnValue for $name {
            $crate::__column_value_ways!();
            fn text(&self) -> ::core::option::Option<&str> {
                ::core::option::Option::Some(self.as_str())
            }
        }
        $crate::__sqlite_items! {
            #[automatically_derived]
            impl $crate::__private::sqlx::Type<$crate::__private::sqlx::Sqlite> for $name {
                fn type_info() -> $crate::__private::sqlx::sqlite::SqliteTypeInfo {
                    <::std::string::String as $crate::__private::sqlx::Type<$crate::__private::sqlx::Sqlite>>::type_info()
                }
            }
            #[automatically_derived]
            impl<'q> $crate::__private::sqlx::Encode<'q, $crate::__private::sqlx::Sqlite> for $name {
                fn encode_by_ref(
                    &self,
                    buffer: &mut <$crate::__private::sqlx::Sqlite as $crate::__private::sqlx::Database>::ArgumentBuffer,
                ) -> ::core::result::Result<$crate::__private::sqlx::encode::IsNull, $crate::__private::sqlx::error::BoxDynError> {
                    <::std::string::String as $crate::__private::sqlx::Encode<'q, $crate::__private::sqlx::Sqlite>>::encode(
                        ::std::string::String::from(self.as_str()), buffer,
                    )
                }
            }
            #[automatically_derived]
            impl<'r> $crate::__private::sqlx::Decode<'r, $crate::__private::sqlx::Sqlite> for $name {
                fn decode(
                    value: $crate::__private::sqlx::sqlite::SqliteValueRef<'r>,
                ) -> ::core::result::Result<Self, $crate::__private::sqlx::error::BoxDynError> {
                    let text = <&str as $crate::__private::sqlx::Decode<'r, $crate::__private::sqlx::Sqlite>>::decode(value)?;
                    ::core::result::Result::Ok(text.parse::<Self>()?)
                }
            }
            #[automatically_derived]
            impl $crate::ToSqlite for $name {
                fn to_sqlite(
                    &self,
                    buffer: &mut $crate::__private::sqlx::sqlite::SqliteArgumentsBuffer,
                ) -> ::core::result::Result<$crate::__private::sqlx::encode::IsNull, $crate::__private::sqlx::error::BoxDynError> {
                    <Self as $crate::__private::sqlx::Encode<'_, $crate::__private::sqlx::Sqlite>>::encode_by_ref(self, buffer)
                }
                fn to_element(
                    &self,
                ) -> ::core::result::Result<$crate::__private::serde_json::Value, $crate::__private::sqlx::error::BoxDynError> {
                    ::core::result::Result::Ok($crate::__private::serde_json::Value::from(self.as_str()))
                }
            }
        }
        $crate::__postgres_items! {
            #[automatically_derived]
            impl $crate::__private::sqlx::Type<$crate::__private::sqlx::Postgres> for $name {
                fn type_info() -> $crate::__private::sqlx::postgres::PgTypeInfo {
                    $crate::__private::postgres_unknown()
                }
                fn compatible(found: &$crate::__private::sqlx::postgres::PgTypeInfo) -> bool {
                    ::core::matches!(found.kind(), $crate::__private::sqlx::postgres::PgTypeKind::Enum(_))
                        || <::std::string::String as $crate::__private::sqlx::Type<$crate::__private::sqlx::Postgres>>::compatible(found)
                }
            }
            #[automatically_derived]
            impl $crate::__private::sqlx::postgres::PgHasArrayType for $name {
                fn array_type_info() -> $crate::__private::sqlx::postgres::PgTypeInfo {
                    $crate::__private::postgres_unknown()
                }
                fn array_compatible(found: &$crate::__private::sqlx::postgres::PgTypeInfo) -> bool {
                    match found.kind() {
                        $crate::__private::sqlx::postgres::PgTypeKind::Array(element) => {
                            <Self as $crate::__private::sqlx::Type<$crate::__private::sqlx::Postgres>>::compatible(element)
                        }
                        _ => false,
                    }
                }
            }
            #[automatically_derived]
            impl<'q> $crate::__private::sqlx::Encode<'q, $crate::__private::sqlx::Postgres> for $name {
                fn encode_by_ref(
                    &self,
                    buffer: &mut <$crate::__private::sqlx::Postgres as $crate::__private::sqlx::Database>::ArgumentBuffer,
                ) -> ::core::result::Result<$crate::__private::sqlx::encode::IsNull, $crate::__private::sqlx::error::BoxDynError> {
                    <&str as $crate::__private::sqlx::Encode<'_, $crate::__private::sqlx::Postgres>>::encode(self.as_str(), buffer)
                }
            }
            #[automatically_derived]
            impl<'r> $crate::__private::sqlx::Decode<'r, $crate::__private::sqlx::Postgres> for $name {
                fn decode(
                    value: $crate::__private::sqlx::postgres::PgValueRef<'r>,
                ) -> ::core::result::Result<Self, $crate::__private::sqlx::error::BoxDynError> {
                    ::core::result::Result::Ok(value.as_str()?.parse::<Self>()?)
                }
            }
        }
    };
}

/// A rule that is a regular expression.
#[doc(hidden)]
#[cfg(feature = "pattern")]
#[macro_export]
macro_rules! __pattern {
    ($pattern:literal) => {
        $crate::Rule::Pattern($pattern)
    };
}
#[doc(hidden)]
#[cfg(not(feature = "pattern"))]
#[macro_export]
macro_rules! __pattern {
    ($pattern:literal) => {{
        ::core::compile_error!(
            "a column has a rule `pattern`, which needs the feature `pattern` of zmig:\nzmig = { version = \"0.1\", features = [\"pattern\"] }"
        );
        $crate::Rule::Required
    }};
}
