//! A run in which a few files of YAML changed: only those are parsed, and only their schemas are compared.
//!
//! It either does to the byte what reading everything would do, or it does nothing and says so (`None`): whenever a
//! mistake is found, a schema is switched on or off, a table goes, or anything else could concern more than the
//! schemas at hand.

mod related;

use super::Start;
use super::draft::{Making, Past, draft};
use super::gate;
use super::lint;
use super::wanted::{Wanted, wanted};
use crate::builder::{Error, Outcome};
use crate::cache::{Difference, Index, Lines, Listing, Source, Spoken, State};
use crate::disk::Batch;
use crate::emit;
use crate::merge;
use crate::project::{
    Item, Replaced, SNAPSHOT, SnapshotText, Sources, is_plain, is_yaml, load_rust, load_yaml,
};
use crate::settings::Settings;
use crate::source::Contribution;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use zmig_core::IntoSorted as _;
use zmig_core::{EnumType, Manifest, Map, Schema, Snapshot, Table, diff, split, validate};

/// What has been found out, and what is to be done.
pub(super) struct Increment {
    batch: Batch,
    new: Vec<String>,
    warnings: Vec<String>,
    embed: Option<String>,
    /// The tables of the schemas at hand, with what the macros read of them.
    models: Vec<(String, String)>,
    /// What the next run may want to know; `None` if that is what it is.
    state: Option<State>,
}

/// Finds out what to do, from the files that changed since the last run.
pub(super) fn find(settings: &Settings, index: &Index, listing: &Listing) -> Option<Increment> {
    let text = fs::read_to_string(settings.migrations.join(SNAPSHOT)).ok()?;
    // Looking at every line of the snapshot takes as long as all that comes before it is needed.
    std::thread::scope(|scope| {
        let scan = scope.spawn(|| SnapshotText::scan(&text));
        let scan = || scan.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        find_with(settings, index, listing, scan)
    })
}

fn find_with<'a>(
    settings: &Settings,
    index: &Index,
    listing: &Listing,
    snapshot: impl FnOnce() -> Option<SnapshotText<'a>>,
) -> Option<Increment> {
    let changed = changed_files(settings, index, listing)?;
    let state = index.state(settings)?;
    let lines = state.lines()?;
    let mut said: Map<String, Contribution> = Map::new();
    let mut marks: Map<String, Source> = Map::new();
    let mut names = Names::default();
    for file in changed {
        let old = lines.sources.iter().find(|s| s.file == file);
        if !is_yaml(Path::new(&file)) {
            let new = Source::of_rust(&load_rust(settings, &file).ok()??);
            (old?.mark()? == new.mark).then_some(())?;
            continue;
        }
        let (says, new) = load_yaml(settings, &file).ok()?;
        match old {
            Some(old) if old.mark()? == new.mark => continue,
            Some(old) => names.add(old.schemas(), old.all_tables()),
            None => {}
        }
        stays_local(old, &new, &says, &lines)?;
        names.add(new.schemas(), new.all_tables());
        marks.insert(file.clone(), new);
        said.insert(file, says);
    }
    if said.is_empty() {
        return Some(Increment {
            batch: Batch::default(),
            new: Vec::new(),
            warnings: Vec::new(),
            embed: None,
            models: Vec::new(),
            state: None,
        });
    }
    let sources = neighbours(settings, &lines, said, &mut names)?;
    decide(settings, sources, &names, (&lines, &marks), &snapshot()?)
}

/// The sources that changed, if nothing else did.
fn changed_files(settings: &Settings, index: &Index, listing: &Listing) -> Option<Vec<String>> {
    let Difference { added, changed, removed } = Difference::between(&index.listing, listing);
    let schemas = format!("{}/", settings.name(&settings.schemas));
    let is_schema = |name: &str| name.starts_with(&schemas) && is_yaml(Path::new(name));
    let racy = index.changed_racy(settings);
    let mut out: Vec<String> = changed
        .iter()
        .copied()
        .map(str::to_owned)
        .chain(racy)
        .into_sorted::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let is_fine = removed.is_empty()
        && added.iter().all(|n| is_schema(n))
        && out.iter().all(|n| is_schema(n) || (n.ends_with(".rs") && !n.starts_with('\u{1}')));
    out.extend(added.into_iter().map(str::to_owned));
    is_fine.then_some(out)
}

