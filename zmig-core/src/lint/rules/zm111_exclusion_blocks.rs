//! ZM111: nobody can use a table while an exclusion constraint builds its index.

use super::prelude::*;
use crate::lint::{ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "ZM111",
    title: "an exclusion constraint comes to a table with rows",
    why: "Its index is built while the table is locked against everybody, and there is no way to do it beforehand.",
    instead: "Add it when the table is made, or at an hour at which nobody minds.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["ALTER TABLE stays ADD CONSTRAINT e EXCLUDE USING gist (room WITH =, during WITH &&);"],
    accepted: &["CREATE TABLE t (a bigint);\nALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (a WITH =);"],
    find: |_, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::Exclude, .. } if !placed.fresh => {
            Some(format!("nobody can use {table} while the index of an exclusion constraint is built"))
        }
        _ => None,
    },
};
