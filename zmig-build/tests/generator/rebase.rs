//! rebase where more than two people, more than one schema or a contradiction are about.

use crate::Project;
use std::collections::BTreeMap;
use zmig_build::verbs;
use zmig_core::Manifest;

/// The migrations of another project beside those of this one, as git merges them: the snapshot is in conflict.
fn take(into: &Project, other: &Project) {
    for (file, text) in other.migrations() {
        let ours = into.migrations().remove(&file);
        match ours {
            Some(ours) if file == "snapshot.json" && ours != text => {
                let ours = ours.trim_start_matches("<<<<<<< ours\n");
                into.write(
                    "migrations/snapshot.json",
                    &format!("<<<<<<< ours\n{ours}=======\n{text}>>>>>>> theirs\n"),
                );
            }
            _ => into.write(&format!("migrations/{file}"), &text),
        }
    }
}

fn manifests(project: &Project) -> BTreeMap<String, Manifest> {
    let is_manifest = |file: &String| file.ends_with(".json") && *file != "snapshot.json";
    let all = project.migrations().into_iter().filter(|(file, _)| is_manifest(file));
    all.map(|(_, text)| Manifest::parse(&text).unwrap()).map(|m| (m.name.clone(), m)).collect()
}

/// Each after those that it needs, by its stamp too.
fn in_order(project: &Project) {
    let all = manifests(project);
    for manifest in all.values() {
        for needed in manifest.parent.iter().chain(&manifest.depends_on) {
            assert!(all[needed].id < manifest.id, "{needed} {}", manifest.name);
        }
    }
}

fn base() -> Project {
    let mut project = Project::with_users();
    project.built();
    project
}

const AGE: &str = "  age: {type: str}\n";

#[test]
fn three_branches_become_one_line() {
    let (mut one, mut two, mut three) = (base(), base(), base());
    for (i, (project, column)) in
        [(&mut one, "a"), (&mut two, "b"), (&mut three, "c")].into_iter().enumerate()
    {
        project.now += 100 * i as u64;
        project.users("v1.0.1", &format!("{AGE}  {column}: str\n"));
        project.built();
    }
    // The third goes on.
    three.users("v1.0.2", &format!("{AGE}  c: str\n  d: str\n"));
    three.built();
    take(&one, &two);
    take(&one, &three);
    one.users("v1.0.1", &format!("{AGE}  a: str\n  b: str\n  c: str\n  d: str\n"));
    let said = one.refused();
    assert!(said.contains("has two heads") && said.contains("cargo zmig rebase"), "{said}");
    let rebased = verbs::rebase(one.path(), None).unwrap();
    assert_eq!(rebased.renamed.len(), 3);
    assert_eq!(rebased.edits.last().unwrap().to, "v1.0.4");
    let versions: Vec<String> = manifests(&one).into_values().map(|m| m.to).collect();
    assert_eq!(versions, ["v1.0.0", "v1.0.1", "v1.0.2", "v1.0.3", "v1.0.4"]);
    in_order(&one);
    assert!(one.built().migrations.is_empty());
    one.check().unwrap();
}

#[test]
fn what_builds_on_a_branch_in_other_schemas_moves_with_it() {
    let start = || {
        let mut project = Project::with_users();
        project.schema("posts", "v1.0.0", "  author: {foreign_key: users.id}\n");
        project.schema("notes", "v1.0.0", "  body: str\n");
        project.built();
        project
    };
    let (mut one, mut other) = (start(), start());
    one.users("v1.0.1", &format!("{AGE}  ours: str\n"));
    one.built();
    other.now += 100;
    other.users("v1.1.0", &format!("{AGE}  handle: {{type: str, unique: true}}\n"));
    other.built();
    other.schema("posts", "v1.0.1", "  author: {foreign_key: users.id}\n  by: {foreign_key: users.handle}\n");
    let posts = other.built().migrations;
    other.schema("notes", "v1.0.1", "  body: str\n  more: str\n");
    let notes = other.built().migrations;
    take(&one, &other);
    one.users("v1.1.0", &format!("{AGE}  ours: str\n  handle: {{type: str, unique: true}}\n"));
    one.schema("posts", "v1.0.1", "  author: {foreign_key: users.id}\n  by: {foreign_key: users.handle}\n");
    one.schema("notes", "v1.0.1", "  body: str\n  more: str\n");
    one.refused();
    let rebased = verbs::rebase(one.path(), Some("users")).unwrap();
    let moved: Vec<&String> = rebased.renamed.iter().map(|(before, _)| before).collect();
    assert!(moved.contains(&&posts[0]) && !moved.contains(&&notes[0]), "{moved:?}");
    let all = manifests(&one);
    let now = |before: &String| {
        rebased.renamed.iter().find(|(old, _)| old == before).map(|(_, now)| now.clone()).unwrap()
    };
    assert!(all[&now(&posts[0])].depends_on.iter().all(|name| all.contains_key(name)));
    in_order(&one);
    assert!(one.built().migrations.is_empty());
    one.check().unwrap();
}

