//! Golden cases: a folder of `tests/golden` holds a schema before and after, and the SQL that leads from the one to the
//! other and back in each dialect.
//!
//! | file | |
//! |---|---|
//! | `before.yaml`, `after.yaml` | the schemas, in the language of users; without `before.yaml` there is nothing yet |
//! | `rows.sql`, or `rows.sqlite.sql` and `rows.postgres.sql` | rows that are there before |
//! | `refused.sql`, or one for each dialect | rows that must stop the migration |
//! | `back.sql` | what must be done to the rows before the way back |
//! | `differs.md` | why the rows are not the same each time |
//! | `archive.md` | why the migration keeps what it drops in archives |
//! | `postgres.only.md`, `sqlite.only.md` | why no other database has what it is about |
//! | `sqlite.up.sql`, … | expected: the files of the migration |
//! | `rows.txt` | expected: the rows before, after, and after the way back, in any database |
//! | `refused.txt` | expected: what is said of the rows that stop it |
//!
//! Expected files are written only with `ZMIG_BLESS=1`, to be read before they are committed.

use std::path::{Path, PathBuf};
use zmig_build::merge::{Known, merge};
use zmig_build::source::SourceId;
use zmig_build::yaml::parse_yaml;
use zmig_core::{
    Change, Dialect, Draft, Hints, Manifest, PlanOptions, RenderedFile, Schema, SqlFile, Stamp, Version,
    apply_all, diff, render, split,
};

/// The name of the schema that all cases belong to.
pub(crate) const SCHEMA: &str = "zSchema.shop";

/// One folder.
pub(crate) struct Case {
    pub(crate) name: String,
    folder: PathBuf,
    pub(crate) before: Schema,
    pub(crate) after: Schema,
    pub(crate) changes: Vec<Change>,
}

/// A migration as it is on disk.
pub(crate) struct Migration {
    pub(crate) manifest: Manifest,
    pub(crate) files: Vec<RenderedFile>,
}

impl Case {
    /// Every case, by name.
    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let entries = std::fs::read_dir(&root).expect("tests/golden is there");
        let mut folders: Vec<PathBuf> = entries.map(|e| e.expect("readable").path()).collect();
        folders.sort();
        // One case alone, while working on it.
        let only = std::env::var("ZMIG_GOLDEN").ok();
        let wanted = |f: &PathBuf| only.as_ref().is_none_or(|o| f.ends_with(o));
        folders.into_iter().filter(|f| f.is_dir() && wanted(f)).map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let (before, _) = schema(&folder.join("before.yaml"), true);
        let (after, mut hints) = schema(&folder.join("after.yaml"), false);
        hints.trust_drops = true;
        let changes = diff(&before, &after, &hints).unwrap_or_else(|e| panic!("{name}: {e:#?}"));
        Self { name, folder, before, after, changes }
    }

    /// A file of the folder, in a form for one dialect or for all.
    pub(crate) fn text(&self, stem: &str, ending: &str, dialect: Dialect) -> Option<String> {
        let own = self.folder.join(format!("{stem}.{dialect}.{ending}"));
        let shared = self.folder.join(format!("{stem}.{ending}"));
        [own, shared].into_iter().find_map(|path| std::fs::read_to_string(path).ok())
    }

    /// The databases that have what it is about.
    pub(crate) fn dialects(&self) -> Vec<Dialect> {
        let only = |d: &Dialect| self.folder.join(format!("{d}.only.md")).exists();
        match Dialect::ALL.into_iter().find(only) {
            Some(dialect) => vec![dialect],
            None => Dialect::ALL.to_vec(),
        }
    }

    /// Whether the case has values that are no constants.
    pub(crate) fn differs(&self) -> bool {
        self.folder.join("differs.md").exists()
    }

    /// The migration that makes the schema before, and the one that changes it; either may be empty.
    pub(crate) fn migrations(&self) -> Vec<Migration> {
        let first = (self.before != Schema::default()).then(|| self.first());
        let parent = first.as_ref().map(|m| m.manifest.name.clone());
        let from = first.is_some().then_some("v1.0.0");
        let second = self.migration(&self.before, &self.changes, 1, parent, from, "v1.1.0");
        first.into_iter().chain([second]).collect()
    }

    fn first(&self) -> Migration {
        self.migration(&Schema::default(), &from_nothing(&self.before), 0, None, None, "v1.0.0")
    }

    /// The migration that makes the schema after of nothing.
    pub(crate) fn direct(&self) -> Migration {
        self.migration(&Schema::default(), &from_nothing(&self.after), 0, None, None, "v1.1.0")
    }

    fn migration(
        &self,
        old: &Schema,
        changes: &[Change],
        second: u64,
        parent: Option<String>,
        from: Option<&str>,
        to: &str,
    ) -> Migration {
        let archive = self.folder.join("archive.md").exists();
        let options = PlanOptions { archive, ..PlanOptions::default() };
        migration_with(&options, &self.dialects(), old, changes, second, parent, from, to)
    }

    /// Compares with an expected file, or writes it when told to.
    pub(crate) fn expect(&self, file: &str, found: &str) -> Result<(), String> {
        expect(&self.folder.join(file), found)
    }
}

