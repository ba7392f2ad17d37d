//! check, bump, amend, rebase.

use crate::Project;
use proptest::prelude::*;
use std::fs;
use zmig_build::verbs;
use zmig_core::{Bump, Manifest};

#[test]
fn check_says_what_a_build_would_do() {
    let mut project = Project::with_users();
    project.write("zmig.toml", "mode = \"write\"\n");
    let standing = verbs::check(project.path()).unwrap();
    assert_eq!((standing.changes.len(), standing.would_write.len(), standing.migrations.len()), (1, 1, 0));
    assert!(!project.file("migrations").exists());
    project.built();
    let standing = verbs::check(project.path()).unwrap();
    assert_eq!((standing.changes.len(), standing.would_write.len(), standing.migrations.len()), (0, 0, 1));
}

#[test]
fn bump_writes_the_version_and_nothing_else() {
    let mut project = Project::with_users();
    project.built();
    project.users("v1.0.0 # the first\n  # a remark", "  age: {type: int}\n");
    let name = "schemas/zSchema.users.yaml";
    let text = project.read(name).replace('\n', "\r\n");
    project.write(name, &text);
    let edits = verbs::bump(project.path(), None, verbs::Raise::AsNeeded).unwrap();
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].from.as_str(), edits[0].to.as_str()), ("v1.0.0", "v1.1.0"));
    assert_eq!(project.read(name), text.replace("v1.0.0 #", "v1.1.0 #"));
    assert_eq!(verbs::bump(project.path(), None, verbs::Raise::AsNeeded).unwrap(), []);
    let major = verbs::bump(project.path(), Some("users"), verbs::Raise::AtLeast(Bump::Major)).unwrap();
    assert_eq!(major[0].to, "v2.0.0");
    assert_eq!(project.built().migrations.len(), 1);
    let error = verbs::bump(project.path(), Some("usres"), verbs::Raise::AsNeeded).unwrap_err().to_string();
    assert!(error.contains("there is no schema `usres`") && error.contains("zSchema.users"), "{error}");
}

#[test]
fn bump_finds_the_version_of_a_struct() {
    let mut project = Project::new();
    let text = "fn main() {}\n/// One.\n#[zmig::model(version = \"v1.0.0\")] // kept\npub struct User {\n    #[zmig(pk)]\n    pub id: i64,\n}\n";
    project.write("src/main.rs", text);
    project.built();
    let text = text.replace("i64,\n}", "i64,\n    pub name: Option<String>,\n}");
    project.write("src/main.rs", &text);
    verbs::bump(project.path(), None, verbs::Raise::AsNeeded).unwrap();
    assert_eq!(project.read("src/main.rs"), text.replace("v1.0.0", "v1.0.1"));
    assert_eq!(project.built().migrations.len(), 1);
}

#[test]
fn amend_generates_the_newest_again_under_its_stamp() {
    let mut project = Project::with_users();
    project.schema("posts", "v1.0.0", "  title: str\n");
    project.built();
    project.users("v1.1.0", "  age: {type: int}\n");
    let first = project.built().migrations;
    project.users("v1.1.0", "  age: {type: int}\n  nick: str\n");
    project.refused();
    // Its SQL was edited too, which is one reason to amend.
    let up = format!("migrations/sqlite/{}.up.sql", first[0]);
    project.write(&up, "SELECT 1;\n");
    let outcome = verbs::amend(project.path(), Some("users")).unwrap();
    assert_eq!(outcome.migrations, first);
    assert!(project.read(&up).contains("nick"));
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
    // Under another version it bears another name.
    project.users("v1.2.0", "  age: {type: int}\n  nick: str\n  more: str\n");
    let outcome = verbs::amend(project.path(), Some("users")).unwrap();
    assert_eq!(outcome.migrations, [first[0].replace("v1_1_0", "v1_2_0")]);
    assert!(!project.migrations().keys().any(|f| f.contains("v1_1_0")));
    project.check().unwrap();
    // Taken back, it goes.
    project.users("v1.2.0", "  age: {type: str}\n");
    assert!(verbs::amend(project.path(), Some("users")).unwrap().migrations.is_empty());
    assert_eq!(project.migrations().len(), 7);
    project.check().unwrap();
}

