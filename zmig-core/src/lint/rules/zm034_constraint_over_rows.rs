//! ZM034: a row may not fit a new constraint.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM034",
    title: "rows that are there must fit a new constraint",
    why: "A row that does not fit stops the migration, and a program that writes such a row fails from then on.",
    instead: "Look for such rows first. On PostgreSQL let the constraint hold for new rows only, mend the old ones, and validate it later.",
    sql: "ALTER TABLE {table} ADD CONSTRAINT {name} … NOT VALID;\nALTER TABLE {table} VALIDATE CONSTRAINT {name};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0);", "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (owner) REFERENCES users (id) NOT VALID;"],
    accepted: &["ALTER TABLE users DROP CONSTRAINT c;", "CREATE TABLE t (a bigint);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind, name, .. } if !placed.fresh => {
            let kinds = [ConstraintKind::Check, ConstraintKind::ForeignKey, ConstraintKind::Exclude, ConstraintKind::NotNull];
            let name = name.as_deref().unwrap_or("without a name");
            kinds.contains(kind).then(|| format!("a row of {table} may not fit {} {name}", kind.title()))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::{changes, users};
    use crate::{Change, Check, ForeignKey};

    #[test]
    fn of_changes() {
        let table = || "users".to_owned();
        let check = Check { name: "ck_name".into(), expr: "name <> ''".into() };
        let key = ForeignKey::new("fk_users_id", vec!["id".into()], "others", vec!["id".into()]);
        let added = Change::AddCheck { table: table(), check: check.clone() };
        let made = Change::CreateTable { table: users() };
        changes(
            &RULE,
            &[std::slice::from_ref(&added), &[Change::AddForeignKey { table: table(), foreign_key: key }]],
            &[&[Change::DropCheck { table: table(), check }], &[made, added.clone()]],
        );
    }
}
