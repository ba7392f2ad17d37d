//! ZM010: what else goes is not in the statement.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM010",
    title: "something is dropped with all that depends on it",
    why: "CASCADE takes views, foreign keys and columns along that the statement does not name. What that is differs from database to database.",
    instead: "Leave CASCADE out: the database then lists what depends on it. Drop each of those by its name.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["DROP TABLE users CASCADE;", "ALTER TABLE users DROP COLUMN nick CASCADE;", "DROP TYPE mood CASCADE;", "TRUNCATE users CASCADE;", "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE;"],
    accepted: &["DROP TABLE users;", "DROP VIEW a RESTRICT;"],
    find: |_, placed| match &placed.fact {
        Fact::DropTable { table: name, cascade: true, .. }
        | Fact::DropColumn { column: name, cascade: true, .. }
        | Fact::DropObject { name, cascade: true, .. }
        | Fact::DropContainer { name, cascade: true, .. }
        | Fact::DropConstraint { name, cascade: true, .. }
        | Fact::Truncate { table: name, cascade: true } => {
            Some(format!("whatever depends on {name} goes with it, and nothing says what that is"))
        }
        _ => None,
    },
};
