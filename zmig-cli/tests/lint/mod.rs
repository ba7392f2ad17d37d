//! `cargo zmig lint`.

use super::USERS;
use super::project::Project;
use serde_json::Value;

const META: &str = "Meta:\n  Data_Type: postgres\n  zMigration: true\n";

/// A table of two versions, the second of which loses a column.
fn two_versions(allow: &str) -> Project {
    let project = Project::new();
    let write = |version: &str, allow: &str, tables: &str| {
        let text = format!("{META}  zMigrationVersion: {version}\n{allow}{tables}");
        project.write("schemas/zSchema.users.yaml", &text);
    };
    write("v1.0.0", "", &format!("{USERS}  nick: {{type: str, max_length: 20}}\n"));
    project.build();
    write("v1.1.0", allow, &format!("{USERS}  Meta: {{dropped: [nick]}}\n"));
    project.build_at(60);
    project
}

#[test]
fn the_migrations_are_held_against_the_rules() {
    let project = two_versions("");
    let said = project.zmig(["lint"], []).ok();
    for part in [
        "warning[ZM002]: column users.nick goes with its values",
        "migrations/postgres/",
        "migrations/sqlite/",
        "_users_v1_1_0.up.sql:",
        "ALTER TABLE \"users\" DROP COLUMN \"nick\"",
        "0 errors, 2 warnings in 4 files",
        "with --advice",
    ] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    assert!(project.zmig(["lint", "--advice"], []).ok().contains("advice["));
    let name = std::fs::read_dir(project.path("migrations")).unwrap();
    let names = name.map(|f| f.unwrap().file_name().to_string_lossy().into_owned());
    let last = names.filter(|n| n.contains("v1_1_0")).max().unwrap();
    let since = project.zmig(["lint", "--since", last.trim_end_matches(".json")], []).ok();
    assert!(since.contains("0 warnings in 0 files"), "{since}");
    let unknown = project.zmig(["lint", "--since", "banana"], []).fails(1);
    assert!(unknown.contains("there is no migration `banana`"), "{unknown}");
}

#[test]
fn what_is_denied_fails_and_what_is_allowed_is_not_said() {
    let project = two_versions("");
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n[lint]\ndeny = [\"ZM002\"]\n");
    let said = project.zmig(["lint"], []).fails(1);
    assert!(said.contains("error[ZM002]") && said.contains("2 errors, 0 warnings"), "{said}");
    let allowed = two_versions("  allow: [ZM002]\n");
    assert!(allowed.zmig(["lint"], []).ok().contains("0 errors, 0 warnings"));
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n[lint]\nallow = [\"ZM002\"]\n");
    assert!(project.zmig(["lint"], []).ok().contains("0 errors, 0 warnings"));
}

#[test]
fn files_are_read_with_a_grammar() {
    let project = Project::new();
    project.write("a.sql", "SELECT 1;\n\n  CREATE INDEX i ON users (email);\nALTER TABEL users;\n");
    let said = project.zmig(["lint", "a.sql"], []).fails(1);
    for part in
        ["warning[ZM101]", "--> a.sql:3:3", "CREATE INDEX CONCURRENTLY i ON users (email);", "error[ZM401]"]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    project.write(
        "b.sql",
        "-- zmig:allow ZM101 an hour at which nobody minds\nCREATE INDEX i ON users (email);\n",
    );
    assert!(project.zmig(["lint", "b.sql"], []).ok().contains("0 errors, 0 warnings in 1 file"));
    let json = project.zmig(["lint", "--json", "a.sql", "b.sql"], []).fails(1);
    let json: Value = serde_json::from_str(json.split_inclusive("\n]").next().unwrap()).unwrap();
    assert_eq!(
        (&json[0]["code"], &json[0]["line"], &json[0]["column"]),
        (&"ZM101".into(), &3.into(), &3.into())
    );
    assert_eq!(json[0]["file"], "a.sql");
    project.write("c.sql", "DROP TABLE users;\n");
    let sarif = project.zmig(["lint", "--sarif", "c.sql"], []).ok();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(
        (&run["results"][0]["ruleId"], &run["tool"]["driver"]["rules"][0]["id"]),
        (&"ZM001".into(), &"ZM001".into())
    );
    assert_eq!(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

#[test]
fn a_rule_explains_itself() {
    let project = Project::new();
    let page = project.zmig(["lint", "--explain", "zm101"], []).ok();
    assert!(page.starts_with("# ZM101: ") && page.contains("CREATE INDEX CONCURRENTLY"), "{page}");
    let unknown = project.zmig(["lint", "--explain", "ZM-101"], []).fails(1);
    assert!(unknown.contains("did you mean ZM101"), "{unknown}");
}

#[test]
fn a_remark_in_a_migration_is_heard_in_every_dialect() {
    let project = two_versions("");
    let names = project.migrations();
    let last = names.iter().find(|n| n.contains("v1_1_0")).unwrap();
    for dialect in ["sqlite", "postgres"] {
        let file = format!("migrations/{dialect}/{last}.up.sql");
        let text = project.read(&file);
        let remarked = text.replacen("ALTER TABLE", "-- zmig:allow ZM002 nobody reads it\nALTER TABLE", 1);
        assert_ne!(text, remarked, "{text}");
        project.write(&file, &remarked);
    }
    project.zmig(["amend", "--keep-sql", "--yes"], []).ok();
    let said = project.zmig(["lint"], []).ok();
    assert!(said.contains("0 errors, 0 warnings in 4 files"), "{said}");
    for database in super::postgres_and_sqlite() {
        let url = database.url(&project);
        let done = project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
        assert!(done.contains("applied 2 migrations"), "a remark is no statement: {done}");
    }
}
