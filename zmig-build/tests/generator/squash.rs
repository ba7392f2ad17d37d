//! squash, and what a project does after it.

use crate::Project;
use zmig_build::verbs::{self, SquashRequest, Squashed};
use zmig_core::Manifest;

fn request(schema: Option<&str>, to: Option<&str>) -> SquashRequest {
    SquashRequest { schema: schema.map(str::to_owned), to: to.map(str::to_owned), ..SquashRequest::default() }
}

fn squashed(project: &Project, request: &SquashRequest) -> Squashed {
    verbs::squash(project.path(), request).unwrap_or_else(|e| panic!("{e}"))
}

/// What it says, once it is known that nothing was written.
fn refused(project: &Project, request: &SquashRequest) -> String {
    let before = project.migrations();
    let error = verbs::squash(project.path(), request).expect_err("refused").to_string();
    assert_eq!(project.migrations(), before, "{error}");
    error
}

fn manifest(project: &Project, name: &str) -> Manifest {
    Manifest::parse(&project.read(&format!("migrations/{name}.json"))).unwrap()
}

/// Users at v1.2.0, after three migrations, whose names come with it.
fn three() -> (Project, Vec<String>) {
    let mut project = Project::with_users();
    let mut names = project.built().migrations;
    project.users("v1.1.0", "  age: {type: int}\n");
    names.extend(project.built().migrations);
    project.users("v1.2.0", "  age: {type: int}\n  nick: str\n");
    names.extend(project.built().migrations);
    assert_eq!(names.len(), 3);
    (project, names)
}

#[test]
fn a_build_after_a_squash_has_nothing_to_do_and_the_next_change_follows_the_baseline() {
    let (mut project, names) = three();
    let before = project.migrations();
    let dry = squashed(&project, &SquashRequest { dry_run: true, ..request(None, None) });
    assert_eq!(project.migrations(), before);
    let done = squashed(&project, &request(None, None));
    assert_eq!(done, dry);
    assert_eq!((done.schema.as_str(), &done.replaced), ("zSchema.users", &names));
    assert_eq!(done.changes, ["create table users"]);
    assert_eq!(done.baseline, format!("{}_baseline", names[2]));
    let after = project.migrations();
    assert_eq!(after["snapshot.json"], before["snapshot.json"]);
    let files: Vec<&String> = after.keys().collect();
    assert_eq!(files.len(), 4, "{files:?}");
    let baseline = manifest(&project, &done.baseline);
    assert_eq!((baseline.format, baseline.parent, baseline.from), (3, None, None));
    assert_eq!((baseline.to.as_str(), baseline.part, baseline.parts), ("v1.2.0", 1, 1));
    let listed: Vec<&str> = baseline.replaces.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(listed, names);
    for (one, name) in baseline.replaces.iter().zip(&names) {
        let old = Manifest::parse(&before[&format!("{name}.json")]).unwrap();
        let least = if old.data_type.is_some() { 3 } else { 1 };
        assert_eq!(old.format, least, "what says nothing new is readable as ever");
        assert_eq!(one.up[&zmig_core::Dialect::Sqlite], old.dialects[&zmig_core::Dialect::Sqlite].up);
    }
    // What is embedded says it too.
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
    let embedded = project.read("out/zmig/embed.rs");
    assert!(embedded.contains(&format!("replaces: &[::zmig::__private::Replaced {{ name: {:?}", names[0])));
    project.users("v1.3.0", "  age: {type: int}\n  nick: str\n  more: str\n");
    let next = project.built().migrations;
    assert_eq!(manifest(&project, &next[0]).parent.as_ref(), Some(&done.baseline));
    assert_eq!(manifest(&project, &next[0]).format, 1);
    project.check().unwrap();
    // A dialect that comes later is rendered for the baseline, under its name.
    project.write("zmig.toml", "mode = \"write\"\ndialects = [\"sqlite\", \"postgres\"]\n");
    project.built();
    project.check().unwrap();
    assert!(project.file(&format!("migrations/postgres/{}.up.sql", done.baseline)).exists());
    assert_eq!(manifest(&project, &done.baseline).replaces.len(), 3);
    // And squashed again it lists all.
    let again = squashed(&project, &request(Some("users"), None));
    assert_eq!(again.replaced, [done.baseline.clone(), next[0].clone()]);
    let all: Vec<(String, Option<String>)> =
        manifest(&project, &again.baseline).replaces.into_iter().map(|r| (r.name, r.within)).collect();
    let within = |name: &String| (name.clone(), Some(done.baseline.clone()));
    let mut expected: Vec<_> = names.iter().map(within).collect();
    expected.extend([(done.baseline.clone(), None), (next[0].clone(), None)]);
    assert_eq!(all, expected);
    assert!(project.built().migrations.is_empty());
}

