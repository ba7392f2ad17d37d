//! `cargo zmig rebase`: two branches changed one schema; one of them goes behind the other.

mod clash;

use super::amend::files;
use super::bump::{Edit, full_name, write_version};
use super::new::moved;
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::Batch;
use crate::generate::{Referrers, around, cannot_plan};
use crate::project::{Forgive, SNAPSHOT, Sources, Tree, in_order};
use crate::settings::Settings;
use crate::source::version_position;
use clash::{both_moved, clash};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use zmig_core::IntoSorted as _;
use zmig_core::{
    Change, DataTypeChange, Dialect, Draft, Manifest, Part, RenderedFile, Snapshot, Stamp, Version, apply,
    render, validate,
};

/// What a rebase did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Rebased {
    /// The migrations that were put behind others: their names before and now.
    pub renamed: Vec<(String, String)>,
    /// The versions that were raised in the sources.
    pub edits: Vec<Edit>,
}

/// Puts the later of two heads behind the other, in every schema that has two: its migrations, and those that build on
/// them, get a new parent, stamp, version and SQL, and the snapshot is made anew. `which` may name the first migration of a
/// branch that is to go behind though it is the earlier one.
///
/// Only right while no database has the migrations that move: the caller has looked, or has been told.
///
/// # Errors
/// When no schema has two heads, both branches changed the same thing, or something else is wrong with the migrations.
pub fn rebase(root: &Path, which: Option<&str>) -> Result<Rebased, Error> {
    let (settings, _lock) = super::writing(root)?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Order)?;
    let mut manifests = tree.manifests;
    let moved = followers(&manifests, branches(&manifests, which)?);
    if let Some(baseline) = manifests.iter().find(|m| moved.contains(&m.name) && !m.replaces.is_empty()) {
        return Err(both_squashed(baseline).into());
    }
    let (moving, mut staying): (Vec<Manifest>, Vec<Manifest>) =
        std::mem::take(&mut manifests).into_iter().partition(|m| moved.contains(&m.name));
    if let Some(problem) = in_order(&mut staying).first() {
        return Err(Diagnostic::new(problem.to_string())
            .note("that is nothing that a rebase puts right")
            .help(format!("git checkout {}", settings.migrations_name()))
            .into());
    }
    let mut desk = Desk::new(&settings, &staying, &moving)?;
    let wrong_before = validate(&desk.snapshot.schema);
    let (mut renamed, mut batch) = (Vec::new(), Batch::default());
    for manifest in sorted(&moving) {
        let (name, files) = desk.put_behind(manifest)?;
        renamed.push((manifest.name.clone(), name));
        files.into_iter().for_each(|f| batch.put(f.path, f.text));
    }
    if let Some(wrong) = validate(&desk.snapshot.schema).iter().find(|wrong| !wrong_before.contains(wrong)) {
        // Each change fits what is there, and what comes of all of them does not: a foreign key to what is gone, say.
        return Err(together(&wrong.what, &renamed).into());
    }
    batch.put(SNAPSHOT, desk.snapshot.to_text());
    batch.replace(moving.iter().flat_map(files));
    let edits = edits(&settings, &desk.raised)?;
    let written = batch.commit(&settings.disk, &settings.migrations, None);
    written.map_err(|e| super::broken(&settings, &e))?;
    for (edit, span) in &edits {
        write_version(&settings, edit, *span).map_err(|e| super::broken(&settings, &e))?;
    }
    Ok(Rebased { renamed, edits: edits.into_iter().map(|(edit, _)| edit).collect() })
}

