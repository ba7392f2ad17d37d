//! `cargo zmig lint`: the rules over the SQL of the migrations, or over files of SQL.

mod place;

use super::broken;
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::{DiskError, Lock};
use crate::project::{Forgive, Sources, Tree};
use crate::settings::Settings;
use place::Lines;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use zmig_core::lint::{
    Finding, Level, Policy, Remarks, Scene, Source, SqlContext, known_code, lint as apply_rules, lint_sql,
};
use zmig_core::{Dialect, Manifest, Schema, SqlFile, Transaction, apply};

/// What to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintRequest {
    /// Files of SQL; where there are none, the migrations of the project.
    pub files: Vec<PathBuf>,
    /// Only migrations after this one, by its name or the beginning of it.
    pub since: Option<String>,
    /// What the files are written for, where they do not say it.
    pub dialect: Option<Dialect>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linted {
    /// In the order of the files, and of the places in each.
    pub findings: Vec<Found>,
    /// How many files were looked at.
    pub files: usize,
}

/// A finding with its place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file, as messages name it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text of the line.
    pub text: String,
    /// What was found.
    pub finding: Finding,
}

impl Linted {
    /// How many findings are of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.finding.level == level).count()
    }
}

/// Holds files of SQL against the rules: those that are named, or those of the migrations. Nothing is written.
///
/// # Errors
/// When a file cannot be read, the migrations are not in order, or `since` names none of them.
pub fn lint(root: &Path, request: &LintRequest) -> Result<Linted, Error> {
    let settings = super::settings(root)?;
    let mut out = Linted::default();
    if request.files.is_empty() {
        let _lock = Lock::shared(&settings.migrations).map_err(|e| broken(&settings, &e))?;
        let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
        migrations(&settings, &tree, request, &mut out)?;
        return Ok(out);
    }
    for path in &request.files {
        let text = read(&settings, path)?;
        let file = settings.name(path);
        let dialect = request.dialect.unwrap_or_else(|| dialect_of(&text, path));
        let bare = SqlFile::parse(&text).is_ok_and(|f| f.transaction == Transaction::None);
        let findings = lint_sql(&text, dialect, SqlContext { bare, ..SqlContext::default() });
        out.take(&file, &text, settings.lint.judge(findings));
    }
    Ok(out)
}

impl Linted {
    fn take(&mut self, file: &str, text: &str, findings: Vec<Finding>) {
        self.files += 1;
        if findings.is_empty() {
            return;
        }
        let lines = Lines::of(text);
        let place = |finding: Finding| {
            let at = match &finding.source {
                Source::Text(range) => range.start,
                Source::Change(_) => 0,
            };
            let (line, column, text) = lines.at(at);
            Found { file: file.to_owned(), line, column, text: text.to_owned(), finding }
        };
        let from = self.findings.len();
        self.findings.extend(findings.into_iter().map(place));
        self.findings[from..].sort_by_key(|f| (f.line, f.column, f.finding.code));
    }
}

fn migrations(
    settings: &Settings,
    tree: &Tree,
    request: &LintRequest,
    out: &mut Linted,
) -> Result<(), Error> {
    let first = match &request.since {
        None => 0,
        Some(name) => since(&tree.manifests, name)? + 1,
    };
    let allowed = allowed(settings);
    let mut schema = Schema::default();
    for (number, manifest) in tree.manifests.iter().enumerate() {
        let policy = Policy {
            allow: match allowed.get(&(manifest.schema.clone(), manifest.to.clone())) {
                Some(codes) => settings.lint.allow.union(codes).copied().collect(),
                None => settings.lint.allow.clone(),
            },
            deny: settings.lint.deny.clone(),
        };
        let wanted = number >= first;
        if wanted && manifest.dialects.contains_key(&Dialect::Postgres) {
            postgres(settings, manifest, &schema, &policy, out)?;
        }
        for change in &manifest.changes {
            apply(&mut schema, change).map_err(|e| Diagnostic::new(format!("{}: {e}", manifest.name)))?;
        }
        if wanted && manifest.dialects.contains_key(&Dialect::Sqlite) {
            sqlite(settings, manifest, &schema, &policy, out)?;
        }
    }
    Ok(())
}

