//! A project's migrations, cut and rendered as the generator does it, but of schemas that a test makes.

use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;
use zmig_core::{
    Dialect, Draft, Hints, Manifest, PlanOptions, Schema, Snapshot, SnapshotSchema, Stamp, Table, Version,
    apply_all, diff, render, split,
};
use zmig_runtime::Migrations;

pub(super) struct Folder {
    root: TempDir,
    dialects: Vec<Dialect>,
    snapshot: Snapshot,
    /// The newest migration of each schema.
    heads: BTreeMap<String, Manifest>,
    stamp: Stamp,
}

impl Folder {
    pub(super) fn new(dialects: &[Dialect]) -> Self {
        Self {
            root: tempfile::tempdir().expect("a folder"),
            dialects: dialects.to_vec(),
            snapshot: Snapshot::default(),
            heads: BTreeMap::new(),
            stamp: Stamp::from_unix(1_767_225_600),
        }
    }

    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Adds what leads to a schema: a version of each schema of the project that changes.
    pub(super) fn add(&mut self, mut new: Schema, hints: &Hints) {
        new.tables.values_mut().for_each(Table::canonicalise);
        let options = PlanOptions::default();
        let changes = diff(&self.snapshot.schema, &new, hints).expect("explained");
        let parts = split(&self.snapshot.schema, changes, &self.dialects, &options, false);
        let count = |schema: &str| parts.iter().filter(|p| p.schema == schema).count();
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut versions: BTreeMap<String, (Option<Version>, Version)> = BTreeMap::new();
        for part in &parts {
            let number = numbers.entry(&part.schema).or_default();
            *number += 1;
            let (from, to) =
                versions.entry(part.schema.clone()).or_insert_with(|| self.next(&part.schema)).clone();
            let head = |schema: &String| self.heads.get(schema).map(|m| m.name.clone());
            self.stamp = self.stamp.next();
            let (files, manifest) = render(&Draft {
                stamp: self.stamp,
                parent: head(&part.schema),
                depends_on: part.depends_on.iter().filter_map(head).collect(),
                replaces: Vec::new(),
                schema: part.schema.clone(),
                from,
                to: to.clone(),
                data_type: None,
                part: (*number, u32::try_from(count(&part.schema)).expect("few")),
                notes: None,
                hooks: Default::default(),
                old: &self.snapshot.schema,
                changes: &part.changes,
                dialects: &self.dialects,
                options: &options,
            })
            .expect("planned");
            for file in files {
                self.write(&file.path, &file.text);
            }
            self.snapshot.schema = apply_all(&self.snapshot.schema, &part.changes).expect("fits");
            let version = to.as_str().to_owned();
            self.snapshot.schemas.insert(part.schema.clone(), SnapshotSchema { version, data_type: None });
            self.heads.insert(part.schema.clone(), manifest);
        }
        self.write("snapshot.json", &self.snapshot.to_text());
    }

    fn next(&self, schema: &str) -> (Option<Version>, Version) {
        let parse = |text: &str| Version::parse(text).expect("a version");
        let from = self.heads.get(schema).map(|m| parse(&m.to));
        let to = from.as_ref().map_or_else(
            || parse("v1.0.0"),
            |from| from.next(zmig_core::Bump::Minor, "20260101").expect("a next one"),
        );
        (from, to)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join("migrations").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    /// As a program has them.
    pub(super) fn migrations(&self) -> Migrations {
        Migrations::load(&self.root().join("migrations")).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Every file with its text.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for folder in ["", "sqlite", "postgres"] {
            let Ok(entries) = std::fs::read_dir(self.root().join("migrations").join(folder)) else {
                continue;
            };
            for path in entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_file()) {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                out.insert(format!("{folder}/{name}"), std::fs::read_to_string(&path).expect("text"));
            }
        }
        out
    }

    /// Every manifest, by its name.
    pub(super) fn manifests(&self) -> Vec<Manifest> {
        let files = self.files();
        let of = |(name, text): (&String, &String)| {
            let is_manifest = name.ends_with(".json") && name != "/snapshot.json";
            is_manifest.then(|| Manifest::parse(text).expect("a manifest"))
        };
        files.iter().filter_map(of).collect()
    }

    /// The names of a schema's migrations, in order.
    pub(super) fn names(&self, schema: &str) -> Vec<String> {
        let mut all: Vec<Manifest> = self.manifests().into_iter().filter(|m| m.schema == schema).collect();
        all.sort_by_key(|m| m.id);
        all.into_iter().map(|m| m.name).collect()
    }
}
