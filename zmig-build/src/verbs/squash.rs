//! `cargo zmig squash`: the first migrations of a schema become one, which makes at once what they led to.

mod text;

use super::amend::files;
use super::bump::full_name;
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::{Batch, Lock};
use crate::generate::cannot_plan;
use crate::project::{Forgive, Tree, fold, in_order};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use text::{Text, texts};
use zmig_core::IntoSorted as _;
use zmig_core::{
    Change, DataTypeChange, Domain, Draft, Hints, Hooks, Manifest, RenderedFile, Replaced, Schema, Snapshot,
    Stamp, Table, Version, diff, fold_manifests, render,
};

/// What is to be squashed.
#[derive(Clone, Debug, Default)]
pub struct SquashRequest {
    /// The schema; may be left out where there is one.
    pub schema: Option<String>,
    /// The last migration that is replaced, by its name, its stamp or its version. By default all of them are.
    pub to: Option<String>,
    /// Take migrations too whose SQL nobody can work out from their changes, and leave that SQL out.
    pub leave_out_sql: bool,
    /// Write nothing.
    pub dry_run: bool,
}

/// What a squash did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Squashed {
    /// The schema.
    pub schema: String,
    /// The migration that is new.
    pub baseline: String,
    /// Those that it replaces, in order.
    pub replaced: Vec<String>,
    /// Migrations whose manifests name the baseline from now on, where they named what it replaces.
    pub followers: Vec<String>,
    /// SQL that the baseline does not have: the migration, and what it held.
    pub left_out: Vec<(String, String)>,
    /// A line for each change of the baseline.
    pub changes: Vec<String>,
}

/// Replaces the first migrations of a schema by one that makes at once what they led to. Its manifest lists what it replaces,
/// so that a database which has all of that only records it. Nothing else changes: the snapshot stays what it is.
///
/// # Errors
/// When there are not two of them, their SQL holds more than their changes, or migrations of other schemas stand between
/// them. Nothing is written then.
pub fn squash(root: &Path, request: &SquashRequest) -> Result<Squashed, Error> {
    let (settings, _lock) = match request.dry_run {
        false => super::writing(root)?,
        true => {
            let settings = super::settings(root)?;
            let lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
            (settings, lock)
        }
    };
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
    let before = fold(&settings, &tree)?;
    if let Some(why) = before.rebuild {
        return Err(Diagnostic::new(why).help("run `cargo build` first, which makes it anew").into());
    }
    let (schema, gone) = chosen(&tree.manifests, request)?;
    let left_out = left_out(&settings, &tree.manifests, &gone, request.leave_out_sql)?;
    let (baseline, files_of_it) = baseline(&settings, &tree.manifests, &gone)?;
    let (manifests, followers) = without(&tree.manifests, &gone, &baseline);
    prove(manifests.clone(), &before.snapshot, &baseline)?;
    if !request.dry_run {
        let mut batch = Batch::default();
        files_of_it.into_iter().for_each(|f| batch.put(f.path, f.text));
        for follower in manifests.iter().filter(|m| followers.contains(&m.name)) {
            batch.put(format!("{}.json", follower.name), follower.to_text());
        }
        batch.replace(gone.iter().flat_map(|m| files(m)));
        let written = batch.commit(&settings.disk, &settings.migrations, None);
        written.map_err(|e| super::broken(&settings, &e))?;
    }
    Ok(Squashed {
        schema,
        baseline: baseline.name,
        replaced: gone.iter().map(|m| m.name.clone()).collect(),
        followers,
        left_out,
        changes: baseline.summary,
    })
}

