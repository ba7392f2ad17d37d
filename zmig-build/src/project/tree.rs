//! The migrations' folder, read and checked.

use super::{by_hand, leftovers};
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::COMMIT;
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use zmig_core::IntoSorted as _;
use zmig_core::{
    Checksum, Dialect, FormatError, Manifest, Map, Node, Problem, Replaced, Replacement, Snapshot,
    normalise_text, resolve,
};

/// The snapshot's name in the migrations' folder.
pub(crate) const SNAPSHOT: &str = "snapshot.json";

/// What lies in the migrations' folder.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Every migration, each after those that it needs.
    pub(crate) manifests: Vec<Manifest>,
    /// The snapshot as it lies on the disk; none where it is missing or was left in conflict by a merge.
    pub(crate) snapshot: Option<Snapshot>,
    /// The snapshot's file, if there is one.
    pub(crate) has_snapshot_file: bool,
    /// SQL files that a killed process left, relative to the folder.
    pub(crate) leftovers: Vec<String>,
    /// The names of migrations whose SQL somebody has written since their manifest was: it is taken as it stands, and their
    /// manifests here say so already.
    pub(crate) written: Vec<String>,
}

/// What a command is about to put right, and reading must not stop at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forgive<'a> {
    /// Nothing: this is a build.
    Nothing,
    /// The SQL of a schema's newest migrations, which are to be generated again.
    SqlOf(&'a str),
    /// Whatever is wrong between migrations, which are to be put in order; the snapshot is not even looked at.
    Order,
}

