//! Schemas whose data is in different databases.

use crate::Project;

/// A schema with one table, and where its data is.
fn schema(project: &Project, name: &str, version: &str, source: Option<&str>, rest: &str) {
    let source = source.map(|s| format!("  Data_Source: {s}\n")).unwrap_or_default();
    let text = format!(
        "Meta:\n  Data_Type: sqlite\n{source}  zMigration: true\n  zMigrationVersion: {version}\n\n\
         {name}:\n  id: {{type: int, pk: true}}\n{rest}"
    );
    project.write(&format!("schemas/zSchema.{name}.yaml"), &text);
}

fn embedded(project: &Project) -> String {
    project.read("out/zmig/embed.rs")
}

#[test]
fn the_program_knows_where_the_data_of_each_schema_is() {
    let mut project = Project::new();
    schema(&project, "users", "v1.0.0", None, "");
    schema(&project, "posts", "v1.0.0", None, "");
    project.built();
    assert!(!embedded(&project).contains("sources"), "{}", embedded(&project));

    schema(&project, "users", "v1.0.0", Some("ZDATA_USERS_URL"), "");
    assert!(project.built().migrations.is_empty(), "where data is asks for no migration");
    let pair = ".__with_sources(&[(\"zSchema.users\", \"ZDATA_USERS_URL\")])";
    assert!(embedded(&project).contains(pair), "{}", embedded(&project));

    schema(&project, "posts", "v1.0.1", Some("ZDATA_POSTS_URL"), "  title: str\n");
    assert_eq!(project.built().migrations.len(), 1);
    schema(&project, "users", "v1.0.1", Some("ZDATA_USERS_URL"), "  name: str\n");
    assert_eq!(project.built().migrations.len(), 1);
    let text = embedded(&project);
    let pairs = "&[(\"zSchema.posts\", \"ZDATA_POSTS_URL\"), (\"zSchema.users\", \"ZDATA_USERS_URL\")]";
    assert!(text.contains(pairs), "{text}");
    project.check().unwrap();

    schema(&project, "users", "v1.0.1", None, "  name: str\n");
    schema(&project, "posts", "v1.0.1", None, "  title: str\n");
    project.built();
    assert!(!embedded(&project).contains("sources"), "{}", embedded(&project));
}

#[test]
fn nothing_leads_from_one_database_into_another() {
    let key = "  user_id: {type: int, foreign_key: users.id}\n";
    let mut project = Project::new();
    schema(&project, "users", "v1.0.0", Some("ZDATA_USERS_URL"), "");
    schema(&project, "posts", "v1.0.0", Some("ZDATA_POSTS_URL"), "");
    project.built();
    let before = project.migrations();
    schema(&project, "posts", "v1.0.1", Some("ZDATA_POSTS_URL"), key);
    let said = project.refused();
    for part in [
        "the foreign key fk_posts_user_id leads from posts into another database, where users is",
        "schemas/zSchema.posts.yaml:9:3",
        "zSchema.posts is in ZDATA_POSTS_URL",
        "schemas/zSchema.users.yaml:3:16",
        "zSchema.users is in ZDATA_USERS_URL",
        "leave the foreign key out",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(project.migrations(), before);

    schema(&project, "posts", "v1.0.1", None, key);
    let said = project.refused();
    assert!(said.contains("zSchema.posts names no source"), "{said}");
    schema(&project, "posts", "v1.0.1", Some("ZDATA_USERS_URL"), key);
    project.built();

    // What was written while they were together keeps them together.
    schema(&project, "posts", "v1.1.0", Some("ZDATA_POSTS_URL"), "  user_id: int\n");
    let said = project.refused();
    assert!(said.contains("_posts_v1_0_1 builds on") && said.contains("one `Data_Source`"), "{said}");
}

#[test]
fn a_type_is_where_its_columns_are() {
    let mut project = Project::new();
    project.write(
        "schemas/zSchema.kinds.yaml",
        "Meta:\n  Data_Type: postgres\n  Data_Source: ZDATA_KINDS_URL\n  zMigration: true\n  zMigrationVersion: v1.0.0\n  \
         enums: {kind: [a, b]}\nthings:\n  id: {type: int, pk: true}\n",
    );
    schema(&project, "posts", "v1.0.0", Some("ZDATA_POSTS_URL"), "  kind: {type: {enum: kind}}\n");
    let said = project.refused();
    assert!(said.contains("posts.kind is of the type kind, which is in another database"), "{said}");
    schema(&project, "posts", "v1.0.0", Some("ZDATA_KINDS_URL"), "  kind: {type: {enum: kind}}\n");
    project.built();
}

#[test]
fn a_schema_has_one_place() {
    let mut project = Project::new();
    schema(&project, "users", "v1.0.0", Some("ZDATA_A_URL"), "");
    let text = project
        .read("schemas/zSchema.users.yaml")
        .replace("Meta:\n", "Meta:\n  Schema_Name: zSchema.users\n");
    project.write("schemas/more.yaml", &text.replace("users:\n", "others:\n").replace("_A_", "_B_"));
    let said = project.refused();
    assert!(said.contains("zSchema.users is given two places for its data"), "{said}");
    project.write("schemas/more.yaml", &text.replace("users:\n", "others:\n"));
    project.built();
}
