//! Steps, put together.

use crate::{Change, Dialect, Hazard, PlanOptions, RowCheck, Step};

/// A step for one change.
pub(crate) fn step(
    change: &Change,
    sql: Vec<String>,
    checks: Vec<RowCheck>,
    dialect: Dialect,
    options: &PlanOptions,
) -> Step {
    Step {
        title: title(std::slice::from_ref(change)),
        changes: vec![change.clone()],
        sql,
        checks,
        transaction: dialect.transaction(change, options),
        rebuilds: None,
        hazard: Hazard::of(std::slice::from_ref(change)),
        probe: None,
    }
}

/// One line for several changes.
pub(crate) fn title(changes: &[Change]) -> String {
    let summaries: Vec<_> = changes.iter().map(|c| one_line(&c.summary())).collect();
    summaries.join("; ")
}

/// Text on one line, its control characters escaped.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect()
}
