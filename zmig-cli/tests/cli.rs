//! The tool as it is typed: the real binary, on projects of its own and real databases.
#![allow(clippy::unwrap_used, reason = "tests")]

mod begin;
mod by_hand;
#[path = "../../tests/suite/project.rs"]
#[allow(dead_code, reason = "shared with the workspace's tests")]
mod cargo_project;
mod doctor;
mod environments;
mod going_back;
mod hooks;
mod lint;
mod project;
mod pull;
mod script;
mod team;
mod templates;
mod verify;

use project::{Project, postgres_and_sqlite};

const USERS: &str = "users:
  id: {type: int, pk: true, auto_increment: true}
  name: {type: str, required: true}
";

fn with_users() -> Project {
    let project = Project::new();
    project.schema("v1.0.0", USERS);
    project.build();
    project
}

/// Generated code, say.
#[test]
fn a_source_may_be_as_deep_as_rustc_takes_it() {
    let project = with_users();
    let deep = format!("{}1{}", "(".repeat(3_000), ")".repeat(3_000));
    let model =
        "#[zmig::model(version = \"v1.0.0\")]\npub struct Post {\n    #[zmig(pk)]\n    pub id: i64,\n}\n";
    project.write("src/main.rs", &format!("fn main() {{ let _ = {deep}; }}\n\n{model}"));
    let pending = project.zmig(["check"], []).fails(1);
    assert!(pending.contains("create table posts"), "{pending}");
}

#[test]
fn migrations_go_up_and_down_and_every_step_is_told() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build();
        let url = database.url(&project);
        let d = ["-d", &url];

        let status = project.zmig(["status"], d).ok();
        assert!(status.contains("nothing applied, 2 pending"), "{status}");
        assert_eq!(status.matches("  pending  ").count(), 2, "{status}");
        project.zmig(["status", "--exit-code"], d).fails(3);

        let dry = project.zmig(["migrate", "--dry-run"], d).ok();
        assert!(dry.contains("users_v1_0_0") && dry.contains("users_v1_0_1"), "{dry}");
        let dry = project.zmig(["migrate", "--dry-run", "--sql"], d).ok();
        assert!(dry.contains("CREATE TABLE"), "{dry}");
        let untouched = project.zmig(["history"], d).ok();
        assert!(!untouched.contains("SUCCESS"), "a dry run applied something: {untouched}");

        let refused = project.zmig(["migrate"], d).fails(1);
        assert!(refused.contains("--auto-approve"), "{refused}");
        assert!(!project.zmig(["history"], d).ok().contains("SUCCESS"), "applied without being told to");

        let done = project.zmig(["migrate", "--auto-approve", "--version", "v1.0.0"], d).ok();
        assert!(done.contains("applied 1 migration"), "{done}");
        let done = project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(done.contains("users_v1_0_1") && !done.contains("users_v1_0_0"), "{done}");
        let again = project.zmig(["migrate"], d).ok();
        assert!(again.contains("up to date"), "nothing to do asks nothing: {again}");

        let json = project.zmig(["history", "--json", "--limit", "1"], d).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json.as_array().unwrap().len(), 1);
        assert_eq!((&json[0]["to_version"], &json[0]["status"]), (&"v1.0.1".into(), &"SUCCESS".into()));

        let refused = project.zmig(["rollback"], d).fails(1);
        assert!(refused.contains("--yes"), "{refused}");
        let back = project.zmig(["rollback", "--yes"], d).ok();
        assert!(back.contains("rolled back 1 migration"), "{back}");
        let json = project.zmig(["status", "--json"], d).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (json["applied"].as_array().unwrap().len(), json["pending"].as_array().unwrap().len()),
            (1, 1)
        );
        project.zmig(["rollback", "--base", "--yes"], d).ok();
        let history = project.zmig(["history"], d).ok();
        assert_eq!(history.matches("ROLLBACK").count(), 2, "{history}");
        assert!(project.zmig(["rollback", "--base", "--yes"], d).ok().contains("nothing to do"));
    }
}