/// The schema that is meant, and its first migrations, as far as they are meant.
fn chosen<'a>(
    manifests: &'a [Manifest],
    request: &SquashRequest,
) -> Result<(String, Vec<&'a Manifest>), Diagnostic> {
    let schemas: BTreeSet<&str> = manifests.iter().map(|m| m.schema.as_str()).into_sorted();
    let schema = match (&request.schema, schemas.len()) {
        (Some(name), _) => full_name(name, schemas.iter().copied())?.to_owned(),
        (None, 1) => schemas.iter().next().map(|s| (*s).to_owned()).unwrap_or_default(),
        (None, 0) => return Err(Diagnostic::new("there is no migration to squash")),
        (None, _) => {
            let helps = schemas.iter().map(|schema| format!("cargo zmig squash {schema}"));
            let which = Diagnostic::new("several schemas have migrations, and each is squashed by itself");
            return Err(helps.fold(which, Diagnostic::help));
        }
    };
    let mut all: Vec<&Manifest> = manifests.iter().filter(|m| m.schema == schema).collect();
    if let Some(to) = &request.to {
        let is_meant = |m: &&Manifest| m.name == *to || m.id.to_string() == *to || m.to == *to;
        let Some(last) = all.iter().rposition(is_meant) else {
            let known = all.iter().map(|m| m.name.clone()).collect::<Vec<_>>().join(", ");
            return Err(Diagnostic::new(format!("{schema} has no migration `{to}`"))
                .note(format!("it has {known}"))
                .help("name one of them, its stamp, or a version"));
        };
        all.truncate(last + 1);
    }
    match all.last() {
        Some(last) if last.part < last.parts => Err(Diagnostic::new(format!(
            "{} is part {} of {}, and a version is squashed as a whole or not at all",
            last.name, last.part, last.parts
        ))
        .help(format!("cargo zmig squash {schema} --to {}", last.to))),
        _ if all.len() < 2 => {
            let what = match request.to {
                Some(_) => format!("{schema} has one migration up to there"),
                None => format!("{schema} has one migration"),
            };
            Err(Diagnostic::new(format!("{what}, so there is nothing to squash")))
        }
        _ => Ok((schema, all)),
    }
}

/// What migrations do besides their changes, which a baseline cannot have.
fn left_out(
    settings: &Settings,
    manifests: &[Manifest],
    gone: &[&Manifest],
    is_allowed: bool,
) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let mut out = Vec::new();
    let edited = texts(settings, manifests, gone).map_err(|d| vec![d])?;
    for manifest in gone {
        let name = || manifest.name.clone();
        out.extend(manifest.hooks.keys().map(|moment| (name(), format!("the hook {}", moment.name()))));
        out.extend(manifest.guard.iter().map(|guard| (name(), format!("the guard `{guard}`"))));
        match edited.get(manifest.name.as_str()) {
            Some(Text::ByHand) => out.push((name(), "SQL that was written by hand".to_owned())),
            Some(Text::Edited(dialect)) => {
                let what = format!("SQL for {} that is not what its changes make", dialect.title());
                out.push((name(), what));
            }
            None => {}
        }
    }
    if is_allowed || out.is_empty() {
        return Ok(out);
    }
    let before = gone.iter().take_while(|m| out.iter().all(|(name, _)| *name != m.name));
    let last = before.filter(|m| m.part == m.parts).last();
    let mut refused = Diagnostic::new("some of the migrations do more than their changes say");
    for (name, what) in &out {
        refused = refused.note(format!("{name} has {what}"));
    }
    if let Some(last) = last.filter(|last| gone.first().is_some_and(|first| first.name != last.name)) {
        refused = refused
            .help(format!("squash what comes before: cargo zmig squash {} --to {}", last.schema, last.name));
    }
    Err(vec![refused.help(
        "--leave-out-sql squashes without it: a new database then has the same tables, without what that SQL put in them",
    )])
}

/// The migration that makes at once what others led to, and its files.
fn baseline(
    settings: &Settings,
    manifests: &[Manifest],
    gone: &[&Manifest],
) -> Result<(Manifest, Vec<RenderedFile>), Error> {
    let Some(last) = gone.last() else { return Err(Diagnostic::new("there is nothing to squash").into()) };
    let names: BTreeSet<&str> = gone.iter().map(|m| m.name.as_str()).into_sorted();
    let needed = needed(manifests, gone);
    if let Some(between) = needed.iter().find(|m| needs_any(m, manifests, &names)) {
        return Err(between_them(between, manifests, gone).into());
    }
    let others: Vec<&Manifest> =
        manifests.iter().filter(|m| needed.iter().any(|n| n.name == m.name)).collect();
    let with: Vec<&Manifest> = manifests
        .iter()
        .filter(|m| names.contains(m.name.as_str()) || others.iter().any(|o| o.name == m.name))
        .collect();
    let schema_of = |all: &[&Manifest]| -> Result<Schema, Diagnostic> {
        let folded = fold_manifests(all.iter().copied());
        Ok(folded.map_err(|e| Diagnostic::new(e.to_string()))?.schema)
    };
    let (old, new) = (schema_of(&others)?, schema_of(&with)?);
    if let Some(what) = changed_of_others(&old, &new) {
        return Err(Diagnostic::new(format!(
            "{what} came from another schema, and was changed by what would be squashed"
        ))
        .note("what becomes of its rows is not told by what is there before and after")
        .help(format!("squash what comes before that: cargo zmig squash {} --to <migration>", last.schema))
        .into());
    }
    let changes: Vec<Change> = diff(&old, &new, &Hints::default()).map_err(|all| {
        let all = all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        Diagnostic::new(format!("what the migrations lead to cannot be made at once: {all}"))
    })?;
    let depends_on: BTreeSet<String> = gone
        .iter()
        .flat_map(|m| &m.depends_on)
        .filter(|name| !names.contains(name.as_str()))
        .cloned()
        .into_sorted();
    let dialects: Vec<_> = last.dialects.keys().copied().collect();
    let (files, manifest) = render(&Draft {
        stamp: stamp(manifests, gone, &depends_on)?,
        parent: None,
        depends_on: depends_on.into_iter().collect(),
        replaces: gone.iter().flat_map(|m| replaced(m)).collect(),
        schema: last.schema.clone(),
        from: None,
        to: Version::parse(&last.to).map_err(|e| Diagnostic::new(e.to_string()))?,
        data_type: data_type(gone),
        part: (1, 1),
        notes: Some(format!("stands for {} migrations, the last of them {}", gone.len(), last.name)),
        hooks: Hooks::new(),
        old: &old,
        changes: &changes,
        dialects: &dialects,
        options: &settings.options,
    })
    .map_err(|e| cannot_plan(&last.schema, &e))?;
    Ok((manifest, files))
}

