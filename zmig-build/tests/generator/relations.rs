//! What the macros read of a table's relations follows the tables on the other side.

use crate::Project;

/// Two files of a table each: users who have posts.
fn project(users: &str, posts: &str) -> Project {
    let project = Project::new();
    project.schema(
        "users",
        "v1.0.0",
        &format!("  team: {{type: int, required: true, unique: true}}\n{users}"),
    );
    project.schema("posts", "v1.0.0", posts);
    project
}

/// The relations of a table, as they stand in the file that its macro reads.
fn relations(project: &Project, table: &str) -> String {
    let text = project.read(&format!("out/zmig/tables/{table}.json"));
    let at = text.find("\"relations\"").unwrap_or(text.len());
    text[at..].to_owned()
}

const HAS_MANY: &str = "  Meta:\n    has_many: {posts: posts.user}\n";

#[test]
fn a_table_is_written_again_when_the_other_one_changes() {
    let mut project = project(HAS_MANY, "  user: {foreign_key: users.id}\n");
    project.built();
    let before =
        r#""relations":[{"name":"posts","kind":"has_many","table":"posts","pairs":[["id","user"]]}]}"#;
    assert_eq!(relations(&project, "users"), before);

    // The key now leads to another column of this table.
    project.schema("posts", "v1.1.0", "  user: {foreign_key: users.team}\n");
    project.built();
    assert_eq!(relations(&project, "users"), before.replace("\"id\"", "\"team\""));

    project.schema("posts", "v1.2.0", "  user: {foreign_key: users.team}\n  Meta: {soft_delete: true}\n");
    project.built();
    let marked = before.replace("\"id\"", "\"team\"").replace("]]}", "]],\"soft_delete\":true}");
    assert_eq!(relations(&project, "users"), marked);

    // A change of this table alone still knows what the other file says.
    project.schema(
        "users",
        "v1.1.0",
        &format!("  team: {{type: int, required: true, unique: true}}\n  a: int\n{HAS_MANY}"),
    );
    project.built();
    assert_eq!(relations(&project, "users"), marked);
    project.check().unwrap();
}

#[test]
fn a_relation_whose_key_goes_is_a_mistake_of_the_other_file() {
    let mut project = project(HAS_MANY, "  user: {foreign_key: users.id}\n");
    project.built();
    project.schema("posts", "v1.1.0", "  user: int\n");
    let said = project.refused();
    for part in [
        "posts.user has no foreign key to users",
        "schemas/zSchema.users.yaml",
        "user: {foreign_key: users.id}",
    ] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    project.schema("posts", "v1.1.0", "  user: {foreign_key: users.id}\n  a: int\n");
    project.built();
}

#[test]
fn a_relation_to_one_needs_the_other_side_to_stay_unique() {
    let users = "  Meta:\n    has_one: {post: posts.user}\n";
    let mut project = project(users, "  user: {foreign_key: users.id, unique: true}\n");
    project.built();
    assert!(relations(&project, "users").contains("\"has_one\""));
    project.schema("posts", "v1.1.0", "  user: {foreign_key: users.id}\n");
    let said = project.refused();
    assert!(said.contains("users has one post, and posts.user is not unique"), "{said}");
}
