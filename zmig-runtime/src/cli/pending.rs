//! What is pending, as a table.

use super::history::step;
use super::output::table;
use crate::Pending;
use zmig_core::Reversibility;

/// What is to be applied, a migration a line.
pub fn pending_table(pending: &[Pending]) -> String {
    let row = |p: &Pending| {
        let back = match p.reversibility {
            Reversibility::Exact => "exact",
            Reversibility::StructureOnly => "structure only",
            Reversibility::None => "none",
        };
        [
            p.name.clone(),
            "pending".to_owned(),
            p.schema.clone(),
            step(p.from.as_deref(), Some(&p.to)),
            p.risk.to_string(),
            back.to_owned(),
            p.summary.lines().collect::<Vec<_>>().join("; "),
        ]
    };
    let head = ["migration", "state", "schema", "version", "risk", "way back", "changes"];
    table(head, pending.iter().map(row).collect())
}
