//! What can go wrong with a query.

use super::{Violation, Violations};
use std::fmt;

/// Why models could not be read or written.
#[non_exhaustive]
pub enum ModelError {
    /// The database refused, or could not be reached.
    Database {
        /// What was done: `insert into`, `read`.
        doing: &'static str,
        /// The table.
        table: &'static str,
        /// What the database says. It may show values, so neither `Display` nor `Debug` shows all of it.
        source: sqlx::Error,
        /// Whether the table has redacted columns: then nothing is shown in which a value could be.
        secret: bool,
    },
    /// A folder of CSV files could not be read or written.
    Folder(Box<crate::Error>),
    /// Values do not satisfy the rules of their columns: nothing was written.
    Invalid(Violations),
    /// The query makes no sense; the text says why.
    Misuse(String),
}

impl ModelError {
    /// What the database says, where it is the database that refused.
    #[must_use]
    pub fn database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        match self {
            Self::Database { source: sqlx::Error::Database(error), .. } => Some(&**error),
            _ => None,
        }
    }

    /// The rules that do not hold, where it is those.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(violations) => violations.found(),
            _ => &[],
        }
    }

    /// Whether another row has the values of a unique set or of the primary key already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.database().is_some_and(|e| e.is_unique_violation())
    }

    /// Whether a row that is referred to is not there, or one that is referred to would go.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.database().is_some_and(|e| e.is_foreign_key_violation())
    }

    /// Whether a check of the database failed.
    #[must_use]
    pub fn is_check_violation(&self) -> bool {
        self.database().is_some_and(|e| e.is_check_violation())
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database { doing, table, source, secret } => {
                write!(f, "cannot {doing} `{table}`: {}", said(source, *secret))
            }
            Self::Folder(error) => error.fmt(f),
            Self::Invalid(violations) => violations.fmt(f),
            Self::Misuse(text) => f.write_str(text),
        }
    }
}

/// As [`fmt::Display`]: what sqlx shows of an error of PostgreSQL holds whole rows.
impl fmt::Debug for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ModelError").field(&self.to_string()).finish()
    }
}

impl std::error::Error for ModelError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // Its text is in ours, and its Debug shows rows.
            Self::Database { .. } | Self::Invalid(_) | Self::Misuse(_) => None,
            Self::Folder(error) => error.source(),
        }
    }
}

impl From<Violations> for ModelError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

/// The error's own words, without "error returned from database".
fn said(error: &sqlx::Error, secret: bool) -> String {
    match error {
        sqlx::Error::Database(error) => {
            // What a constraint says names columns and never values; other errors quote what they were given.
            let of_constraint = error.is_unique_violation()
                || error.is_foreign_key_violation()
                || error.is_check_violation()
                || error.kind() == sqlx::error::ErrorKind::NotNullViolation;
            if !secret || of_constraint || names_no_value(&**error) {
                return error.message().to_owned();
            }
            let code = error.code().unwrap_or_default();
            format!("the database refuses with code {code}; what it says may hold a redacted value")
        }
        other => other.to_string(),
    }
}

/// What SQLite says holds no values, save where a trigger says it.
#[cfg(feature = "sqlite")]
fn names_no_value(error: &(dyn sqlx::error::DatabaseError + 'static)) -> bool {
    const TRIGGER: &str = "1811";
    error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
        && error.code().as_deref() != Some(TRIGGER)
}

#[cfg(not(feature = "sqlite"))]
fn names_no_value(_: &(dyn sqlx::error::DatabaseError + 'static)) -> bool {
    false
}
