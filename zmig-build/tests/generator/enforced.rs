//! `enforce: database`: what some of the databases in use cannot keep is refused, whichever file says it.

use crate::Project;

const CODE: &str = "  code: {type: str, rules: {pattern: '[a-z]+', enforce: database}}\n";

fn with(data_type: &str, version: &str, column: &str) -> String {
    format!(
        "Meta:\n  Data_Type: {data_type}\n  zMigration: true\n  zMigrationVersion: {version}\n\n\
         codes:\n  id: {{type: int, pk: true}}\n{column}"
    )
}

#[test]
fn a_pattern_is_for_postgres_alone() {
    let mut project = Project::new();
    project.write("schemas/zSchema.codes.yaml", &with("sqlite", "v1.0.0", CODE));
    let said = project.refused();
    for part in [
        "SQLite cannot keep the rule pattern of codes.code",
        "it has no regular expressions",
        "schemas/zSchema.codes.yaml:8:28",
        "leave `enforce` away",
    ] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    project.write("schemas/zSchema.codes.yaml", &with("postgres", "v1.0.0", CODE));
    project.built();
    let up = &project.migrations()["postgres/20251220140000_codes_v1_0_0.up.sql"];
    assert!(up.contains(r#"CHECK ("code" ~ '^(?:[a-z]+)$')"#), "{up}");
}

#[test]
fn another_files_database_counts_when_one_file_changes() {
    let mut project = Project::with_users();
    project.write("schemas/zSchema.codes.yaml", &with("postgres", "v1.0.0", ""));
    project.built();
    project.write("schemas/zSchema.codes.yaml", &with("postgres", "v1.1.0", CODE));
    let said = project.refused();
    assert!(said.contains("SQLite cannot keep the rule pattern of codes.code"), "{said}");
}

#[test]
fn changing_an_enforced_rule_is_a_migration() {
    let mut project = Project::new();
    let age = |rules: &str| format!("  age: {{type: int, rules: {{{rules}}}}}\n");
    project.write("schemas/zSchema.codes.yaml", &with("sqlite", "v1.0.0", &age("min: 0")));
    project.built();
    // Rules of the program alone are none of the database's business.
    project.write("schemas/zSchema.codes.yaml", &with("sqlite", "v1.0.0", &age("min: 1")));
    assert!(project.built().migrations.is_empty());
    project.write("schemas/zSchema.codes.yaml", &with("sqlite", "v1.0.0", &age("min: 1, enforce: database")));
    let said = project.refused();
    for part in
        ["zSchema.codes changed, and its version is still v1.0.0", "add check ck_codes_age_min on codes"]
    {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    project.write("schemas/zSchema.codes.yaml", &with("sqlite", "v1.1.0", &age("min: 1, enforce: database")));
    assert_eq!(project.built().migrations.len(), 1);
}