#[test]
fn a_forced_sync_says_what_it_overwrites_and_wants_a_word() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        let none = project.zmig(["migrate", "--force-sync"], d).ok();
        assert!(none.contains("nothing to overwrite"), "{none}");
        // Somebody made by hand what the next migration makes, and something besides.
        database.sql(&project, "ALTER TABLE users ADD COLUMN nick TEXT");
        database.sql(&project, "ALTER TABLE users ADD COLUMN junk TEXT");
        database.sql(
            &project,
            "INSERT INTO users (name, nick, junk) VALUES ('Ada', 'a', 'x'), ('Bob', NULL, NULL)",
        );
        project.schema("v1.0.1", &format!("{USERS}  nick: text\n"));
        project.build();
        project.zmig(["migrate", "--auto-approve"], d).fails(1);

        let dry = project.zmig(["migrate", "--force-sync", "--dry-run", "--sql"], d).ok();
        for part in [
            "DROP_COLUMN",
            "drop column users.junk",
            "rows at stake",
            "counts as applied from now on",
            "DROP COLUMN",
        ] {
            assert!(dry.contains(part), "{part}: {dry}");
        }
        assert!(!dry.contains("users.nick"), "{dry}");
        let json = project.zmig(["migrate", "--force-sync", "--dry-run", "--json"], d).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["changes"][0]["rows"], 1, "{json}");

        let asked = project.zmig(["migrate", "--force-sync"], d).fails(1);
        assert!(asked.contains("type `overwrite`") && asked.contains("users.junk"), "{asked}");
        assert!(asked.contains("--auto-approve"), "{asked}");
        let done = project.zmig(["migrate", "--force-sync", "--auto-approve"], d).ok();
        assert!(done.contains("1 change made"), "{done}");
        let status = project.zmig(["status"], d).ok();
        assert!(status.contains("v1.0.1") && !status.contains("pending:"), "{status}");
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
        let history = project.zmig(["history"], d).ok();
        assert!(history.contains("_force_sync"), "{history}");
        // It is recorded like any other, with its way back.
        project.zmig(["rollback", "--yes"], d).ok();
        assert!(project.zmig(["status"], d).ok().contains("pending"));
    }
}

#[test]
fn the_environment_names_the_database_where_the_command_does_not() {
    let project = with_users();
    let none = project.zmig(["status"], []).fails(1);
    assert!(none.contains("--database-url") && none.contains("DATABASE_URL"), "{none}");
    let url = format!("sqlite://{}?mode=rwc", project.path("env.db").display());
    project.zmig_with(&[("DATABASE_URL", &url)], ["migrate", "--auto-approve"], []).ok();
    assert!(project.path("env.db").is_file());
}

#[test]
fn no_password_is_ever_shown() {
    let project = with_users();
    for url in [
        "postgres://me:hunter2@127.0.0.1:1/db",
        "postgres://me:hunter2@:bad:/db",
        "mysql://me:hunter2@localhost/db",
        "oracle://me:hunter2@localhost/db",
        "postgres://127.0.0.1:1/db?user=me&password=hunter2",
    ] {
        for verb in ["status", "history", "migrate", "rollback", "stamp", "pull"] {
            let said = project.zmig([verb], ["-d", url]).fails(1);
            assert!(!said.contains("hunter2"), "{verb} {url}: {said}");
            assert!(said.starts_with("error: "), "{said}");
            let said = project.zmig_with(&[("DATABASE_URL", url)], [verb], []).fails(1);
            assert!(!said.contains("hunter2"), "{verb} {url}: {said}");
        }
    }
}

#[test]
fn what_is_typed_wrong_is_told_with_code_2() {
    let project = Project::new();
    for wrong in [
        &["migrat"][..],
        &[],
        &["migrate", "--to", "a", "--version", "b"],
        &["rollback", "--to", "a", "--base"],
        &["bump", "--minor", "--major"],
        &["history", "--limit", "x"],
        &["status", "extra"],
    ] {
        project.zmig(wrong.iter().copied(), []).fails(2);
    }
    let help = project.zmig(["--help"], []).ok();
    for verb in
        ["check", "bump", "amend", "rebase", "migrate", "status", "history", "rollback", "stamp", "pull"]
    {
        assert!(help.contains(verb), "{help}");
        // As cargo calls it.
        assert!(project.zmig(["zmig", verb, "--help"], []).ok().contains(&format!("cargo zmig {verb}")));
    }
}

