//! From a row's columns to Rust values, the same for every backend: what generated `FromRow` code calls.
//!
//! SQLite has five kinds of value and PostgreSQL hundreds of types, so each neutral type says here how it is read from
//! either. A struct that is typed for one backend therefore reads rows of all.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "postgres")]
pub use postgres::{FromPostgres, postgres};
#[cfg(feature = "sqlite")]
pub use sqlite::{FromSqlite, sqlite};

/// An enum whose values are stored as labels: text on SQLite, an enum type's label on PostgreSQL.
pub trait Label: Sized {
    /// The enum's name, for messages.
    const NAME: &'static str;
    /// The value with this label.
    fn from_label(label: &str) -> Option<Self>;
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn parse_label<T: Label>(label: &str) -> Result<T, sqlx::error::BoxDynError> {
    T::from_label(label).ok_or_else(|| format!("`{label}` is no value of the enum {}", T::NAME).into())
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn column_error(column: &str, source: sqlx::error::BoxDynError) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source }
}