/// Whether a change of what a file says concerns nobody but the schemas that it speaks of.
fn stays_local(old: Option<&Spoken<'_>>, new: &Source, says: &Contribution, lines: &Lines<'_>) -> Option<()> {
    let is_fine = match old {
        Some(old) => old.wide()? == new.wide && old.tables().all(|o| says.tables.iter().any(|n| n.name == o)),
        None => {
            says.meta.enabled
                && says.meta.extends.is_none()
                && says.meta.source.is_none()
                && says.enums.is_empty()
                && says.domains.is_empty()
                && says.meta.data_type.is_none_or(|d| lines.dialects.contains(&d.dialect()))
        }
    };
    is_fine.then_some(())
}

/// The schemas and tables at hand.
#[derive(Debug, Default)]
struct Names {
    schemas: BTreeSet<String>,
    tables: BTreeSet<String>,
}

impl Names {
    fn add<'a>(&mut self, schemas: impl Iterator<Item = &'a str>, tables: impl Iterator<Item = &'a str>) {
        self.schemas.extend(schemas.map(str::to_owned));
        self.tables.extend(tables.map(str::to_owned));
    }

    fn meets(&self, source: Spoken<'_>) -> bool {
        source.schemas().any(|s| self.schemas.contains(s))
            || source.all_tables().any(|t| self.tables.contains(t))
    }
}

/// Every source that speaks of the same schemas or tables, and of theirs.
fn neighbours(
    settings: &Settings,
    lines: &Lines<'_>,
    mut said: Map<String, Contribution>,
    names: &mut Names,
) -> Option<Sources> {
    loop {
        let is_new = |s: &&Spoken<'_>| !said.contains_key(s.file) && names.meets(**s);
        let found: Vec<Spoken<'_>> = lines.sources.iter().filter(is_new).copied().collect();
        if found.is_empty() {
            break;
        }
        for source in found {
            // A struct may take an enum from another file.
            is_yaml(Path::new(source.file)).then_some(())?;
            names.add(source.schemas(), source.all_tables());
            said.insert(source.file.to_owned(), load_yaml(settings, source.file).ok()?.0);
        }
    }
    let mut items: Vec<Item> = said.into_iter().map(|(file, says)| Item { file, says }).collect();
    // The order in which they are found on the disk.
    items.sort_by(|a, b| Path::new(&a.file).cmp(Path::new(&b.file)));
    Some(Sources { items, ..Sources::default() })
}

/// The tables around those at hand, as the snapshot has them.
struct Around {
    /// Tables and enums of the schemas at hand.
    own: Snapshot,
    /// What refers to them or is referred to.
    others: Schema,
}