impl Tree {
    /// Reads and checks everything except that the snapshot is the fold of the manifests.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(crate) fn read(
        settings: &Settings,
        memory: &Memory,
        forgive: Forgive<'_>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let names = match list(settings, "")? {
            Some(names) => names,
            None => return Ok(Self::default()),
        };
        let mut problems = Vec::new();
        if names.iter().any(|n| n == COMMIT) {
            problems.push(interrupted(settings));
        }
        // Read before the manifests: whoever writes at this moment writes the snapshot last.
        let (snapshot, has_snapshot_file) = match forgive {
            Forgive::Order => (None, true),
            _ => read_snapshot(settings, &mut problems),
        };
        let mut manifests = Vec::new();
        for name in names.iter().filter(|n| n.ends_with(".json") && *n != SNAPSHOT && !n.starts_with('.')) {
            match read_manifest(settings, name) {
                Ok(manifest) => manifests.push(manifest),
                Err(diagnostic) => problems.push(diagnostic),
            }
        }
        let mut out =
            Self { manifests, snapshot, has_snapshot_file, leftovers: Vec::new(), written: Vec::new() };
        let is_readable = problems.is_empty();
        out.check_files(settings, memory, forgive, is_readable, &mut problems)?;
        if is_readable && forgive != Forgive::Order {
            out.sort(settings, &mut problems);
        }
        if problems.is_empty() { Ok(out) } else { Err(problems) }
    }

    /// The newest migration of each schema, by the manifests alone: for commands that choose what to put right.
    #[cfg(feature = "verbs")]
    pub(crate) fn heads_on_disk(settings: &Settings) -> Result<Vec<Manifest>, Vec<Diagnostic>> {
        let (mut manifests, mut heads): (Vec<Manifest>, BTreeMap<String, usize>) = Default::default();
        for name in list(settings, "")?.unwrap_or_default() {
            if name.ends_with(".json") && name != SNAPSHOT && !name.starts_with('.') {
                let manifest = read_manifest(settings, &name).map_err(|d| vec![d])?;
                match heads.get(&manifest.schema) {
                    Some(at) if manifests[*at].id < manifest.id => manifests[*at] = manifest,
                    Some(_) => {}
                    None => {
                        heads.insert(manifest.schema.clone(), manifests.len());
                        manifests.push(manifest);
                    }
                }
            }
        }
        Ok(manifests)
    }

    /// Whether the SQL of every migration is there and is what its manifest says, and whether there is SQL that no
    /// manifest knows.
    fn check_files(
        &mut self,
        settings: &Settings,
        memory: &Memory,
        forgive: Forgive<'_>,
        know_all: bool,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<(), Vec<Diagnostic>> {
        let newest: BTreeSet<String> = {
            let parents: BTreeSet<&str> =
                self.manifests.iter().filter_map(|m| m.parent.as_deref()).into_sorted();
            let heads = self.manifests.iter().filter(|m| !parents.contains(m.name.as_str()));
            let heads: BTreeMap<&str, &Manifest> = heads.map(|m| (m.schema.as_str(), m)).into_sorted();
            let is_newest = |m: &&Manifest| heads.get(m.schema.as_str()).is_some_and(|h| goes_with(h, m));
            self.manifests.iter().filter(is_newest).map(|m| m.name.clone()).into_sorted()
        };
        let mut blank = BTreeSet::new();
        for dialect in Dialect::ALL {
            let files = list(settings, dialect.name())?.unwrap_or_default();
            let mut rest: BTreeSet<String> =
                files.into_iter().filter(|f| f.ends_with(".sql") && !f.starts_with('.')).into_sorted();
            for manifest in &self.manifests {
                let entry = manifest.dialects.get(&dialect);
                if entry.is_none() && !manifest.is_by_hand() {
                    continue;
                }
                let is_newest = newest.contains(&manifest.name);
                let is_forgiven = is_newest && forgive == Forgive::SqlOf(&manifest.schema);
                for up in [true, false] {
                    let path = Manifest::sql_path(&manifest.name, dialect, up);
                    rest.remove(path.rsplit('/').next().unwrap_or(&path));
                    let Some(expected) = entry.map(|e| if up { e.up } else { e.down }) else { continue };
                    if manifest.is_blank(dialect, up) {
                        if !is_forgiven {
                            blank.insert(manifest.name.clone());
                        }
                    } else if !is_forgiven && !memory.is_unchanged(&path_name(settings, &path)) {
                        problems.extend(check_sql(settings, &path, expected, manifest, is_newest));
                    }
                }
            }
            if know_all {
                for file in rest {
                    let path = format!("{}/{file}", dialect.name());
                    if leftovers::is_ours(settings, &path) {
                        self.leftovers.push(path);
                    } else {
                        problems.push(unknown_sql(settings, &path));
                    }
                }
            }
        }
        for manifest in self.manifests.iter_mut().filter(|m| blank.contains(&m.name)) {
            match by_hand::take(settings, manifest) {
                Ok(()) => self.written.push(manifest.name.clone()),
                Err(found) => problems.extend(found),
            }
        }
        Ok(())
    }

    /// Puts each migration after those that it needs, and checks that each has its place.
    fn sort(&mut self, settings: &Settings, problems: &mut Vec<Diagnostic>) {
        let found = in_order(&mut self.manifests);
        problems.extend(found.iter().map(|p| explain(settings, p)));
        if problems.is_empty() {
            self.check_parts(settings, problems);
        }
    }

    /// Whether every version has all of its parts.
    fn check_parts(&self, settings: &Settings, problems: &mut Vec<Diagnostic>) {
        let mut last: Map<&str, &Manifest> = Map::new();
        for manifest in &self.manifests {
            let expected = match last.get(manifest.schema.as_str()) {
                Some(before) if before.part < before.parts => before.part + 1,
                _ => 1,
            };
            if manifest.part != expected {
                problems.push(missing_part(settings, manifest, expected));
            }
            last.insert(&manifest.schema, manifest);
        }
        for manifest in last.values().filter(|m| m.part < m.parts) {
            problems.push(missing_part(settings, manifest, manifest.part + 1));
        }
    }

    /// The newest migration of each schema.
    pub(crate) fn heads(&self) -> Map<&str, &Manifest> {
        self.manifests.iter().map(|m| (m.schema.as_str(), m)).into_sorted()
    }
}

/// The migrations that are generated again together with a head.
#[cfg(feature = "verbs")]
pub(crate) fn newest<'a>(
    manifests: &'a [Manifest],
    head: &'a Manifest,
) -> impl Iterator<Item = &'a Manifest> {
    manifests.iter().filter(|m| goes_with(head, m))
}

/// Whether a migration is of its schema's newest: all of the head's version, or the head alone where it is written by hand.
fn goes_with(head: &Manifest, other: &Manifest) -> bool {
    other.name == head.name || !head.is_by_hand() && other.schema == head.schema && other.to == head.to
}