#[test]
fn a_rename_and_an_alter_of_one_column_are_both_named_and_the_help_leads_on() {
    let (mut one, mut other) = (base(), base());
    one.users("v1.1.0", "  years: {type: str, renamed_from: age}\n");
    let ours = one.built().migrations;
    other.now += 100;
    other.users("v1.1.0", "  age: {type: int}\n");
    let theirs = other.built().migrations;
    take(&one, &other);
    let before = one.migrations();
    let error = verbs::rebase(one.path(), None).unwrap_err().to_string();
    for part in [
        "both branches changed the same thing",
        &format!("{}: rename column users.age to years", ours[0]),
        &format!("{}: alter column users.age", theirs[0]),
        "cannot follow the other branch",
        &format!("rm migrations/{}.json", theirs[0]),
    ] {
        assert!(error.contains(part), "{part} is not in\n{error}");
    }
    assert_eq!(one.migrations(), before);
    // What it says to do.
    for file in before.keys().filter(|file| file.contains(&theirs[0])) {
        std::fs::remove_file(one.file(&format!("migrations/{file}"))).unwrap();
    }
    one.users("v1.2.0", "  years: {type: int}\n");
    let next = one.built().migrations;
    assert_eq!(manifests(&one)[&next[0]].summary, ["alter column users.years: str -> int"]);
    one.check().unwrap();
}

#[test]
fn two_changes_that_fit_one_by_one_and_not_together_are_refused() {
    let schema = |project: &Project, version: &str, tables: &str| {
        let meta = format!("Meta: {{Data_Type: sqlite, zMigration: true, zMigrationVersion: {version}}}\n");
        project.write("schemas/zSchema.shop.yaml", &(meta + tables));
    };
    const ITEMS: &str = "items:\n  id: {type: int, pk: true}\n";
    const KINDS: &str = "kinds:\n  id: {type: int, pk: true}\n";
    let start = || {
        let mut project = Project::new();
        schema(&project, "v1.0.0", &format!("{ITEMS}{KINDS}"));
        project.built();
        project
    };
    let (mut one, mut other) = (start(), start());
    let meta =
        "Meta: {Data_Type: sqlite, zMigration: true, zMigrationVersion: v1.1.0, dropped_tables: [kinds]}\n";
    one.write("schemas/zSchema.shop.yaml", &format!("{meta}{ITEMS}"));
    one.built();
    other.now += 100;
    schema(&other, "v1.1.0", &format!("{ITEMS}  kind: {{foreign_key: kinds.id}}\n{KINDS}"));
    let theirs = other.built().migrations;
    take(&one, &other);
    let before = one.migrations();
    let error = verbs::rebase(one.path(), None).unwrap_err().to_string();
    assert!(error.contains("kinds") && error.contains(&theirs[0]), "{error}");
    assert_eq!(one.migrations(), before);
}

#[test]
fn a_snapshot_in_conflict_alone_is_made_anew_and_the_build_says_so() {
    let start = || {
        let mut project = Project::with_users();
        project.schema("notes", "v1.0.0", "  body: str\n");
        project.built();
        project
    };
    let (mut one, mut other) = (start(), start());
    one.users("v1.0.1", &format!("{AGE}  ours: str\n"));
    one.built();
    other.now += 100;
    other.schema("notes", "v1.0.1", "  body: str\n  more: str\n");
    other.built();
    take(&one, &other);
    one.schema("notes", "v1.0.1", "  body: str\n  more: str\n");
    assert!(one.read("migrations/snapshot.json").contains("<<<<<<<"));
    let error = one.check().unwrap_err().to_string();
    assert!(error.contains("the snapshot was left in conflict by a merge"), "{error}");
    let outcome = one.built();
    assert!(
        outcome.repairs.iter().any(|r| r.contains("left in conflict by a merge")),
        "{:?}",
        outcome.repairs
    );
    assert!(!one.read("migrations/snapshot.json").contains("<<<<<<<"));
    one.check().unwrap();
}