fn decide(
    settings: &Settings,
    sources: Sources,
    names: &Names,
    (lines, marks): (&Lines<'_>, &Map<String, Source>),
    found: &SnapshotText<'_>,
) -> Option<Increment> {
    let own = own(found, names)?;
    let is_own = |table: &str| names.tables.contains(table) || own.schema.tables.contains_key(table);
    let known = merge::Known {
        table: &|name| if is_own(name) { None } else { found.table(name) },
        enum_type: &|name| found.enum_type(name).filter(|e| !names.schemas.contains(&e.owner)),
        // With a domain nothing is read this way.
        domain: &|_| None,
        names: &|| found.names().filter(|n| !is_own(n)).map(str::to_owned).collect(),
    };
    let Wanted { mut merged, .. } = wanted(settings, &sources, &own, known).ok()?;
    merge::beyond(&merged, &lines.dialects).is_empty().then_some(())?;
    related::complete(&mut merged, lines);
    related::stay(&merged.schema, &own.schema, &sources, lines)?;
    let models: Vec<(String, String)> =
        merged.schema.tables.keys().map(|t| (t.clone(), emit::table_model(&merged, t))).collect();
    let Around { own: old, others } = around(found, own, &merged.schema)?;
    is_alone(found, &old.schema, &merged.schema, &others)?;

    let mut before = old;
    add(&mut before.schema, &others);
    add(&mut merged.schema, &others);
    if !validate(&merged.schema).is_empty() || !merged.schema.domains.is_empty() {
        return None;
    }
    let changes = diff(&before.schema, &merged.schema, &merged.hints).ok()?;
    let mut out = Increment {
        batch: Batch::default(),
        new: Vec::new(),
        warnings: Vec::new(),
        embed: None,
        models,
        state: None,
    };
    if changes.is_empty() {
        out.state = Some(State::after(lines, &[], marks)?);
        return Some(out);
    }
    if settings.check_only.is_some() {
        return None;
    }
    let each = settings.split == crate::config::Split::Change;
    // A schema that changes its place is never read this way: what it says of that concerns more than its tables.
    let parts = split(&before.schema, changes, &lines.dialects, &settings.options, each);
    let wanted = Wanted { merged, dialects: lines.dialects.clone() };
    let earlier = |schema: &str| {
        lines.migrations.iter().filter(|m| m.schema == schema).map(|m| m.to.to_owned()).collect::<Vec<_>>()
    };
    let versions = gate::versions(settings, &sources, &wanted, &before, &earlier, &parts).ok()?;
    out.warnings = lint::check(settings, &sources, &wanted, &parts).ok()?;
    let making = Making {
        settings,
        dialects: &wanted.dialects,
        merged: &wanted.merged,
        versions: &versions,
        now: settings.now,
    };
    let mut after = before.clone();
    let drafted = draft(making, Past::known(&lines.migrations), &parts, &mut after).ok()?;
    out.embed = Some(embed(settings, &drafted.manifests, lines)?);
    out.new = drafted.manifests.iter().map(|m| m.name.clone()).collect();
    for file in drafted.files {
        out.batch.put(file.path, file.text);
    }
    out.batch.put(SNAPSHOT, found.with(&replaced(&before, &after)?)?);
    out.state = Some(State::after(lines, &drafted.manifests, marks)?);
    Some(out)
}

/// The part of the snapshot that belongs to the schemas and tables at hand.
fn own(found: &SnapshotText<'_>, names: &Names) -> Option<Snapshot> {
    let mut out = Snapshot::default();
    let owned = found.owned(&|owner| names.schemas.contains(owner));
    for name in owned.into_iter().chain(found.names().filter(|n| names.tables.contains(*n))) {
        out.schema.tables.insert(name.to_owned(), found.table(name)?);
    }
    // A table that somebody else owns would bring somebody else's schema with it.
    if out.schema.tables.values().any(|t| !names.schemas.contains(&t.owner)) {
        return None;
    }
    let of_columns: BTreeSet<&str> = enums_of(out.schema.tables.values()).into_sorted();
    for name in found.enums() {
        let is_theirs = of_columns.contains(name);
        if let Some(enum_type) =
            found.enum_type(name).filter(|e| is_theirs || names.schemas.contains(&e.owner))
        {
            // One that others share may change under them.
            if !names.schemas.contains(&enum_type.owner) {
                return None;
            }
            out.schema.enums.insert(name.to_owned(), enum_type);
        }
    }
    for schema in &names.schemas {
        if let Some(known) = found.schema(schema) {
            out.schemas.insert(schema.clone(), known);
        }
    }
    Some(out)
}

fn enums_of<'a>(tables: impl Iterator<Item = &'a Table>) -> impl Iterator<Item = &'a str> {
    tables.flat_map(|t| &t.columns).filter_map(|c| c.ty.enum_name())
}

/// The tables that refer to those at hand, or are referred to, and their enums.
fn around(found: &SnapshotText<'_>, own: Snapshot, new: &Schema) -> Option<Around> {
    let both = || own.schema.tables.values().chain(new.tables.values());
    let is_own = |name: &str| own.schema.tables.contains_key(name) || new.tables.contains_key(name);
    let targets = both().flat_map(|t| &t.foreign_keys).map(|k| k.references.as_str());
    let referrers = found.referrers(&is_own);
    let names: BTreeSet<&str> = targets.chain(referrers).filter(|n| !is_own(n)).into_sorted();
    let mut others = Schema::default();
    for name in names {
        others.tables.insert(name.to_owned(), found.table(name)?);
    }
    let enums: BTreeSet<&str> = enums_of(others.tables.values()).into_sorted();
    let missing = enums.into_iter().filter(|e| !own.schema.enums.contains_key(*e));
    let missing: Vec<EnumType> = missing.map(|e| found.enum_type(e)).collect::<Option<_>>()?;
    for enum_type in missing {
        others.enums.insert(enum_type.name.clone(), enum_type);
    }
    Some(Around { own, others })
}

