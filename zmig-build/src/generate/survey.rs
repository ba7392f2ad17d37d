//! Everything that one run finds out before it writes anything.

use super::complete::{Completed, complete};
use super::draft::{Making, Past, draft};
use super::gate;
use super::lint;
use super::refusal;
use super::wanted::{Wanted, wanted};
use super::{data_sources, data_types};
use crate::cache::{Memory, State};
use crate::diagnostic::Diagnostic;
use crate::disk::Batch;
use crate::merge::{Known as KnownTables, Merged};
use crate::project::{Fold, Forgive, SNAPSHOT, Sources, Tree, fold, in_order};
use crate::settings::Settings;
use zmig_core::{Change, Manifest, Part, Refusal, Snapshot, Stamp, diff, split};

/// What is there, and what there is to do.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) sources: Sources,
    pub(crate) wanted: Wanted,
    /// The migrations as they will be, each after those that it needs.
    pub(crate) manifests: Vec<Manifest>,
    /// The changes that have no migration yet.
    pub(crate) changes: Vec<Change>,
    /// The schemas whose data moves to another kind of place, and have no migration for that yet.
    pub(crate) moves: Vec<Part>,
    /// The names of the new migrations.
    pub(crate) new: Vec<String>,
    /// What else is put right.
    pub(crate) repairs: Vec<String>,
    /// What lint has to say of the new migrations, a line each.
    pub(crate) warnings: Vec<String>,
    /// What is to be written.
    pub(crate) batch: Batch,
}

impl Survey {
    /// Reads everything and decides.
    ///
    /// # Errors
    /// Everything that is wrong, of the first stage at which something is.
    pub(crate) fn take(settings: &Settings, memory: &Memory) -> Result<Self, Vec<Diagnostic>> {
        let (sources, tree) = (Sources::read(settings), Tree::read(settings, memory, Forgive::Nothing));
        let (sources, tree) = both(sources, tree)?;
        let Fold { snapshot, rebuild } = fold(settings, &tree)?;
        Self::decide(settings, sources, tree, snapshot, rebuild, settings.now)
    }

    /// Decides what follows the migrations of `tree`, which lead to `snapshot`. `now` is the least stamp of what is new.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(crate) fn decide(
        settings: &Settings,
        sources: Sources,
        tree: Tree,
        mut snapshot: Snapshot,
        rebuild: Option<&str>,
        now: Stamp,
    ) -> Result<Self, Vec<Diagnostic>> {
        let wanted = wanted(settings, &sources, &snapshot, KnownTables::NOTHING)?;
        let merged = &wanted.merged;
        data_sources::check(settings, &sources, merged)?;
        let changes = diff(&snapshot.schema, &merged.schema, &merged.hints)
            .map_err(|refusals| Self::refused(settings, &sources, merged, &refusals))?;
        let each = settings.split == crate::config::Split::Change;
        let moves = data_types::moves(merged, &snapshot, &tree.manifests);
        let own = split(&snapshot.schema, changes.clone(), &wanted.dialects, &settings.options, each);
        let parts: Vec<Part> = moves.iter().cloned().chain(own).collect();
        let earlier = gate::earlier(&tree.manifests);
        let versions = gate::versions(settings, &sources, &wanted, &snapshot, &earlier, &parts)?;
        let warnings = lint::check(settings, &sources, &wanted, &parts)?;
        let Completed { mut manifests, files: completed } = complete(settings, &tree, &wanted.dialects)?;
        let making = Making { settings, dialects: &wanted.dialects, merged, versions: &versions, now };
        let drafted = draft(making, Past::of(&manifests), &parts, &mut snapshot)?;

        let mut repairs: Vec<String> = rebuild.map(str::to_owned).into_iter().collect();
        repairs.extend(tree.leftovers.iter().map(|file| format!("{file} was left by a stopped build")));
        repairs.extend(
            tree.written.iter().map(|name| format!("{name} has the SQL now that was written for it")),
        );
        if !completed.is_empty() {
            let names: Vec<&str> = wanted.dialects.iter().map(|d| d.title()).collect();
            repairs.push(format!("earlier migrations lacked SQL for {}", names.join(" or ")));
        }
        let mut batch = Batch::default();
        for manifest in manifests.iter().filter(|m| tree.written.contains(&m.name)) {
            batch.put(format!("{}.json", manifest.name), manifest.to_text());
        }
        for file in completed.into_iter().chain(drafted.files) {
            batch.put(file.path, file.text);
        }
        tree.leftovers.iter().for_each(|file| batch.remove(file));
        if rebuild.is_some() || !drafted.manifests.is_empty() {
            batch.put(SNAPSHOT, snapshot.to_text());
        }
        let new = drafted.manifests.iter().map(|m| m.name.clone()).collect();
        manifests.extend(drafted.manifests);
        data_sources::check_migrations(settings, &sources, merged, &manifests)?;
        in_order(&mut manifests);
        Ok(Self { sources, wanted, manifests, changes, moves, new, repairs, warnings, batch })
    }
}

impl Survey {
    /// What has no migration yet, a line each.
    pub(crate) fn differences(&self) -> Vec<String> {
        let moves = self.moves.iter().filter_map(moved);
        moves.chain(self.changes.iter().map(Change::summary)).collect()
    }

    /// Files of Rust outside the folders that are listed as a whole.
    pub(crate) fn outside(&self, settings: &Settings) -> Vec<String> {
        let inside = |name: &str| settings.sources.iter().any(|s| settings.root.join(name).starts_with(s));
        self.sources.rust.iter().filter(|name| !inside(name)).cloned().collect()
    }

    /// What the next run may want to know; `None` if it cannot be written down.
    pub(crate) fn state(&self) -> Option<State> {
        State::of(&self.wanted.dialects, &self.manifests, &self.sources.cached)
    }

    /// What the comparison has to ask, at its places.
    pub(crate) fn refused(
        settings: &Settings,
        sources: &Sources,
        merged: &Merged,
        refusals: &[Refusal],
    ) -> Vec<Diagnostic> {
        sources.locate(settings, refusals.iter().map(|r| refusal::explain(r, merged, sources)).collect())
    }
}

/// That a schema's data moves, in words.
pub(crate) fn moved(part: &Part) -> Option<String> {
    let (from, to) = part.data_type?.moves()?;
    Some(format!("move the data of {} from {from} to {to}", part.schema))
}

/// Both results, or the mistakes of both.
fn both<A, B>(
    a: Result<A, Vec<Diagnostic>>,
    b: Result<B, Vec<Diagnostic>>,
) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut a), Err(b)) => {
            a.extend(b);
            Err(a)
        }
        (Err(e), _) | (_, Err(e)) => Err(e),
    }
}
