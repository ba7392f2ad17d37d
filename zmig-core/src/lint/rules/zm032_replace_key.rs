//! ZM032: rows are known by another key.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM032",
    title: "a primary key is replaced",
    why: "Programs find rows by the old key, foreign keys point at it, and two rows may have the same new one.",
    instead: "Add the new key as a unique set first, move what refers to the old one, and replace the key when nothing uses it.",
    sql: "",
    dialects: EVERY,
    level: Level::Warning,
    refused: &[],
    accepted: &[],
    find: |_, placed| match &placed.fact {
        Fact::ReplaceKey { table } if !placed.fresh => Some(format!("rows of {table} are known by another key")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::changes;

    #[test]
    fn of_changes() {
        let set = |from: &[&str], to: &[&str]| Change::SetPrimaryKey {
            table: "users".into(),
            from: from.iter().map(|c| (*c).to_owned()).collect(),
            to: to.iter().map(|c| (*c).to_owned()).collect(),
            from_name: None,
            to_name: None,
        };
        changes(&RULE, &[&[set(&["id"], &["a", "b"])]], &[&[set(&[], &["id"])], &[set(&["id"], &[])]]);
    }
}
