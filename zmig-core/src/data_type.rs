//! The kind of place that a schema's data is in (`Data_Type`), and how it changes.

use crate::Dialect;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The kind of place that a schema's data is in. Each speaks one dialect of SQL; two may speak the same.
///
/// ```
/// use zmig_core::{DataType, Dialect};
///
/// assert_eq!("postgresql".parse(), Ok(DataType::Postgres));
/// assert_eq!(DataType::Csv.dialect(), Dialect::Sqlite);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// A folder of CSV files. Its migrations are SQLite's.
    Csv,
    /// A file of SQLite.
    Sqlite,
    /// A database of PostgreSQL.
    Postgres,
}

/// A name that no kind of place has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown data type `{0}`; zmig knows csv, sqlite and postgres (postgresql)")]
pub struct UnknownDataType(pub String);

impl DataType {
    /// Every kind, in the order in which messages list them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Sqlite, Self::Postgres];

    /// What its SQL is written in.
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Csv | Self::Sqlite => Dialect::Sqlite,
            Self::Postgres => Dialect::Postgres,
        }
    }

    /// The name that `Data_Type` takes and files bear.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// The name that people know it by.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Csv => "CSV files",
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl From<Dialect> for DataType {
    /// The kind that is known by the dialect's name.
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Sqlite,
            Dialect::Postgres => Self::Postgres,
        }
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DataType {
    type Err = UnknownDataType;

    fn from_str(text: &str) -> Result<Self, UnknownDataType> {
        match text.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "sqlite" => Ok(Self::Sqlite),
            "postgres" | "postgresql" => Ok(Self::Postgres),
            _ => Err(UnknownDataType(text.to_owned())),
        }
    }
}

/// What a migration says of the place of its schema's data: what it is, where no migration before said so, or that it
/// becomes another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataTypeChange {
    /// Where the data was; none where it stays where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DataType>,
    /// Where it is from this migration on.
    pub to: DataType,
}

impl DataTypeChange {
    /// What says for the first time where the data is.
    pub const fn first(to: DataType) -> Self {
        Self { from: None, to }
    }

    /// Both places, where they differ.
    pub fn moves(self) -> Option<(DataType, DataType)> {
        self.from.filter(|from| *from != self.to).map(|from| (from, self.to))
    }

    /// One line for people, if the data moves.
    pub fn summary(self) -> Option<String> {
        self.moves().map(|(from, to)| format!("move the data from {from} to {to}"))
    }
}
