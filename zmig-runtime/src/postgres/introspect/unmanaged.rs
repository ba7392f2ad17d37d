//! What is there besides tables, enums and domains: listed with what it hangs on, and never touched.

mod code;
mod depends;
mod others;
mod relations;
mod security;
mod types;

use super::catalog::Catalog;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use depends::{Depends, Node};
use std::collections::BTreeSet;
use zmig_core::{Need, Unmanaged, UnmanagedKind};

/// What was found besides, while its needs are looked up.
pub(super) struct Found {
    node: Node,
    kind: UnmanagedKind,
    name: String,
    /// The relation that it belongs to and goes with.
    of: Option<u32>,
    /// Whether it is only said of something that zmig does manage, and so breaks with nothing.
    note: bool,
    definition: Option<String>,
}

/// Everything that is not in the schema. `left_over` are constraints and indexes that the model cannot hold.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
    left_over: Vec<Found>,
) -> Result<Vec<Unmanaged>, Fault> {
    let mut found = left_over;
    found.extend(relations::list(catalog));
    found.extend(types::list(catalog));
    found.extend(types::read(driver, catalog, options).await?);
    found.extend(code::read(driver, catalog, options).await?);
    found.extend(security::read(driver, catalog, options).await?);
    found.extend(others::read(driver, catalog, options).await?);
    let depends = Depends::read(driver, catalog).await?;
    let (home, types) = (&catalog.view.home, catalog.types_of_model());
    let things = found.into_iter().filter_map(|f| {
        let relation = f.of.map(|oid| catalog.relation(oid));
        // A trigger of a table that is not looked at.
        let relation = match relation {
            Some(None) => return None,
            Some(found) => found,
            None => None,
        };
        let table = relation.map(|r| r.model_name.clone().unwrap_or_else(|| r.shown(home)));
        if let Some(name) = &table
            && !options.takes(name)
        {
            return None;
        }
        let mut needs = if f.note { BTreeSet::new() } else { depends.needs(f.node, catalog, &types) };
        let managed = !f.note && f.of.is_some_and(|oid| catalog.table_name(oid).is_some());
        if let Some(table) = table.as_ref().filter(|_| managed) {
            needs.insert(Need::table(table));
        }
        let Found { kind, name, definition, .. } = f;
        Some(Unmanaged { kind, name, table, needs: needs.into_iter().collect(), definition })
    });
    Ok(things.collect())
}

impl Found {
    pub(super) fn new(node: Node, kind: UnmanagedKind, name: impl Into<String>) -> Self {
        Self { node, kind, name: name.into(), of: None, note: false, definition: None }
    }

    pub(super) fn other(node: Node, kind: &str, name: impl Into<String>) -> Self {
        Self::new(node, UnmanagedKind::Other(kind.to_owned()), name)
    }

    /// What the model leaves out of something that it holds.
    pub(super) fn note(kind: &str, name: impl Into<String>) -> Self {
        Self { note: true, ..Self::other(Node::NONE, kind, name) }
    }

    /// A constraint that the model cannot hold.
    pub(super) fn constraint(oid: u32, kind: UnmanagedKind, name: &str) -> Self {
        Self::new(Node::constraint(oid), kind, name)
    }

    /// An index that the model cannot hold.
    pub(super) fn index(oid: u32, kind: &str, name: &str) -> Self {
        Self::other(Node::relation(oid), kind, name)
    }

    pub(super) fn of(mut self, relation: u32) -> Self {
        self.of = Some(relation);
        self
    }

    pub(super) fn made_by(mut self, definition: impl Into<String>) -> Self {
        self.definition = Some(definition.into());
        self
    }
}
