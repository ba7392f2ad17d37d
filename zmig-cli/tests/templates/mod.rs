//! Frequent changes as they are typed, on both databases, there and back; and the layout of what they edit.

use crate::project::{Project, postgres_and_sqlite};

const USERS: &str = "users:
  id:   {type: int, pk: true, auto_increment: true}
  name: str   # as printed
";

#[test]
fn every_template_goes_there_and_back() {
    for database in postgres_and_sqlite() {
        let project = Project::new();
        project.schema("v1.0.0", USERS);
        project.build();
        let url = database.url(&project);
        let d = ["-d", url.as_str()];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(&project, "INSERT INTO users (name) VALUES ('Ada')");
        for words in [
            &["add-column", "users.age", "{type: int, default: 36, required: true}"][..],
            &["add-index", "users.name"],
            &["add-index", "users.name,age", "--unique"],
            &[
                "create-table",
                "posts",
                "user_id: {type: int, required: true}",
                "--with-timestamps",
                "--with-soft-delete",
            ],
            &["add-foreign-key", "posts.user_id", "users.id", "--on-delete", "cascade"],
            &["rename-column", "users.name", "full_name"],
            &["people are of age", "add-check", "users", "of_age", "age >= 18"],
        ] {
            let told = project.zmig(["new"].iter().chain(words).copied(), []).ok();
            assert!(told.contains("edited schemas/zSchema.users.yaml") && told.contains("wrote "), "{told}");
            assert!(project.zmig(["check"], []).ok().contains("agree"));
        }
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(
            &project,
            "INSERT INTO posts (user_id) SELECT id FROM users WHERE full_name = 'Ada' AND age = 36",
        );
        assert!(database.try_sql(&project, "UPDATE users SET age = 3").is_err());
        database.sql(&project, "DELETE FROM users");
        project.zmig(["verify"], d).ok();
        project.zmig(["rollback", "--to-version", "v1.0.0", "--yes"], d).ok();
        database.sql(&project, "INSERT INTO users (name) VALUES ('Bob')");
        assert!(database.try_sql(&project, "SELECT age FROM users").is_err(), "the column is gone");
        project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(project.read("schemas/zSchema.users.yaml").contains("zMigrationNotes: people are of age"));
        let json = project.zmig(["new", "add-column", "posts.title", "text", "--json"], []).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["edited"][0], "schemas/zSchema.users.yaml");
        assert_eq!(json["written"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn what_is_typed_wrong_or_does_not_fit_changes_nothing() {
    let project = Project::new();
    project.schema("v1.0.0", USERS);
    project.build();
    let before = project.read("schemas/zSchema.users.yaml");
    for words in [
        &["new"][..],
        &["new", "data", "--up", "x", "--down", "y"],
        &["new", "add-column", "users", "str"],
        &["new", "--guard", "SELECT 1", "add-column", "users.a", "str"],
        &["new", "--depends-on", "x", "add-index", "users.name"],
        &["new", "--schema", "users", "add-index", "users.name"],
        &["new", "add-index", "users.name", "--guard", "SELECT 1"],
        &["new", "add-colum", "users.a", "str"],
    ] {
        project.zmig(words.iter().copied(), []).fails(2);
    }
    let refused = project.zmig(["new", "add-column", "users.a", "strr"], []).fails(1);
    assert!(refused.contains("nothing was changed") && refused.contains("under users: a: strr"), "{refused}");
    let refused =
        project.zmig_with(&[("ZMIG_MODE", "check")], ["new", "add-column", "users.a", "str"], []).fails(1);
    assert!(refused.contains("ZMIG_MODE is `check`"), "{refused}");
    assert_eq!(project.read("schemas/zSchema.users.yaml"), before);
    assert_eq!(project.migrations().len(), 1);
}

#[test]
fn files_get_one_layout_and_say_the_same() {
    let project = Project::new();
    project.schema("v1.0.0", "\n\nusers:\n    id: {type: int,pk: true}   \n    name:   str\n");
    project.build();
    let refused = project.zmig(["fmt", "--check"], []).fails(1);
    assert!(refused.contains("not formatted: schemas/zSchema.users.yaml"), "{refused}");
    assert!(project.zmig(["fmt"], []).ok().contains("formatted schemas/zSchema.users.yaml"));
    let text = project.read("schemas/zSchema.users.yaml");
    assert!(text.ends_with("v1.0.0\n\nusers:\n  id: {type: int, pk: true}\n  name: str\n"), "{text}");
    assert!(project.zmig(["check"], []).ok().contains("agree"));
    let json = project.zmig(["fmt", "--check", "--json"], []).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["files"], &json["changed"]), (&1.into(), &serde_json::json!([])));
    // One that cannot be read keeps all others as they are.
    project.write("schemas/zSchema.a.yaml", "a:\n     b:   int\n");
    project.write("schemas/zSchema.b.yaml", "b: {\n");
    project.zmig(["fmt"], []).fails(1);
    assert_eq!(project.read("schemas/zSchema.a.yaml"), "a:\n     b:   int\n");
}