/// Where the data is after some migrations, and where it was before they moved it.
fn data_type(gone: &[&Manifest]) -> Option<DataTypeChange> {
    let said = || gone.iter().filter_map(|m| m.data_type);
    let to = said().next_back()?.to;
    Some(DataTypeChange { from: said().find_map(|one| one.from).filter(|from| *from != to), to })
}

/// A table or type that is there without the migrations that go, and is another one with them, in words. That a schema takes
/// it over is no change.
fn changed_of_others(old: &Schema, new: &Schema) -> Option<String> {
    let table = |name: &String| format!("table {name}");
    let kept = |(name, table): (&String, &Table)| {
        new.table(name).is_some_and(|now| *table == Table { owner: table.owner.clone(), ..now.clone() })
    };
    let tables = old.tables.iter().find(|one| !kept(*one)).map(|(name, _)| table(name));
    let enums = || {
        let same =
            |name: &String| old.enums.get(name).map(|e| &e.values) == new.enums.get(name).map(|e| &e.values);
        old.enums.keys().find(|name| !same(name)).map(|name| format!("enum {name}"))
    };
    let domains = || {
        let kept = |(name, domain): (&String, &Domain)| {
            let now = new.domains.get(name);
            now.is_some_and(|now| *domain == Domain { owner: domain.owner.clone(), ..now.clone() })
        };
        old.domains.iter().find(|one| !kept(*one)).map(|(name, _)| format!("domain {name}"))
    };
    tables.or_else(enums).or_else(domains)
}

/// A migration as the list of a baseline has it; what it replaced itself stands before it.
fn replaced(manifest: &Manifest) -> Vec<Replaced> {
    let within = |one: &Replaced| Replaced {
        within: one.within.clone().or_else(|| Some(manifest.name.clone())),
        ..one.clone()
    };
    let own = Replaced {
        name: manifest.name.clone(),
        within: None,
        up: manifest.dialects.iter().map(|(dialect, listed)| (*dialect, listed.up)).collect(),
    };
    manifest.replaces.iter().map(within).chain([own]).collect()
}

/// The migrations of other schemas that some need, with all that those need of others.
fn needed<'a>(manifests: &'a [Manifest], gone: &[&Manifest]) -> Vec<&'a Manifest> {
    let Some(schema) = gone.first().map(|m| m.schema.as_str()) else { return Vec::new() };
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = gone.iter().flat_map(|m| &m.depends_on).map(String::as_str).collect();
    while let Some(name) = open.pop() {
        let Some(found) = manifests.iter().find(|m| m.stands_for(name)) else { continue };
        if found.schema != schema && names.insert(&found.name) {
            open.extend(found.parent.iter().chain(&found.depends_on).map(String::as_str));
        }
    }
    manifests.iter().filter(|m| names.contains(m.name.as_str())).collect()
}

/// Whether a migration needs one of those that go.
fn needs_any(manifest: &Manifest, manifests: &[Manifest], names: &BTreeSet<&str>) -> bool {
    let is_gone =
        |name: &String| manifests.iter().any(|m| names.contains(m.name.as_str()) && m.stands_for(name));
    manifest.parent.iter().chain(&manifest.depends_on).any(is_gone)
}

