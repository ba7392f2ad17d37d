//! What must be true before a difference becomes a migration, and what is said when it is not.

use crate::Project;
use zmig_build::{Mode, Split};
use zmig_core::{Dialect, Risk};

fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn a_version_must_be_new_later_and_large_enough() {
    let mut project = Project::with_users();
    project.built();
    project.users("v1.0.1", "  age: {type: str}\n  nick: str\n");
    project.built();
    let breaking = "  age: {type: int}\n  nick: str\n";
    for (version, parts) in [
        ("v1.0.1", ["its version is still v1.0.1", "zMigrationVersion: v1.1.0"]),
        ("v1.0.2", ["a breaking change needs at least a minor version", "zMigrationVersion: v1.1.0"]),
        ("v1.0.0", ["goes back from v1.0.1 to v1.0.0", "zMigrationVersion: v1.1.0"]),
        ("1.0.1", ["its version is still v1.0.1", "zMigrationVersion: v1.1.0"]),
        ("2025-12-20", ["does not have the form of v1.0.1", "zMigrationVersion: v1.1.0"]),
    ] {
        project.users(version, breaking);
        let before = project.migrations();
        assert_says(&project.refused(), &parts);
        assert_eq!(project.migrations(), before, "{version}");
    }
    project.users("v1.0.2", "  age: {type: str}\n  nick: str\n  more: str\n");
    assert_eq!(project.built().migrations.len(), 1, "a change that breaks nothing needs a patch only");
}

#[test]
fn a_word_is_used_once() {
    let mut project = Project::new();
    for (i, version) in ["abc", "def"].into_iter().enumerate() {
        project.users(
            version,
            &"  a: str\n  b: str\n".lines().take(i + 1).map(|l| format!("{l}\n")).collect::<String>(),
        );
        project.built();
    }
    project.users("abc", "  a: str\n  b: str\n  c: str\n");
    assert_says(
        &project.refused(),
        &["had the version abc before", "give it a version that zSchema.users never had"],
    );
}

#[test]
fn all_schemas_are_reported_at_once() {
    let mut project = Project::with_users();
    project.schema("posts", "v2.0.0", "  title: str\n");
    project.built();
    project.users("v1.0.0", "  age: {type: int}\n");
    project.schema("posts", "v2.0.0", "  title: str\n  body: text\n");
    let said = project.refused();
    assert_says(
        &said,
        &[
            "zMigrationVersion: v1.1.0",
            "zMigrationVersion: v2.0.1",
            "zSchema.posts.yaml:4:",
            "zSchema.users.yaml:4:",
        ],
    );
}

#[test]
fn a_version_without_a_difference_writes_nothing() {
    let mut project = Project::with_users();
    project.built();
    let before = project.migrations();
    project.users("v3.0.0", "  age: {type: str}\n");
    assert!(project.built().migrations.is_empty());
    assert_eq!(project.migrations(), before);
}

#[test]
fn what_is_not_enabled_is_left_alone_until_it_is_asked_for() {
    let mut project = Project::new();
    let text = "users:\n  id: {type: int, pk: true}\n  age: int\n";
    project.write("schemas/zSchema.users.yaml", text);
    assert!(project.built().migrations.is_empty());
    assert!(!project.file("migrations").exists());

    project.users("v1.0.0", "  age: int\n");
    project.built();
    let before = project.migrations();
    // Switched off, and unchanged: it stays as it is.
    project.write(
        "schemas/zSchema.users.yaml",
        "users:\n  id: {type: int, pk: true, auto_increment: true}\n  age: int\n",
    );
    project.built();
    project.write(
        "schemas/zSchema.users.yaml",
        "users:\n  id: {type: int, pk: true, auto_increment: true}\n  age: int\n  b: int\n",
    );
    assert_says(
        &project.refused(),
        &[
            "Migration blocked: zMigration is not enabled",
            "schemas/zSchema.users.yaml",
            "add column users.b (int)",
            "zMigration: true",
            "zMigrationVersion: v1.0.1",
        ],
    );
    assert_eq!(project.migrations(), before);
}

#[test]
fn a_struct_that_follows_a_table_asks_for_it() {
    let mut project = Project::new();
    project.write("schemas/zSchema.users.yaml", "users:\n  id: {type: int, pk: true}\n");
    project.write("src/main.rs", "#[zmig::model(table = \"users\")]\npub struct User;\nfn main() {}\n");
    assert_says(
        &project.refused(),
        &[
            "Migration blocked: zMigration is not enabled",
            "schemas/zSchema.users.yaml",
            "User in src/main.rs",
        ],
    );
}

