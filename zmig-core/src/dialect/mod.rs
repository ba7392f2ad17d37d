//! The databases that SQL is written for. One folder each with the same file names, and what differs as data.

pub(crate) mod clause;
pub(crate) mod created;
pub(crate) mod fragment;
pub(crate) mod postgres;
pub(crate) mod rename;
pub(crate) mod sqlite;
pub(crate) mod step;

use crate::{Change, PlanOptions, Transaction, Type};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// SQLite 3.35 and later.
    Sqlite,
    /// PostgreSQL 13 and later.
    Postgres,
}

/// What a database can do, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Enum types of their own; else text with a check.
    pub enum_types: bool,
    /// Array columns; else JSON text.
    pub arrays: bool,
    /// Remarks on tables and columns are stored.
    pub comments: bool,
    /// Constraints can be added to and dropped from an existing table; else it is copied.
    pub alter_constraints: bool,
    /// Indexes can be built without blocking writers.
    pub concurrent_indexes: bool,
    /// Access methods besides the B-tree, covering columns.
    pub index_methods: bool,
    /// Domains.
    pub domains: bool,
    /// Namespaces for tables and types.
    pub namespaces: bool,
}

/// A name that no dialect has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown data type `{0}`; zmig knows sqlite and postgres (postgresql)")]
pub struct UnknownDialect(pub String);

impl Dialect {
    /// Every dialect, in the order in which files and messages list them.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The name of its folder and of its key in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// The name that people know it by.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// What it can do.
    pub fn capabilities(self) -> Capabilities {
        match self {
            Self::Sqlite => Capabilities {
                enum_types: false,
                arrays: false,
                comments: false,
                alter_constraints: false,
                concurrent_indexes: false,
                index_methods: false,
                domains: false,
                namespaces: false,
            },
            Self::Postgres => Capabilities {
                enum_types: true,
                arrays: true,
                comments: true,
                alter_constraints: true,
                concurrent_indexes: true,
                index_methods: true,
                domains: true,
                namespaces: true,
            },
        }
    }

    /// An identifier, quoted. The one place where it is done.
    pub fn quote_name(self, name: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// The name of a table, an enum or a domain, quoted: the one place that knows that it may lie in a namespace.
    pub fn quote_qualified(self, name: &str) -> String {
        match (self, crate::split_qualified(name)) {
            (Self::Postgres, (Some(namespace), bare)) => {
                format!("{}.{}", self.quote_name(namespace), self.quote_name(bare))
            }
            (Self::Sqlite | Self::Postgres, _) => self.quote_name(name),
        }
    }

    /// A text literal, quoted. The one place where it is done; the text must hold no NUL, which no database stores.
    pub fn quote_text(self, text: &str) -> String {
        let doubled = text.replace('\'', "''");
        match self {
            // The E form means the same whatever `standard_conforming_strings` is, and keeps a text on one line.
            Self::Postgres if doubled.contains(['\\', '\n', '\r']) => {
                let escaped = doubled.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
                format!("E'{escaped}'")
            }
            Self::Sqlite | Self::Postgres => format!("'{doubled}'"),
        }
    }

    /// The spelling of a type. An enum's is its quoted name, or TEXT where there are no enum types.
    pub fn spell(self, ty: &Type) -> String {
        match self {
            Self::Sqlite => sqlite::types::spell(ty),
            Self::Postgres => postgres::types::spell(ty),
        }
    }

    /// The type that a column has which is declared like this: the nearest one that keeps its values as they are, and the
    /// declaration itself where there is none. PostgreSQL's types are known by more than their names, so that there it
    /// is always the declaration.
    ///
    /// ```
    /// use zmig_core::{Dialect, Type};
    ///
    /// assert_eq!(Dialect::Sqlite.read_type("NVARCHAR(160)"), Type::Str { max_length: Some(160) });
    /// assert_eq!(Dialect::Sqlite.read_type("GEOMETRY"), Type::Raw("GEOMETRY".into()));
    /// ```
    pub fn read_type(self, declared: &str) -> Type {
        match self {
            Self::Sqlite => sqlite::declared::read(declared),
            Self::Postgres => Type::Raw(declared.to_owned()),
        }
    }

    /// How a change goes with transactions.
    pub fn transaction(self, change: &Change, options: &PlanOptions) -> Transaction {
        match (self, change) {
            // New values cannot be used before the commit; a type that is made anew can.
            (Self::Postgres, Change::AlterEnum { from, to }) if postgres::enums::only_adds(from, to) => {
                Transaction::Own
            }
            (Self::Postgres, change) if options.online && postgres::online::has_form(change) => {
                Transaction::None
            }
            _ => Transaction::Shared,
        }
    }
}

/// Whether text is a plain or scientific number: only then is it written without quotation marks.
pub(crate) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let some = (!whole.is_empty() || !fraction.is_empty()) && !exponent.is_empty();
    some && digits(whole) && digits(fraction) && digits(exponent)
}

/// Whether text is pairs of hexadecimal digits.
pub(crate) fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    /// Reads the names that `Data_Type` takes, and the schemes of URLs.
    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        match text.to_ascii_lowercase().as_str() {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" | "postgresql" => Ok(Self::Postgres),
            _ => Err(UnknownDialect(text.to_owned())),
        }
    }
}
