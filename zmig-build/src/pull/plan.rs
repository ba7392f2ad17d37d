//! Pulling into a project: what is to be written, held against what is there, before anything is written.

use super::file::{File, Heading, read_back, write};
use super::unsupported::{LeftOut, take_out};
use super::{Layout, assign};
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::generate::{self, Survey, wanted};
use crate::merge::Known;
use crate::project::{Forgive, Item, Sources, Tree, fold};
use crate::settings::Settings;
use crate::source::Contribution;
use crate::verbs;
use crate::yaml::parse_yaml;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use zmig_core::{DataType, Dialect, Schema, SchemaName, Unmanaged, Version, diff, normalise_text, split};

/// What was read from a database.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What its SQL is.
    pub dialect: Dialect,
    /// The kind of place that it is.
    pub data_type: DataType,
    /// Its tables, enums and domains.
    pub schema: &'a Schema,
    /// What else it has.
    pub unmanaged: &'a [Unmanaged],
    /// Where it was read from, for people and without a password: `the SQLite database shop.db`.
    pub origin: &'a str,
}

/// How it is written.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// What the database is called, in the names of files.
    pub base: String,
    /// How tables are spread over files.
    pub layout: Layout,
    /// Whether what cannot be described is left out; else it is an error.
    pub skip_unsupported: bool,
    /// Whether nothing at all is to be changed, not even what a stopped build left is put right.
    pub dry_run: bool,
}

/// What a pull will write.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The files, sorted by path.
    pub files: Vec<Planned>,
    /// What they describe.
    pub schema: Schema,
    /// Tables of the database that the project describes already, each with the file that does.
    pub described: BTreeMap<String, String>,
    /// What cannot be described.
    pub left_out: Vec<LeftOut>,
    /// How many objects an empty database needs before its tables, of those that zmig does not manage.
    pub needed: usize,
    /// What an empty database cannot have in time, since it is made of what only the migration makes: each with that.
    pub entangled: Vec<String>,
    /// The names of the migrations that a build will write for it.
    pub migrations: Vec<String>,
}

/// A file of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its path, relative to the project.
    pub path: String,
    /// Its text.
    pub text: String,
    /// How many tables it describes.
    pub tables: usize,
    /// What is there now.
    pub now: Now,
}

/// What is there before a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// Nothing.
    Nothing,
    /// The same.
    Same,
    /// Something else.
    Other,
}

/// Plans a pull into a project, and tries in memory what a build will make of it.
///
/// # Errors
/// What cannot be described, unless it is to be left out; and everything that a build would fail with.
pub fn plan(root: &Path, found: Found<'_>, choices: &Choices) -> Result<Plan, Error> {
    let project = Project::read(root, choices.dry_run)?;
    let settings = &project.settings;
    if let Some(why) = settings.check_only.as_ref().filter(|_| !choices.dry_run) {
        return Err(Diagnostic::new(format!("nothing can be written: {why}")).into());
    }
    let own = project.own_files(found.schema, choices);
    let (mine, others): (Vec<Item>, Vec<Item>) =
        project.sources.into_iter().partition(|i| own.contains(&i.file));
    let mut described = BTreeMap::new();
    for item in &others {
        described.extend(item.says.tables.iter().map(|t| (t.name.clone(), item.file.clone())));
    }
    described.retain(|table, _| found.schema.tables.contains_key(table));

    let elsewhere: BTreeSet<String> = described.keys().cloned().collect();
    let mut schema = found.schema.clone();
    let mut left_out = take_out(&mut schema, found.dialect, &elsewhere);
    // The reader has the last word on what it can read.
    let (files, schema) = loop {
        refuse(&left_out, choices)?;
        let mut rest = without(&schema, &elsewhere);
        assign(&mut rest, choices.layout, &choices.base);
        let heading = heading(&found, &mine, &left_out);
        let files = write(&rest, &heading);
        let says: Vec<&Contribution> = others.iter().map(|i| &i.says).collect();
        let strange = read_back(&files, &rest, &says)?;
        if strange.is_empty() {
            break (files, rest);
        }
        let before = left_out.len();
        for place in strange {
            let why = "a schema file has no words for it";
            super::unsupported::remove(&mut schema, found.dialect, &place, why, &mut left_out);
        }
        left_out.extend(take_out(&mut schema, found.dialect, &elsewhere));
        if left_out.len() == before {
            return Err(Diagnostic::new(
                "zmig made a mistake, and wrote nothing: what it would write reads as something else",
            )
            .help("please report it with the schema of the database")
            .into());
        }
    };
    let attempt =
        Attempt { root, found, mine: &mine, others: &others, left_out: &left_out, dry_run: choices.dry_run };
    let (files, migrations) = attempt.build(files, &schema)?;
    let folder = settings.name(&settings.schemas);
    let planned = files.into_iter().map(|f| Planned {
        now: now(&settings.schemas.join(&f.path), &f.text),
        tables: schema.tables.values().filter(|t| t.owner == f.schema).count(),
        path: format!("{folder}/{}", f.path),
        text: f.text,
    });
    let needed = found.unmanaged.iter().filter(|thing| super::needed::user(&schema, thing).is_some()).count();
    let entangled: Vec<String> = super::needed::entangled(&schema, found.unmanaged)
        .into_iter()
        .map(|(thing, what)| format!("{thing} is made of {what}"))
        .collect();
    let needed = needed - entangled.len();
    Ok(Plan { files: planned.collect(), schema, described, left_out, needed, entangled, migrations })
}