/// The first migrations of the branches that move: of every schema with several heads all but the earliest, or all but
/// another where `which` names a branch that moves.
pub(super) fn branches(manifests: &[Manifest], which: Option<&str>) -> Result<BTreeSet<String>, Diagnostic> {
    let mut children: BTreeMap<(&str, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    // Whatever a baseline replaces, what followed that follows the baseline now.
    let now = |parent: &'_ str| manifests.iter().find(|m| m.stands_for(parent)).map(|m| m.name.as_str());
    let mut overtaken = BTreeSet::new();
    for manifest in manifests {
        let parent = manifest.parent.as_deref().map(|parent| now(parent).unwrap_or(parent));
        if parent != manifest.parent.as_deref() && !follows_last(manifest, manifests) {
            overtaken.insert(manifest.name.clone());
        }
        children.entry((&manifest.schema, parent)).or_default().insert(&manifest.name);
    }
    let forks: BTreeMap<String, BTreeSet<&str>> = children
        .into_iter()
        .filter(|(_, names)| names.len() > 1)
        .map(|((schema, _), names)| (schema.to_owned(), names))
        .into_sorted();
    if forks.is_empty() && overtaken.is_empty() {
        return Err(Diagnostic::new("no schema has two heads, so there is nothing to rebase"));
    }
    let is_branch = |name: &str| forks.values().any(|names| names.contains(name));
    // An id is enough where it is one branch's alone.
    let whole = which.filter(|w| w.parse::<Stamp>().is_ok()).and_then(|id| {
        let mut fit = forks.values().flatten().filter(|name| name.starts_with(id));
        fit.next().copied().filter(|_| fit.next().is_none())
    });
    let which = whole.or(which);
    if let Some(schema) = which.filter(|w| !is_branch(w) && !overtaken.contains(*w)) {
        let overtaken = manifests.iter().filter(|m| overtaken.contains(&m.name)).map(|m| m.schema.as_str());
        full_name(schema, forks.keys().map(String::as_str).chain(overtaken))?;
    }
    let mut out = overtaken.clone();
    for names in forks.values() {
        let stays = names.iter().find(|n| Some(**n) != which && !overtaken.contains(**n));
        out.extend(names.iter().filter(|n| Some(*n) != stays).map(|n| (*n).to_owned()));
    }
    Ok(out)
}

/// Whether a migration's parent is the last of those that a baseline replaces.
fn follows_last(manifest: &Manifest, manifests: &[Manifest]) -> bool {
    let last = manifests.iter().filter_map(|m| m.replaces.last());
    last.map(|one| Some(&one.name)).any(|last| last == manifest.parent.as_ref())
}

/// Migrations and all that follow them or build on them.
pub(super) fn followers(manifests: &[Manifest], mut out: BTreeSet<String>) -> BTreeSet<String> {
    loop {
        let more: Vec<String> = manifests
            .iter()
            .filter(|m| !out.contains(&m.name))
            .filter(|m| m.parent.iter().chain(&m.depends_on).any(|n| out.contains(n)))
            .map(|m| m.name.clone())
            .collect();
        if more.is_empty() {
            return out;
        }
        out.extend(more);
    }
}

/// The migrations that move, each after those of them that it needs.
fn sorted(moving: &[Manifest]) -> Vec<&Manifest> {
    let names: BTreeSet<&str> = moving.iter().map(|m| m.name.as_str()).into_sorted();
    let mut alone: Vec<Manifest> = moving.to_vec();
    for manifest in &mut alone {
        manifest.parent.take_if(|p| !names.contains(p.as_str()));
        manifest.depends_on.retain(|d| names.contains(d.as_str()));
    }
    // Two schemas may move at once, and each begins without a parent here; that is no second head.
    in_order(&mut alone);
    alone.iter().filter_map(|a| moving.iter().find(|m| m.name == a.name)).collect()
}

/// The state while migrations are put behind others.
struct Desk<'a> {
    settings: &'a Settings,
    staying: &'a [Manifest],
    moving: &'a [Manifest],
    snapshot: Snapshot,
    heads: BTreeMap<String, (String, Stamp)>,
    stamps: BTreeSet<Stamp>,
    used: BTreeSet<(String, String)>,
    /// New names by old ones.
    names: BTreeMap<String, String>,
    /// The last version of each schema for which an own one had to give way.
    raised: BTreeMap<String, String>,
    /// By schema and old version: whether any part of it is a breaking change, and the versions that it has now.
    breaking: BTreeSet<(String, String)>,
    versions: BTreeMap<(String, String), (Option<Version>, Version)>,
}

