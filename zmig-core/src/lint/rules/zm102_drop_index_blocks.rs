//! ZM102: everybody waits while an index is dropped.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM102",
    title: "an index is dropped while everybody waits",
    why: "DROP INDEX takes the strongest lock of the table. It is short, but it waits for every query that runs, and all others queue behind it.",
    instead: "Drop it concurrently, outside a transaction.",
    sql: "DROP INDEX CONCURRENTLY {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["DROP INDEX i;", "DROP INDEX IF EXISTS i, j;"],
    accepted: &["-- no-transaction\nDROP INDEX CONCURRENTLY i;"],
    find: |_, placed| match &placed.fact {
        Fact::DropIndex { name, concurrent: false, .. } if !placed.fresh => {
            Some(format!("readers and writers wait while index {name} is dropped"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes_with, index};
    use crate::{Change, Dialect, PlanOptions};

    #[test]
    fn of_changes() {
        let Change::AddIndex { table, index: built } = index(false) else { return };
        let drop = Change::DropIndex { table, index: built };
        let online = PlanOptions { online: true, ..PlanOptions::default() };
        changes_with(&RULE, Dialect::Postgres, &PlanOptions::default(), &[std::slice::from_ref(&drop)], &[]);
        changes_with(&RULE, Dialect::Postgres, &online, &[], &[std::slice::from_ref(&drop)]);
    }
}
