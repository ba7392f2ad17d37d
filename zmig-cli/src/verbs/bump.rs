//! `cargo zmig bump`.

use crate::args::Bump;
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_build::verbs::{Raise, bump};

pub(super) fn run(project: &Path, args: &Bump) -> Result<(), Stop> {
    let raise = match args {
        Bump { to: Some(version), .. } => Raise::To(version),
        Bump { patch: true, .. } => Raise::AtLeast(zmig_core::Bump::Patch),
        Bump { minor: true, .. } => Raise::AtLeast(zmig_core::Bump::Minor),
        Bump { major: true, .. } => Raise::AtLeast(zmig_core::Bump::Major),
        _ => Raise::AsNeeded,
    };
    let edits = bump(project, args.schema.as_deref(), raise)?;
    if args.json {
        return json(&edits);
    }
    if edits.is_empty() {
        say("no schema needs another version")?;
    }
    for edit in edits {
        say(&format!("{}: {} {} -> {}", edit.file, edit.schema, edit.from, edit.to))?;
    }
    Ok(())
}
