//! ZM027: programs that run know a type by the name that it loses.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM027",
    title: "a type is renamed",
    why: "Drivers look types up by their name: a program of the old version that names it in a cast, or binds values of it, fails.",
    instead: "Keep the name, or stop the old version first.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TYPE mood RENAME TO temper;", "ALTER DOMAIN email RENAME TO address;"],
    accepted: &["ALTER TYPE mood ADD VALUE 'calm';"],
    find: |_, placed| match &placed.fact {
        Fact::RenameType { name, to } => Some(format!("type {name} becomes {to}, and programs that run use the old name")),
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{alter_enum, changes};

    #[test]
    fn of_changes() {
        let rename = Change::RenameEnum { from: "mood".into(), to: "temper".into(), owner: "zSchema.a".into() };
        changes(&RULE, &[&[rename]], &[&[alter_enum(&["a"], &["a", "b"])]]);
    }
}
