//! ZM028: programs that run know a value by the name that it loses.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM028",
    title: "a value of an enum is renamed",
    why: "A program of the old version that writes the old value fails, and one that reads the new one does not know it.",
    instead: "Add the new value, let programs read both, write the new one, and give the rows of the old one the new one later.",
    sql: "ALTER TYPE {name} ADD VALUE …;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';"],
    accepted: &["ALTER TYPE mood ADD VALUE 'blue';"],
    find: |_, placed| match &placed.fact {
        Fact::RenameEnumValue { name, value } => {
            Some(format!("value {value} of enum {name} gets another name, and programs that run use the old one"))
        }
        _ => None,
    },
};