#[test]
fn sql_that_was_edited_on_purpose_is_kept_once_that_is_said() {
    let mut project = Project::with_users();
    project.built();
    let error = verbs::keep_sql(project.path(), None).unwrap_err().to_string();
    assert!(error.contains("nobody edited the SQL of zSchema.users v1.0.0"), "{error}");
    project.users("v1.1.0", "  age: {type: int}\n");
    let name = project.built().migrations[0].clone();
    let (up, manifest) = (format!("migrations/sqlite/{name}.up.sql"), format!("migrations/{name}.json"));
    let (text, before) = (project.read(&up), project.read(&manifest));
    let edited = format!("{text}UPDATE users SET age = 0 WHERE age IS NULL;\n");
    project.write(&up, &edited);
    let refused = project.refused();
    assert!(refused.contains("cargo zmig amend zSchema.users --keep-sql"), "{refused}");
    assert_eq!(verbs::keep_sql(project.path(), Some("users")).unwrap(), [name.as_str()]);
    assert_eq!(project.read(&up), edited);
    project.check().unwrap();
    assert!(project.built().migrations.is_empty());
    // Only the newest version is anybody's to edit, and only with what a runner can read.
    project.write(&up, &text.replace("-- zmig:step", "-- zmig:stpe"));
    let kept = project.read(&manifest);
    assert_ne!(kept, before);
    let error = verbs::keep_sql(project.path(), None).unwrap_err().to_string();
    assert!(error.contains(&up) && error.contains("stpe"), "{error}");
    assert_eq!(project.read(&manifest), kept);
    project.write(&up, &edited);
    let first = project.migrations().into_keys().find(|f| f.ends_with("v1_0_0.up.sql")).unwrap();
    project.write(&format!("migrations/{first}"), "SELECT 1;\n");
    let error = verbs::keep_sql(project.path(), None).unwrap_err().to_string();
    assert!(error.contains("the migration's SQL was edited") && !error.contains("--keep-sql"), "{error}");
}

#[test]
fn amend_refuses_what_others_build_on() {
    let mut project = Project::with_users();
    project.built();
    project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    project.built();
    let before = project.migrations();
    let error = verbs::amend(project.path(), Some("users")).unwrap_err().to_string();
    assert!(error.contains("builds on what is to be amended"), "{error}");
    project.users("v1.1.0", "  age: {type: int}\n");
    let error = verbs::amend(project.path(), None).unwrap_err().to_string();
    assert!(error.contains("zSchema.users has changes of its own"), "{error}");
    assert_eq!(project.migrations(), before);
}

/// Merges the migrations of two projects as git does: files of both, the snapshot in conflict.
fn merge(into: &Project, other: &Project) {
    for (file, text) in other.migrations() {
        if file == "snapshot.json" && into.read("migrations/snapshot.json") != text {
            let ours = into.read("migrations/snapshot.json");
            into.write(
                "migrations/snapshot.json",
                &format!("<<<<<<< ours\n{ours}=======\n{text}>>>>>>> theirs\n"),
            );
        } else {
            into.write(&format!("migrations/{file}"), &text);
        }
    }
}

#[test]
fn rebase_puts_one_branch_behind_the_other() {
    let base = |project: &mut Project| {
        project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
        project.built();
    };
    let (mut one, mut other) = (Project::with_users(), Project::with_users());
    base(&mut one);
    base(&mut other);
    one.users("v1.1.0", "  age: {type: int}\n");
    one.built();
    other.users("v1.0.1", "  age: {type: str}\n  nick: str\n");
    other.built();
    other.users("v1.0.2", "  age: {type: str}\n  nick: str\n  more: str\n");
    other.now += 60;
    other.built();
    merge(&one, &other);
    one.users("v1.1.0", "  age: {type: int}\n  nick: str\n  more: str\n");
    one.refused();
    let rebased = verbs::rebase(one.path(), None).unwrap();
    let names: Vec<&str> = rebased.renamed.iter().map(|(old, _)| old.as_str()).collect();
    assert_eq!(names, ["20251220140000_users_v1_1_0"], "the later by its name");
    one.check().unwrap();
    assert!(one.built().migrations.is_empty());
}

