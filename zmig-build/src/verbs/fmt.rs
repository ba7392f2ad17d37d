//! `cargo zmig fmt`: one layout for all files of the schema.

use super::{broken, replace_file};
use crate::builder::Error;
use crate::disk::Context as _;
use crate::project::yaml_files;
use crate::yaml::{layout, parse_yaml_bytes};
use std::path::Path;

/// What the layout of a project's schema files is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// How many files there are.
    pub files: usize,
    /// Those that had another layout.
    pub changed: Vec<String>,
    /// Those that are left as they are: they would not say the same in it.
    pub left: Vec<String>,
}

/// Brings the schema files into the one layout, or says which are not in it and writes nothing. Comments, order and what the
/// files say stay as they are.
///
/// # Errors
/// When one of them cannot be read as a schema; nothing is written then.
pub fn fmt(root: &Path, write: bool) -> Result<Formatted, Error> {
    let settings = super::settings(root)?;
    let files = yaml_files(&settings.schemas).on("list the folder", &settings.schemas);
    let files = files.map_err(|e| broken(&settings, &e))?;
    let mut out = Formatted { files: files.len(), ..Formatted::default() };
    let (mut new, mut problems) = (Vec::new(), Vec::new());
    for path in files {
        let name = settings.name(&path);
        let bytes = std::fs::read(&path).on("read", &path).map_err(|e| broken(&settings, &e))?;
        if let Err(found) = parse_yaml_bytes(&name, &bytes) {
            problems.extend(found);
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        match layout::layout(&text) {
            None => out.left.push(name),
            Some(formatted) if formatted != text => {
                out.changed.push(name);
                new.push((path, formatted));
            }
            Some(_) => {}
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    for (path, text) in new.iter().filter(|_| write) {
        replace_file(&settings, path, text).map_err(|e| broken(&settings, &e))?;
    }
    Ok(out)
}