impl<'a> Desk<'a> {
    fn new(
        settings: &'a Settings,
        staying: &'a [Manifest],
        moving: &'a [Manifest],
    ) -> Result<Self, Diagnostic> {
        let mut snapshot = Snapshot::default();
        for manifest in staying {
            for change in &manifest.changes {
                apply(&mut snapshot.schema, change).map_err(|e| cannot_plan(&manifest.schema, &e.into()))?;
            }
            snapshot.record(manifest);
        }
        Ok(Self {
            settings,
            staying,
            moving,
            snapshot,
            heads: staying.iter().map(|m| (m.schema.clone(), (m.name.clone(), m.id))).collect(),
            stamps: staying.iter().map(|m| m.id).collect(),
            used: staying.iter().map(|m| (m.schema.clone(), m.to.clone())).collect(),
            names: BTreeMap::new(),
            raised: BTreeMap::new(),
            breaking: moving
                .iter()
                .filter(|m| m.changes.iter().any(Change::is_breaking))
                .map(|m| (m.schema.clone(), m.to.clone()))
                .collect(),
            versions: BTreeMap::new(),
        })
    }

    /// Renders a migration as the successor of what is there now.
    fn put_behind(&mut self, old: &Manifest) -> Result<(String, Vec<RenderedFile>), Diagnostic> {
        let parent = self.heads.get(&old.schema).cloned();
        let depends_on: BTreeSet<String> =
            old.depends_on.iter().map(|d| self.names.get(d).unwrap_or(d).clone()).into_sorted();
        let stamp = self.stamp(old, parent.as_ref(), &depends_on);
        if let Some((head, _)) = parent.as_ref().filter(|_| old.is_by_hand()) {
            let version = self.snapshot.schemas.get(&old.schema).map_or(&*old.to, |s| &*s.version);
            let hash = Snapshot::schema_hash(&self.snapshot.schema, &old.schema);
            let place = Manifest {
                id: stamp,
                parent: Some(head.clone()),
                depends_on: depends_on.into_iter().collect(),
                from: Some(version.to_owned()),
                to: version.to_owned(),
                schema_hash: hash,
                ..old.clone()
            };
            let (name, files) = moved(self.settings, old, place)?;
            self.stamps.insert(stamp);
            self.heads.insert(old.schema.clone(), (name.clone(), stamp));
            self.names.insert(old.name.clone(), name.clone());
            return Ok((name, files));
        }
        let data_type = self.data_type(old)?;
        let (from, to) = self.version(old)?;
        let part = Part {
            schema: old.schema.clone(),
            changes: old.changes.clone(),
            depends_on: Vec::new(),
            data_type: None,
        };
        let mut after = self.snapshot.schema.clone();
        for change in &part.changes {
            apply(&mut after, change)
                .map_err(|e| clash((old, change), &e.to_string(), self.staying, self.moving))?;
        }
        let before = around(&self.snapshot.schema, &part, &Referrers::of(&self.snapshot.schema, &after));
        let dialects: Vec<Dialect> = old.dialects.keys().copied().collect();
        let again = Draft::of(old, &before, &dialects, &self.settings.options)
            .map_err(|e| Diagnostic::new(e.to_string()))?;
        let (files, manifest) = render(&Draft {
            stamp,
            parent: parent.map(|(name, _)| name),
            depends_on: depends_on.into_iter().collect(),
            from,
            to: to.clone(),
            data_type,
            ..again
        })
        .map_err(|e| cannot_plan(&old.schema, &e))?;
        self.snapshot.schema = after;
        self.snapshot.record(&manifest);
        self.used.insert((old.schema.clone(), to.as_str().to_owned()));
        self.stamps.insert(stamp);
        self.heads.insert(old.schema.clone(), (manifest.name.clone(), stamp));
        self.names.insert(old.name.clone(), manifest.name.clone());
        Ok((manifest.name, files))
    }

