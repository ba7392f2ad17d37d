//! From a crate's root to all of its modules.

use super::file::{Cfg, Module, RustFile, behind_cfg};
use crate::diagnostic::Diagnostic;
use crate::source::TypeSource;
use std::path::{Path, PathBuf};
use zmig_core::{Map, Set};

/// All files of one crate, in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Each file with what it says; Rust enums are filled in from wherever they are declared.
    pub files: Vec<(PathBuf, RustFile)>,
}

/// Reads and parses one file, or takes it from a cache; `None` says that there is no such file.
pub type Load<'a> = dyn FnMut(&Path) -> Result<Option<RustFile>, Vec<Diagnostic>> + 'a;

/// Walks from the crate's root (`src/main.rs`, `src/lib.rs`, `src/bin/x.rs`) along `mod x;`, `#[path]` included.
///
/// A module without a file is passed over: rustc says so, and better. An enum that no file declares stays
/// unresolved, and is an error where schemas are merged.
///
/// # Errors
/// What `load` found, of all files, and models in modules behind `#[cfg]`.
pub fn walk_rust(root: &Path, load: &mut Load<'_>) -> Result<Walk, Vec<Diagnostic>> {
    let mut walk = Walker { load, seen: Set::new(), out: Walk::default(), found: Vec::new() };
    walk.file(root, true, None);
    if !walk.found.is_empty() {
        return Err(walk.found);
    }
    let mut out = walk.out;
    resolve_enums(&mut out);
    Ok(out)
}

struct Walker<'l, 'f> {
    load: &'l mut Load<'f>,
    seen: Set<PathBuf>,
    out: Walk,
    found: Vec<Diagnostic>,
}

impl Walker<'_, '_> {
    /// Reads a file and what it declares. `owns` says that its modules lie beside it, as those of a root or `mod.rs` do.
    /// The result is whether there is such a file.
    fn file(&mut self, path: &Path, owns: bool, cfg: Option<(&Path, &Cfg)>) -> bool {
        if self.seen.contains(path) {
            return true;
        }
        let file = match (self.load)(path) {
            Ok(Some(file)) => file,
            Ok(None) => return false,
            Err(found) => {
                self.seen.insert(path.to_owned());
                // A module that some builds lack may hold what others do not understand.
                if cfg.is_none() {
                    self.found.extend(found);
                }
                return true;
            }
        };
        self.seen.insert(path.to_owned());
        if let Some((declared, cfg)) = cfg {
            for table in file.contributions.iter().flat_map(|c| &c.tables) {
                let model = format!("of table {} in {}", table.name, path.display());
                self.found.push(behind_cfg(&slashes(declared), &model, cfg));
            }
        }
        let modules = file.modules.clone();
        // Without what is not in every build; see the reader of files.
        let file = if cfg.is_some() { RustFile { enums: file.enums, ..RustFile::default() } } else { file };
        self.out.files.push((path.to_owned(), file));
        for module in &modules {
            let own = module.cfg.as_ref().map(|cfg| (path, cfg));
            for (candidate, owns) in candidates(path, owns, module) {
                if self.file(&candidate, owns, own.or(cfg)) {
                    break;
                }
            }
        }
        true
    }
}

/// Where a module may lie, in the order to look, and whether that file's own modules lie beside it.
fn candidates(file: &Path, owns: bool, module: &Module) -> Vec<(PathBuf, bool)> {
    let beside = file.parent().unwrap_or(Path::new(""));
    let stem = file.file_stem().unwrap_or_default();
    let own = if owns { beside.to_owned() } else { beside.join(stem) };
    let inner = module.inside.iter().fold(own, |folder, name| folder.join(name));
    match &module.path {
        Some(path) if module.inside.is_empty() => vec![(tidy(&beside.join(path)), true)],
        Some(path) => vec![(tidy(&inner.join(path)), true)],
        None => vec![
            (inner.join(format!("{}.rs", module.name)), false),
            (inner.join(&module.name).join("mod.rs"), true),
        ],
    }
}

/// Without `.` and `..`, so that a file has one name.
fn tidy(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Gives fields of a Rust enum's type its values. Two enums of one name and different values stay unresolved.
fn resolve_enums(walk: &mut Walk) {
    let mut known: Map<String, Option<Vec<String>>> = Map::new();
    for (name, values) in walk.files.iter().flat_map(|(_, file)| &file.enums) {
        let before = known.or_insert(name.clone(), Some(values.clone()));
        if before.as_ref().is_some_and(|before| before != values) {
            *before = None;
        }
    }
    for (_, file) in &mut walk.files {
        let own = file.enums.clone();
        let columns = file.contributions.iter_mut().flat_map(|c| &mut c.tables).flat_map(|t| &mut t.columns);
        for column in columns {
            if let TypeSource::RustEnum { name, array } = &column.ty
                && let Some(values) = own.get(name).cloned().or_else(|| known.get(name).cloned().flatten())
            {
                column.ty = TypeSource::Enum { values, array: *array };
            }
        }
    }
}
