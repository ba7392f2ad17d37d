//! What the sources of a project say: YAML files, and structs found along `mod`.

use crate::cache::Source;
use crate::diagnostic::Diagnostic;
use crate::merge::Problem;
use crate::rust::{BoundModel, RustFile, parse_rust, walk_rust};
use crate::settings::Settings;
use crate::source::{Contribution, SourceId};
use crate::yaml::parse_yaml_bytes;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use zmig_core::Map;

/// Everything that is said, and by which file.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// What each source says. A source's number is its index.
    pub(crate) items: Vec<Item>,
    /// Structs that follow a table, with their file.
    pub(crate) bound: Vec<(String, BoundModel)>,
    /// The files of Rust that were read, relative to the root.
    pub(crate) rust: BTreeSet<String>,
    /// Of what each file speaks, for the cache.
    pub(crate) cached: Map<String, Source>,
}

/// What one source says of one schema.
#[derive(Debug)]
pub(crate) struct Item {
    /// The file, relative to the root, with `/`.
    pub(crate) file: String,
    /// What it says.
    pub(crate) says: Contribution,
}

/// What a file of YAML says, and what of it goes into the cache.
type Said = (Contribution, Source);

type Parsed<T> = Result<T, Vec<Diagnostic>>;

impl Sources {
    /// Reads them all.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub(crate) fn read(settings: &Settings) -> Parsed<Self> {
        let mut out = Self::default();
        let mut problems = Vec::new();
        match yaml_files(&settings.schemas).map_err(|e| cannot_list(settings, &e)) {
            Ok(files) => out.read_yaml(settings, &files, &mut problems),
            Err(diagnostic) => problems.push(diagnostic),
        }
        for root in crate_roots(settings) {
            if let Err(found) = out.read_rust(settings, &root) {
                problems.extend(found.into_iter().filter(|p| !problems.contains(p)).collect::<Vec<_>>());
            }
        }
        if problems.is_empty() { Ok(out) } else { Err(problems) }
    }

    fn read_yaml(&mut self, settings: &Settings, files: &[PathBuf], problems: &mut Vec<Diagnostic>) {
        let read = |files: &[PathBuf]| -> Vec<(String, Parsed<Said>)> {
            let names = files.iter().map(|path| settings.name(path));
            names.map(|name| (name.clone(), load_yaml(settings, &name))).collect()
        };
        // Parsing is most of a first build's work, and build scripts are compiled unoptimised.
        let (one, two) = files.split_at(files.len() / 2);
        let parsed = std::thread::scope(|scope| {
            let other = scope.spawn(|| read(two));
            let mut parsed = read(one);
            parsed.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            parsed
        });
        for (file, result) in parsed {
            match result {
                Ok((says, source)) => {
                    self.cached.insert(file.clone(), source);
                    self.items.push(Item { file, says });
                }
                Err(found) => problems.extend(found),
            }
        }
    }

    fn read_rust(&mut self, settings: &Settings, root: &str) -> Parsed<()> {
        let cached = &mut self.cached;
        let walk = walk_rust(Path::new(root), &mut |path| {
            let name = path.to_string_lossy().replace('\\', "/");
            let file = load_rust(settings, &name)?;
            if let Some(file) = &file {
                cached.insert(name, Source::of_rust(file));
            }
            Ok(file)
        })?;
        for (path, file) in walk.files {
            let name = path.to_string_lossy().replace('\\', "/");
            // A library and a program beside it may both declare a module.
            if self.rust.insert(name.clone()) {
                self.bound.extend(file.bound.into_iter().map(|b| (name.clone(), b)));
                self.items
                    .extend(file.contributions.into_iter().map(|says| Item { file: name.clone(), says }));
            }
        }
        Ok(())
    }

    /// Turns mistakes that are known by source and spot into lines of files.
    pub(crate) fn locate(&self, settings: &Settings, problems: Vec<Problem>) -> Vec<Diagnostic> {
        problems.into_iter().map(|p| p.locate(&|id| self.text(settings, id))).collect()
    }

    /// The file of a source.
    pub(crate) fn file(&self, id: SourceId) -> Option<&str> {
        Some(self.items.get(usize::try_from(id.0).ok()?)?.file.as_str())
    }

    /// The name and the text of a source.
    pub(crate) fn text(&self, settings: &Settings, id: SourceId) -> Option<(String, String)> {
        let file = self.file(id)?;
        let text = fs::read_to_string(settings.root.join(file)).ok()?;
        Some((file.to_owned(), text))
    }
}

/// Reads one file of YAML by its name.
pub(crate) fn load_yaml(settings: &Settings, name: &str) -> Parsed<Said> {
    let bytes = fs::read(settings.root.join(name)).map_err(|e| vec![cannot_read(name, &e)])?;
    let says = parse_yaml_bytes(name, &bytes)?;
    let source = Source::of_yaml(&bytes, &says);
    Ok((says, source))
}

/// Reads one file of Rust by its name; `None` if there is none.
pub(crate) fn load_rust(settings: &Settings, name: &str) -> Parsed<Option<RustFile>> {
    match fs::read_to_string(settings.root.join(name)) {
        Ok(text) => parse_rust(name, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(vec![cannot_read(name, &error)]),
    }
}

fn cannot_read(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read the file: {error}")).at(name, "", None, "")
}

fn cannot_list(settings: &Settings, error: &io::Error) -> Diagnostic {
    let folder = settings.name(&settings.schemas);
    Diagnostic::new(format!("cannot list the folder: {error}")).at(&folder, "", None, "")
}

/// Every YAML file of the schemas' folder and the folders in it, in order; a folder that is not there has none.
pub(crate) fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(out),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            out.extend(yaml_files(&path)?);
        } else if is_yaml(&path) {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

/// Whether a file is read as a schema.
pub(crate) fn is_yaml(path: &Path) -> bool {
    matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml"))
}

/// The roots from which modules are followed, relative to the project.
pub(crate) fn crate_roots(settings: &Settings) -> Vec<String> {
    let mut roots = Vec::new();
    for source in &settings.sources {
        if source.is_file() {
            roots.push(source.clone());
            continue;
        }
        roots.extend(["lib.rs", "main.rs"].iter().map(|f| source.join(f)).filter(|p| p.is_file()));
        let Ok(programs) = fs::read_dir(source.join("bin")) else { continue };
        for program in programs.flatten() {
            let path = program.path();
            if path.is_dir() {
                roots.extend(Some(path.join("main.rs")).filter(|p| p.is_file()));
            } else if path.extension().is_some_and(|e| e == "rs") {
                roots.push(path);
            }
        }
    }
    let mut names: Vec<String> = roots.iter().map(|r| settings.name(r)).collect();
    names.sort();
    names.dedup();
    names
}
