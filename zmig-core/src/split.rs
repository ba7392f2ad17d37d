//! One build's changes, cut into migrations.

use crate::{Change, Dialect, PlanOptions, Schema, SchemaName};

/// The changes of one migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The schema whose version they belong to.
    pub schema: SchemaName,
    /// In order.
    pub changes: Vec<Change>,
    /// Schemas, other than `schema`, whose tables or enums these changes build on.
    pub depends_on: Vec<SchemaName>,
}

/// Cuts ordered changes into migrations: one for each schema where their order allows it, more where two schemas need
/// each other, and one of its own for a change that some dialect cannot run together with others. With `each` every
/// change becomes a migration.
pub fn split(
    _old: &Schema,
    _changes: Vec<Change>,
    _dialects: &[Dialect],
    _options: &PlanOptions,
    _each: bool,
) -> Vec<Part> {
    todo!()
}