#[test]
fn a_baseline_is_nobodys_to_amend() {
    let (project, _) = three();
    squashed(&project, &request(None, None));
    let before = project.migrations();
    let error = verbs::amend(project.path(), None).unwrap_err().to_string();
    assert!(error.contains("stands for migrations that databases have"), "{error}");
    assert_eq!(project.migrations(), before);
}

#[test]
fn what_is_meant_is_named_exactly_or_asked_for() {
    let (mut project, names) = three();
    project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    project.built();
    let error = refused(&project, &request(None, None));
    assert!(error.contains("cargo zmig squash zSchema.posts"), "{error}");
    let error = refused(&project, &request(Some("usres"), None));
    assert!(error.contains("zSchema.users"), "{error}");
    let error = refused(&project, &request(Some("users"), Some("v9")));
    assert!(error.contains("no migration `v9`") && error.contains(&names[1]), "{error}");
    let error = refused(&project, &request(Some("users"), Some("v1.0.0")));
    assert!(error.contains("one migration up to there"), "{error}");
    let error = refused(&project, &request(Some("posts"), None));
    assert!(error.contains("one migration, so there is nothing to squash"), "{error}");
    // By version, stamp and name alike.
    for to in ["v1.1.0", &names[1][..14], &names[1]] {
        let dry = SquashRequest { dry_run: true, ..request(Some("zSchema.users"), Some(to)) };
        assert_eq!(squashed(&project, &dry).replaced, names[..2]);
    }
    let done = squashed(&project, &request(Some("users"), Some("v1.1.0")));
    assert_eq!(done.followers, [names[2].clone()], "of the other schema, posts follows the last");
    assert!(project.built().migrations.is_empty());
    let nothing = Project::new();
    let error = verbs::squash(nothing.path(), &request(None, None)).unwrap_err().to_string();
    assert!(error.contains("no migration to squash"), "{error}");
}

#[test]
fn sql_that_no_change_tells_of_is_not_lost_in_silence() {
    let mut project = Project::with_users();
    let mut names = project.built().migrations;
    project.users("v1.1.0", "  age: {type: str}\n  nick: str\n");
    names.extend(project.built().migrations);
    let text = "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: v1.2.0\n  zMigrationHooks: {after_migrate: {sql: SELECT 1}}\n\n\
                users:\n  id: {type: int, pk: true, auto_increment: true}\n  age: {type: str}\n  nick: str\n  more: str\n";
    project.write("schemas/zSchema.users.yaml", text);
    names.extend(project.built().migrations);
    let error = refused(&project, &request(None, None));
    assert!(error.contains(&format!("{} has the hook after_migrate", names[2])), "{error}");
    assert!(error.contains(&format!("--to {}", names[1])) && error.contains("--leave-out-sql"), "{error}");
    // A remark is no SQL.
    let up = format!("migrations/sqlite/{}.up.sql", names[2]);
    let text = project.read(&up);
    project.write(&up, &text.replacen("-- zmig:step", "-- why: nobody knows\n-- zmig:step", 1));
    verbs::keep_sql(project.path(), None).unwrap();
    let error = refused(&project, &request(None, None));
    assert!(!error.contains("not what its changes make"), "{error}");
    project.write(&up, &format!("{}UPDATE users SET nick = age;\n", project.read(&up)));
    verbs::keep_sql(project.path(), None).unwrap();
    let error = refused(&project, &request(None, None));
    assert!(error.contains("has SQL for SQLite that is not what its changes make"), "{error}");
    let all = SquashRequest { leave_out_sql: true, ..request(None, None) };
    let done = squashed(&project, &all);
    assert_eq!(done.left_out.len(), 2, "{:?}", done.left_out);
    assert!(!project.read(&format!("migrations/sqlite/{}.up.sql", done.baseline)).contains("UPDATE"));
    assert!(manifest(&project, &done.baseline).hooks.is_empty());
    assert!(project.built().migrations.is_empty());
}

#[test]
fn migrations_of_other_schemas_that_stand_between_are_named() {
    let mut project = Project::with_users();
    let mut names = project.built().migrations;
    project.users("v1.1.0", "  age: {type: str}\n  nick: str\n");
    names.extend(project.built().migrations);
    // Teams need users, and then users need teams.
    project.schema("teams", "v1.0.0", "  lead: {foreign_key: users.id}\n");
    let teams = project.built().migrations;
    project.users("v1.2.0", "  age: {type: str}\n  nick: str\n  team: {foreign_key: teams.id}\n");
    names.extend(project.built().migrations);
    let error = refused(&project, &request(Some("users"), None));
    assert!(error.contains(&format!("{} of zSchema.teams stands between them", teams[0])), "{error}");
    assert!(error.contains(&format!("cargo zmig squash zSchema.users --to {}", names[1])), "{error}");
    let done = squashed(&project, &request(Some("users"), Some(&names[1])));
    assert_eq!(done.followers, [teams[0].clone(), names[2].clone()]);
    assert_eq!(manifest(&project, &teams[0]).depends_on, std::slice::from_ref(&done.baseline));
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
}

