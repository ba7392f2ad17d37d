//! What the migrations say that they make.

use super::follow::follow;
use crate::history::Past;
use crate::set::Set;
use crate::{Error, Migrations, RunOptions};
use std::collections::BTreeMap;
use zmig_core::{
    Aspect, Comparison, Conflict, Dialect, Manifest, ObjectKind, ObjectRef, Schema, Side, Unrecorded, apply,
    fold_manifests, unrecorded,
};

/// The migrations of a program, in the order in which they are applied.
pub(super) struct Account {
    pub(super) set: Set,
    manifests: Vec<Manifest>,
    /// What they make, or why they make nothing.
    pub(super) schema: Result<Schema, String>,
    /// Migrations that do not lead to what they record.
    unrecorded: Vec<Unrecorded>,
}

/// What a database should hold, by its history.
#[derive(Debug)]
pub(super) struct Due {
    /// The schema, or why there is none.
    pub(super) schema: Result<Schema, String>,
    /// Whether it is that of all migrations.
    pub(super) is_whole: bool,
    /// What could not be taken into account.
    pub(super) notes: Vec<String>,
}

impl Account {
    /// Reads the manifests and folds them.
    ///
    /// # Errors
    /// When one has no SQL in the dialect, is no manifest, or has no place among the others.
    pub(super) fn of(migrations: &Migrations, dialect: Dialect, options: &RunOptions) -> Result<Self, Error> {
        let set = Set::new(migrations, dialect, options)?;
        let resolution = set.resolve(&Past::empty());
        if !resolution.problems.is_empty() {
            return Err(Error::Problems { problems: resolution.problems, difference: None });
        }
        let mut manifests = Vec::with_capacity(set.all.len());
        for &i in &resolution.pending {
            let migration = set.all[i].migration;
            manifests.push(Manifest::parse(migration.manifest).map_err(|e| Error::File {
                path: format!("migrations/{}.json", migration.name),
                reason: e.to_string(),
            })?);
        }
        let (schema, unrecorded) = match fold_manifests(&manifests) {
            Ok(snapshot) => {
                let unrecorded = unrecorded(&manifests, &snapshot);
                (Ok(snapshot.schema), unrecorded)
            }
            Err(error) => (Err(error.to_string()), Vec::new()),
        };
        Ok(Self { set, manifests, schema, unrecorded })
    }

    /// The names of all migrations, in order.
    pub(super) fn names(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.manifests.iter().map(|m| m.name.as_str())
    }

    /// What the migrations make against what they record of it.
    pub(super) fn records(&self) -> Comparison {
        if let Err(why) = &self.schema {
            return Comparison::failed(Side::Migrations, Side::Records, why);
        }
        let nothing = Schema::default();
        let none = Comparison::new((Side::Migrations, &nothing), (Side::Records, &nothing), None, &[]);
        self.unrecorded.iter().map(conflict).fold(none, Comparison::with)
    }

    /// The namespaces that the migrations use, besides the search path's first.
    pub(super) fn namespaces(&self) -> Vec<String> {
        self.schema.iter().flat_map(Schema::namespaces).map(str::to_owned).collect()
    }

    /// What a database should hold on which the migrations of `past` were applied. `recorded` has the changes of those
    /// that this program does not know, by name, as the history keeps them.
    pub(super) fn due(&self, past: &Past, recorded: &BTreeMap<String, String>) -> Due {
        let known: BTreeMap<&str, &Manifest> = self.manifests.iter().map(|m| (m.name.as_str(), m)).collect();
        let mut due = Due { schema: Ok(Schema::default()), is_whole: true, notes: Vec::new() };
        let mut schema = Schema::default();
        let mut count = 0;
        for applied in &past.applied {
            let name = applied.migration.as_str();
            if let Some(manifest) = known.get(name) {
                count += 1;
                if let Err(error) = manifest.changes.iter().try_for_each(|c| apply(&mut schema, c)) {
                    due.schema = Err(format!("{name} does not fit what was applied before it: {error}"));
                    return due;
                }
                continue;
            }
            let Some(text) = recorded.get(name) else { continue };
            due.is_whole = false;
            if let Err(why) = follow(&mut schema, text) {
                due.notes.push(format!(
                    "{name}, which is applied and which this program does not know, cannot be followed, so that what it \
                     changed shows as a difference: {why}"
                ));
            }
        }
        due.is_whole &= count == self.manifests.len();
        due.schema = if due.is_whole { self.schema.clone() } else { Ok(schema) };
        due
    }
}

fn conflict(of: &Unrecorded) -> Conflict {
    let Unrecorded { migration, schema, leads_to, records } = of;
    let at = ObjectRef::new(ObjectKind::Migration, migration);
    let what = format!("a migration of {schema} was edited: the changes do not lead to what is recorded");
    Conflict::differs(at, Aspect::Checksum, what, leads_to.to_string(), records.to_string())
}