/// Puts each migration after those that it needs. Where that cannot be, says why and leaves them as they are.
pub(crate) fn in_order(manifests: &mut Vec<Manifest>) -> Vec<Problem> {
    let depends: Vec<Vec<&str>> =
        manifests.iter().map(|m| m.depends_on.iter().map(String::as_str).collect()).collect();
    let replaces: Vec<Vec<Replacement<'_>>> =
        manifests.iter().map(|m| m.replaces.iter().map(replacement).collect()).collect();
    let nodes: Vec<Node<'_>> = manifests
        .iter()
        .zip(&depends)
        .zip(&replaces)
        .map(|((m, depends_on), replaces)| Node {
            name: &m.name,
            schema: &m.schema,
            parent: m.parent.as_deref(),
            depends_on,
            replaces,
            checksum: None,
        })
        .collect();
    let resolution = resolve(&nodes, &[]);
    if resolution.pending.len() == manifests.len() {
        let mut slots: Vec<Option<Manifest>> = std::mem::take(manifests).into_iter().map(Some).collect();
        *manifests = resolution.pending.iter().filter_map(|i| slots[*i].take()).collect();
    }
    resolution.problems
}

fn replacement(replaced: &Replaced) -> Replacement<'_> {
    Replacement { name: &replaced.name, within: replaced.within.as_deref(), checksum: None }
}

/// The names in a folder of the migrations' folder; `None` if it is not there.
fn list(settings: &Settings, folder: &str) -> Result<Option<Vec<String>>, Vec<Diagnostic>> {
    let path = if folder.is_empty() { settings.migrations.clone() } else { settings.migrations.join(folder) };
    let name = settings.name(&path);
    let wrong = |error: io::Error| {
        vec![Diagnostic::new(format!("cannot list the folder: {error}")).at(&name, "", None, "")]
    };
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(wrong)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(Some(names))
}

fn path_name(settings: &Settings, path: &str) -> String {
    format!("{}/{path}", settings.migrations_name())
}

fn read_manifest(settings: &Settings, file: &str) -> Result<Manifest, Diagnostic> {
    let name = path_name(settings, file);
    let text = fs::read_to_string(settings.migrations.join(file))
        .map_err(|e| Diagnostic::new(format!("cannot read the manifest: {e}")).at(&name, "", None, ""))?;
    let manifest = Manifest::parse(&text).map_err(|e| unreadable(&name, &text, &e))?;
    if format!("{}.json", manifest.name) != file {
        return Err(Diagnostic::new(format!(
            "the manifest is that of `{}`, and its file bears another name",
            manifest.name
        ))
        .at(&name, "", None, "")
        .help(format!("give it its name back: {}.json", manifest.name)));
    }
    Ok(manifest)
}

fn unreadable(name: &str, text: &str, error: &FormatError) -> Diagnostic {
    let diagnostic = Diagnostic::new(error.to_string()).at(name, "", None, "");
    match error {
        FormatError::Newer { .. } => {
            diagnostic.help("update zmig in Cargo.toml: [dependencies] and [build-dependencies]")
        }
        FormatError::Malformed { .. } if has_conflict(text) => {
            diagnostic.note("a merge left its marks in it").help(format!("git checkout --theirs {name}"))
        }
        FormatError::Malformed { .. } => {
            diagnostic.note("migrations are not edited").help(format!("git checkout {name}"))
        }
    }
}

/// Whether a merge left its marks.
fn has_conflict(text: &str) -> bool {
    text.lines().any(|l| l.starts_with("<<<<<<<") || l.starts_with(">>>>>>>"))
}

fn read_snapshot(settings: &Settings, problems: &mut Vec<Diagnostic>) -> (Option<Snapshot>, bool) {
    let name = path_name(settings, SNAPSHOT);
    let text = match fs::read_to_string(settings.migrations.join(SNAPSHOT)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (None, false),
        Err(error) => {
            let title = format!("cannot read the snapshot: {error}");
            problems.push(Diagnostic::new(title).at(&name, "", None, ""));
            return (None, true);
        }
    };
    match Snapshot::parse(&text) {
        Ok(snapshot) => return (Some(snapshot), true),
        // Both sides of the merge have their manifests, and those say what the snapshot must be.
        Err(FormatError::Malformed { .. }) if has_conflict(&text) => {}
        Err(error @ FormatError::Newer { .. }) => problems.push(unreadable(&name, &text, &error)),
        Err(error) => problems.push(
            Diagnostic::new(error.to_string())
                .at(&name, "", None, "")
                .help("remove the file and build again: it is made anew from the migrations"),
        ),
    }
    (None, true)
}

