//! A run in which a few files of YAML changed: only those are parsed, and only their schemas are compared.
//!
//! It either does to the byte what reading everything would do, or it does nothing and says so (`None`): whenever a
//! mistake is found, a schema is switched on or off, a table goes, or anything else could concern more than the
//! schemas at hand.

use super::Start;
use super::draft::{Making, Past, draft};
use super::gate;
use super::wanted::{Wanted, wanted};
use crate::builder::{Error, Outcome};
use crate::cache::{Difference, Index, Known, Listing, Piece, Source, State};
use crate::disk::Batch;
use crate::emit;
use crate::merge;
use crate::project::{
    Item, Replaced, SNAPSHOT, SnapshotText, Sources, is_plain, is_yaml, load_rust, load_yaml,
};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use zmig_core::{EnumType, Node, Schema, Snapshot, SnapshotSchema, Table, diff, resolve, split, validate};

/// What has been found out, and what is to be done.
pub(super) struct Increment {
    batch: Batch,
    new: Vec<String>,
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
    let mut state = index.state(settings)?;
    let mut pieces: BTreeMap<String, Piece> = BTreeMap::new();
    let mut names = Names::default();
    for file in changed {
        if !is_yaml(Path::new(&file)) {
            let same = Piece::Rust(load_rust(settings, &file).ok()??);
            (state.sources.get(&file)?.piece()? == same).then_some(())?;
            continue;
        }
        let new = load_yaml(settings, &file).ok()?;
        let old = match state.sources.get(&file) {
            Some(source) => Some(source.piece()?),
            None => None,
        };
        let new = Piece::Yaml(new);
        if old.as_ref() == Some(&new) {
            continue;
        }
        stays_local(old.as_ref(), &new, &state)?;
        let source = Source::new(&new);
        names.add(&source);
        names.add(state.sources.get(&file).unwrap_or(&source));
        state.sources.insert(file.clone(), source);
        pieces.insert(file, new);
    }
    if pieces.is_empty() {
        return Some(Increment {
            batch: Batch::default(),
            new: Vec::new(),
            embed: None,
            models: Vec::new(),
            state: None,
        });
    }
    let sources = neighbours(&state, pieces, &mut names)?;
    decide(settings, sources, &names, state, &snapshot()?)
}

/// The sources that changed, if nothing else did.
fn changed_files(settings: &Settings, index: &Index, listing: &Listing) -> Option<Vec<String>> {
    let Difference { added, changed, removed } = Difference::between(&index.listing, listing);
    let schemas = format!("{}/", settings.name(&settings.schemas));
    let is_schema = |name: &str| name.starts_with(&schemas) && is_yaml(Path::new(name));
    let racy = index.changed_racy(settings);
    let mut out: Vec<String> =
        changed.iter().copied().map(str::to_owned).chain(racy).collect::<BTreeSet<_>>().into_iter().collect();
    let is_fine = removed.is_empty()
        && added.iter().all(|n| is_schema(n))
        && out.iter().all(|n| is_schema(n) || (n.ends_with(".rs") && !n.starts_with('\u{1}')));
    out.extend(added.into_iter().map(str::to_owned));
    is_fine.then_some(out)
}

