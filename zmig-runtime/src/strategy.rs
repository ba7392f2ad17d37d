//! Choices that an application makes for each migration and table.

use crate::preview::PreviewedMigration;
use std::fmt;

/// What an application decides by itself, with its own code. Each method has a default, so that one writes those that
/// matter. It is asked before anything runs.
///
/// ```
/// use zmig_runtime::{PreviewedMigration, RunOptions, Strategy};
///
/// /// Large tables change at night.
/// #[derive(Debug)]
/// struct AtNight;
///
/// impl Strategy for AtNight {
///     fn approve(&self, migration: &PreviewedMigration) -> Result<(), String> {
///         match migration.estimated.as_secs() {
///             0..60 => Ok(()),
///             _ => Err("it takes more than a minute: run it by hand at night".to_owned()),
///         }
///     }
/// }
///
/// let options = RunOptions::default().strategy(AtNight);
/// # let _ = options;
/// ```
pub trait Strategy: fmt::Debug + Send + Sync {
    /// Whether a migration may be applied; else why not, in words for the error.
    ///
    /// # Errors
    /// When it may not: then nothing of the whole run is applied.
    fn approve(&self, migration: &PreviewedMigration) -> Result<(), String> {
        let _ = migration;
        Ok(())
    }

    /// PostgreSQL: whether an index of a table with about so many rows is built while others write, where its migration
    /// says so. Building at once is faster, and blocks writers meanwhile. `None` where the rows are not known.
    fn concurrent_index(&self, table: &str, rows: Option<u64>) -> bool {
        let _ = (table, rows);
        true
    }

    /// How many rows of a table a backfill changes at a time; `None` for what the backfill itself says.
    fn batch_size(&self, table: &str, rows: Option<u64>) -> Option<u32> {
        let _ = (table, rows);
        None
    }
}
