//! What a build says and writes.

use crate::Project;
use crate::project::files;

#[test]
fn the_example_works_word_for_word() {
    let mut project = Project::with_users();
    assert_eq!(project.built().migrations, ["20251220130000_users_v1_0_0"]);
    project.users("v1.0.0", "  age: {type: int}\n  nick: {type: str}\n");
    let before = project.migrations();
    let said = project.refused();
    for part in [
        "zSchema.users changed, and its version is still v1.0.0",
        "schemas/zSchema.users.yaml:4:22",
        "alter column users.age: str -> int",
        "add column users.nick (str)",
        "zMigrationVersion: v1.1.0",
    ] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    assert_eq!(project.migrations(), before);
    project.users("v1.1.0", "  age: {type: int}\n  nick: {type: str}\n");
    assert_eq!(project.built().migrations, ["20251220150000_users_v1_1_0"]);
    let after = project.migrations();
    for file in ["sqlite/20251220150000_users_v1_1_0.up.sql", "sqlite/20251220150000_users_v1_1_0.down.sql"] {
        assert!(after.contains_key(file), "{:?}", after.keys());
    }
}

#[test]
fn a_second_build_touches_nothing() {
    let mut project = Project::with_users();
    project.built();
    let times = |project: &Project| {
        files(project.path())
            .into_keys()
            .filter(|f| !f.contains("cache/"))
            .map(|f| (project.file(&f).metadata().unwrap().modified().unwrap(), f))
            .collect::<Vec<_>>()
    };
    let before = times(&project);
    for _ in 0..3 {
        assert!(project.built().migrations.is_empty());
        project.builder().__without_cache().try_generate().unwrap();
    }
    assert_eq!(times(&project), before);
}
