//! What lies on the disk is checked, put right where that is safe, and believed never.

use crate::Project;
use std::fs;
use zmig_build::Mode;
use zmig_core::Manifest;

/// `users` at v1.1.0 by two migrations, and `posts` that refers to it.
fn two() -> Project {
    let mut project = Project::with_users();
    project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    project.built();
    project.users("v1.1.0", "  age: {type: int}\n");
    project.built();
    project
}

fn named(project: &Project, part: &str) -> String {
    project.migrations().into_keys().find(|f| f.contains(part)).unwrap_or_else(|| panic!("no {part}"))
}

/// Both with and without a cache.
fn refused(project: &Project, parts: &[&str]) {
    let before = project.migrations();
    for builder in
        [project.builder(), project.builder().__without_cache(), project.builder().mode(Mode::Check)]
    {
        let said = builder.try_generate().expect_err("it must be refused").to_string();
        for part in parts {
            assert!(said.contains(part), "`{part}` is not in:\n{said}");
        }
    }
    assert_eq!(project.migrations(), before);
}

#[test]
fn an_edited_or_deleted_migration_is_named() {
    for (file, parts) in [
        ("users_v1_0_0.up.sql", ["the migration's SQL was edited", "git checkout migrations/sqlite/"]),
        (
            "users_v1_1_0.down.sql",
            ["the migration's SQL was edited", "cargo zmig amend zSchema.users, which"],
        ),
    ] {
        let project = two();
        let name = format!("migrations/{}", named(&project, file));
        let text = project.read(&name);
        project.write(&name, &format!("{text}DELETE FROM users;\n"));
        refused(&project, &parts);
        fs::remove_file(project.file(&name)).unwrap();
        refused(&project, &["the migration's SQL is gone", &name]);
        project.write(&name, &text);
        project.check().unwrap();
        project.builder().try_generate().unwrap();
    }
}

#[test]
fn an_edited_manifest_or_snapshot_is_named() {
    let project = two();
    let manifest = format!("migrations/{}", named(&project, "users_v1_0_0.json"));
    let text = project.read(&manifest);
    for (from, to, part) in [
        ("\"str\"", "\"text\"", "does not fit those before it"),
        ("\"format\": 3", "\"format\": 9", "update zmig"),
        ("\"name\": \"2025", "\"name\": \"2024", "its file bears another name"),
        ("\"part\": 1", "\"part\": 2", "is missing"),
        ("{", "", "the manifest is not readable"),
    ] {
        project.write(&manifest, &text.replacen(from, to, 1));
        refused(&project, &[part, "users_v1_"]);
    }
    fs::remove_file(project.file(&manifest)).unwrap();
    refused(&project, &["which is not there", "git checkout migrations"]);
    project.write(&manifest, &text);

    let newest = format!("migrations/{}", named(&project, "users_v1_1_0.json"));
    let text = project.read(&newest);
    fs::remove_file(project.file(&newest)).unwrap();
    refused(&project, &["the snapshot is not what the migrations produce: column users.age differs"]);
    project.write(&newest, &text);

    let snapshot = project.read("migrations/snapshot.json");
    for (from, to, part) in [
        ("\"int\"", "\"str\"", "column posts.id differs"),
        ("\"v1.1.0\"", "\"v1.7.0\"", "zSchema.users is at v1.1.0, and the snapshot says v1.7.0"),
        ("\"format\": 2", "\"format\": 9", "update zmig"),
        ("{", "", "remove the file and build again"),
    ] {
        project.write("migrations/snapshot.json", &snapshot.replacen(from, to, 1));
        refused(&project, &[part]);
    }
}

#[test]
fn the_snapshot_is_made_anew_from_the_migrations() {
    let project = two();
    let right = project.read("migrations/snapshot.json");
    let conflict = right.replace("  \"schemas\"", "<<<<<<< ours\n  \"schemas\"") + ">>>>>>> theirs\n";
    let mut older = Project::with_users();
    older.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    older.built();
    for (text, why) in [
        (None, "the snapshot was missing"),
        (Some(conflict), "the snapshot was left in conflict by a merge"),
        (Some(older.read("migrations/snapshot.json")), "the snapshot was older than the migrations"),
    ] {
        match text {
            None => fs::remove_file(project.file("migrations/snapshot.json")).unwrap(),
            Some(text) => project.write("migrations/snapshot.json", &text),
        }
        let said = project.check().unwrap_err().to_string();
        assert!(said.contains(why) && said.contains("nothing was written"), "{said}");
        let outcome = project.builder().try_generate().unwrap();
        assert_eq!(outcome.repairs, [why]);
        assert_eq!(project.read("migrations/snapshot.json"), right);
    }
}

