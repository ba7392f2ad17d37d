//! What a build refuses by lint, and how it is accepted.

use crate::Project;
use zmig_core::Risk;

/// The schema `users` with a line more in its `Meta`.
fn users(project: &Project, version: &str, meta: &str, columns: &str) {
    let text = format!(
        "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: {version}\n{meta}\n\
         users:\n  id: {{type: int, pk: true, auto_increment: true}}\n{columns}"
    );
    project.write("schemas/zSchema.users.yaml", &text);
}

#[test]
fn a_denied_code_fails_the_build_until_it_is_allowed() {
    let mut project = Project::new();
    project.write("zmig.toml", "[lint]\ndeny = [\"ZM002\"]\n");
    users(&project, "v1.0.0", "", "  age: {type: str}\n  size: {type: str}\n");
    project.built();
    let before = project.migrations();
    let gone = "  age: {type: str}\n  Meta: {dropped: [size]}\n";
    users(&project, "v1.1.0", "", gone);
    let said = project.refused();
    for part in [
        "ZM002: column users.size goes with its values",
        "schemas/zSchema.users.yaml:6:1",
        "zmig.toml denies it",
        "`allow: [ZM002]` in the file's `Meta`",
    ] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    assert_eq!(project.migrations(), before, "nothing is written");
    users(&project, "v1.1.0", "  allow: [ZM021]\n", gone);
    assert!(project.refused().contains("`allow: [ZM002, ZM021]`"), "the line keeps what is allowed");
    users(&project, "v1.1.0", "  allow: [ZM002]\n", gone);
    let outcome = project.built();
    assert_eq!((outcome.migrations.len(), outcome.warnings.len()), (1, 0));
}

#[test]
fn what_may_hurt_is_said_once_when_it_is_written() {
    let mut project = Project::new();
    users(&project, "v1.0.0", "", "  age: {type: str}\n  size: {type: str}\n");
    assert!(project.built().warnings.is_empty(), "a table that nobody knows yet");
    users(&project, "v1.1.0", "", "  age: {type: str}\n  Meta: {dropped: [size]}\n");
    assert_eq!(project.built().warnings, ["ZM002 (zSchema.users): column users.size goes with its values"]);
    assert!(project.built().warnings.is_empty());
    project.write("zmig.toml", "[lint]\nallow = [\"ZM002\"]\n");
    users(&project, "v1.2.0", "", "  Meta: {dropped: [age]}\n");
    assert!(project.built().warnings.is_empty(), "the project accepts it");
}

#[test]
fn a_risk_that_is_too_great_can_be_accepted_by_its_code() {
    let mut project = Project::new();
    users(&project, "v1.0.0", "", "  age: {type: str}\n  size: {type: str}\n");
    project.built();
    let gone = "  age: {type: str}\n  Meta: {dropped: [size]}\n";
    users(&project, "v1.1.0", "  allow: [ZM021]\n", gone);
    let said = project.builder().max_risk(Risk::Medium).try_generate().unwrap_err().to_string();
    assert!(said.contains("drop column users.size (str) (high: its data is lost)"), "{said}");
    assert!(said.contains("accept them for this version: `allow: [ZM002]` in the file's `Meta`"), "{said}");
    users(&project, "v1.1.0", "  allow: [ZM002]\n", gone);
    assert_eq!(project.builder().max_risk(Risk::Medium).try_generate().unwrap().migrations.len(), 1);
}

#[test]
fn an_unknown_code_is_an_error_with_the_nearest() {
    let mut project = Project::new();
    users(&project, "v1.0.0", "  allow: [ZM002, ZM-021]\n", "");
    let said = project.refused();
    for part in ["no lint rule has the code `ZM-021`", "did you mean ZM021 (", "zSchema.users.yaml:5:18"] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    project.write(
        "src/lib.rs",
        "#[zmig::model(table = \"pets\", version = \"v1.0.0\", allow = [\"banana\"])]\n\
         pub struct Pet { #[zmig(pk)] pub id: i64 }\n",
    );
    users(&project, "v1.0.0", "", "");
    let said = project.refused();
    assert!(said.contains("the code `banana`") && said.contains("codes are `ZM` and three digits"), "{said}");
}
