//! Lint: rules with stable codes over what migrations do, generated or written by hand.
//!
//! What a statement does is a [`Fact`]. Facts come from the changes of a migration ([`facts_of_changes`]) or from parsed
//! SQL, and the rules see nothing else: so each rule is written once. A rule is one file in `rules/`, with its texts, the
//! statements that it refuses and accepts, and its tests.
//!
//! ```
//! use zmig_core::lint::{Source, lint_changes};
//! use zmig_core::{Change, Column, Dialect, PlanOptions, Schema, Type};
//!
//! let column = Column::new("nick", Type::Text);
//! let change = Change::DropColumn { table: "users".into(), column, backfill: None };
//! let found = lint_changes(&[change], &Schema::default(), Dialect::Sqlite, &PlanOptions::default());
//! assert_eq!(found[0].code, "ZM002");
//! assert_eq!(found[0].source, Source::Change(0));
//! ```

#[cfg(test)]
pub(crate) mod cases;
mod effect;
mod fact;
mod finding;
mod from_changes;
#[cfg(feature = "lint-sql")]
mod from_sql;
#[cfg(feature = "lint-sql")]
mod page;
mod policy;
mod remark;
mod rule;
mod rules;
mod scene;
mod sql_type;
mod volatile;

pub use fact::{ColumnFact, ConstraintKind, DefaultFact, Fact, Placed, Source};
pub use finding::{Finding, Level};
pub use from_changes::facts_of_changes;
#[cfg(feature = "lint-sql")]
pub use from_sql::{SqlContext, lint_sql, scene_of_sql};
pub use policy::{Policy, UnknownCode, known_code};
pub use remark::Remarks;
pub use rule::Rule;
pub use rules::RULES;
pub use scene::Scene;
pub use sql_type::{Rewrite, SqlType};

use crate::{Change, Dialect, PlanOptions, Schema};

/// Everything that the rules find in a scene, in the order of its statements and then of the codes.
pub fn lint(scene: &Scene<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for placed in &scene.facts {
        for rule in RULES.iter().filter(|r| r.dialects.contains(&scene.dialect)) {
            if let Some(message) = (rule.find)(scene, placed) {
                out.push(Finding::new(rule, placed, message));
            }
        }
    }
    out
}

/// The same for the changes of one migration, or of several that follow each other. `schema` is what they lead to.
pub fn lint_changes<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    schema: &Schema,
    dialect: Dialect,
    options: &PlanOptions,
) -> Vec<Finding> {
    lint(&Scene::of_changes(changes, schema, dialect, options))
}
