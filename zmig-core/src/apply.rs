//! Changes applied to a schema.

use crate::{Change, Schema};

/// A change that does not fit the schema it is applied to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot {change}: {reason}")]
pub struct ApplyError {
    /// The change's summary.
    pub change: String,
    /// What the schema has or lacks.
    pub reason: String,
}

/// Applies one change.
///
/// # Errors
/// When the schema is not what the change starts from; it is then as it was.
pub fn apply(_schema: &mut Schema, _change: &Change) -> Result<(), ApplyError> {
    todo!()
}

/// Applies changes in order.
///
/// # Errors
/// At the first change that does not fit.
pub fn apply_all(schema: &Schema, changes: &[Change]) -> Result<Schema, ApplyError> {
    let mut out = schema.clone();
    for change in changes {
        apply(&mut out, change)?;
    }
    Ok(out)
}