fn between_them(between: &Manifest, manifests: &[Manifest], gone: &[&Manifest]) -> Diagnostic {
    // The last up to which nothing waits for what stands between.
    let free = (1..=gone.len()).rev().map(|n| &gone[..n]).find(|some| {
        let names: BTreeSet<&str> = some.iter().map(|m| m.name.as_str()).into_sorted();
        let whole = some.last().is_some_and(|m| m.part == m.parts);
        whole && !needed(manifests, some).iter().any(|m| needs_any(m, manifests, &names))
    });
    let out = Diagnostic::new(format!(
        "{} of {} stands between them: it needs some of them, and others need it",
        between.name, between.schema
    ));
    match free.filter(|some| some.len() > 1).and_then(|some| some.last()) {
        Some(last) => out
            .help(format!("squash what comes before: cargo zmig squash {} --to {}", last.schema, last.name)),
        None => out.note("there are no two before it that could be squashed"),
    }
}

/// A stamp after all that the baseline needs and before all that needs it, so that tools which sort by stamps keep the order:
/// the latest such of those that it replaces.
fn stamp(
    manifests: &[Manifest],
    gone: &[&Manifest],
    depends_on: &BTreeSet<String>,
) -> Result<Stamp, Diagnostic> {
    let names: BTreeSet<&str> = gone.iter().map(|m| m.name.as_str()).into_sorted();
    let stays = |m: &&Manifest| !names.contains(m.name.as_str());
    let follower =
        manifests.iter().filter(stays).filter(|m| needs_any(m, manifests, &names)).min_by_key(|m| m.id);
    let before = manifests.iter().filter(stays).filter(|m| depends_on.contains(&m.name)).max_by_key(|m| m.id);
    let fits = |stamp: &Stamp| follower.is_none_or(|m| *stamp < m.id) && before.is_none_or(|m| *stamp > m.id);
    gone.iter().map(|m| m.id).filter(fits).max().ok_or_else(|| {
        let (follower, before) = (follower.map_or("", |m| &m.name), before.map_or("", |m| &m.name));
        Diagnostic::new("there is no place for one migration instead of them")
            .note(format!(
                "it would have to stand after {before} and before {follower}, which is the earlier of the two"
            ))
            .help(format!("name a migration before {before} with --to"))
    })
}

/// The migrations as they are after it, and those of them that name the baseline now.
fn without(manifests: &[Manifest], gone: &[&Manifest], baseline: &Manifest) -> (Vec<Manifest>, Vec<String>) {
    let is_gone = |name: &str| gone.iter().any(|m| m.stands_for(name));
    let mut followers = Vec::new();
    let mut out = vec![baseline.clone()];
    for manifest in manifests.iter().filter(|m| !gone.iter().any(|g| g.name == m.name)) {
        let mut next = manifest.clone();
        if next.parent.as_deref().is_some_and(is_gone) {
            next.parent = Some(baseline.name.clone());
        }
        if next.depends_on.iter().any(|name| is_gone(name)) {
            next.depends_on.retain(|name| !is_gone(name));
            next.depends_on.push(baseline.name.clone());
            next.depends_on.sort();
        }
        if next != *manifest {
            followers.push(next.name.clone());
        }
        out.push(next);
    }
    (out, followers)
}

/// Whether the migrations lead where they led before. What does not is not written.
fn prove(mut manifests: Vec<Manifest>, before: &Snapshot, baseline: &Manifest) -> Result<(), Diagnostic> {
    if let Some(problem) = in_order(&mut manifests).first() {
        return Err(Diagnostic::new(format!("the migrations would not be in order any more: {problem}")));
    }
    match fold_manifests(&manifests) {
        Err(error) if error.migration != baseline.name => Err(Diagnostic::new(format!(
            "{} builds on a form of the tables that goes: {}",
            error.migration, error.error
        ))
        .note("it was made when what would be squashed had come half its way")
        .help("squash up to what it builds on, with --to")),
        Ok(after) if after == *before => Ok(()),
        other => Err(Diagnostic::new(format!(
            "zmig made a mistake, and wrote nothing: the migrations do not lead to the snapshot any more{}",
            other.err().map(|e| format!(": {e}")).unwrap_or_default()
        ))
        .help("please report it with the migrations")),
    }
}

/// By name.
type ByName<'a, T> = BTreeMap<&'a str, T>;
