//! A project in a temporary folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use zmig_build::{Builder, Error, Mode, Outcome};
use zmig_core::Stamp;

/// A project. Its folder goes with it.
#[derive(Debug)]
pub(crate) struct Project {
    dir: tempfile::TempDir,
    /// The time of the next build.
    pub(crate) now: u64,
}

pub(crate) const NOON: u64 = 1_766_232_000;

impl Project {
    pub(crate) fn new() -> Self {
        // In memory where the system has room for it: these tests bring thousands of files to the disk.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        fs::create_dir(dir.path().join("out")).unwrap();
        fs::create_dir(dir.path().join("schemas")).unwrap();
        Self { dir, now: NOON }
    }

    /// With one schema, `users`, at v1.0.0.
    pub(crate) fn with_users() -> Self {
        let project = Self::new();
        project.users("v1.0.0", "  age: {type: str}\n");
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.file(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The schema `users` with an id and the columns given.
    pub(crate) fn users(&self, version: &str, columns: &str) {
        self.schema("users", version, columns);
    }

    /// A schema with one table of the same name, an id and the columns given.
    pub(crate) fn schema(&self, name: &str, version: &str, columns: &str) {
        let text = format!(
            "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: {version}\n\n\
             {name}:\n  id: {{type: int, pk: true, auto_increment: true}}\n{columns}"
        );
        self.write(&format!("schemas/zSchema.{name}.yaml"), &text);
    }

    pub(crate) fn builder(&self) -> Builder {
        Builder::new()
            .root(self.path())
            .out_dir(self.file("out"))
            .mode(Mode::Write)
            .clock(Stamp::from_unix(self.now))
    }

    /// Builds, an hour after the last time.
    pub(crate) fn build(&mut self) -> Result<Outcome, Error> {
        self.now += 3600;
        self.builder().try_generate()
    }

    /// Builds and expects it to succeed.
    pub(crate) fn built(&mut self) -> Outcome {
        self.build().unwrap_or_else(|e| panic!("{e}"))
    }

    /// Builds and expects it to fail; what it says.
    pub(crate) fn refused(&mut self) -> String {
        match self.build() {
            Ok(outcome) => panic!("it was built: {outcome:?}"),
            Err(error) => error.to_string(),
        }
    }

    /// Every file of the migrations' folder with its text.
    pub(crate) fn migrations(&self) -> BTreeMap<String, String> {
        files(&self.file("migrations"))
    }

    /// What a fresh look, without any cache, says.
    pub(crate) fn check(&self) -> Result<Outcome, Error> {
        self.builder().mode(Mode::Check).__without_cache().try_generate()
    }
}

/// Every file below a folder, by its path.
pub(crate) fn files(root: &Path) -> BTreeMap<String, String> {
    let (mut out, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                out.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            }
        }
    }
    out
}
