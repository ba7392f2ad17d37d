//! ZM127: several tables are locked together.

use super::prelude::*;
use crate::lint::{ConstraintKind, Placed};

pub(crate) const RULE: Rule = Rule {
    code: "ZM127",
    title: "several foreign keys come in one migration",
    why: "Each locks two tables until the end of the transaction, so that a handful of tables stands still together.",
    instead: "Add one in a migration.",
    sql: "",
    dialects: POSTGRES,
    level: Level::Advice,
    refused: &["ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES users (id) NOT VALID;\nALTER TABLE posts ADD CONSTRAINT g FOREIGN KEY (b) REFERENCES tags (id) NOT VALID;"],
    accepted: &["ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES users (id) NOT VALID;"],
    find: |scene, placed| match &placed.fact {
        Fact::AddConstraint { table, kind: ConstraintKind::ForeignKey, to, .. } if !placed.fresh => {
            let is_other = |p: &&Placed| {
                matches!(&p.fact, Fact::AddConstraint { kind: ConstraintKind::ForeignKey, .. }) && !p.fresh
            };
            let count = scene.before(placed).filter(is_other).count();
            (count == 1 && placed.in_transaction).then(|| {
                format!("{table}, {} and those of another foreign key are locked together", to.as_deref().unwrap_or_default())
            })
        }
        _ => None,
    },
};