/// The project's settings and sources.
struct Project {
    settings: Settings,
    sources: Vec<Item>,
}

impl Project {
    fn read(root: &Path, dry_run: bool) -> Result<Self, Error> {
        let settings = if dry_run { verbs::settings(root)? } else { verbs::writing(root)?.0 };
        let sources = Sources::read(&settings)?.items;
        Ok(Self { settings, sources })
    }

    /// The files that this pull writes, and so may have written before. A file of another layout is one like any other:
    /// nobody takes it away, so what it describes is left to it.
    fn own_files(&self, schema: &Schema, choices: &Choices) -> BTreeSet<String> {
        let folder = self.settings.name(&self.settings.schemas);
        let mut schema = schema.clone();
        assign(&mut schema, choices.layout, &choices.base);
        super::file::owners(&schema).into_iter().map(|owner| format!("{folder}/{owner}.yaml")).collect()
    }
}

/// A build in memory, of sources that are not written yet.
struct Attempt<'a> {
    root: &'a Path,
    found: Found<'a>,
    mine: &'a [Item],
    others: &'a [Item],
    left_out: &'a [LeftOut],
    dry_run: bool,
}

impl Attempt<'_> {
    /// What a build makes of the files, with the versions that their changes ask for, where they were pulled before.
    fn build(&self, files: Vec<File>, schema: &Schema) -> Result<(Vec<File>, Vec<String>), Error> {
        let settings = if self.dry_run { verbs::settings(self.root)? } else { verbs::writing(self.root)?.0 };
        let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
        let snapshot = fold(&settings, &tree)?.snapshot;
        let mut heading = heading(&self.found, self.mine, self.left_out);
        let sources = self.sources(&settings, &files)?;
        let wanted = wanted(&settings, &sources, &snapshot, Known::NOTHING)?;
        let merged = &wanted.merged;
        let changes = diff(&snapshot.schema, &merged.schema, &merged.hints)
            .map_err(|refusals| Survey::refused(&settings, &sources, merged, &refusals))?;
        let parts = split(&snapshot.schema, changes, &wanted.dialects, &settings.options, false);
        for (schema, before) in &snapshot.schemas {
            let own = || parts.iter().filter(|p| p.schema == *schema).flat_map(|p| &p.changes);
            let is_ours = files.iter().any(|f| f.schema == *schema);
            if is_ours
                && own().next().is_some()
                && let Ok(old) = Version::parse(&before.version)
                && let Some(next) =
                    old.next(Version::bump_for(own().any(|c| c.is_breaking())), &settings.now.date())
            {
                heading.versions.insert(schema.clone(), next.as_str().to_owned());
            }
        }
        let files = write(schema, &heading);
        let sources = self.sources(&settings, &files)?;
        let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
        let folded = fold(&settings, &tree)?;
        let now = settings.now;
        let survey = Survey::decide(&settings, sources, tree, folded.snapshot, folded.rebuild, now)?;
        Ok((files, survey.new))
    }

    fn sources(&self, settings: &Settings, files: &[File]) -> Result<Sources, Error> {
        let folder = settings.name(&settings.schemas);
        let mut sources = Sources::read(settings)?;
        sources.items.retain(|item| self.others.iter().any(|other| other.file == item.file));
        for file in files {
            let path = format!("{folder}/{}", file.path);
            let says = parse_yaml(&path, &file.text)?;
            sources.items.push(Item { file: path, says });
        }
        Ok(sources)
    }
}

