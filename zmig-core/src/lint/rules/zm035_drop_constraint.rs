//! ZM035: rows come in that were refused.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM035",
    title: "a constraint is dropped",
    why: "From then on rows come in that break what programs rely on, and putting it back means mending those rows first.",
    instead: "Drop it only where another one says the same or more; look at what relies on it.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users DROP CONSTRAINT c;"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0);", "CREATE TABLE t (a bigint);\nALTER TABLE t DROP CONSTRAINT c;"],
    find: |_, placed| match &placed.fact {
        Fact::DropConstraint { table, name, kind, .. } if !placed.fresh => {
            let kind = kind.map_or("constraint", ConstraintKind::title);
            Some(format!("{kind} {name} of {table} no longer refuses anything"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::changes;
    use crate::{Change, Check, Unique};

    #[test]
    fn of_changes() {
        let table = || "users".to_owned();
        let check = Check { name: "ck_name".into(), expr: "name <> ''".into() };
        let unique = Unique::new("uq_users_name", vec!["name".into()]);
        changes(
            &RULE,
            &[&[Change::DropCheck { table: table(), check: check.clone() }], &[Change::DropUnique { table: table(), unique }]],
            &[&[Change::AddCheck { table: table(), check }]],
        );
    }
}
