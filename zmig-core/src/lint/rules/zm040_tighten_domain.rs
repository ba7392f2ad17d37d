//! ZM040: rows of every table that uses a domain must fit it.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM040",
    title: "a domain takes less, or another type",
    why: "A row of any table that uses it stops the migration, and PostgreSQL reads all those tables while nobody can write to them.",
    instead: "Let the condition hold for new rows only, mend the old ones, and validate it later.",
    sql: "ALTER DOMAIN {name} ADD CONSTRAINT … NOT VALID;\nALTER DOMAIN {name} VALIDATE CONSTRAINT …;",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER DOMAIN email ADD CONSTRAINT c CHECK (VALUE <> '');", "ALTER DOMAIN email SET NOT NULL;"],
    accepted: &["ALTER DOMAIN email ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID;", "CREATE DOMAIN email AS text CHECK (VALUE <> '');"],
    find: |_, placed| match &placed.fact {
        Fact::ConstrainDomain { name, made: false } => {
            Some(format!("a row of any table that uses domain {name} may not fit it"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::cases::changes;
    use crate::{Change, Domain, Type};

    #[test]
    fn of_changes() {
        let open = Domain { nullable: true, ..Domain::new("email", "zSchema.a", Type::Text) };
        let required = Domain { nullable: false, ..open.clone() };
        let change = |from: &Domain, to: &Domain| Change::AlterDomain { from: from.clone(), to: to.clone() };
        changes(&RULE, &[&[change(&open, &required)]], &[&[change(&required, &open)]]);
    }
}
