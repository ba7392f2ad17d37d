//! What a rule can see: one migration, or one file.

use super::from_changes::facts_of_changes;
use super::{Fact, Placed};
use crate::{Change, Dialect, PlanOptions, Schema};

/// One migration in one dialect, or one file of SQL.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// What it is written for.
    pub dialect: Dialect,
    /// What it does, in order.
    pub facts: Vec<Placed>,
    /// The schema that it leads to, where it is known.
    pub schema: Option<&'a Schema>,
    /// Whether it is SQL that somebody wrote, and not what zmig generated.
    pub by_hand: bool,
    /// Whether zmig runs it in a transaction of its own.
    pub framed: bool,
}

impl<'a> Scene<'a> {
    /// The scene of changes that zmig writes the SQL for. `schema` is what they lead to.
    pub fn of_changes<'c>(
        changes: impl IntoIterator<Item = &'c Change>,
        schema: &'a Schema,
        dialect: Dialect,
        options: &PlanOptions,
    ) -> Self {
        let facts = facts_of_changes(changes, schema, dialect, options);
        Self { dialect, facts, schema: Some(schema), by_hand: false, framed: true }
    }

    /// The facts before one of its own.
    pub fn before(&self, placed: &Placed) -> impl Iterator<Item = &Placed> {
        self.facts.iter().take_while(move |p| !std::ptr::eq(*p, placed))
    }

    /// The facts after one of its own.
    pub fn after(&self, placed: &Placed) -> impl Iterator<Item = &Placed> {
        self.facts.iter().skip_while(move |p| !std::ptr::eq(*p, placed)).skip(1)
    }

    /// Whether a fact is the first of its kind.
    pub fn is_first(&self, placed: &Placed, is: impl Fn(&Fact) -> bool) -> bool {
        is(&placed.fact) && !self.before(placed).any(|p| is(&p.fact))
    }
}