/// Whether an SQL file is there and is what its manifest says.
fn check_sql(
    settings: &Settings,
    path: &str,
    expected: Checksum,
    manifest: &Manifest,
    is_newest: bool,
) -> Option<Diagnostic> {
    let name = path_name(settings, path);
    let title = match fs::read(settings.migrations.join(path)) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) if Checksum::of(&normalise_text(&text)) == expected => return None,
            Ok(_) => "the migration's SQL was edited".to_owned(),
            Err(_) => "the migration's SQL was edited: it is not UTF-8".to_owned(),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => "the migration's SQL is gone".to_owned(),
        Err(error) => format!("cannot read the migration's SQL: {error}"),
    };
    let is_there = settings.migrations.join(path).exists();
    let mut out = Diagnostic::new(title)
        .at(&name, "", None, "")
        .note(format!("{} has its checksum", path_name(settings, &format!("{}.json", manifest.name))))
        .help(format!("take the change back: git checkout {name}"));
    if is_newest && manifest.is_by_hand() {
        let amend = format!("cargo zmig amend {} --keep-sql", manifest.schema);
        out = out.help(format!("or, while no database has it, take the change: {amend}"));
    } else if is_newest {
        let amend = format!("cargo zmig amend {}", manifest.schema);
        out = out.help(format!("or, while no database has it: {amend}, which generates it again"));
        if is_there {
            out = out.help(format!("or {amend} --keep-sql, which keeps the SQL as it is"));
        }
    } else {
        out = out.help("and describe what you need in the schema: that makes a migration of its own");
    }
    Some(out)
}

fn unknown_sql(settings: &Settings, path: &str) -> Diagnostic {
    Diagnostic::new("no manifest knows this SQL file, so it would never be run")
        .at(&path_name(settings, path), "", None, "")
        .help("move it to another folder")
}

fn interrupted(settings: &Settings) -> Diagnostic {
    Diagnostic::new("a build was stopped while it moved new migrations into place")
        .at(&path_name(settings, COMMIT), "", None, "")
        .help("run `cargo build` on a machine that may write here: it brings the move to its end")
}

fn missing_part(settings: &Settings, manifest: &Manifest, expected: u32) -> Diagnostic {
    Diagnostic::new(format!(
        "part {expected} of {} is missing: {} {}",
        manifest.parts, manifest.schema, manifest.to
    ))
    .at(&path_name(settings, &format!("{}.json", manifest.name)), "", None, "")
    .help(format!("git checkout {}", settings.migrations_name()))
}

fn explain(settings: &Settings, problem: &Problem) -> Diagnostic {
    let at = |name: &str| path_name(settings, &format!("{name}.json"));
    let out = Diagnostic::new(problem.to_string());
    match problem {
        Problem::TwoHeads { one, other, schema, .. } => out
            .at(&at(other), "", None, "")
            .related(&at(one), "", None, "")
            .note("two branches changed the same schema")
            .help(format!(
                "`cargo zmig rebase {schema}` puts {other} behind {one}; `cargo zmig rebase {one}` does it the other way round"
            )),
        Problem::Missing { name, .. } => out
            .at(&at(name), "", None, "")
            .note("migrations are not deleted: a database may have them")
            .help(format!("git checkout {}", settings.migrations_name())),
        Problem::Cycle(name) | Problem::Duplicate(name) => out
            .at(&at(name), "", None, "")
            .note("migrations are not edited")
            .help(format!("git checkout {}", settings.migrations_name())),
        Problem::Overtaken { name, baseline, schema, .. } => out
            .at(&at(name), "", None, "")
            .related(&at(baseline), "", None, "")
            .note("one branch squashed what the other one began in the middle of")
            .help(format!("`cargo zmig rebase {schema}` puts {name} behind {baseline}")),
        // What only a history can say.
        Problem::Edited { .. }
        | Problem::Gap { .. }
        | Problem::Diverged { .. }
        | Problem::Halfway { .. }
        | Problem::ReplacedEdited { .. } => out,
    }
}
