//! What happens while data is moved, as it happens: for progress bars and logs.

use std::fmt;
use std::sync::Arc;

/// A part of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TransferStage {
    /// Rows are written to files.
    Export,
    /// The target's tables are made.
    Initialise,
    /// Rows are read from files and loaded.
    Import,
    /// Indexes and keys are made.
    Restore,
    /// What arrived is read back and compared.
    Verify,
}

/// Something that happens while data is moved.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TransferEvent<'a> {
    /// A part of it begins.
    Stage {
        /// Which.
        stage: TransferStage,
        /// How many tables it is about.
        tables: usize,
    },
    /// Rows of a table are done.
    Rows {
        /// In which part.
        stage: TransferStage,
        /// The table.
        table: &'a str,
        /// How many.
        rows: u64,
        /// How many there are, where that is known.
        of: Option<u64>,
    },
    /// A table is done.
    Table {
        /// In which part.
        stage: TransferStage,
        /// The table.
        table: &'a str,
        /// How many rows it has.
        rows: u64,
    },
    /// A part of it is done.
    Done {
        /// Which.
        stage: TransferStage,
        /// What there is to say of it: the folder of an export.
        what: &'a str,
    },
}

/// Who is told.
#[derive(Clone, Default)]
pub(crate) struct Hearer(Option<Arc<Hear>>);

type Hear = dyn Fn(&TransferEvent<'_>) + Send + Sync;

impl Hearer {
    pub(crate) fn new(hear: impl Fn(&TransferEvent<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hear)))
    }

    /// Whether anybody is told at all.
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn tell(&self, event: &TransferEvent<'_>) {
        if let Some(hear) = &self.0 {
            hear(event);
        }
    }
}

impl fmt::Debug for Hearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a function" } else { "nobody" })
    }
}
