//! `verify` and `drift`, as they are typed.

use crate::project::{Database, Project, postgres_and_sqlite};
use crate::{USERS, with_users};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The objects that a comparison names, `kind name: what`.
fn named(conflicts: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let one = |c: &Value| {
        let object = &c["object"];
        format!("{} {}: {}", text(&object["kind"]), text(&object["name"]), text(&c["aspect"]))
    };
    conflicts.as_array().into_iter().flatten().map(one).collect()
}

#[test]
fn everything_agrees_or_the_difference_is_named() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();

        let equal = project.zmig(["verify", "--downs"], d).ok();
        for line in [
            "the sources = the snapshot: equal",
            "the migrations = the snapshot: equal",
            "the migrations = what they record: equal",
            "the migrations = what their SQL makes: equal",
            "the schema before = the schema after up and down: equal",
            "the migrations = the database: equal",
        ] {
            assert!(equal.contains(line), "{line}: {equal}");
        }
        assert_eq!(json(&project.zmig(["verify", "--json"], d).ok())["equal"], true);
        assert!(project.zmig(["drift"], d).ok().contains("the migrations = the database: equal"));

        database.sql(&project, "ALTER TABLE users ADD COLUMN planted TEXT");
        let shown = project.zmig(["drift"], d).ok();
        assert!(shown.contains("column users.planted: not expected"), "{shown}");
        assert!(
            shown.contains("take it over into the sources") && shown.contains("`cargo zmig pull`"),
            "{shown}"
        );
        assert!(shown.contains("repair:   ALTER TABLE \"users\" DROP COLUMN \"planted\";"), "{shown}");
        project.zmig(["drift", "--exit-code"], d).fails(4);
        let found = json(&project.zmig(["verify", "--json"], d).fails(4));
        assert_eq!(found["equal"], false);
        let databases = found["databases"].as_array().unwrap();
        let live = &databases.last().unwrap()["comparisons"].as_array().unwrap().last().unwrap()["conflicts"];
        assert_eq!(named(live), ["column planted: extra"]);
        let ways: Vec<&str> =
            live[0]["resolutions"].as_array().unwrap().iter().map(|r| r["way"].as_str().unwrap()).collect();
        assert_eq!(ways, ["repair", "adopt", "exclude"]);

        project.zmig(["drift", "--exit-code", "--exclude", "us*"], d).ok();
        project.zmig(["verify", "--no-live"], d).ok();
        database.sql(&project, "ALTER TABLE users DROP COLUMN planted");
        project.zmig(["verify"], d).ok();
    }
}

#[test]
fn files_are_compared_without_any_database() {
    let project = with_users();
    let equal = project.zmig(["verify"], []).ok();
    assert!(equal.contains("SQLite") && equal.contains("what their SQL makes: equal"), "{equal}");
    assert!(equal.contains("PostgreSQL was not run") && equal.contains("--scratch"), "{equal}");
    assert!(!equal.contains("the database: "), "{equal}");

    // A source that was changed and not built.
    project.schema("v1.0.0", &format!("{USERS}  nick: str\n"));
    let found = json(&project.zmig(["verify", "--json"], []).fails(4));
    assert_eq!(named(&found["files"][0]["conflicts"]), ["column nick: missing"]);
    assert_eq!(named(&found["files"][1]["conflicts"]), Vec::<String>::new());
    let shown = project.zmig(["verify"], []).fails(4);
    assert!(shown.contains("generate the migration: `cargo zmig bump`"), "{shown}");
    project.schema("v1.0.0", USERS);

    // A snapshot that somebody edited.
    let snapshot = project.read("migrations/snapshot.json");
    project.write("migrations/snapshot.json", &snapshot.replace("\"type\": \"str\"", "\"type\": \"text\""));
    let found = json(&project.zmig(["verify", "--json"], []).fails(4));
    for comparison in found["files"].as_array().unwrap() {
        assert_eq!(named(&comparison["conflicts"]), ["column name: type"], "{comparison}");
    }
    project.write("migrations/snapshot.json", &snapshot.replace("v1.0.0", "v0.9.0"));
    let found = json(&project.zmig(["verify", "--json"], []).fails(4));
    assert_eq!(named(&found["files"][1]["conflicts"]), ["schema zSchema.users: version"]);

    // None at all cannot be compared, which is another thing than a difference.
    std::fs::remove_file(project.path("migrations/snapshot.json")).unwrap();
    let missing = project.zmig(["verify"], []).fails(1);
    assert!(missing.contains("there is no snapshot"), "{missing}");
    project.write("migrations/snapshot.json", &snapshot);
    project.zmig(["verify"], []).ok();
}

#[test]
fn an_edited_manifest_is_named_on_every_side() {
    let project = with_users();
    let name = project.migrations()[0].clone();
    let file = format!("migrations/{name}.json");
    let manifest = project.read(&file);
    project.write(&file, &manifest.replace("\"type\": \"str\"", "\"type\": \"text\""));
    let found = json(&project.zmig(["verify", "--json"], []).fails(4));
    assert_eq!(named(&found["files"][1]["conflicts"]), ["column name: type"]);
    let comparisons = &found["databases"][0]["comparisons"];
    assert_eq!(named(&comparisons[0]["conflicts"]), [format!("migration {name}: checksum")]);
    assert_eq!(named(&comparisons[1]["conflicts"]), ["column name: type"]);
    // One that is no manifest any more is an error, as it is for a build.
    project.write(&file, "{}");
    project.zmig(["verify"], []).fails(1);
}

#[test]
fn scratch_databases_may_be_on_another_server() {
    let [_, postgres] = postgres_and_sqlite();
    let project = with_users();
    let url = postgres.url(&project);
    let shown = project.zmig(["verify", "--scratch", &url], []).ok();
    assert!(shown.contains("PostgreSQL") && !shown.contains("not run"), "{shown}");
    let error = project.zmig(["verify", "--scratch", "postgres://a:hunter2@127.0.0.1:1/x"], []).fails(1);
    assert!(error.contains("cannot connect") && !error.contains("hunter2"), "{error}");
}

#[test]
fn the_documentation_shows_what_is_printed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let docs = std::fs::read_to_string(root.join("docs/verifying.md")).unwrap();
    let (_, rest) = docs.split_once("$ cargo zmig verify -d sqlite://app.db --downs\n").expect("the example");
    let (expected, _) = rest.split_once("```").expect("its end");

    let project = Project::new();
    let url = Database::Sqlite.url(&project);
    let example = root.join("example-app").display().to_string();
    project.zmig(["--project", &example, "migrate", "--auto-approve", "-d", &url], []).ok();
    for sql in [
        "ALTER TABLE issues DROP COLUMN estimate",
        "DROP INDEX idx_comments_issue_id",
        "CREATE TABLE scratchpad (a TEXT)",
        "CREATE VIEW open_issues AS SELECT * FROM issues WHERE state = 'open'",
    ] {
        Database::Sqlite.sql(&project, sql);
    }
    let shown = project.zmig(["--project", &example, "verify", "--downs", "-d", &url], []).fails(4);
    assert_eq!(shown, expected);
}
