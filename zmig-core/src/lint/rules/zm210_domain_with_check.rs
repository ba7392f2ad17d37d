//! ZM210: a domain's conditions are hard to change.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM210",
    title: "a domain with conditions is made",
    why: "A changed condition is held against every table that uses the domain, under locks of all of them, and it does not hold where NULL comes from an outer join.",
    instead: "Use a plain type with a check on the table, which can be added as not valid.",
    sql: "ALTER TABLE … ADD CONSTRAINT … CHECK (…) NOT VALID;",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["CREATE DOMAIN email AS text CHECK (VALUE <> '');", "CREATE DOMAIN email AS text NOT NULL;"],
    accepted: &["CREATE DOMAIN email AS text;"],
    find: |_, placed| match &placed.fact {
        Fact::ConstrainDomain { name, made: true } => Some(format!("the conditions of domain {name} are hard to change")),
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
        let make = |domain| Change::CreateDomain { domain };
        changes(&RULE, &[&[make(required)]], &[&[make(open)]]);
    }
}