/// PostgreSQL's SQL is read as it is, whoever wrote it; `schema` is what it starts from.
fn postgres(
    settings: &Settings,
    manifest: &Manifest,
    schema: &Schema,
    policy: &Policy,
    out: &mut Linted,
) -> Result<(), Error> {
    let (file, text) = sql_of(settings, manifest, Dialect::Postgres)?;
    let bare = manifest.dialects.get(&Dialect::Postgres).is_some_and(|d| d.transaction == Transaction::None);
    let context = SqlContext { schema: Some(schema), bare, generated: true };
    out.take(&file, &text, policy.judge(lint_sql(&text, Dialect::Postgres, context)));
    Ok(())
}

/// Of SQLite's the changes tell more than the SQL, in which a copied table looks like any other. `schema` is what they
/// lead to.
fn sqlite(
    settings: &Settings,
    manifest: &Manifest,
    schema: &Schema,
    policy: &Policy,
    out: &mut Linted,
) -> Result<(), Error> {
    let (file, text) = sql_of(settings, manifest, Dialect::Sqlite)?;
    let scene = Scene::of_changes(&manifest.changes, schema, Dialect::Sqlite, &settings.options);
    let mut findings = apply_rules(&scene);
    if !findings.is_empty()
        && let Ok(parsed) = SqlFile::parse(&text)
    {
        let lines = Lines::of(&text);
        let steps: Vec<_> = parsed.steps.iter().map(|s| lines.span(s.line, s.sql.len())).collect();
        let remarks = Remarks::read(&text, &steps);
        for finding in &mut findings {
            let Source::Change(number) = finding.source else { continue };
            let summary = manifest.changes.get(number).map(zmig_core::Change::summary).unwrap_or_default();
            let step = parsed.steps.iter().position(|s| s.title.contains(&summary)).unwrap_or(0);
            finding.source = Source::Text(steps.get(step).cloned().unwrap_or(0..0));
        }
        findings.retain(|f| !remarks.allow(f));
    }
    out.take(&file, &text, policy.judge(findings));
    Ok(())
}

/// The codes that schemas accept for the versions that they are at.
fn allowed(settings: &Settings) -> BTreeMap<(String, String), BTreeSet<&'static str>> {
    let mut out: BTreeMap<(String, String), BTreeSet<&'static str>> = BTreeMap::new();
    // What is wrong with the sources is said by a build; the SQL is there all the same.
    let Ok(sources) = Sources::read(settings) else { return out };
    for item in sources.items {
        let meta = item.says.meta;
        let Some(version) = meta.version else { continue };
        let schema = meta.extends.unwrap_or(item.says.schema);
        let codes = meta.allow.iter().filter_map(|c| known_code(c).ok()).map(|r| r.code);
        out.entry((schema, version)).or_default().extend(codes);
    }
    out
}

/// The number of the migration that a name means.
fn since(manifests: &[Manifest], name: &str) -> Result<usize, Error> {
    let exact = manifests.iter().position(|m| m.name == name);
    exact.or_else(|| manifests.iter().rposition(|m| m.name.starts_with(name))).ok_or_else(|| {
        let known = zmig_core::nearest(name, manifests.iter().map(|m| m.name.as_str()));
        let diagnostic = Diagnostic::new(format!("there is no migration `{name}`"));
        match known {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).into(),
            None => diagnostic.help("`cargo zmig check --json` lists them").into(),
        }
    })
}

/// What a file is written for: what it says itself, else what its folder is named after, else PostgreSQL.
fn dialect_of(text: &str, path: &Path) -> Dialect {
    let said = text.lines().find_map(|line| line.strip_prefix("-- zmig:file "));
    let word = said.and_then(|words| words.split_whitespace().nth(2)).and_then(|word| word.parse().ok());
    let folder = || path.components().rev().find_map(|part| part.as_os_str().to_str()?.parse().ok());
    word.or_else(folder).unwrap_or(Dialect::Postgres)
}

fn sql_of(settings: &Settings, manifest: &Manifest, dialect: Dialect) -> Result<(String, String), Error> {
    let path = settings.migrations.join(Manifest::sql_path(&manifest.name, dialect, true));
    let text = read(settings, &path)?;
    Ok((settings.name(&path), text))
}

fn read(settings: &Settings, path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path)
        .map_err(|error| broken(settings, &DiskError { what: "read it", path: path.to_owned(), error }))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Diagnostic::new("it is not UTF-8").at(&settings.name(path), "", None, ""))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