fn heading<'a>(found: &Found<'a>, mine: &[Item], left_out: &[LeftOut]) -> Heading<'a> {
    let version = |item: &Item| Some((item.says.schema.clone(), item.says.meta.version.clone()?));
    let versions: BTreeMap<SchemaName, String> = mine.iter().filter_map(version).collect();
    // A look at a copy of the data in another place moves nothing.
    let data_type = |item: &Item| Some((item.says.schema.clone(), item.says.meta.data_type?));
    let data_types =
        mine.iter().filter_map(data_type).filter(|(_, d)| d.dialect() == found.dialect).collect();
    Heading {
        data_type: found.data_type,
        data_types,
        origin: Some(found.origin),
        versions,
        unmanaged: found.unmanaged,
        left_out: left_out.to_vec(),
    }
}

fn refuse(left_out: &[LeftOut], choices: &Choices) -> Result<(), Error> {
    if left_out.is_empty() || choices.skip_unsupported {
        return Ok(());
    }
    let each = left_out.iter().map(|left| Diagnostic::new(left.to_string()));
    let mut all: Vec<Diagnostic> = each.collect();
    if let Some(last) = all.last_mut() {
        last.helps.push("change it in the database, or leave its table out with `--exclude`".into());
        last.helps.push("or leave out everything that cannot be described with `--skip-unsupported`: zmig does not touch it then".into());
    }
    Err(all.into())
}

/// The schema without the tables that others describe, and without the types that only those use.
fn without(schema: &Schema, elsewhere: &BTreeSet<String>) -> Schema {
    let mut out = schema.clone();
    out.tables.retain(|name, _| !elsewhere.contains(name));
    let used = |name: &str, of: &Schema| of.users_of_domain(name).next().is_some();
    let domains: Vec<String> =
        out.domains.keys().filter(|n| !used(n, &out) && used(n, schema)).cloned().collect();
    for name in domains {
        out.domains.remove(&name);
    }
    let used = |name: &str, of: &Schema| {
        of.users_of_enum(name).next().is_some() || of.domains.values().any(|d| d.ty.enum_name() == Some(name))
    };
    let enums: Vec<String> =
        out.enums.keys().filter(|n| !used(n, &out) && used(n, schema)).cloned().collect();
    for name in enums {
        out.enums.remove(&name);
    }
    out
}

fn now(path: &Path, text: &str) -> Now {
    match std::fs::read_to_string(path) {
        Ok(there) if normalise_text(&there) == text => Now::Same,
        Ok(_) => Now::Other,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Now::Nothing,
        // Whatever it is, it is not what we would write.
        Err(_) => Now::Other,
    }
}

impl Plan {
    /// Writes the files, each as a whole or not at all. A file that is there and says something else is overwritten only by
    /// `force`. Returns the paths of those that were written.
    ///
    /// # Errors
    /// When files are in the way (then none is written), or cannot be written.
    pub fn write(&self, root: &Path, force: bool) -> Result<Vec<String>, Error> {
        let in_the_way: Vec<&Planned> = self.files.iter().filter(|f| f.now == Now::Other).collect();
        if !force && !in_the_way.is_empty() {
            let mut out = Diagnostic::new("files are in the way, and nothing was written");
            for file in in_the_way {
                out = out.note(format!("{} is there and says something else", file.path));
            }
            return Err(out
                .help("overwrite them with `--force`; what was added to them by hand is lost then")
                .help("or give these files another name with `--name`")
                .into());
        }
        let settings = verbs::writing(root)?.0;
        let broken = |e| verbs::broken(&settings, &e);
        let mut out = Vec::new();
        for file in self.files.iter().filter(|f| f.now != Now::Same) {
            let path = settings.root.join(&file.path);
            settings.disk.create_dir_all(path.parent().unwrap_or(&settings.root)).map_err(broken)?;
            let temporary = path.with_extension("zmig-new");
            let written = settings.disk.write(&temporary, file.text.as_bytes(), None).map_err(broken)?;
            settings.disk.sync(&written, &temporary).map_err(broken)?;
            drop(written);
            settings.disk.rename(&temporary, &path).map_err(broken)?;
            out.push(file.path.clone());
        }
        Ok(out)
    }
}

/// Writes the migrations that the sources ask for, as a build would, and says their names.
///
/// # Errors
/// What a build would fail with.
pub fn generate(root: &Path) -> Result<Vec<String>, Error> {
    let (settings, lock) = verbs::writing(root)?;
    drop(lock);
    Ok(generate::run(&settings)?.migrations)
}

/// What the project's migrations lead to.
///
/// # Errors
/// When the migrations on disk are not in order.
pub fn led_to(root: &Path) -> Result<Schema, Error> {
    let settings = verbs::settings(root)?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Nothing)?;
    Ok(fold(&settings, &tree)?.snapshot.schema)
}
