//! What a model's struct knows of its table, as constants.

use super::Rule;

/// A table, as far as a struct reads it.
#[derive(Debug)]
pub struct TableShape {
    /// Its name, which may lie in a namespace: `sales.orders`.
    pub name: &'static str,
    /// The columns of the struct's fields, in their order.
    pub columns: &'static [ColumnShape],
    /// The columns of the primary key, in its order, which the struct need not have.
    pub key: &'static [ColumnShape],
    /// Whether rows are marked as deleted, in `deleted_at`, rather than deleted.
    pub soft_delete: bool,
    /// Whether `updated_at` is set by every update.
    pub timestamps: bool,
}

/// A column, as far as a statement has to know it.
#[derive(Clone, Copy, Debug)]
pub struct ColumnShape {
    /// Its name.
    pub name: &'static str,
    /// What it holds, as far as that changes a statement.
    pub kind: Kind,
    /// Whether its values are nobody's business.
    pub redacted: bool,
    /// What its values must satisfy before they are written.
    pub rules: &'static [Rule],
    /// Whether it is a list of `str`, which PostgreSQL tells from a list of `text`.
    pub varchars: bool,
}

/// What a column holds, as far as that changes how a statement compares, sorts and writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What every database compares and sorts as the type says.
    Plain,
    /// A decimal with so many digits after the point, which SQLite keeps as a number.
    Decimal(u16),
    /// A decimal of more digits than a double holds, which SQLite keeps as text.
    WideDecimal(u16),
    /// JSON.
    Json,
    /// A list, which SQLite keeps as JSON.
    List,
}

impl ColumnShape {
    /// A column that is compared and sorted as it is.
    pub const fn plain(name: &'static str) -> Self {
        Self::of(name, Kind::Plain)
    }

    /// A column of that kind.
    pub const fn of(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, redacted: false, rules: &[], varchars: false }
    }

    /// The same, a list of `str`.
    #[must_use]
    pub const fn varchars(mut self) -> Self {
        self.varchars = true;
        self
    }

    /// The same, whose values satisfy these rules.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same, whose values are nobody's business.
    #[must_use]
    pub const fn redacted(mut self) -> Self {
        self.redacted = true;
        self
    }
}

impl TableShape {
    /// Whether any of the columns is nobody's business.
    pub(super) fn keeps_secrets(&self) -> bool {
        self.columns.iter().chain(self.key).any(|c| c.redacted)
    }
}