#[test]
fn the_project_is_found_from_below_and_named_where_there_is_none() {
    let project = with_users();
    let said = project.zmig_in("src", ["check"]).ok();
    assert!(said.contains("1 migration"), "{said}");
    let empty = tempfile::tempdir().unwrap();
    let said = project.zmig(["check", "--project"], [empty.path().to_str().unwrap()]).fails(1);
    assert!(said.contains("Cargo.toml") && said.contains("--project"), "{said}");
}

#[test]
fn check_and_bump_lead_from_a_change_to_its_migration() {
    let project = with_users();
    assert!(project.zmig(["check"], []).ok().contains("agree"));
    project.schema("v1.0.0", &format!("{USERS}  nick: str\n"));
    let said = project.zmig(["check"], []).fails(1);
    assert!(said.contains("nick") && said.contains("v1.0.1"), "{said}");
    assert!(project.zmig(["check", "--json"], []).run().1 == 1);

    let said = project.zmig(["bump"], []).ok();
    assert!(said.contains("v1.0.0 -> v1.0.1"), "{said}");
    assert!(project.zmig(["bump"], []).ok().contains("no schema needs"));
    let said = project.zmig(["check"], []).fails(1);
    assert!(said.contains("a build would write") && said.contains("users_v1_0_1"), "{said}");
    let said = project.zmig(["bump", "--minor"], []).ok();
    assert!(said.contains("v1.1.0"), "{said}");
    let said = project.zmig(["bump", "--to", "v3.0.0", "--schema", "users"], []).ok();
    assert!(said.contains("v3.0.0"), "{said}");
    let said = project.zmig(["bump", "--to", "v0.9.0", "--schema", "users"], []).fails(1);
    assert!(said.contains("v0.9.0"), "{said}");
    project.build();
    assert!(project.zmig(["check"], []).ok().contains("2 migrations"));
}

#[test]
fn amend_generates_again_what_no_database_has() {
    let project = with_users();
    let before = project.migrations();
    project.schema("v1.0.0", &format!("{USERS}  nick: str\n"));
    let refused = project.zmig(["amend"], []).fails(1);
    assert!(refused.contains("--yes"), "{refused}");
    let url = format!("sqlite://{}?mode=rwc", project.path("amend.db").display());
    project.zmig(["amend"], ["-d", &url]).ok();
    assert_eq!(project.migrations(), before, "the stamp stays");
    assert!(project.zmig(["check"], []).ok().contains("agree"));

    let refused = project.zmig(["amend", "--keep-sql"], ["-d", &url]).fails(1);
    assert!(refused.contains("nobody edited the SQL"), "{refused}");
    let up = project.path(&format!("migrations/sqlite/{}.up.sql", before[0]));
    let text = std::fs::read_to_string(&up).unwrap() + "INSERT INTO users (name) VALUES ('first');\n";
    std::fs::write(&up, &text).unwrap();
    assert!(project.zmig(["check"], []).fails(1).contains("--keep-sql"));
    let kept = project.zmig(["amend", "--keep-sql"], ["-d", &url]).ok();
    assert!(kept.contains(&format!("kept the SQL of {}", before[0])), "{kept}");
    assert_eq!(std::fs::read_to_string(&up).unwrap(), text);

    project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
    project.schema("v1.0.0", &format!("{USERS}  nick: str\n  more: str\n"));
    let refused = project.zmig(["amend"], ["-d", &url]).fails(1);
    assert!(refused.contains(&before[0]) && refused.contains("applied"), "{refused}");
    project.zmig(["rollback", "--yes"], ["-d", &url]).ok();
    project.zmig(["amend"], ["-d", &url]).ok();
    project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
}

