//! `cargo zmig doctor`.

mod csv_folder;

use crate::database::{NONE, migrations, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use std::path::Path;
use zmig_runtime::cli::Show;
use zmig_runtime::{Health, Symptom};

/// What a project and its database lack. A project is looked at where there is one.
///
/// # Errors
/// When the database cannot be looked at, or something is wrong.
pub(super) fn run(
    project: Result<std::path::PathBuf, Stop>,
    args: &Show,
    environment: Option<Stop>,
) -> Result<(), Stop> {
    let mut found = Vec::new();
    if let Some(stop) = &environment {
        found.push(Symptom::problem("environment", plain(stop), "mend that file or variable"));
    }
    let mut all = NONE;
    match &project {
        Ok(project) => {
            found.push(sources(project));
            match migrations(project) {
                Ok(read) => all = read,
                Err(stop) => found.push(Symptom::problem("migrations", plain(&stop), "see above")),
            }
        }
        Err(stop) => found.push(Symptom::warning("project", plain(stop), "`cargo zmig init` begins one")),
    }
    match args.database.find() {
        Some(url) => {
            found.extend(wait(async { Ok::<_, Stop>(all.examine(&url).await) })?);
            match crate::location::folder(&url) {
                Some(folder) => found.extend(csv_folder::look(&folder)),
                None => found.extend(disk(&url)),
            }
        }
        None => found.push(Symptom::warning(
            "database",
            "none is named, so none was looked at",
            "--database-url sqlite://app.db, or set the variable DATABASE_URL",
        )),
    }
    if args.json {
        json(&found)?;
    } else {
        say(&found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    }
    let problems = found.iter().filter(|s| s.health == Health::Problem).count();
    if problems > 0 { Err(Stop::linted()) } else { Ok(()) }
}

fn plain(stop: &Stop) -> String {
    stop.to_string().trim_start_matches("error: ").to_owned()
}

/// Whether a build would be content.
fn sources(project: &Path) -> Symptom {
    match zmig_build::verbs::check(project) {
        Ok(standing)
            if standing.changes.is_empty() && standing.moves.is_empty() && standing.repairs.is_empty() =>
        {
            let migrations = counted(standing.migrations.len(), "migration");
            Symptom::fine("sources", format!("they agree with {migrations}"))
        }
        Ok(standing) => Symptom::warning(
            "sources",
            format!(
                "they have {} without a migration",
                counted(standing.changes.len() + standing.moves.len(), "change")
            ),
            "`cargo zmig check` lists them, `cargo zmig generate` writes it",
        ),
        Err(error) => Symptom::problem("sources", plain(&error.into()), "`cargo zmig check` says the same"),
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Whether a copy of the largest table has room beside an SQLite file.
fn disk(url: &str) -> Option<Symptom> {
    let file = crate::location::file(url)?;
    let size = std::fs::metadata(&file).ok()?.len();
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let free = fs4::available_space(folder).ok()?;
    let found = format!("{} free, the file has {}", megabytes(free), megabytes(size));
    // A copied table and the journal of it.
    Some(match free > size.saturating_mul(2) {
        true => Symptom::fine("disk", found),
        false => Symptom::warning(
            "disk",
            found,
            "a change that copies a table needs up to twice its size; make room first",
        ),
    })
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}
