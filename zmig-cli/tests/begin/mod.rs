//! A project from nothing, and what is said where none is or too many are.

use crate::cargo_project;
use crate::project::{Project, postgres_and_sqlite};
use std::collections::BTreeSet;

fn empty() -> Project {
    let project = Project::new();
    std::fs::remove_dir(project.path("schemas")).unwrap();
    project
}

#[test]
fn a_project_begins_and_cargo_builds_it() {
    let project = cargo_project::Project::new("begun", &[]);
    std::fs::remove_file(project.path("build.rs")).unwrap();
    project.write(
        "Cargo.toml",
        "# An application.\n[package]\nname = \"begun\"   # its name\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n[workspace]\n",
    );
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let zmig = |words: &[&str]| {
        let mut tool = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-zmig"));
        let tool = tool.arg("zmig").args(words).current_dir(project.path("")).env_remove("CI");
        let out = tool.env_remove("ZMIG_MODE").output().unwrap();
        assert!(out.status.success(), "{}", cargo_project::said(&out));
    };
    zmig(&["init", "--zmig", root.to_str().unwrap()]);
    assert!(project.read("Cargo.toml").contains("name = \"begun\"   # its name"));
    project.write(
        "src/main.rs",
        "static MIGRATIONS: zmig::Migrations = zmig::embed!();\n\n#[zmig::model(table = \"users\")]\npub struct User;\n\n\
         fn main() {\n    println!(\"{} {MIGRATIONS:?}\", User::TABLE);\n}\n",
    );
    let built = project.cargo(&["build"]);
    assert!(built.status.success(), "{}", cargo_project::said(&built));
    let files = std::fs::read_dir(project.path("migrations/sqlite")).unwrap().count();
    assert_eq!(files, 2, "the first build writes the first migration");

    // What a command writes is no reason for a build to write more, and cargo sees what is to be written by hand.
    zmig(&["new", "add-column", "users.age", "int"]);
    zmig(&["new", "fill ages"]);
    let refused = project.cargo(&["build"]);
    let said = cargo_project::said(&refused);
    assert!(!refused.status.success() && said.contains("its SQL is not there yet"), "{said}");
    for file in std::fs::read_dir(project.path("migrations/sqlite")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        if name.contains("fill_ages") {
            project.write(&format!("migrations/sqlite/{name}"), "UPDATE users SET age = 36;\n");
        }
    }
    let built = project.cargo(&["build"]);
    assert!(built.status.success(), "{}", cargo_project::said(&built));
    let files = std::fs::read_dir(project.path("migrations/sqlite")).unwrap().count();
    assert_eq!(files, 6, "two for each of three");
}

#[test]
fn what_a_project_begins_with_works_on_both_databases() {
    for database in postgres_and_sqlite() {
        let project = empty();
        let told = project.zmig(["init", "--sqlite", "--postgres", "--schema", "people"], []).ok();
        assert!(told.contains("schemas/zSchema.people.yaml") && told.contains("cargo build"), "{told}");
        let manifest = project.read("Cargo.toml");
        assert!(
            manifest.contains("features = [\"postgres\"]") && manifest.contains("zmig-build = "),
            "{manifest}"
        );
        let wrote = project.zmig(["generate"], []).ok();
        assert!(wrote.contains("wrote ") && wrote.contains("_people_v1_0_0"), "{wrote}");
        let again = project.zmig(["generate", "--json"], []).ok();
        let again: serde_json::Value = serde_json::from_str(&again).unwrap();
        assert_eq!(again["written"], serde_json::json!([]), "{again}");
        let url = database.url(&project);
        let done = project.zmig(["migrate", "--auto-approve", "-d", &url], []).ok();
        assert!(done.contains("applied 1 migration"), "{done}");
        database.sql(&project, "INSERT INTO people (email) VALUES ('ada@example.com')");
    }
}