/// Generated code, say: rustc takes it, and the stack of a build script would not.
#[test]
fn a_source_may_be_as_deep_as_rustc_takes_it() {
    let mut project = Project::new();
    let deep = format!("{}1{}", "(".repeat(3_000), ")".repeat(3_000));
    let text = format!(
        "fn main() {{ let _ = {deep}; }}\n\n#[zmig::model(version = \"v1.0.0\")]\npub struct User {{\n    \
         #[zmig(pk)]\n    pub id: i64,\n}}\n"
    );
    project.write("src/main.rs", &text);
    assert_eq!(project.built().migrations.len(), 1);
}

#[test]
fn a_struct_is_a_schema_and_its_version_is_pasted_into_its_attribute() {
    let mut project = Project::new();
    let model = |version: &str, more: &str| {
        format!(
            "mod post;\nfn main() {{}}\n\n#[zmig::model(version = \"{version}\")]\npub struct User {{\n    \
             #[zmig(pk, auto_increment)]\n    pub id: i64,\n{more}}}\n"
        )
    };
    project.write("src/main.rs", &model("v1.0.0", ""));
    project.write(
        "src/post.rs",
        "#[zmig::model(version = \"v1.0.0\")]\npub struct Post {\n    #[zmig(pk)]\n    pub id: i64,\n    \
         #[zmig(foreign_key = \"users.id\")]\n    pub user_id: i64,\n}\n",
    );
    assert_eq!(project.built().migrations.len(), 2);
    project.write("src/main.rs", &model("v1.0.0", "    pub name: Option<String>,\n"));
    assert_says(
        &project.refused(),
        &["src/main.rs:4:", "add column users.name (str)", "version = \"v1.0.1\""],
    );
    project.write("src/main.rs", &model("v1.0.1", "    pub name: Option<String>,\n"));
    assert_eq!(project.built().migrations.len(), 1);
    // Without a version the struct describes nothing any more, which is no drop.
    project.write("src/main.rs", "mod post;\nfn main() {}\n");
    assert_says(&project.refused(), &["nothing describes", "the migrations give it tables", "users"]);
}

#[test]
fn both_readings_of_a_change_are_offered() {
    let mut project = Project::new();
    project.users("v1.0.0", "  handle: str\n  n: text\n");
    project.built();
    project.users("v1.1.0", "  slug: str\n  n: text\n");
    assert_says(
        &project.refused(),
        &[
            "users.handle is gone and users.slug is new",
            "renamed_from: handle",
            "say so on slug:",
            "  = help:   renamed_from: handle\n",
            "  = help:   dropped: [handle]",
            "zSchema.users.yaml:8:3",
        ],
    );
    project.users("v1.1.0", "  handle: str\n  n: text\n  age: {type: int, required: true}\n");
    assert_says(&project.refused(), &["default: …", "backfill: …"]);
    project.users("v1.1.0", "  handle: str\n  n: {type: bytes}\n");
    assert_says(&project.refused(), &["using: "]);
    project.users("v1.1.0", "  slug: {type: str, renamed_from: handle}\n  n: text\n");
    let name = &project.built().migrations[0];
    assert!(project.read(&format!("migrations/sqlite/{name}.up.sql")).contains("RENAME COLUMN"));
    // The hint lost its meaning with its migration, and may stay.
    assert!(project.built().migrations.is_empty());
}

#[test]
fn a_struct_is_answered_in_its_own_language() {
    let mut project = Project::new();
    let model = |fields: &str| {
        format!(
            "fn main() {{}}\n\n#[zmig::model(version = \"v1.0.0\")]\npub struct User {{\n    #[zmig(pk)]\n    pub id: i64,\n{fields}}}\n"
        )
    };
    project.write("src/main.rs", &model("    pub handle: Option<String>,\n"));
    project.built();
    project.write("src/main.rs", &model("    pub slug: Option<String>,\n    pub age: i64,\n"));
    assert_says(
        &project.refused(),
        &[
            "src/main.rs:7:",
            "  = help:   #[zmig(renamed_from = \"handle\")]\n",
            "  = help:   dropped = [\"handle\"]",
            "`default = \"…\"`",
            "make the field an `Option`",
        ],
    );
}

#[test]
fn a_deleted_source_is_no_drop() {
    let mut project = Project::with_users();
    project.schema("posts", "v1.0.0", "  title: str\n");
    project.built();
    let before = project.migrations();
    std::fs::remove_file(project.file("schemas/zSchema.posts.yaml")).unwrap();
    assert_says(
        &project.refused(),
        &["nothing describes zSchema.posts any more", "its tables: posts", "dropped_tables: [posts]"],
    );
    assert_eq!(project.migrations(), before);
    project.write(
        "schemas/zSchema.posts.yaml",
        "Meta:\n  zMigration: true\n  zMigrationVersion: v1.1.0\n  dropped_tables: [posts]\n",
    );
    let name = &project.built().migrations[0];
    assert!(project.read(&format!("migrations/sqlite/{name}.up.sql")).contains("DROP TABLE \"posts\""));
    // With the table gone, its source may go as well.
    std::fs::remove_file(project.file("schemas/zSchema.posts.yaml")).unwrap();
    project.built();
}

