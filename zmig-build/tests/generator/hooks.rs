//! Hooks in what is generated.

use crate::Project;
use zmig_build::verbs;
use zmig_core::{Hook, HookMoment, Manifest, SqlFile};

const HOOKS: &str = "  zMigrationHooks:\n    before_migrate: {sqlite: \"SELECT 'a;b'\", postgres: 'SELECT 2 -- two'}\n    \
                     after_migrate: fill_slugs\n    on_rollback: {sql: UPDATE users SET slug = NULL;}\n";

fn users(project: &Project, version: &str, columns: &str) {
    project.write(
        "schemas/zSchema.users.yaml",
        &format!(
            "Meta:\n  zMigration: true\n  zMigrationVersion: {version}\n{HOOKS}users:\n  id: {{type: int, pk: true}}\n{columns}"
        ),
    );
}

/// The titles and calls of the steps of a migration's file.
fn steps(project: &Project, name: &str, dialect: &str, way: &str) -> Vec<String> {
    let text = project.read(&format!("migrations/{dialect}/{name}.{way}.sql"));
    let file = SqlFile::parse(&text).unwrap();
    let step = |s: &zmig_core::SqlStep<'_>| match s.call {
        Some(call) => format!("{}: call {call}", s.title),
        None if s.title.starts_with("hook") => format!("{}: {}", s.title, s.sql),
        None => s.title.to_owned(),
    };
    file.steps.iter().map(step).collect()
}

fn manifest(project: &Project, name: &str) -> Manifest {
    Manifest::parse(&project.read(&format!("migrations/{name}.json"))).unwrap()
}

#[test]
fn hooks_are_steps_of_the_version_that_is_generated() {
    let mut project = Project::new();
    project.write("zmig.toml", "mode = \"write\"\ndialects = [\"sqlite\", \"postgres\"]\n");
    users(&project, "v1.0.0", "  slug: {type: str}\n");
    let names = project.built().migrations;
    let [name] = names.as_slice() else { panic!("{names:?}") };
    let sqlite = steps(&project, name, "sqlite", "up");
    assert_eq!(sqlite.first().unwrap(), "hook before_migrate: SELECT 'a;b';");
    assert_eq!(sqlite.last().unwrap(), "hook after_migrate: call fill_slugs");
    let postgres = steps(&project, name, "postgres", "up");
    assert_eq!(postgres.first().unwrap(), "hook before_migrate: SELECT 2 -- two\n;");
    let down = steps(&project, name, "postgres", "down");
    assert_eq!(down[0], "hook on_rollback: UPDATE users SET slug = NULL;");
    assert_eq!(
        manifest(&project, name).hooks[&HookMoment::AfterMigrate],
        Hook::Function("fill_slugs".into())
    );
    // What a hook does nobody knows, so that gates stop at it; its author wrote a way back.
    let sqlite = &manifest(&project, name).dialects[&zmig_core::Dialect::Sqlite];
    assert_eq!(sqlite.risk, zmig_core::Risk::High);
    assert_eq!(sqlite.reversibility, zmig_core::Reversibility::Exact);
    // Nothing changed: nothing is written. An amended one has the hooks that the source has now.
    assert!(project.built().migrations.is_empty());
    let file = "schemas/zSchema.users.yaml";
    project.write(file, &project.read(file).replace("fill_slugs", "fill_all"));
    verbs::amend(project.path(), None).unwrap();
    assert_eq!(steps(&project, name, "sqlite", "up").last().unwrap(), "hook after_migrate: call fill_all");
    // Hooks belong to a version: the next one is generated without those that are gone.
    users(&project, "v1.1.0", "  slug: {type: str}\n  age: {type: int}\n");
    project.write(file, &project.read(file).replace(HOOKS, ""));
    let next = project.built().migrations;
    assert!(manifest(&project, &next[0]).hooks.is_empty());
    assert!(!project.read(&format!("migrations/{}.json", next[0])).contains("hooks"));
}

#[test]
fn hooks_get_a_migration_of_their_own_beside_what_runs_outside_a_transaction() {
    let mut project = Project::new();
    project.write("zmig.toml", "mode = \"write\"\ndialects = [\"sqlite\", \"postgres\"]\nonline = true\n");
    users(&project, "v1.0.0", "  slug: {type: str}\n  kind: {type: str, indexed: true}\n");
    assert_eq!(project.built().migrations.len(), 1, "an index of a new table comes with it");
    users(&project, "v1.1.0", "  slug: {type: str, indexed: true}\n  kind: {type: str, indexed: true}\n");
    let names = project.built().migrations;
    let parts: Vec<_> =
        names.iter().map(|n| manifest(&project, n)).map(|m| (m.part, m.parts, m.hooks.len())).collect();
    assert_eq!(parts, [(1, 3, 1), (2, 3, 0), (3, 3, 2)]);
    assert_eq!(steps(&project, &names[0], "postgres", "up"), ["hook before_migrate: SELECT 2 -- two\n;"]);
    assert_eq!(
        steps(&project, &names[2], "postgres", "down"),
        ["hook on_rollback: UPDATE users SET slug = NULL;"]
    );
    let text = project.read(&format!("migrations/postgres/{}.up.sql", names[1]));
    assert!(text.starts_with("-- no-transaction") && !text.contains("hook"), "{text}");
    assert!(project.built().migrations.is_empty());
}

#[test]
fn a_hook_that_is_no_name_and_no_sql_is_refused() {
    let mut project = Project::new();
    users(&project, "v1.0.0", "  slug: {type: str}\n");
    let file = "schemas/zSchema.users.yaml";
    project.write(file, &project.read(file).replace("fill_slugs", "UPDATE users SET slug = 1"));
    let error = project.build().unwrap_err().to_string();
    assert!(error.contains("SQL stands under `sql`"), "{error}");
    project.write(file, &project.read(file).replace("UPDATE users SET slug = 1", "{oracle: x}"));
    let error = project.build().unwrap_err().to_string();
    assert!(error.contains("{sqlite: …, postgres: …}"), "{error}");
}
