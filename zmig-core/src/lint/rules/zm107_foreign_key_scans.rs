//! ZM107: writers of two tables wait while rows are looked at.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM107",
    title: "a foreign key is held against all rows at once",
    why: "Both tables are locked against writers until every row was looked at.",
    instead: "Add it as not valid, which holds for new rows at once, and validate it in a later transaction, for which nobody waits.",
    sql: "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {other} NOT VALID;\n-- in a later migration:\nALTER TABLE {table} VALIDATE CONSTRAINT {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (owner) REFERENCES users (id);"],
    accepted: &["ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (owner) REFERENCES users (id) NOT VALID;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES users (id);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::ForeignKey, to, valid: true, .. } if !placed.fresh => {
            let to = to.as_deref().unwrap_or("the other table");
            Some(format!("writers to {table} and {to} wait while each row is looked at"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, ForeignKey};

    #[test]
    fn of_changes() {
        let foreign_key = ForeignKey::new("fk_users_id", vec!["id".into()], "others", vec!["id".into()]);
        let add = Change::AddForeignKey { table: "users".into(), foreign_key };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&add)], &[&[made, add.clone()]]);
    }
}