#[test]
fn nothing_is_overwritten_and_all_that_is_in_the_way_is_named() {
    let project = empty();
    project.write("build.rs", "fn main() {}\n");
    project.write("zmig.toml", "");
    let before = project.read("Cargo.toml");
    let refused = project.zmig(["init"], []).fails(1);
    for part in ["build.rs", "zmig_build::generate();", "zmig.toml", "there already"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert_eq!(project.read("build.rs"), "fn main() {}\n");
    assert!(!project.path("schemas").exists() && project.read("Cargo.toml") == before, "{refused}");

    let project = empty();
    project.write("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nbuild = \"make.rs\"\n");
    let refused = project.zmig(["init", "--schema", "1 2"], []).fails(1);
    assert!(refused.contains("make.rs") && refused.contains("`1 2`"), "{refused}");
    assert!(!project.path("zmig.toml").exists(), "{refused}");

    let project = empty();
    project.write("Cargo.toml", "dependencies = 3\n[package]\nname = \"app\"\n");
    let told = project.zmig(["init"], []).ok();
    assert!(told.contains("left as it is") && told.contains("  zmig-build = \"0.1\""), "{told}");
    assert_eq!(project.read("Cargo.toml"), "dependencies = 3\n[package]\nname = \"app\"\n");
}

#[test]
fn a_workspace_of_several_packages_is_asked_which_one() {
    let project = empty();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n");
    for name in ["one", "two"] {
        let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project.write(&format!("crates/{name}/Cargo.toml"), &package);
        project.write(&format!("crates/{name}/src/lib.rs"), "");
    }
    let refused = project.zmig(["init"], []).fails(1);
    for part in ["several packages", "--project crates/one", "--project crates/two"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(project.zmig(["check"], []).fails(1).contains("cargo zmig init"));
    project.zmig(["init", "--project", "crates/one"], []).ok();
    // The only project of the workspace is meant.
    assert!(project.zmig(["generate"], []).ok().contains("_users_v1_0_0"));
    project.zmig(["init", "--project", "crates/two"], []).ok();
    let refused = project.zmig(["check"], []).fails(1);
    assert!(refused.contains("several projects") && refused.contains("--project crates/two"), "{refused}");
    assert!(project.zmig(["check", "--project", "crates/one"], []).ok().contains("agree"));
    assert!(project.zmig(["check", "--project", "crates/three"], []).fails(1).contains("there is no folder"));
}

#[test]
fn mistakes_in_settings_and_flags_are_told_apart() {
    let project = Project::new();
    project.write("zmig.toml", "dialekts = [\"sqlite\"]\nsplit = \"never\"\n");
    let refused = project.zmig(["generate"], []).fails(1);
    for part in ["unknown key `dialekts`", "did you mean `dialects`?", "`split` must be", "zmig.toml:1:1"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    for words in [&["bump", "--patch", "--minor"][..], &["generate", "--jason"], &["amend", "-y", "-d", "x"]]
    {
        project.zmig(words.iter().copied(), []).fails(2);
    }
    let nowhere = tempfile::tempdir().unwrap();
    let folder = nowhere.path().to_str().unwrap();
    let refused = project.zmig(["generate", "--project", folder], []).fails(1);
    assert!(refused.contains("no Cargo.toml"), "{refused}");
}

#[test]
fn shells_and_man_know_every_command() {
    let project = Project::new();
    let bash = project.zmig(["completions", "bash"], []).ok();
    let zsh = project.zmig(["completions", "zsh"], []).ok();
    project.zmig(["man", "pages"], []).ok();
    for verb in verbs(&project) {
        assert!(bash.contains(&verb) && zsh.contains(&verb), "{verb}");
        let page = project.read(&format!("pages/cargo-zmig-{verb}.1"));
        assert!(page.contains(".TH"), "{page}");
    }
    assert!(project.zmig(["man"], []).ok().contains("Exit codes"));
    project.zmig(["completions", "cmd"], []).fails(2);
}

#[test]
fn the_chapter_on_commands_lists_each_of_them_and_every_exit_code() {
    let project = Project::new();
    let chapter =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/commands.md")).unwrap();
    let rows = || chapter.lines().filter_map(|l| l.strip_prefix("| "));
    let listed: BTreeSet<String> = rows()
        .filter_map(|l| l.split(" |").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, verbs(&project), "docs/commands.md has a row for each verb of `cargo zmig --help`");
    let help = project.zmig(["--help"], []).ok();
    for code in ["0", "1", "2", "3", "4"] {
        assert!(rows().any(|l| l.starts_with(&format!("{code} |"))), "{code}");
        assert!(help.contains(&format!("\n  {code}  ")), "{code}: {help}");
    }
}

/// The commands that the help lists.
fn verbs(project: &Project) -> BTreeSet<String> {
    let help = project.zmig(["--help"], []).ok();
    let list = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let names = list.filter_map(|l| l.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned));
    let names: BTreeSet<String> = names.filter(|n| n != "help").collect();
    assert!(names.contains("migrate"), "{help}");
    names
}