    /// What it says of the place of its schema's data, which must still be so behind the other branch.
    fn data_type(&self, old: &Manifest) -> Result<Option<DataTypeChange>, Diagnostic> {
        let known = self.snapshot.data_type(&old.schema);
        match old.data_type {
            Some(said) if said.from.is_none() && known == Some(said.to) => Ok(None),
            Some(said) if known.is_some() && said.from != known => Err(both_moved(old, known, self.staying)),
            said => Ok(said),
        }
    }

    fn stamp(
        &self,
        old: &Manifest,
        parent: Option<&(String, Stamp)>,
        depends_on: &BTreeSet<String>,
    ) -> Stamp {
        let needed = self.heads.values().filter(|(name, _)| depends_on.contains(name)).chain(parent);
        let least = needed.map(|(_, stamp)| stamp.next()).max().unwrap_or(old.id);
        let mut stamp = least.max(self.settings.now);
        while self.stamps.contains(&stamp) {
            stamp = stamp.next();
        }
        stamp
    }

    /// The version that it starts from now, and the one that it leads to: its own where that still follows, else the
    /// next. All parts of a version agree.
    fn version(&mut self, old: &Manifest) -> Result<(Option<Version>, Version), Diagnostic> {
        let key = (old.schema.clone(), old.to.clone());
        if old.part > 1
            && let Some(versions) = self.versions.get(&key)
        {
            return Ok(versions.clone());
        }
        let parse = |text: &str| Version::parse(text).map_err(|e| Diagnostic::new(e.to_string()));
        let from = self.snapshot.schemas.get(&old.schema).map(|s| parse(&s.version)).transpose()?;
        let own = parse(&old.to)?;
        let breaking = self.breaking.contains(&key);
        let to = match &from {
            Some(from) if own.follows(from, breaking).is_err() || self.used.contains(&key) => {
                let next = from.next(Version::bump_for(breaking), &self.settings.now.date());
                next.ok_or_else(|| no_next(old, from))?
            }
            _ => own,
        };
        if to.as_str() != old.to {
            self.raised.insert(old.schema.clone(), to.as_str().to_owned());
        }
        self.versions.insert(key, (from.clone(), to.clone()));
        Ok((from, to))
    }
}

fn both_squashed(baseline: &Manifest) -> Diagnostic {
    Diagnostic::new(format!("{} is one of two beginnings of {}", baseline.name, baseline.schema))
        .note("two branches squashed the same schema, or one squashed what the other one changed below")
        .help("keep the migrations of one branch (git checkout --ours migrations, say), and squash again")
}

fn together(what: &str, moved: &[(String, String)]) -> Diagnostic {
    let names: Vec<&str> = moved.iter().map(|(before, _)| before.as_str()).collect();
    Diagnostic::new(format!("the branches contradict each other: {what}"))
        .note(format!("that is so once {} follow the other branch", names.join(", ")))
        .help("say in the schema what is meant, remove the migrations of one branch, and build again")
}

fn no_next(old: &Manifest, from: &Version) -> Diagnostic {
    Diagnostic::new(format!("there is no telling which version of {} follows {from}", old.schema))
        .note(format!("{} leads to {}, which does not", old.name, old.to))
        .help("rebase the other branch instead, by the name of its first migration")
}

type Span = (usize, usize);

/// The edits that make the sources say the versions that the migrations lead to now.
fn edits(settings: &Settings, raised: &BTreeMap<String, String>) -> Result<Vec<(Edit, Span)>, Error> {
    if raised.is_empty() {
        return Ok(Vec::new());
    }
    let sources = Sources::read(settings)?;
    let mut out = Vec::new();
    for (schema, to) in raised {
        let describes = |i: &&crate::project::Item| i.says.schema == *schema && i.says.meta.extends.is_none();
        let Some(item) = sources.items.iter().find(describes) else { continue };
        let Ok(text) = std::fs::read_to_string(settings.root.join(&item.file)) else { continue };
        let Some(position) = version_position(&item.file, &text, schema) else { continue };
        let from = item.says.meta.version.clone().unwrap_or_default();
        let edit = Edit { schema: schema.clone(), file: item.file.clone(), from, to: to.clone() };
        out.push((edit, (position.start, position.end)));
    }
    Ok(out)
}
