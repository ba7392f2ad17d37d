pub(crate) mod types;

use crate::{Change, PlanError, PlanOptions, Schema, Step};

pub(crate) fn plan(
    _old: &Schema,
    _changes: &[Change],
    _options: &PlanOptions,
) -> Result<Vec<Step>, PlanError> {
    todo!()
}
