//! From the parts of a build's changes to the files of its migrations.

use super::data_types;
use super::gate::Versions;
use super::hooks::with_hooks;
use super::neighbourhood::{Referrers, around};
use crate::cache::Known;
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::settings::Settings;
use std::collections::BTreeMap;
use zmig_core::IntoSorted as _;
use zmig_core::{
    DataTypeChange, Dialect, Draft, Manifest, Map, Part, PlanError, RenderedFile, Schema, Set, Snapshot,
    Stamp, apply, render,
};

/// New migrations, not written yet.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    /// Their files, relative to the migrations' folder.
    pub(crate) files: Vec<RenderedFile>,
    /// Their manifests, in order.
    pub(crate) manifests: Vec<Manifest>,
}

/// What the migrations that exist say to those that follow them.
#[derive(Debug, Default)]
pub(crate) struct Past<'a> {
    /// The newest migration of each schema.
    heads: BTreeMap<String, (String, Stamp)>,
    /// The stamps that are taken.
    stamps: Set<Stamp>,
    /// Those before, as the cache knows them: in order too, and looked through only where something is asked.
    known: &'a [Known<'a>],
}

impl<'a> Past<'a> {
    /// Migrations, each after those that it needs.
    pub(crate) fn of(manifests: &[Manifest]) -> Self {
        let mut out = Self::default();
        manifests.iter().for_each(|m| out.add(m));
        out
    }

    /// The same from what the cache knows.
    pub(crate) fn known(known: &'a [Known<'a>]) -> Self {
        Self { known, ..Self::default() }
    }

    fn add(&mut self, manifest: &Manifest) {
        self.heads.insert(manifest.schema.clone(), (manifest.name.clone(), manifest.id));
        self.stamps.insert(manifest.id);
    }

    fn head(&self, schema: &str) -> Option<(String, Stamp)> {
        self.heads.get(schema).cloned().or_else(|| {
            let known = self.known.iter().rev().find(|m| m.schema == schema)?;
            Some((known.name.to_owned(), known.name.get(..14)?.parse().ok()?))
        })
    }

    /// The first stamp from one on that nobody has. After a first generation of many tables thousands in a row are taken.
    fn free_from(&self, mut stamp: Stamp) -> Stamp {
        let first = stamp.to_string();
        let stamps = self.known.iter().filter_map(|m| m.name.get(..first.len()));
        let mut taken: Vec<&str> = stamps.filter(|s| *s >= first.as_str()).collect();
        taken.sort_unstable();
        while self.stamps.contains(&stamp) || taken.binary_search(&stamp.to_string().as_str()).is_ok() {
            stamp = stamp.next();
        }
        stamp
    }
}

/// What a migration is made of besides its changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Making<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) dialects: &'a [Dialect],
    pub(crate) merged: &'a Merged,
    pub(crate) versions: &'a Versions,
    /// The least stamp: the time, unless a migration is generated again.
    pub(crate) now: Stamp,
}

/// Renders every part, and brings the snapshot to where they lead.
///
/// # Errors
/// Changes that one of the dialects cannot express.
pub(crate) fn draft(
    making: Making<'_>,
    mut past: Past<'_>,
    parts: &[Part],
    snapshot: &mut Snapshot,
) -> Result<Drafted, Vec<Diagnostic>> {
    let referrers = Referrers::of(&snapshot.schema, &making.merged.schema);
    let parts = with_hooks(&making, parts);
    let mut totals: Map<&str, (u32, u32)> = Map::new();
    for (part, _) in &parts {
        totals.or_default(&part.schema).1 += 1;
    }
    let (mut out, mut problems) = (Drafted::default(), Vec::new());
    let mut cursor = making.now;
    for (part, hooks) in &parts {
        let Some((from, to)) = making.versions.get(&part.schema) else { continue };
        let number = totals.or_default(&part.schema);
        number.0 += 1;
        let number = *number;
        let parent = past.head(&part.schema);
        let depends_on: Map<String, Stamp> =
            part.depends_on.iter().filter(|s| **s != part.schema).filter_map(|s| past.head(s)).into_sorted();
        let needed = parent.iter().chain(&depends_on).map(|(_, stamp)| stamp.next()).max();
        let stamp = past.free_from(needed.map_or(cursor, |n| n.max(cursor)));
        let old = around(&snapshot.schema, part, &referrers);
        let notes = making.merged.schemas.get(&part.schema).and_then(|(_, meta)| meta.notes.clone());
        let data_type = part.data_type.or_else(|| data_types::to_note(making.merged, snapshot, &part.schema));
        // The place that the data leaves has to know of it too.
        let left = data_type.and_then(DataTypeChange::moves).map(|(from, _)| from.dialect());
        let left = left.filter(|d| !making.dialects.contains(d));
        let mut dialects: Vec<Dialect> = making.dialects.iter().copied().chain(left).collect();
        dialects.sort_unstable();
        let rendered = render(&Draft {
            stamp,
            parent: parent.map(|(name, _)| name),
            depends_on: depends_on.into_iter().map(|(name, _)| name).collect(),
            replaces: Vec::new(),
            schema: part.schema.clone(),
            from: from.clone(),
            to: to.clone(),
            data_type,
            part: number,
            notes,
            hooks: hooks.clone(),
            old: &old,
            changes: &part.changes,
            dialects: &dialects,
            options: &making.settings.options,
        });
        match rendered {
            Ok((files, manifest)) => {
                past.add(&manifest);
                snapshot.record(&manifest);
                out.files.extend(files);
                out.manifests.push(manifest);
                cursor = stamp;
            }
            Err(error) => problems.push(cannot_plan(&part.schema, &error)),
        }
        if let Err(found) = advance(&mut snapshot.schema, part) {
            problems.push(found);
        }
    }
    if problems.is_empty() && snapshot.schema != making.merged.schema {
        problems.push(mistake("the changes do not lead from the snapshot to the sources"));
    }
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

fn advance(schema: &mut Schema, part: &Part) -> Result<(), Diagnostic> {
    part.changes.iter().try_for_each(|change| apply(schema, change)).map_err(|e| mistake(&e.to_string()))
}

/// What a dialect cannot express. Nothing was written.
pub(crate) fn cannot_plan(schema: &str, error: &PlanError) -> Diagnostic {
    match error {
        PlanError::Unsupported { .. } => Diagnostic::new(error.to_string())
            .note(format!("it belongs to {schema}"))
            .help("change the schema, or take the database out of `dialects` and `Data_Type`"),
        PlanError::Apply(error) => mistake(&error.to_string()),
    }
}

/// A promise that zmig did not keep. It stops the build, for nothing is worse than a wrong migration.
fn mistake(what: &str) -> Diagnostic {
    Diagnostic::new(format!("zmig made a mistake, and wrote nothing: {what}"))
        .help("please report it with the schema before and after")
}
