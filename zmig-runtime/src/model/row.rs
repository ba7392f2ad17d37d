//! A row under reading, whichever the database.

use crate::value;
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgRow, Postgres};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteRow};

/// A row of a result, which gives its columns to the fields of a struct: by their place, where zmig wrote the query, or
/// by their names.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    of: Of<'r>,
    /// The place of the first field; none for columns by name.
    base: Option<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum Of<'r> {
    #[cfg(feature = "sqlite")]
    Sqlite(&'r SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(&'r PgRow),
}

// A backend that is not compiled in asks nothing of a type.
#[cfg(feature = "sqlite")]
pub use crate::value::FromSqlite as SqliteSide;
/// Nothing: the backend is not compiled in.
#[cfg(not(feature = "sqlite"))]
pub trait SqliteSide {}
#[cfg(not(feature = "sqlite"))]
impl<T> SqliteSide for T {}
#[cfg(feature = "postgres")]
pub use crate::value::FromPostgres as PostgresSide;
/// Nothing: the backend is not compiled in.
#[cfg(not(feature = "postgres"))]
pub trait PostgresSide {}
#[cfg(not(feature = "postgres"))]
impl<T> PostgresSide for T {}

/// A type that zmig reads from a column of every backend that is compiled in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column",
    note = "an enum can with `#[derive(zmig::Enum)]`, any type of serde's as `zmig::Json<…>` from a json column"
)]
pub trait FromColumn: SqliteSide + PostgresSide + Sized {}
impl<T: SqliteSide + PostgresSide + Sized> FromColumn for T {}

/// A type that sqlx reads from SQLite, where that is compiled in.
#[cfg(feature = "sqlite")]
pub trait SqliteAny: for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite> {}
#[cfg(feature = "sqlite")]
impl<T: for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>> SqliteAny for T {}
#[cfg(not(feature = "sqlite"))]
pub trait SqliteAny {}
#[cfg(not(feature = "sqlite"))]
impl<T> SqliteAny for T {}
/// A type that sqlx reads from PostgreSQL, where that is compiled in.
#[cfg(feature = "postgres")]
pub trait PostgresAny: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres> {}
#[cfg(feature = "postgres")]
impl<T: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>> PostgresAny for T {}
#[cfg(not(feature = "postgres"))]
pub trait PostgresAny {}
#[cfg(not(feature = "postgres"))]
impl<T> PostgresAny for T {}

/// A type of the user's that sqlx reads from a column of every backend that is compiled in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column",
    note = "sqlx reads what implements its `Type` and `Decode`"
)]
pub trait AnyColumn: SqliteAny + PostgresAny + Sized {}
impl<T: SqliteAny + PostgresAny + Sized> AnyColumn for T {}

impl<'r> Row<'r> {
    /// A row of SQLite, whose columns are found by their names.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(row: &'r SqliteRow) -> Self {
        Self { of: Of::Sqlite(row), base: None }
    }

    /// A row of PostgreSQL, whose columns are found by their names.
    #[cfg(feature = "postgres")]
    pub fn postgres(row: &'r PgRow) -> Self {
        Self { of: Of::Postgres(row), base: None }
    }

    /// The same row, whose columns stand in the order of the fields.
    pub(super) fn by_place(self) -> Self {
        Self { base: Some(0), ..self }
    }

    /// The same row, whose first field stands that many columns on.
    pub(super) fn after(self, columns: usize) -> Self {
        Self { base: self.base.map(|base| base + columns), ..self }
    }

    /// The value of a field: the `index`th, of the column `name`.
    ///
    /// # Errors
    /// When there is no such column, or it does not hold such a value.
    pub fn get<T: FromColumn>(&self, index: usize, name: &str) -> sqlx::Result<T> {
        let at = self.place(index, name)?;
        match self.of {
            #[cfg(feature = "sqlite")]
            Of::Sqlite(row) => value::sqlite(row, at, name),
            #[cfg(feature = "postgres")]
            Of::Postgres(row) => value::postgres(row, at, name),
        }
    }

    /// As [`Row::get`], with decimals brought to `scale` digits after the point.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn decimal<T: FromColumn>(&self, index: usize, name: &str, scale: u32) -> sqlx::Result<T> {
        let value: T = self.get(index, name)?;
        Ok(match self.of {
            #[cfg(feature = "sqlite")]
            Of::Sqlite(_) => value.rescale(scale),
            #[cfg(feature = "postgres")]
            Of::Postgres(_) => value,
        })
    }

    /// As [`Row::get`], by a type that sqlx knows and zmig does not.
    ///
    /// # Errors
    /// As those of sqlx.
    pub fn any<T: AnyColumn>(&self, index: usize, name: &str) -> sqlx::Result<T> {
        let at = self.place(index, name)?;
        match self.of {
            #[cfg(feature = "sqlite")]
            Of::Sqlite(row) => sqlx::Row::try_get(row, at),
            #[cfg(feature = "postgres")]
            Of::Postgres(row) => sqlx::Row::try_get(row, at),
        }
    }

    /// Where the column of a field is in the row.
    fn place(&self, index: usize, name: &str) -> sqlx::Result<usize> {
        match (self.base, self.of) {
            (Some(base), _) => Ok(base + index),
            #[cfg(feature = "sqlite")]
            (None, Of::Sqlite(row)) => sqlx::ColumnIndex::index(&name, row),
            #[cfg(feature = "postgres")]
            (None, Of::Postgres(row)) => sqlx::ColumnIndex::index(&name, row),
        }
    }
}