#[test]
fn leftovers_are_removed_and_other_files_never() {
    let project = two();
    let before = project.migrations();
    for direction in ["up", "down"] {
        project.write(
            &format!("migrations/sqlite/20300101000000_users_v2_0_0.{direction}.sql"),
            &format!("-- zmig:file 1 {direction} sqlite 20300101000000_users_v2_0_0\n-- torn"),
        );
    }
    let said = project.check().unwrap_err().to_string();
    assert!(said.contains("was left by a stopped build"), "{said}");
    assert_eq!(project.builder().try_generate().unwrap().repairs.len(), 2);
    assert_eq!(project.migrations(), before);
    for text in ["DELETE FROM users;\n", "-- zmig:file 1 up sqlite 20300101000000_other\n", ""] {
        project.write("migrations/sqlite/20300101000000_by_hand.up.sql", text);
        project.write("migrations/README.md", "how we migrate");
        refused(&project, &["no manifest knows this SQL file", "20300101000000_by_hand.up.sql"]);
        fs::remove_file(project.file("migrations/sqlite/20300101000000_by_hand.up.sql")).unwrap();
    }
    project.builder().try_generate().unwrap();
    assert!(project.file("migrations/README.md").exists());
}

#[test]
fn a_checkout_with_other_line_ends_verifies() {
    for change in [|t: &str| t.replace('\n', "\r\n"), |t: &str| format!("\u{feff}{t}")] {
        let mut project = two();
        for (file, text) in project.migrations() {
            project.write(&format!("migrations/{file}"), &change(&text));
        }
        for file in ["users", "posts"] {
            let name = format!("schemas/zSchema.{file}.yaml");
            project.write(&name, &change(&project.read(&name)));
        }
        project.check().unwrap();
        assert!(project.built().migrations.is_empty());
        project.users("v1.2.0", "  age: {type: int}\n  more: str\n");
        assert_eq!(project.built().migrations.len(), 1);
        project.check().unwrap();
    }
}

#[test]
fn two_heads_are_an_error_that_names_both() {
    let mut one = two();
    let mut other = two();
    one.users("v1.2.0", "  age: {type: int}\n  a: str\n");
    one.built();
    other.now += 60;
    other.users("v1.2.0", "  age: {type: int}\n  b: str\n");
    other.built();
    for (file, text) in other.migrations() {
        one.write(&format!("migrations/{file}"), &text);
    }
    refused(
        &one,
        &[
            "schema zSchema.users has two heads: 20251220150000_users_v1_2_0 and 20251220150100_users_v1_2_0",
            "cargo zmig rebase zSchema.users",
        ],
    );
}

#[test]
fn stamps_are_unique_and_never_before_what_they_follow() {
    let mut project = Project::new();
    for i in 0..20 {
        project.schema(&format!("t{i}"), "v1.0.0", "  a: str\n");
    }
    let first = project.built().migrations;
    // A clock a year behind.
    project.now -= 365 * 86_400;
    project.schema("t3", "v1.1.0", "  a: str\n  b: str\n");
    project.schema("u", "v1.0.0", "  t3: {foreign_key: t3.id}\n");
    let second = project.built().migrations;
    let all: std::collections::BTreeSet<&str> = first.iter().chain(&second).map(|n| &n[..14]).collect();
    assert_eq!(all.len(), 22);
    let of = |names: &[String], part: &str| names.iter().find(|n| n.contains(part)).unwrap().clone();
    assert!(of(&first, "_t3_") < of(&second, "_t3_"));
    let u = of(&second, "_u_");
    let manifest = Manifest::parse(&project.read(&format!("migrations/{u}.json"))).unwrap();
    let [needed] = &manifest.depends_on[..] else { panic!("{:?}", manifest.depends_on) };
    assert!(needed.contains("_t3_") && *needed < u, "{needed}");
}
