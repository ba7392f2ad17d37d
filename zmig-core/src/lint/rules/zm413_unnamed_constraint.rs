//! ZM413: nobody knows what a constraint is called.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM413",
    title: "a constraint has no name",
    why: "The server makes one up, which differs where something has that name already, and the down cannot say which to drop.",
    instead: "Give it a name.",
    sql: "ALTER TABLE {table} ADD CONSTRAINT … ;",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["ALTER TABLE users ADD CHECK (age > 0) NOT VALID;", "ALTER TABLE users ADD UNIQUE (email);"],
    accepted: &["ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;", "ALTER TABLE users ADD PRIMARY KEY (id);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, name: None, kind, .. } if *kind != ConstraintKind::PrimaryKey => {
            Some(format!("{} of {table} has no name", kind.title()))
        }
        _ => None,
    },
};