#[test]
fn a_branch_from_before_the_squash_is_taken_in() {
    // The other branch changed what was newest when this one squashed.
    let (mut one, names) = three();
    let (mut other, same) = three();
    assert_eq!(names, same);
    other.users("v1.3.0", "  age: {type: int}\n  nick: str\n  theirs: str\n");
    let theirs = other.built().migrations;
    let done = squashed(&one, &request(None, None));
    let bring = |project: &Project, name: &str| {
        for (file, text) in other.migrations().into_iter().filter(|(file, _)| file.contains(name)) {
            project.write(&format!("migrations/{file}"), &text);
        }
    };
    bring(&one, &theirs[0]);
    one.users("v1.3.0", "  age: {type: int}\n  nick: str\n  theirs: str\n");
    // Its manifest names what was squashed, and that is enough; the snapshot is made anew.
    assert!(one.built().migrations.is_empty());
    one.check().unwrap();
    assert_eq!(manifest(&one, &theirs[0]).parent.as_deref(), Some(names[2].as_str()));

    // Here it began below: what it follows is in the middle of the baseline.
    let (mut one, names) = three();
    let mut other = Project::with_users();
    other.now = crate::project::NOON;
    other.built();
    other.users("v1.1.0", "  age: {type: int}\n");
    assert_eq!(other.built().migrations, names[1..2]);
    other.now += 100;
    other.users("v1.1.1", "  age: {type: int}\n  theirs: str\n");
    let theirs = other.built().migrations;
    squashed(&one, &request(None, None));
    for (file, text) in other.migrations().into_iter().filter(|(file, _)| file.contains(&theirs[0])) {
        one.write(&format!("migrations/{file}"), &text);
    }
    one.users("v1.2.0", "  age: {type: int}\n  nick: str\n  theirs: str\n");
    let said = one.refused();
    assert!(said.contains("in the middle") && said.contains("cargo zmig rebase"), "{said}");
    assert_eq!(verbs::would_rebase(one.path(), None).unwrap(), theirs);
    let rebased = verbs::rebase(one.path(), None).unwrap();
    assert_eq!(rebased.renamed.len(), 1);
    assert_eq!(manifest(&one, &rebased.renamed[0].1).parent.as_ref(), Some(&done.baseline));
    assert!(one.built().migrations.is_empty());
    one.check().unwrap();
}

#[test]
fn two_squashes_are_one_only_where_they_are_the_same() {
    let (one, _) = three();
    let (other, _) = three();
    squashed(&one, &request(None, None));
    squashed(&other, &request(None, None));
    assert_eq!(one.migrations(), other.migrations());
    let (other, _) = three();
    squashed(&other, &request(None, Some("v1.1.0")));
    for (file, text) in other.migrations() {
        one.write(&format!("migrations/{file}"), &text);
    }
    let error = verbs::rebase(one.path(), None).unwrap_err().to_string();
    assert!(error.contains("two branches squashed the same schema"), "{error}");
}

#[test]
fn what_came_and_went_leaves_a_baseline_that_does_nothing() {
    let mut project = Project::new();
    let write = |project: &Project, version: &str, meta: &str, tables: &str| {
        let head =
            format!("Meta: {{Data_Type: sqlite, zMigration: true, zMigrationVersion: {version}{meta}}}\n");
        project.write("schemas/zSchema.shop.yaml", &(head + tables));
    };
    write(&project, "v1.0.0", "", "items:\n  id: {type: int, pk: true}\n");
    project.built();
    write(&project, "v1.1.0", ", dropped_tables: [items]", "");
    project.built();
    let done = squashed(&project, &request(None, None));
    assert_eq!((done.replaced.len(), done.changes.len()), (2, 0));
    // It is nobody's to write, though there are no changes in it.
    assert!(!manifest(&project, &done.baseline).is_by_hand());
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
    write(&project, "v1.2.0", "", "kinds:\n  id: {type: int, pk: true}\n");
    let next = project.built().migrations;
    assert_eq!(manifest(&project, &next[0]).parent, Some(done.baseline));
    project.check().unwrap();
}