#[test]
fn rebase_refuses_a_contradiction() {
    let (mut one, mut other) = (Project::with_users(), Project::with_users());
    one.built();
    other.built();
    one.users("v1.1.0", "  age: {type: int}\n");
    one.built();
    other.users("v1.1.0", "  age: {type: text}\n");
    other.now += 60;
    other.built();
    merge(&one, &other);
    let before = one.migrations();
    let error = verbs::rebase(one.path(), None).unwrap_err().to_string();
    assert!(error.contains("both branches changed the same thing: alter column users.age"), "{error}");
    assert_eq!(one.migrations(), before);
    let nothing = Project::with_users();
    let error = verbs::rebase(nothing.path(), None).unwrap_err().to_string();
    assert!(error.contains("no schema has two heads"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    /// Branches that touch different schemas merge without a word, whatever their clocks; branches that touch the same
    /// one are named, and a rebase puts them in order.
    #[test]
    fn branches_merge(
        ours in proptest::collection::vec(0..3_usize, 1..4),
        theirs in proptest::collection::vec(0..3_usize, 1..4),
        skew in -400_i64..400,
    ) {
        let schemas = ["a", "b", "c"];
        let columns = |n: usize, mark: &str| -> String {
            (0..n).map(|i| format!("  {mark}{i}: {{type: {}}}\n", ["int", "str", "text"][i % 3])).collect()
        };
        let base = || {
            let mut project = Project::new();
            for schema in schemas {
                project.schema(schema, "v1.0.0", "");
            }
            project.schema("b", "v1.0.0", "  a: {foreign_key: a.id}\n");
            project.built();
            project
        };
        let extra = |schema: &str| if schema == "b" { "  a: {foreign_key: a.id}\n" } else { "" };
        let work = |project: &mut Project, edits: &[usize], mark: &str| {
            let mut counts = [0; 3];
            for edit in edits {
                counts[*edit] += 1;
                let (schema, n) = (schemas[*edit], counts[*edit]);
                project.schema(schema, &format!("v1.{n}.0"), &format!("{}{}", extra(schema), columns(n, mark)));
                project.built();
            }
            counts
        };
        let (mut one, mut other) = (base(), base());
        other.now = other.now.saturating_add_signed(skew * 86_400 + 7);
        let (mine, yours) = (work(&mut one, &ours, "x"), work(&mut other, &theirs, "y"));
        merge(&one, &other);
        for (i, schema) in schemas.iter().enumerate() {
            let version = format!("v1.{}.0", mine[i].max(yours[i]));
            one.schema(schema, &version, &format!("{}{}{}", extra(schema), columns(mine[i], "x"), columns(yours[i], "y")));
        }
        let clashes = (0..3).filter(|i| mine[*i] > 0 && yours[*i] > 0).count();
        if clashes == 0 {
            prop_assert!(one.built().migrations.is_empty());
        } else {
            let said = one.refused();
            prop_assert_eq!(said.matches("has two heads").count(), clashes, "{}", said);
            verbs::rebase(one.path(), None).unwrap_or_else(|e| panic!("{e}"));
            prop_assert!(one.built().migrations.is_empty());
        }
        one.check().unwrap();
        // Every migration follows the ones it needs, by its stamp as well.
        let all: Vec<Manifest> = one
            .migrations()
            .iter()
            .filter(|(f, _)| f.ends_with(".json") && *f != "snapshot.json")
            .map(|(_, text)| Manifest::parse(text).unwrap())
            .collect();
        for manifest in &all {
            for needed in manifest.parent.iter().chain(&manifest.depends_on) {
                prop_assert!(all.iter().any(|m| m.name == *needed && m.id < manifest.id), "{}", manifest.name);
            }
        }
        let _ = fs::metadata(one.path());
    }
}
