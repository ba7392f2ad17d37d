//! What the migrations of a program lead to, and by which ways.

use crate::Error;
use crate::set::{Set, path};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Change, Manifest, Schema, apply};

/// What the migrations of a program lead to.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The schema after all of them.
    pub(super) schema: Schema,
    /// Every change of every migration, in order.
    pub(super) changes: Vec<Change>,
    /// Where in the changes each migration ends, in order.
    pub(super) ends: Vec<usize>,
    /// Every name that one of its tables, enums and domains ever had.
    pub(super) tables: BTreeSet<String>,
    pub(super) types: BTreeSet<String>,
}

impl Wanted {
    /// Reads the manifests of those migrations of a set that `takes` says.
    ///
    /// # Errors
    /// When one cannot be read, or does not fit those before it.
    pub(super) fn of(set: &Set, takes: &dyn Fn(&str) -> bool) -> Result<Self, Error> {
        let mut out = Self {
            schema: Schema::default(),
            changes: Vec::new(),
            ends: Vec::new(),
            tables: BTreeSet::new(),
            types: BTreeSet::new(),
        };
        for index in set.order() {
            let migration = set.all[index].migration;
            let manifest = Manifest::parse(migration.manifest).map_err(|e| broken(migration.name, e))?;
            for change in manifest.changes {
                out.name(&change);
                if !takes(migration.name) {
                    continue;
                }
                apply(&mut out.schema, &change).map_err(|e| broken(migration.name, e))?;
                out.changes.push(change);
            }
            out.ends.push(out.changes.len());
        }
        Ok(out)
    }

    fn name(&mut self, change: &Change) {
        match change {
            Change::CreateTable { table } | Change::DropTable { table } => {
                self.tables.insert(table.name.clone());
            }
            Change::RenameTable { from, to, .. } => {
                self.tables.extend([from.clone(), to.clone()]);
            }
            Change::CreateEnum { enum_type } | Change::DropEnum { enum_type } => {
                self.types.insert(enum_type.name.clone());
            }
            Change::CreateDomain { domain } | Change::DropDomain { domain } => {
                self.types.insert(domain.name.clone());
            }
            Change::RenameEnum { from, to, .. } | Change::RenameDomain { from, to, .. } => {
                self.types.extend([from.clone(), to.clone()]);
            }
            _ => {}
        }
    }

    /// Where in the changes a database stands whose tables and columns are called as in `live`: the place after which
    /// most names are the same, and the latest of several.
    pub(super) fn place(&self, live: &Schema) -> usize {
        let mut now = Schema::default();
        let mut scores: BTreeMap<String, i64> = BTreeMap::new();
        let mut sum = 0;
        let mut best = (0, 0);
        let mut start = 0;
        for &end in &self.ends {
            for change in &self.changes[start..end] {
                let before = change.table().map(str::to_owned);
                // They fitted each other before.
                if apply(&mut now, change).is_err() {
                    return best.1;
                }
                let after = match change {
                    Change::RenameTable { to, .. } => Some(to.clone()),
                    _ => None,
                };
                for name in before.into_iter().chain(after) {
                    let score = score(&now, live, &name);
                    sum += score - scores.insert(name, score).unwrap_or(0);
                }
            }
            start = end;
            if sum >= best.0 {
                best = (sum, end);
            }
        }
        best.1
    }
}

/// How well a table of a schema goes with the live one of its name: what both have counts twice, what only the schema has
/// counts against it.
fn score(schema: &Schema, live: &Schema, name: &str) -> i64 {
    let Some(table) = schema.table(name) else { return 0 };
    let found = live.table(name);
    let one = |there: bool| if there { 1 } else { -1 };
    let columns = table.columns.iter().map(|c| one(found.is_some_and(|t| t.column(&c.name).is_some())));
    one(found.is_some()) + columns.sum::<i64>()
}

fn broken(name: &str, why: impl std::fmt::Display) -> Error {
    let path =
        path(name, zmig_core::Dialect::Sqlite, true).replace("/sqlite/", "/").replace(".up.sql", ".json");
    Error::File { path, reason: format!("{why}\n  next: bring the manifest back from version control") }
}