#[test]
fn rebase_puts_one_branch_behind_the_other() {
    let project = with_users();
    let fork = project.copy();
    fork.schema("v1.0.1", &format!("{USERS}  theirs: str\n"));
    fork.build();
    project.schema("v1.0.1", &format!("{USERS}  ours: str\n"));
    project.build_at(60);
    project.take_migrations(&fork);
    project.schema("v1.0.1", &format!("{USERS}  ours: str\n  theirs: str\n"));
    let said = project.zmig(["check"], []).fails(1);
    assert!(said.contains("cargo zmig rebase"), "{said}");
    let refused = project.zmig(["rebase"], []).fails(1);
    assert!(refused.contains("--yes"), "{refused}");
    let said = project.zmig(["rebase", "--yes"], []).ok();
    assert!(said.contains("v1_0_2"), "{said}");
    assert!(project.zmig(["check"], []).ok().contains("3 migrations"));
    let url = format!("sqlite://{}?mode=rwc", project.path("rebase.db").display());
    let done = project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
    assert!(done.contains("applied 3 migrations"), "{done}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let project = with_users();
    let url = format!("sqlite://{}?mode=rwc", project.path("pipe.db").display());
    let text = project.zmig(["status"], ["-d", &url]).closed_output();
    assert!(!text.contains("panic"), "{text}");
}

#[test]
fn stamp_records_what_is_there_and_refuses_what_is_not() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        let refused = project.zmig(["stamp", "--yes"], d).fails(1);
        assert!(refused.contains("the table users") && refused.contains("nothing was changed"), "{refused}");
        assert!(!project.zmig(["history"], d).ok().contains("SUCCESS"));
        // The tables are there, and their history is lost.
        project.zmig(["migrate", "--auto-approve"], d).ok();
        project.zmig(["rollback", "--yes"], d).ok();
        project.zmig(["stamp", "--yes", "--force"], d).ok();
        let history = project.zmig(["history"], d).ok();
        assert!(history.contains("recorded, not run"), "{history}");

        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build();
        let dry = project.zmig(["stamp", "--dry-run"], d).ok();
        assert!(dry.contains("users_v1_0_1") && dry.contains("dry run"), "{dry}");
        let refused = project.zmig(["stamp"], d).fails(1);
        assert!(refused.contains("--yes"), "{refused}");
        let unknown = project.zmig(["stamp", "users@v9.9.9", "--yes"], d).fails(1);
        assert!(unknown.contains("v1.0.1"), "{unknown}");
        let done = project.zmig(["stamp", "users@v1.0.1", "--yes", "--force", "--json"], d).ok();
        let done: serde_json::Value = serde_json::from_str(&done).unwrap();
        assert_eq!(done["recorded"].as_array().unwrap().len(), 1);
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
        let back = project.zmig(["rollback", "--base", "--yes"], d).ok();
        assert!(back.contains("rolled back 2 migrations"), "{back}");
    }
}

#[test]
fn gates_stop_a_migration_that_they_do_not_let_pass() {
    let project = Project::new();
    let url = format!("sqlite://{}?mode=rwc", project.path("app.db").display());
    let d = ["-d", &url];
    let before = "Meta:
  Data_Type: sqlite
  zMigration: true
  zMigrationVersion: v1.0.0
users:
  id:    {type: int, pk: true, auto_increment: true}
  email: {type: str, max_length: 200, required: true, unique: true}
  age:   str
";
    project.write("schemas/zSchema.users.yaml", before);
    project.build();
    project.zmig(["migrate", "--auto-approve"], d).ok();
    let after = before.replace("age:   str", "age:   int").replace("v1.0.0", "v1.1.0") + "  nick:  str\n";
    project.write("schemas/zSchema.users.yaml", &after);
    project.build();
    let refused = project.zmig(["migrate", "--auto-approve", "--max-risk", "medium"], d).fails(1);
    assert!(refused.contains("risk HIGH") && refused.contains("--max-risk high"), "{refused}");
    let refused = project.zmig(["migrate", "--auto-approve", "--protect-data"], d).fails(1);
    assert!(refused.contains("what int does not hold of the values of users.age"), "{refused}");
    let left = project.zmig(["migrate", "--auto-approve", "--exclude-table", "users"], d).ok();
    assert!(left.contains("is left out: the table users is excluded"), "{left}");
    let json = project.zmig(["migrate", "--dry-run", "--json"], d).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["assessment"]["backward_compatible"], false);
    assert_eq!(json["pending"][0]["changes"].as_array().map(Vec::len), Some(2));
    project.zmig(["migrate", "--auto-approve", "--validate"], d).ok();
}