/// Whether a change of what a file says concerns nobody but the schemas that it speaks of.
fn stays_local(old: Option<&Piece>, new: &Piece, state: &State) -> Option<()> {
    let Piece::Yaml(new) = new else { return None };
    let is_fine = match old {
        Some(Piece::Yaml(old)) => {
            old.schema == new.schema
                && old.meta.enabled == new.meta.enabled
                && old.meta.data_type == new.meta.data_type
                && old.meta.extends == new.meta.extends
                && old.enums == new.enums
                && old.tables.iter().all(|o| new.tables.iter().any(|n| n.name == o.name))
        }
        Some(Piece::Rust(_)) => false,
        None => {
            new.meta.enabled
                && new.meta.extends.is_none()
                && new.enums.is_empty()
                && new.meta.data_type.is_none_or(|d| state.dialects.contains(&d))
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
    fn add(&mut self, source: &Source) {
        self.schemas.extend(source.schemas.iter().cloned());
        self.tables.extend(source.tables.iter().cloned());
    }

    fn meets(&self, source: &Source) -> bool {
        source.schemas.iter().any(|s| self.schemas.contains(s))
            || source.tables.iter().any(|t| self.tables.contains(t))
    }
}

/// Every source that speaks of the same schemas or tables, and of theirs.
fn neighbours(state: &State, mut pieces: BTreeMap<String, Piece>, names: &mut Names) -> Option<Sources> {
    loop {
        let mut found = Vec::new();
        for (file, source) in &state.sources {
            if !pieces.contains_key(file) && names.meets(source) {
                found.push((file.clone(), source));
            }
        }
        if found.is_empty() {
            break;
        }
        for (file, source) in found {
            names.add(source);
            pieces.insert(file, source.piece()?);
        }
    }
    let mut files: Vec<(String, Piece)> = pieces.into_iter().collect();
    // The order in which they are found on the disk.
    files.sort_by(|(a, _), (b, _)| Path::new(a).cmp(Path::new(b)));
    let mut out = Sources::default();
    for (file, piece) in files {
        // A struct may take an enum from another file.
        let Piece::Yaml(says) = piece else { return None };
        out.items.push(Item { file, says });
    }
    Some(out)
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
    mut state: State,
    found: &SnapshotText<'_>,
) -> Option<Increment> {
    let own = own(found, names)?;
    let is_own = |table: &str| names.tables.contains(table) || own.schema.tables.contains_key(table);
    let known = merge::Known {
        table: &|name| if is_own(name) { None } else { found.table(name) },
        enum_type: &|name| found.enum_type(name).filter(|e| !names.schemas.contains(&e.owner)),
        names: &|| found.names().filter(|n| !is_own(n)).map(str::to_owned).collect(),
    };
    let Wanted { mut merged, .. } = wanted(settings, &sources, &own, known).ok()?;
    let models: Vec<(String, String)> =
        merged.schema.tables.keys().map(|t| (t.clone(), emit::table_model(&merged, t))).collect();
    let Around { own: old, others } = around(found, own, &merged.schema)?;
    is_alone(found, &old.schema, &merged.schema, &others)?;

    let mut before = old;
    add(&mut before.schema, &others);
    add(&mut merged.schema, &others);
    if !validate(&merged.schema).is_empty() {
        return None;
    }
    let changes = diff(&before.schema, &merged.schema, &merged.hints).ok()?;
    let mut out = Increment { batch: Batch::default(), new: Vec::new(), embed: None, models, state: None };
    if changes.is_empty() {
        out.state = Some(state);
        return Some(out);
    }
    if settings.check_only.is_some() {
        return None;
    }
    let each = settings.split == crate::config::Split::Change;
    let parts = split(&before.schema, changes, &state.dialects, &settings.options, each);
    let wanted = Wanted { merged, dialects: state.dialects.clone() };
    let earlier = |schema: &str| {
        state.migrations.iter().filter(|m| m.schema == schema).map(|m| m.to.clone()).collect::<Vec<_>>()
    };
    let versions = gate::versions(settings, &sources, &wanted, &before, &earlier, &parts).ok()?;
    let making = Making {
        settings,
        dialects: &wanted.dialects,
        merged: &wanted.merged,
        versions: &versions,
        now: settings.now,
    };
    let mut after = before.clone();
    let drafted = draft(making, Past::known(&state.migrations)?, &parts, &mut after).ok()?;
    state.migrations.extend(drafted.manifests.iter().map(Known::of));
    out.embed = Some(embed(settings, &drafted.manifests, &state)?);
    out.new = drafted.manifests.iter().map(|m| m.name.clone()).collect();
    for file in drafted.files {
        out.batch.put(file.path, file.text);
    }
    out.batch.put(SNAPSHOT, found.with(&replaced(&before, &after)?)?);
    out.state = Some(state);
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
    let of_columns: BTreeSet<&str> = enums_of(out.schema.tables.values()).collect();
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
        if let Some(version) = found.version(schema) {
            out.schemas.insert(schema.clone(), SnapshotSchema { version });
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
    let names: BTreeSet<&str> = targets.chain(referrers).filter(|n| !is_own(n)).collect();
    let mut others = Schema::default();
    for name in names {
        others.tables.insert(name.to_owned(), found.table(name)?);
    }
    let enums: BTreeSet<&str> = enums_of(others.tables.values()).collect();
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
        schema.enums.keys().chain(schema.tables.keys()).map(|n| zmig_core::fold(n)).collect();
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
            out.schemas.insert(name, &schema.version);
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
    let names = out.schemas.keys().chain(out.tables.keys()).chain(out.enums.keys());
    names.into_iter().all(|n| is_plain(n)).then_some(out)
}

/// The text of `embed.rs` with the new migrations in it.
fn embed(settings: &Settings, new: &[zmig_core::Manifest], state: &State) -> Option<String> {
    let old = fs::read_to_string(settings.out_dir.as_ref()?.join("zmig").join("embed.rs")).ok()?;
    let depends: Vec<Vec<&str>> =
        state.migrations.iter().map(|m| m.depends_on.iter().map(String::as_str).collect()).collect();
    let nodes: Vec<Node<'_>> = state
        .migrations
        .iter()
        .zip(&depends)
        .map(|(m, depends_on)| Node {
            name: &m.name,
            schema: &m.schema,
            parent: m.parent.as_deref(),
            depends_on,
            checksum: None,
        })
        .collect();
    let order = resolve(&nodes, &[]);
    if !order.problems.is_empty() {
        return None;
    }
    let order: Vec<&str> = order.pending.iter().map(|i| nodes[*i].name).collect();
    emit::embed_with(settings, &old, new, &order)
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
    let Increment { batch, new, embed, models, state } = increment;
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
        (Some(state), _) => super::remember(settings, &batch, start, &state),
        (None, None) => {}
    }
    Ok(Some(Outcome { migrations: new, repairs: Vec::new() }))
}
