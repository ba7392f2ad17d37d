//! What the structs of `#[zmig::model]` and the enums of `zmig::Enum` need beside the reading of rows: writing a
//! value the way its column holds it, and enums.

mod bind;
mod enums;
mod macros;

pub use bind::Bind;
#[cfg(feature = "sqlite")]
pub use bind::ToSqlite;
pub use enums::{Enum, UnknownValue};

/// What emitted code calls. No part of what applications may rely on.
#[expect(unreachable_pub, reason = "`__private` exports it")]
pub mod emitted {
    pub use super::enums::agrees;
    #[cfg(feature = "postgres")]
    pub use super::enums::postgres_unknown;

    /// Takes the value out of an error about a column that is nobody's business.
    ///
    /// # Errors
    /// Those of `result`.
    pub fn redacted<T>(result: sqlx::Result<T>, column: &str) -> sqlx::Result<T> {
        result.map_err(|error| match error {
            sqlx::Error::ColumnDecode { .. } => sqlx::Error::ColumnDecode {
                index: column.to_owned(),
                source: "the value is not of the field's type; it is redacted, so it is not shown".into(),
            },
            other => other,
        })
    }
}