/// Compares with an expected file, or writes it when told to.
pub(crate) fn expect(path: &Path, found: &str) -> Result<(), String> {
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    if std::env::var("ZMIG_BLESS").is_ok_and(|v| v == "1") {
        std::fs::write(path, found).expect("expectations can be written");
        return Ok(());
    }
    let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display();
    Err(format!("{file} differs; ZMIG_BLESS=1 rewrites it\n{}", difference(&expected, found)))
}

fn schema(path: &Path, may_lack: bool) -> (Schema, Hints) {
    let Ok(text) = std::fs::read_to_string(path) else {
        assert!(may_lack, "{} is missing", path.display());
        return Default::default();
    };
    let source =
        parse_yaml(&format!("{SCHEMA}.yaml"), &text).unwrap_or_else(|e| panic!("{}: {e:#?}", path.display()));
    let merged = merge(&[(SourceId(0), &source)], Known::NOTHING);
    let merged = merged.unwrap_or_else(|e| panic!("{}: {e:#?}", path.display()));
    (merged.schema, merged.hints)
}

/// All that makes a schema of nothing.
pub(crate) fn from_nothing(schema: &Schema) -> Vec<Change> {
    diff(&Schema::default(), schema, &Hints::default()).expect("nothing to explain")
}

/// The migrations of any changes: one for each part that a database asks for, in the dialects that can hold them.
pub(crate) fn migrations(old: &Schema, changes: &[Change]) -> Vec<Migration> {
    let mut dialects = Dialect::ALL.to_vec();
    dialects.retain(|d| zmig_core::plan(old, changes, *d, &PlanOptions::default()).is_ok());
    assert!(!dialects.is_empty(), "no dialect can hold {changes:#?}");
    let parts = split(old, changes.to_vec(), &dialects, &PlanOptions::default(), false);
    let mut state = old.clone();
    let mut out = Vec::new();
    for (second, part) in (0..).zip(&parts) {
        out.push(migration_for(&dialects, &state, &part.changes, second, None, None, "v1.0.0"));
        state = apply_all(&state, &part.changes).expect("the changes fit");
    }
    out
}

pub(crate) fn migration_for(
    dialects: &[Dialect],
    old: &Schema,
    changes: &[Change],
    second: u64,
    parent: Option<String>,
    from: Option<&str>,
    to: &str,
) -> Migration {
    migration_with(&PlanOptions::default(), dialects, old, changes, second, parent, from, to)
}

#[expect(clippy::too_many_arguments, reason = "what a draft is made of")]
fn migration_with(
    options: &PlanOptions,
    dialects: &[Dialect],
    old: &Schema,
    changes: &[Change],
    second: u64,
    parent: Option<String>,
    from: Option<&str>,
    to: &str,
) -> Migration {
    let version = |text: &str| Version::parse(text).expect("a version");
    let draft = Draft {
        stamp: Stamp::from_unix(1_766_232_000 + second),
        parent,
        depends_on: Vec::new(),
        replaces: Vec::new(),
        schema: SCHEMA.into(),
        from: from.map(version),
        to: version(to),
        data_type: None,
        part: (1, 1),
        notes: None,
        hooks: Default::default(),
        old,
        changes,
        dialects,
        options,
    };
    let (files, manifest) = render(&draft).unwrap_or_else(|e| panic!("{e}\n{changes:#?}"));
    Migration { manifest, files }
}

impl Migration {
    /// The text of its up or down in a dialect.
    pub(crate) fn sql(&self, dialect: Dialect, up: bool) -> &str {
        let path = Manifest::sql_path(&self.manifest.name, dialect, up);
        &self.files.iter().find(|f| f.path == path).expect("rendered").text
    }
}

/// Lines that only one of two texts has, in order.
fn difference(expected: &str, found: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(expected), lines(found));
    let gone = old.iter().filter(|l| !new.contains(l)).map(|l| format!("- {l}"));
    let come = new.iter().filter(|l| !old.contains(l)).map(|l| format!("+ {l}"));
    gone.chain(come).collect::<Vec<_>>().join("\n")
}

#[test]
fn golden_files_are_what_is_rendered() {
    let cases = Case::all();
    let mut wrong = Vec::new();
    for case in &cases {
        let migrations = case.migrations();
        let migration = migrations.last().expect("one at least");
        for dialect in case.dialects() {
            for (up, word) in [(true, "up"), (false, "down")] {
                let text = migration.sql(dialect, up);
                let file = SqlFile::parse(text).unwrap_or_else(|e| panic!("{}: {e}\n{text}", case.name));
                assert_eq!(file.name, Some(migration.manifest.name.as_str()));
                wrong.extend(case.expect(&format!("{dialect}.{word}.sql"), text).err());
            }
        }
        let read = Manifest::parse(&migration.manifest.to_text()).expect("readable");
        assert_eq!(read, migration.manifest, "{}", case.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases.len() >= 40 || std::env::var("ZMIG_GOLDEN").is_ok(), "only {} golden cases", cases.len());
}

#[test]
fn the_same_draft_gives_the_same_bytes() {
    for case in Case::all() {
        let texts = || -> Vec<String> {
            case.migrations().into_iter().flat_map(|m| m.files).map(|f| f.text).collect()
        };
        assert_eq!(texts(), texts(), "{}", case.name);
    }
}
