//! What can go wrong with a query.

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
        /// What the database says. Where the table has a redacted column it is nothing that could show a value.
        source: sqlx::Error,
    },
    /// A folder of CSV files could not be read or written.
    Folder(Box<crate::Error>),
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
            Self::Database { doing, table, source } => {
                write!(f, "cannot {doing} `{table}`: {}", said(source))
            }
            Self::Folder(error) => error.fmt(f),
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
            Self::Database { .. } | Self::Misuse(_) => None,
            Self::Folder(error) => error.source(),
        }
    }
}

/// The error's own words, without "error returned from database".
fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}
