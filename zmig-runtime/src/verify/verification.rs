//! What a verification found.

use serde::Serialize;
use std::fmt;
use zmig_core::{Comparison, Conflict, Dialect, Unmanaged};

/// Whether everything that tells of the schema tells the same. Prints as lines for people, serialises for machines.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Verification {
    /// The kind of database.
    pub dialect: Dialect,
    /// What was compared, in order.
    pub comparisons: Vec<Comparison>,
    /// How many migrations are applied in the database.
    pub applied: usize,
    /// Migrations that are not applied yet. No difference: the database is compared with what is applied.
    pub pending: Vec<String>,
    /// Migrations that the database has and the program does not know.
    pub ahead: Vec<String>,
    /// What else the database holds: views, triggers and the like. No difference.
    pub unmanaged: Vec<Unmanaged>,
    /// What the reader should know besides.
    pub notes: Vec<String>,
}

impl Verification {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            comparisons: Vec::new(),
            applied: 0,
            pending: Vec::new(),
            ahead: Vec::new(),
            unmanaged: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Whether nothing differs, and nothing that was to be compared could not be.
    pub fn is_equal(&self) -> bool {
        self.comparisons.iter().all(Comparison::is_equal)
    }

    /// Everything that differs, whatever was compared.
    pub fn conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.comparisons.iter().flat_map(|c| &c.conflicts)
    }

    /// Why something could not be compared.
    pub fn failures(&self) -> impl Iterator<Item = &str> {
        self.comparisons.iter().filter_map(|c| c.failure.as_deref())
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect.title())?;
        for comparison in &self.comparisons {
            write!(f, "\n  {}", comparison.to_string().replace('\n', "\n  "))?;
        }
        for name in &self.pending {
            write!(f, "\n  pending: {name}")?;
        }
        for name in &self.ahead {
            write!(f, "\n  ahead: {name}, which this program does not know")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        if !self.unmanaged.is_empty() {
            write!(f, "\n  not zmig's to manage:")?;
            for thing in &self.unmanaged {
                write!(f, "\n    {thing}")?;
            }
        }
        Ok(())
    }
}
