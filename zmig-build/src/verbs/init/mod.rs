//! `cargo zmig init`: the files that a project begins with.

mod cargo_toml;

use super::replace_file;
use crate::builder::Error;
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::disk::{Context as _, DiskError};
use crate::source::words::check_schema_name;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zmig_core::{DataType, Dialect, check_name};

/// How a project shall begin.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The kinds of places that data is in; the first one is the first schema's.
    pub data_types: Vec<DataType>,
    /// What the first schema and its table are called.
    pub schema: String,
    /// Where zmig itself lies, for whoever does not take it from the registry.
    pub zmig: Option<PathBuf>,
}

impl Begin {
    /// What migrations are written for.
    pub(super) fn dialects(&self) -> BTreeSet<Dialect> {
        self.data_types.iter().map(|data_type| data_type.dialect()).collect()
    }
}

/// What a project began with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// The files that were written, relative to the root.
    pub written: Vec<String>,
    /// Whether `Cargo.toml` was changed.
    pub edited: bool,
    /// What is still to be written into `Cargo.toml`, where that was not safe.
    pub lines: Vec<String>,
}

const BUILD: &str = "//! Writes migrations where a schema has a new version; zmig.toml has the settings.

fn main() {
    zmig_build::generate()
}
";

/// Writes `zmig.toml`, `build.rs` and a first schema, and adds zmig to `Cargo.toml`. Nothing that is there is overwritten.
///
/// # Errors
/// When something is in the way, all of which is named, or the disk refuses. Nothing is written then.
pub fn init(root: &Path, begin: &Begin) -> Result<Begun, Error> {
    let settings = crate::settings::Settings::new(&crate::Builder::new().root(root))?;
    let schema = format!("schemas/zSchema.{}.yaml", begin.schema);
    let files = [(config::FILE, toml(begin)), ("build.rs", BUILD.to_owned()), (&*schema, yaml(begin))];
    let path = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).on("read", &path).map_err(|e| super::broken(&settings, &e))?;
    let mut problems: Vec<Diagnostic> =
        files.iter().filter(|(name, _)| root.join(name).exists()).map(|(name, _)| in_the_way(name)).collect();
    if let Err(error) = check_schema_name(&begin.schema) {
        problems.push(Diagnostic::new(error));
    } else if let Err(error) = check_name(&begin.schema) {
        problems.push(Diagnostic::new(format!("no table can be called `{}`: {error}", begin.schema)));
    } else if begin.schema == "Meta" {
        problems.push(Diagnostic::new("no table can be called `Meta`, which speaks of the whole file"));
    }
    let edit = cargo_toml::edit(&text, begin);
    if let Some(script) = edit.as_ref().ok().and_then(|e| e.other_script.as_ref()) {
        problems.push(
            Diagnostic::new(format!("`build` in Cargo.toml is {script}, so build.rs would not be run"))
                .at("Cargo.toml", "", None, "")
                .help("let that script call `zmig_build::generate()`, and write a zmig.toml and a schema yourself"),
        );
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let mut out = Begun::default();
    let mut write = || -> Result<(), DiskError> {
        for (name, text) in &files {
            write_new(&root.join(name), text)?;
            out.written.push((*name).to_owned());
        }
        match &edit {
            Ok(edit) if edit.text != text => {
                replace_file(&settings, &path, &edit.text)?;
                out.edited = true;
            }
            Ok(_) => {}
            Err(lines) => out.lines.clone_from(lines),
        }
        Ok(())
    };
    if let Err(error) = write() {
        // All of them were new a moment ago.
        for name in &out.written {
            let _ = std::fs::remove_file(root.join(name));
        }
        return Err(super::broken(&settings, &error));
    }
    Ok(out)
}

fn write_new(path: &Path, text: &str) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).on("create the folder", folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).on("write", path)?;
    file.write_all(text.as_bytes()).on("write", path)
}

fn in_the_way(name: &str) -> Diagnostic {
    let out =
        Diagnostic::new("this file is there already, and nothing is overwritten").at(name, "", None, "");
    match name {
        "build.rs" => out.help("add this line to its `main`: zmig_build::generate();"),
        config::FILE => out.help("the project has begun already: `cargo zmig check` says where it stands"),
        _ => out.help("give the first schema another name with --schema"),
    }
}

fn toml(begin: &Begin) -> String {
    let dialects: Vec<String> = begin.dialects().iter().map(|d| format!("\"{d}\"")).collect();
    format!(
        "# Every key has a default; these are the ones that projects change.\n\
         schemas = \"schemas\"          # tables in YAML; structs with #[zmig::model] are found in src\n\
         migrations = \"migrations\"    # what a build writes: commit it\n\
         dialects = [{}]{}# what SQL is written for\n",
        dialects.join(", "),
        " ".repeat(19_usize.saturating_sub(dialects.join(", ").len() + 1).max(1)),
    )
}

fn yaml(begin: &Begin) -> String {
    let Begin { schema, data_types, .. } = begin;
    let data_type = data_types.first().copied().unwrap_or(DataType::Sqlite);
    format!(
        "Meta:\n  Data_Type: {data_type}\n  zMigration: true            # the opt-in: without it nothing is ever written\n  \
         zMigrationVersion: v1.0.0   # a change needs a new one: cargo zmig bump\n\n\
         {schema}:\n  id:    {{type: int, pk: true, auto_increment: true}}\n  \
         email: {{type: str, max_length: 200, required: true, unique: true}}\n  \
         name:  str\n"
    )
}