/// Whether nobody else has to do with the difference: no key points at a column that changes its type, and no new name
/// is taken.
fn is_alone(found: &SnapshotText<'_>, old: &Schema, new: &Schema, others: &Schema) -> Option<()> {
    let keys = others.tables.values().flat_map(|t| &t.foreign_keys);
    for key in keys.filter(|k| old.tables.contains_key(&k.references)) {
        for column in &key.ref_columns {
            let (a, b) = (old.column(&key.references, column)?, new.column(&key.references, column)?);
            (a.ty == b.ty).then_some(())?;
        }
    }
    let known = names_of(old);
    let new: Vec<String> = names_of(new).difference(&known).cloned().collect();
    let is_simple = new.iter().all(|n| n.is_ascii() && is_plain(n));
    let except = |table: &str| old.tables.contains_key(table);
    (is_simple && !found.enums().any(|e| new.iter().any(|n| n.eq_ignore_ascii_case(e)))).then_some(())?;
    (new.is_empty() || !found.mentions(&new, &except)).then_some(())
}

/// The names of everything that has its name in the whole database.
fn names_of(schema: &Schema) -> BTreeSet<String> {
    let mut out: BTreeSet<String> =
        schema.enums.keys().chain(schema.tables.keys()).map(|n| zmig_core::fold(n)).into_sorted();
    for table in schema.tables.values() {
        let names = table.indexes.iter().map(|i| &i.name).chain(table.uniques.iter().map(|u| &u.name));
        let names = names.chain(table.foreign_keys.iter().map(|k| &k.name));
        out.extend(names.chain(table.checks.iter().map(|c| &c.name)).map(|n| zmig_core::fold(n)));
    }
    out
}

fn add(schema: &mut Schema, others: &Schema) {
    schema.tables.extend(others.tables.iter().map(|(n, t)| (n.clone(), t.clone())));
    schema.enums.extend(others.enums.iter().map(|(n, e)| (n.clone(), e.clone())));
}

/// What of the snapshot is written anew.
fn replaced<'a>(before: &'a Snapshot, after: &'a Snapshot) -> Option<Replaced<'a>> {
    let mut out = Replaced::default();
    for (name, schema) in &after.schemas {
        if before.schemas.get(name) != Some(schema) {
            out.schemas.insert(name, schema);
        }
    }
    for name in before.schema.tables.keys().chain(after.schema.tables.keys()) {
        let (old, new) = (before.schema.table(name), after.schema.table(name));
        if old != new || old.is_some_and(|o| new.is_some_and(|n| o.columns != n.columns)) {
            out.tables.insert(name, new);
        }
    }
    for name in before.schema.enums.keys().chain(after.schema.enums.keys()) {
        let (old, new) = (before.schema.enums.get(name), after.schema.enums.get(name));
        if old != new {
            out.enums.insert(name, new);
        }
    }
    let is_fine = out.schemas.keys().chain(out.tables.keys()).chain(out.enums.keys()).all(|n| is_plain(n));
    is_fine.then_some(out)
}

/// The text of `embed.rs` with the new migrations at its end, which is where they go unless an older one bears a later
/// stamp.
fn embed(settings: &Settings, new: &[Manifest], lines: &Lines<'_>) -> Option<String> {
    let newest = lines.migrations.iter().map(|m| m.name).max().unwrap_or("");
    let names = new.iter().map(|m| m.name.as_str());
    [newest].into_iter().chain(names).is_sorted().then_some(())?;
    let old = fs::read_to_string(settings.out_dir.as_ref()?.join("zmig").join("embed.rs")).ok()?;
    emit::embed_with(settings, &old, new)
}

/// Does what was found, under the exclusive lock.
///
/// # Errors
/// When the disk refuses; `Ok(None)` where nothing can be written, which reading everything finds out and explains.
pub(super) fn carry_out(
    settings: &Settings,
    increment: Increment,
    index: &Index,
    start: &Start,
) -> Result<Option<Outcome>, Error> {
    let Increment { batch, new, warnings, embed, models, state } = increment;
    if !batch.is_empty() {
        match batch.commit(&settings.disk, &settings.migrations, settings.file_time()) {
            Err(error) if error.is_read_only() => return Ok(None),
            result => result.map_err(|e| super::broken(settings, e))?,
        }
    }
    emit::some(settings, &models, embed.as_deref()).map_err(|e| super::broken(settings, e))?;
    emit::watch_outside(settings, &start.outside);
    match (state, &start.listing) {
        (None, Some(listing)) => index.refresh(settings, listing.clone(), start.read),
        (Some(state), _) => super::remember(settings, &batch, start, Some(&state)),
        (None, None) => {}
    }
    Ok(Some(Outcome { migrations: new, repairs: Vec::new(), warnings }))
}
