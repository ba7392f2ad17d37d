//! What a command that rewrites migrations would touch, for whoever looks at a database first.

use super::{amend, rebase};
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::disk::Lock;
use crate::generate::blocked;
use crate::project::{Forgive, Sources, Tree, newest};
use crate::settings::Settings;
use std::path::{Path, PathBuf};

/// The folder of the migrations, by default and `zmig.toml`.
///
/// # Errors
/// When `zmig.toml` is not in order, and where there is no such folder: then it says why nothing was generated yet.
pub fn migrations_folder(root: &Path) -> Result<PathBuf, Error> {
    let settings = super::settings(root)?;
    if settings.migrations.is_dir() { Ok(settings.migrations) } else { Err(why_none(&settings)?) }
}

/// Schemas that did not opt in get no migrations, and a build says nothing about it.
fn why_none(settings: &Settings) -> Result<Error, Error> {
    let sources = Sources::read(settings)?;
    let own = sources.items.iter().filter(|item| item.says.meta.extends.is_none());
    let blocked: Vec<_> =
        own.clone().filter(|item| !item.says.meta.enabled).map(|item| blocked(&item.file)).collect();
    let folder = settings.migrations_name();
    let none = Diagnostic::new(format!("there are no migrations: the folder {folder} is not there"));
    Ok(match (blocked.is_empty(), own.count()) {
        (false, _) => blocked.into(),
        (_, 0) => {
            none.help("`cargo zmig init` begins with a schema, `cargo zmig pull` with a database").into()
        }
        _ => none.help("`cargo build` writes them, and so does `cargo zmig generate`").into(),
    })
}

/// The names of the migrations that [`super::amend()`] would generate again.
///
/// # Errors
/// When there is none, the schema is not known, or the migrations are not in order.
pub fn would_amend(root: &Path, schema: Option<&str>) -> Result<Vec<String>, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let schema = amend::chosen(&settings, schema)?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::SqlOf(&schema))?;
    let head = tree.heads().get(schema.as_str()).copied();
    let newest = head.into_iter().flat_map(|head| newest(&tree.manifests, head));
    Ok(newest.map(|m| m.name.clone()).collect())
}

/// The names of the migrations that [`super::rebase()`] would put behind others.
///
/// # Errors
/// When no schema has two heads, or what is named is none of them.
pub fn would_rebase(root: &Path, which: Option<&str>) -> Result<Vec<String>, Error> {
    let settings = super::settings(root)?;
    let _lock = Lock::shared(&settings.migrations).map_err(|e| super::broken(&settings, &e))?;
    let tree = Tree::read(&settings, &Memory::default(), Forgive::Order)?;
    let first = rebase::branches(&tree.manifests, which)?;
    Ok(rebase::followers(&tree.manifests, first).into_iter().collect())
}
