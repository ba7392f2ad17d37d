//! What is embedded is what is on disk: adding, editing, deleting or renaming a file either changes the binary or
//! fails the build.

use crate::project::{Project, said};

const MAIN: &str = r#"
static MIGRATIONS: zmig::Migrations = zmig::embed!();

#[zmig::model(table = "users")]
pub struct User;

fn main() {
    println!("{MIGRATIONS:#?} {:?}", User::COLUMNS);
}
"#;

const V1: &str = "Meta: {Data_Type: sqlite, zMigration: true, zMigrationVersion: v1.0.0}
users:
  id: {type: int, pk: true}
";

const V2: &str = "Meta: {Data_Type: sqlite, zMigration: true, zMigrationVersion: v1.1.0}
users:
  id: {type: int, pk: true}
  name: {type: str}
";

#[test]
fn the_binary_carries_what_is_on_disk() {
    let project = Project::new("embedded", &["sqlite"]);
    project.write("src/main.rs", MAIN);
    project.write("schemas/zSchema.users.yaml", V1);
    let first = embedded(&project);
    assert!(first.contains("CREATE TABLE") && first.contains("[\"id\"]"), "{first}");
    assert_eq!(embedded(&project), first, "nothing changed");

    project.write("schemas/zSchema.users.yaml", V2);
    let second = embedded(&project);
    assert!(second.contains("ADD COLUMN"), "{second}");
    assert!(second.contains("[\"id\", \"name\"]"), "the struct follows: {second}");

    let newest = newest(&project);
    let up = format!("migrations/sqlite/{newest}.up.sql");
    let text = project.read(&up);

    // An edit of what is applied somewhere is refused; a comment is an edit too.
    project.write(&up, &format!("{text}-- later\n"));
    refused(&project, &newest, "edited");
    // Line endings are not.
    project.write(&up, &text.replace('\n', "\r\n"));
    assert_eq!(embedded(&project).replace("\\r\\n", "\\n"), second, "a checkout with CRLF is the same");

    std::fs::remove_file(project.path(&up)).expect("a file goes");
    refused(&project, &newest, "deleted");
    project.write(&format!("migrations/sqlite/{newest}_old.up.sql"), &text);
    refused(&project, &newest, "renamed");

    std::fs::remove_file(project.path(&format!("migrations/sqlite/{newest}_old.up.sql")))
        .expect("a file goes");
    project.write(&up, &text);
    assert_eq!(embedded(&project), second, "all is as it was");

    project.write(
        "schemas/zSchema.users.yaml",
        &V2.replace("Data_Type: sqlite", "Data_Type: sqlite, Data_Source: ZDATA_USERS_URL"),
    );
    let placed = embedded(&project);
    assert!(placed.contains("ZDATA_USERS_URL"), "where the data is: {placed}");
}

#[test]
fn a_second_build_runs_nothing() {
    let project = Project::new("quiet", &["sqlite"]);
    project.write("src/main.rs", MAIN);
    project.write("schemas/zSchema.users.yaml", V1);
    let fresh = || {
        let again = project.cargo(&["build", "--verbose"]);
        let text = said(&again);
        assert!(again.status.success() && text.contains("Fresh quiet"), "{text}");
        for word in ["Running", "Compiling", "Dirty"] {
            assert!(!text.contains(word), "{text}");
        }
    };
    // The very next build, although the one before made the migrations' folder, and though it added to it.
    assert!(project.cargo(&["build"]).status.success());
    fresh();
    project.write("schemas/zSchema.users.yaml", V2);
    assert!(project.cargo(&["build"]).status.success());
    fresh();
}

/// What the binary says it carries.
fn embedded(project: &Project) -> String {
    let out = project.cargo(&["run", "--quiet"]);
    assert!(out.status.success(), "{}", said(&out));
    String::from_utf8(out.stdout).expect("text")
}

/// The build fails and names the migration.
fn refused(project: &Project, migration: &str, what: &str) {
    let out = project.cargo(&["build"]);
    let text = said(&out);
    assert!(!out.status.success(), "a migration that was {what} builds: {text}");
    assert!(text.contains(migration), "{what}: {text}");
}

fn newest(project: &Project) -> String {
    let entries = std::fs::read_dir(project.path("migrations")).expect("migrations");
    let names = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|n| n != "snapshot.json")
        .filter_map(|n| n.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names.pop().expect("a migration")
}