#[test]
fn a_greater_risk_than_allowed_stops_the_build() {
    let mut project = Project::new();
    project.users("v1.0.0", "  age: str\n");
    project.built();
    project.users("v1.1.0", "  age: int\n  new: str\n");
    let error = project.builder().max_risk(Risk::Medium).try_generate().unwrap_err().to_string();
    assert_says(
        &error,
        &[
            "of a greater risk than `max_risk` allows",
            "alter column users.age: str -> int (high: values may change, or not convert)",
            "zmig.toml",
        ],
    );
    assert!(!error.contains("add column users.new"), "{error}");
    project.users("v1.1.0", "  age: str\n  size: {type: int, generated: length(age)}\n");
    let error = project.builder().max_risk(Risk::Safe).try_generate().unwrap_err().to_string();
    assert_says(
        &error,
        &["add column users.size (int) (medium: it is computed for every row, which rewrites"],
    );
    project.users("v1.1.0", "  age: int\n  new: str\n");
    assert_eq!(project.builder().max_risk(Risk::High).try_generate().unwrap().migrations.len(), 1);
}

#[test]
fn settings_are_read_from_the_file_and_the_builder_wins() {
    let mut project = Project::new();
    project.write(
        "zmig.toml",
        "migrations = \"db\"\ndialects = [\"postgres\"]\nsplit = \"change\"\nmode = \"write\"\n",
    );
    project.users("v1.0.0", "  age: str\n");
    project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    project.built();
    for folder in ["db/sqlite", "db/postgres"] {
        assert!(project.file(folder).is_dir(), "{folder}");
    }
    project.users("v1.1.0", "  age: str\n  a: str\n  b: str\n");
    assert_eq!(project.built().migrations.len(), 2, "one for each change");
    project.users("v1.2.0", "  age: str\n  a: str\n  b: str\n  c: str\n  d: str\n");
    assert_eq!(project.builder().split(Split::Schema).try_generate().unwrap().migrations.len(), 1);
    project.write("zmig.toml", "migrashuns = \"db\"\n");
    assert_says(
        &project.refused(),
        &["unknown key `migrashuns`", "did you mean `migrations`?", "zmig.toml:1:1"],
    );
}

#[test]
fn check_only_says_why_and_writes_nothing() {
    let mut project = Project::with_users();
    let check = |project: &Project| project.builder().mode(Mode::Check).try_generate();
    let error = check(&project).unwrap_err().to_string();
    assert_says(
        &error,
        &[
            "create table users",
            "nothing was written because the mode is `check`",
            "run `cargo build` on your machine and commit",
        ],
    );
    assert!(!project.file("migrations").exists());
    project.built();
    check(&project).unwrap();
    for file in ["Cargo.toml.orig", ".cargo-checksum.json"] {
        project.write(file, "");
        project.users("v1.0.1", &format!("  age: {{type: str}}\n  c{}: str\n", file.len()));
        // In CI the mode is told by the variable, which comes first.
        let error = project.builder().mode(Mode::Auto).try_generate().unwrap_err().to_string();
        assert!(
            error.contains(&format!("nothing was written because this is a packaged copy ({file} is there)"))
                || error.contains("nothing was written because CI is set"),
            "{error}"
        );
        std::fs::remove_file(project.file(file)).unwrap();
    }
}

#[test]
fn another_dialect_is_given_to_the_migrations_that_exist() {
    let mut project = Project::with_users();
    project.built();
    project.users("v1.1.0", "  age: {type: int}\n");
    project.built();
    let before = project.migrations();
    let outcome = project.builder().dialects([Dialect::Postgres]).try_generate().unwrap();
    assert!(outcome.migrations.is_empty());
    assert_says(&outcome.repairs.join("\n"), &["lacked SQL for SQLite or PostgreSQL"]);
    let after = project.migrations();
    assert_eq!(after.keys().filter(|f| f.starts_with("postgres/")).count(), 4);
    assert!(before.iter().filter(|(f, _)| f.starts_with("sqlite/")).all(|(f, text)| after[f] == *text));
    assert!(project.builder().dialects([Dialect::Postgres]).mode(Mode::Check).try_generate().is_ok());
}
