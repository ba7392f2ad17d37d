//! SQL of the author's own.

use serde::Serialize;
use std::collections::BTreeMap;
use zmig_core::{Dialect, Risk};

/// SQL of the author's own: statements for each kind of database, and those that take them back.
///
/// It is run as it stands and never split. What it does to tables is nothing that zmig knows: operations after it go by
/// the tables as they were found and as the operations before it make them.
///
/// ```
/// use zmig_runtime::{Dialect, RawSql};
///
/// let view = RawSql::new("the view of active users")
///     .everywhere("CREATE VIEW active AS SELECT * FROM users WHERE state = 'active'", "DROP VIEW active");
/// let text_search = RawSql::new("search users by name")
///     .up(Dialect::Postgres, "CREATE INDEX users_search ON users USING gin (to_tsvector('english', name))")
///     .down(Dialect::Postgres, "DROP INDEX users_search")
///     .nothing(Dialect::Sqlite);
/// # let _ = (view, text_search);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct RawSql {
    pub(super) title: String,
    pub(super) up: BTreeMap<Dialect, String>,
    pub(super) down: BTreeMap<Dialect, String>,
    pub(super) risk: Risk,
}

impl RawSql {
    /// SQL that does what the title says. Until more is said, it is there for no database.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), up: BTreeMap::new(), down: BTreeMap::new(), risk: Risk::Medium }
    }

    /// What is run on one kind of database.
    pub fn up(mut self, dialect: Dialect, sql: impl Into<String>) -> Self {
        self.up.insert(dialect, sql.into());
        self
    }

    /// What takes it back there. Without it the whole plan cannot be taken back; an empty text says that there is
    /// nothing to take back.
    pub fn down(mut self, dialect: Dialect, sql: impl Into<String>) -> Self {
        self.down.insert(dialect, sql.into());
        self
    }

    /// The same SQL on every kind of database.
    pub fn everywhere(self, up: impl Into<String>, down: impl Into<String>) -> Self {
        let (up, down) = (up.into(), down.into());
        Dialect::ALL
            .into_iter()
            .fold(self, |sql, dialect| sql.up(dialect, up.as_str()).down(dialect, down.as_str()))
    }

    /// On that kind of database there is nothing to do.
    pub fn nothing(self, dialect: Dialect) -> Self {
        self.up(dialect, "").down(dialect, "")
    }

    /// How much it may hurt; [`Risk::Medium`] where nothing is said.
    pub fn risk(mut self, risk: Risk) -> Self {
        self.risk = risk;
        self
    }

    pub(super) fn summary(&self) -> String {
        format!("run SQL: {}", self.title)
    }
}
