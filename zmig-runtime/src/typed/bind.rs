//! Writing a value the way its column holds it.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "sqlite")]
use serde_json::Value;
#[cfg(feature = "sqlite")]
use sqlx::encode::IsNull;
#[cfg(feature = "sqlite")]
use sqlx::error::BoxDynError;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteArgumentsBuffer;

/// Binds a value the way its column holds it, whichever the database: `.bind(Bind(&issue.price))`.
///
/// PostgreSQL needs no help: there it is the value itself. SQLite has no type for some values, and sqlx would bind
/// a uuid as sixteen bytes where the column holds text, an instant in a form that does not compare as text, and a
/// decimal or a list not at all.
#[derive(Clone, Copy, Debug)]
pub struct Bind<'a, T: ?Sized>(pub &'a T);

/// A value that can be written to a column of SQLite.
#[cfg(feature = "sqlite")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to a column of SQLite",
    note = "implement `zmig::ToSqlite` for a type of your own, or derive `zmig::Enum` for an enum"
)]
pub trait ToSqlite {
    /// Adds the value to the arguments of a query.
    ///
    /// # Errors
    /// Where SQLite cannot hold the value.
    fn to_sqlite(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError>;

    /// The value as an element of a list, which SQLite holds as JSON text. Numbers, truth values, text and JSON are
    /// what they are in JSON; everything else is text: a decimal, whose digits a JSON number would not keep, dates
    /// and times, a uuid, and bytes in hexadecimal digits.
    ///
    /// # Errors
    /// Where JSON cannot hold it: a number that is not finite, a list in a list.
    fn to_element(&self) -> Result<Value, BoxDynError>;
}
