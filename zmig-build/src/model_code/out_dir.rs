//! What the build script left for the macros in `OUT_DIR`.

use crate::merge::TableModel;
use std::path::Path;
use zmig_core::nearest;

/// The folder of the tables, under cargo's `OUT_DIR`.
const TABLES: &str = "zmig/tables";

/// What to say where `OUT_DIR` holds nothing of ours. `has_script` says whether there is a build script at all.
pub(super) fn needs_build_script(who: &str, has_script: bool) -> String {
    let why = if has_script {
        "the build script of this package does not call it"
    } else {
        "this package has no build script"
    };
    format!(
        "{who} needs what zmig_build::generate() prepares, and {why}\n\n\
         build.rs:\n    fn main() {{ zmig_build::generate() }}\n\n\
         Cargo.toml:\n    [build-dependencies]\n    zmig-build = \"{}\"\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// The table, as the build script understood it.
///
/// # Errors
/// Where it is not there, or cannot be read; the text says why and what to do.
pub(super) fn table(out_dir: Option<&Path>, name: &str) -> Result<TableModel, Missing> {
    let folder = out_dir.map(|dir| dir.join(TABLES)).filter(|folder| folder.is_dir());
    let Some(folder) = folder else {
        return Err(Missing::Script(needs_build_script("#[zmig::model]", out_dir.is_some())));
    };
    let path = folder.join(format!("{name}.json"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Missing::Table(unknown_table(&names(out_dir), name)));
        }
        Err(error) => return Err(Missing::Script(format!("{} cannot be read: {error}", path.display()))),
    };
    serde_json::from_str(&text).map_err(|error| {
        Missing::Script(format!(
            "{} was not written by this version of zmig-build ({error}): zmig and zmig-build must have the same \
             version",
            path.display()
        ))
    })
}

/// Why there is no table.
pub(super) enum Missing {
    /// Nothing can be said of any table.
    Script(String),
    /// The schema has tables, and not this one.
    Table(String),
}

/// The names of all tables, sorted.
pub(super) fn names(out_dir: Option<&Path>) -> Vec<String> {
    let folder = out_dir.map(|dir| dir.join(TABLES));
    let mut tables: Vec<String> = folder
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    tables.sort();
    tables
}

fn unknown_table(tables: &[String], name: &str) -> String {
    let mut text = format!("the schema has no table `{name}`");
    match nearest(name, tables.iter().map(String::as_str)) {
        Some(near) => text.push_str(&format!("; did you mean `{near}`?")),
        None if tables.is_empty() => text.push_str("; it has no table at all"),
        None => {
            let some: Vec<&str> = tables.iter().take(12).map(String::as_str).collect();
            let more = if tables.len() > some.len() { ", …" } else { "" };
            text.push_str(&format!("; it has {}{more}", some.join(", ")));
        }
    }
    text
}
