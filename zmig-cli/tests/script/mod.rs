//! The command line as it is typed and what it prints: scripts in `cases/`, and the pages of the book that show commands.
//!
//! A case is a text file: commands, each with what it prints, and after them the files that are there from the start.
//!
//! ```text
//! # What the case is about.
//! on sqlite                      where it is not of both kinds of databases
//! with users                     the files of fixtures/users are there too
//!
//! $ cargo build                  the generator, in this process, on a clock of the case's own
//! $ cargo zmig status            the built binary; any other line goes to the shell
//! what it prints, on both outputs
//! sqlite| a line that only SQLite prints
//! postgres| a line that only PostgreSQL prints
//! ...                            any number of lines
//! [1]                            its exit code, where that is not 0
//!
//! $ sql SELECT name FROM users   on the case's database, whose URL is in DATABASE_URL and stands for `[URL]`
//! Ada
//!
//! -- schemas/zSchema.users.yaml --
//! Meta: {zMigration: true, zMigrationVersion: v1.0.0}
//! ```
//!
//! `cd`, `export`, `sql` and `sqlite3 FILE "SQL"` are done here. What differs from run to run is compared by its kind
//! (`normal.rs`). `ZMIG_BLESS=1` writes what is printed now where it differs, to be reviewed.
//!
//! A page is a script too: the commands of its `console` blocks are run and print what the page shows. A block under a line
//! that ends with the name of a file in backquotes and a colon is that file from there on. `<!-- $ command -->` is run
//! and not shown. A block of several commands without any output shows how to do something: they have to succeed.

mod coverage;
mod database;
mod form;
#[cfg(target_os = "linux")]
mod interactive;
mod normal;
mod page;
mod run;
mod stage;
#[cfg(target_os = "linux")]
mod terminal;

use database::Backend;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A test for each folder of cases.
macro_rules! cases {
    ($($group:ident)*) => {
        $(#[test] fn $group() { all_in(stringify!($group)) })*
        const GROUPS: &[&str] = &[$(stringify!($group)),*];
    };
}

cases! {
    archive
    backup
    bad_input
    begin
    doctor
    environment
    lint
    migrate
    new
    project
    pull
    rollback
    stamp
    status
    team
    transfer
    verify
}

#[test]
fn every_case_is_in_a_group_that_is_run() {
    let groups = names(&folder());
    assert_eq!(groups, GROUPS.iter().map(|g| (*g).to_owned()).collect::<BTreeSet<_>>());
    for group in groups {
        for case in names(&folder().join(&group)) {
            assert!(case.ends_with(".txt"), "{group}/{case} is no case");
        }
    }
}

fn all_in(group: &str) {
    let mut wrong = Vec::new();
    for name in names(&folder().join(group)) {
        let path = folder().join(group).join(&name);
        let text = std::fs::read_to_string(&path).unwrap();
        let script = form::case(&text).unwrap_or_else(|e| panic!("{group}/{name}: {e}"));
        wrong.extend(run::check(&path, &format!("{group}/{name}"), &text, &script));
    }
    run::report(&wrong);
}

/// Whoever adds a command or a flag shows in a case what it does.
#[test]
fn every_command_and_flag_is_in_a_case() {
    let mut text = String::new();
    for group in GROUPS {
        for name in names(&folder().join(group)) {
            text += &std::fs::read_to_string(folder().join(group).join(name)).unwrap();
        }
    }
    let missing = coverage::missing(&text);
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// A test for each page whose commands are run.
macro_rules! pages {
    ($($test:ident $backend:ident $name:literal)*) => {
        $(#[test] fn $test() { shows_what_is_printed($name, Backend::$backend) })*
        const PAGES: &[&str] = &[$($name),*];
    };
}

pages! {
    readme Sqlite "README.md"
    backends Sqlite "docs/backends.md"
    commands Sqlite "docs/commands.md"
    importing Postgres "docs/importing.md"
    from_alembic Sqlite "docs/coming-from/alembic.md"
    from_dataflow Sqlite "docs/coming-from/dataflow.md"
    from_fluentorm Postgres "docs/coming-from/fluentorm.md"
    from_zcli Sqlite "docs/coming-from/zcli.md"
    from_zkernel Sqlite "docs/coming-from/zkernel.md"
}

/// Commands on pages that other tests run.
const ELSEWHERE: &[&str] = &["cargo run -p example-app", "./test"];

fn shows_what_is_printed(name: &str, backend: Backend) {
    let path = root().join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let script = page::page(&text, backend, ELSEWHERE).unwrap_or_else(|e| panic!("{name}: {e}"));
    run::report(&run::check(&path, name, &text, &script));
}

#[test]
fn every_page_with_commands_is_run() {
    for folder in ["docs", "docs/coming-from"] {
        for page in names(&root().join(folder)).iter().filter(|name| name.ends_with(".md")) {
            let name = format!("{folder}/{page}");
            let shows = std::fs::read_to_string(root().join(&name)).unwrap().contains("\n```console");
            assert_eq!(shows, PAGES.contains(&name.as_str()), "{name}");
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/script/cases")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}
