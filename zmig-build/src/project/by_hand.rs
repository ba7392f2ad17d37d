//! SQL that somebody writes by hand: a build takes it the first time, and guards it from then on as any other.

use crate::diagnostic::Diagnostic;
use crate::settings::Settings;
use zmig_core::{Dialect, Manifest, ManifestDialect, normalise_text};

/// Takes the SQL of a migration that was blank when its manifest was written.
///
/// # Errors
/// Every file that is still blank, or cannot be read.
pub(super) fn take(settings: &Settings, manifest: &mut Manifest) -> Result<(), Vec<Diagnostic>> {
    let (mut problems, mut taken) = (Vec::new(), Vec::new());
    for dialect in manifest.dialects.keys().copied() {
        let blank = [true, false].into_iter().filter(|up| is_blank(settings, manifest, dialect, *up));
        let blank: Vec<Diagnostic> = blank.map(|up| unwritten(settings, manifest, dialect, up)).collect();
        match of_disk(settings, manifest, dialect) {
            _ if !blank.is_empty() => problems.extend(blank),
            Ok(entry) => taken.push((dialect, entry)),
            Err(found) => problems.push(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    manifest.dialects.extend(taken);
    Ok(())
}

/// What a manifest says of the SQL that lies on the disk.
///
/// # Errors
/// When it cannot be read as the SQL of a migration.
pub(crate) fn of_disk(
    settings: &Settings,
    manifest: &Manifest,
    dialect: Dialect,
) -> Result<ManifestDialect, Diagnostic> {
    let at = |up: bool, why: String| {
        let file = name(settings, manifest, dialect, up);
        Diagnostic::new(why).at(&file, "", None, "").help(format!("git checkout {file}"))
    };
    let read = |up: bool| {
        let path = settings.migrations.join(Manifest::sql_path(&manifest.name, dialect, up));
        let text = std::fs::read_to_string(path);
        text.map_err(|e| at(up, format!("cannot read the migration's SQL: {e}")))
    };
    let (up, down) = (read(true)?, read(false)?);
    // Which of the two it is that cannot be read.
    ManifestDialect::of_sql(&up, "").map_err(|e| at(true, e.to_string()))?;
    ManifestDialect::of_sql(&up, &down).map_err(|e| at(false, e.to_string()))
}

fn is_blank(settings: &Settings, manifest: &Manifest, dialect: Dialect, up: bool) -> bool {
    let path = settings.migrations.join(Manifest::sql_path(&manifest.name, dialect, up));
    let text = std::fs::read_to_string(path);
    text.is_ok_and(|text| normalise_text(&text) == manifest.blank_sql(dialect, up))
}

fn unwritten(settings: &Settings, manifest: &Manifest, dialect: Dialect, up: bool) -> Diagnostic {
    let migration = format!("{}/{}.json", settings.migrations_name(), manifest.name);
    Diagnostic::new("this migration is written by hand, and its SQL is not there yet")
        .at(&name(settings, manifest, dialect, up), "", None, "")
        .help("write it, or leave a remark of your own where there is nothing to do")
        .help(format!("or remove {migration} and the SQL files of the same name"))
}

fn name(settings: &Settings, manifest: &Manifest, dialect: Dialect, up: bool) -> String {
    format!("{}/{}", settings.migrations_name(), Manifest::sql_path(&manifest.name, dialect, up))
}
