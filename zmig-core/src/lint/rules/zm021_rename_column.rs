//! ZM021: programs that run know a column by the name that it loses.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM021",
    title: "a column is renamed",
    why: "From that moment every query of a program of the old version fails that names the column. While a new version is \
          rolled out both run.",
    instead: "Add the new column, write both, fill the new one, read it, and drop the old one in a later release; or stop \
              the old version first.",
    sql: "ALTER TABLE {table} ADD COLUMN {to} …;\nUPDATE {table} SET {to} = {column};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users RENAME COLUMN handle TO slug;", "ALTER TABLE users RENAME handle TO slug;"],
    accepted: &[
        "ALTER TABLE users RENAME CONSTRAINT a TO b;",
        "CREATE TABLE t (a bigint);\nALTER TABLE t RENAME COLUMN a TO b;",
    ],
    find: |_, placed| match &placed.fact {
        Fact::RenameColumn { table, column, to } if !placed.fresh => {
            Some(format!("column {table}.{column} becomes {to}, and programs that run use the old name"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{changes, users};

    #[test]
    fn of_changes() {
        let rename = Change::RenameColumn { table: "users".into(), from: "name".into(), to: "title".into() };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&rename)], &[&[made, rename.clone()]]);
    }
}
