//! ZM042: values are refused that were taken.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM042",
    title: "how a table is kept changes",
    why: "A strict table of SQLite refuses values of another type than the column's, and a table without rowid refuses a NULL in its key: rows that are there may be in the way.",
    instead: "Look for such values first.",
    sql: "SELECT typeof(…), count(*) FROM {table} GROUP BY 1;",
    dialects: SQLITE,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::SetOptions { table } if !placed.fresh => Some(format!("{table} may hold values that it refuses from now on")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, TableOption};

    #[test]
    fn of_changes() {
        let to = [TableOption::Strict].into();
        let set = Change::SetTableOptions { table: "users".into(), from: Default::default(), to };
        changes(&RULE, &[&[set]], &[&[Change::CreateTable { table: users() }]]);
    }
}
