//! Migrations that are written by hand.

use crate::Project;
use zmig_build::verbs::{self, ByHandRequest};
use zmig_core::{Manifest, Reversibility, Risk};

const FILL: ByHandRequest<'static> =
    ByHandRequest { title: "fill ages", schema: None, guard: None, depends_on: &[], sql: None };

fn manifest(project: &Project, name: &str) -> Manifest {
    Manifest::parse(&project.read(&format!("migrations/{name}.json"))).unwrap()
}

fn write(project: &Project, name: &str, up: &str, down: &str) {
    for (direction, sql) in [("up", up), ("down", down)] {
        let file = format!("migrations/sqlite/{name}.{direction}.sql");
        let text = project.read(&file);
        let (head, _) = text.rsplit_once("-- Write the SQL here").unwrap();
        project.write(&file, &format!("{head}{sql}\n"));
    }
}

#[test]
fn a_build_asks_for_the_sql_takes_it_once_and_guards_it_then() {
    let mut project = Project::with_users();
    project.built();
    let drafted = verbs::by_hand(project.path(), &FILL).unwrap();
    assert!(drafted.name.ends_with("_users_v1_0_0_fill_ages"), "{drafted:?}");
    assert_eq!(drafted.blank.len(), 2);
    let refused = project.refused();
    assert_eq!(refused.matches("its SQL is not there yet").count(), 2, "{refused}");
    assert!(refused.contains(&drafted.blank[0]) && refused.contains("or remove migrations/"), "{refused}");
    assert!(verbs::by_hand(project.path(), &FILL).unwrap_err().to_string().contains("not there yet"));

    write(&project, &drafted.name, "UPDATE users SET age = '7';", "-- Ages stay.");
    let standing = verbs::check(project.path()).unwrap();
    assert!(standing.repairs[0].contains(&drafted.name), "{standing:?}");
    let refused = project.check().unwrap_err().to_string();
    assert!(refused.contains("the SQL now that was written for it"), "{refused}");
    let outcome = project.built();
    assert!(outcome.migrations.is_empty() && outcome.repairs.len() == 1, "{outcome:?}");
    let (_, entry) = manifest(&project, &drafted.name).dialects.pop_first().unwrap();
    assert_eq!((entry.risk, entry.reversibility), (Risk::High, Reversibility::StructureOnly));
    assert_eq!(project.built(), Default::default(), "and nothing more");
    project.check().unwrap();

    // Another edit is acknowledged, in the words of the message.
    let up = format!("migrations/sqlite/{}.up.sql", drafted.name);
    let safe = project.read(&up).replace("-- zmig:hazard", "-- known:").replace("'7'", "'8'");
    project.write(&up, &safe);
    let refused = project.refused();
    assert!(refused.contains("cargo zmig amend zSchema.users --keep-sql"), "{refused}");
    let generated = project.migrations().into_keys().find(|f| f.ends_with("v1_0_0.up.sql")).unwrap();
    assert_eq!(verbs::would_amend(project.path(), None).unwrap(), std::slice::from_ref(&drafted.name));
    assert_eq!(verbs::keep_sql(project.path(), None).unwrap(), std::slice::from_ref(&drafted.name));
    let (_, entry) = manifest(&project, &drafted.name).dialects.pop_first().unwrap();
    assert_eq!(entry.risk, Risk::Safe, "who writes it says what it may hurt");
    project.built();
    let error = verbs::amend(project.path(), None).unwrap_err().to_string();
    assert!(error.contains("nothing to generate") && error.contains("--keep-sql"), "{error}");
    let error = verbs::keep_sql(project.path(), None).unwrap_err().to_string();
    assert!(error.contains(&format!("edit {} first", drafted.name)), "{error}");

    // What was generated for the same version is not the newest any more.
    let text = project.read(&format!("migrations/{generated}"));
    project.write(&format!("migrations/{generated}"), &(text + "-- mine\n"));
    let refused = project.refused();
    assert!(refused.contains("was edited") && !refused.contains("amend"), "{refused}");
    assert!(verbs::keep_sql(project.path(), None).is_err());
}

#[test]
fn the_next_version_follows_it_and_another_dialect_is_asked_for() {
    let mut project = Project::with_users();
    project.built();
    let sql = Some(("UPDATE users SET age = '7'", "UPDATE users SET age = NULL"));
    let drafted = verbs::by_hand(project.path(), &ByHandRequest { sql, ..FILL }).unwrap();
    assert_eq!(drafted.blank, Vec::<String>::new());
    project.users("v1.1.0", "  age: {type: int}\n");
    let next = project.built().migrations.remove(0);
    assert_eq!(manifest(&project, &next).parent.as_deref(), Some(drafted.name.as_str()));
    assert_eq!(manifest(&project, &next).from.as_deref(), Some("v1.0.0"));
    verbs::amend(project.path(), None).unwrap();
    assert!(
        project.file(&format!("migrations/{}.json", drafted.name)).is_file(),
        "it is no part of that version"
    );

    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    let refused = project.refused();
    for part in ["by hand, and not for PostgreSQL", "migrations/postgres/", ".down.sql"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    for direction in ["up", "down"] {
        let file = format!("migrations/postgres/{}.{direction}.sql", drafted.name);
        project.write(&file, "UPDATE users SET age = '8';\n");
    }
    project.built();
    assert_eq!(manifest(&project, &drafted.name).dialects.len(), 2);
    project.check().unwrap();
}

#[test]
fn what_it_builds_on_is_found_by_name_and_id() {
    let mut project = Project::with_users();
    project.schema("posts", "v1.0.0", "  title: str\n");
    let migrations = project.built().migrations;
    let of = |schema: &str| migrations.iter().find(|m| m.contains(schema)).unwrap().clone();
    let error =
        |request: &ByHandRequest<'_>| verbs::by_hand(project.path(), request).unwrap_err().to_string();
    let several = error(&FILL);
    assert!(several.contains("--schema with one of zSchema.posts, zSchema.users"), "{several}");
    let users = ByHandRequest { schema: Some("users"), ..FILL };
    let unknown = [format!("{}x", of("posts")), of("users")];
    let told = error(&ByHandRequest { depends_on: &unknown, guard: Some(" "), title: "--", ..users });
    for part in ["is no name", "the guard is empty", "did you mean", "come before this one anyway"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(project.migrations().len(), 7, "nothing was written");

    let known = [of("posts")[..14].to_owned()];
    let sql = Some(("SELECT 1;", "SELECT 1;"));
    let request = ByHandRequest { depends_on: &known, guard: Some("SELECT true"), sql, ..users };
    let drafted = verbs::by_hand(project.path(), &request).unwrap();
    let manifest = manifest(&project, &drafted.name);
    assert_eq!(manifest.depends_on, [of("posts")]);
    assert_eq!(manifest.guard.as_deref(), Some("SELECT true"));
    project.built();
    project.check().unwrap();
}

#[test]
fn without_a_migration_there_is_nothing_to_follow() {
    let project = Project::with_users();
    let error = verbs::by_hand(project.path(), &FILL).unwrap_err().to_string();
    assert!(error.contains("cargo zmig generate"), "{error}");
}

#[test]
fn a_rebase_keeps_the_sql_and_the_guard() {
    let mut project = Project::with_users();
    project.built();
    let base = project.migrations();
    project.users("v1.1.0", "  age: {type: int}\n");
    project.built();
    // Another branch, whose migrations are as they were before.
    let other = Project::new();
    base.iter().for_each(|(file, text)| other.write(&format!("migrations/{file}"), text));
    let sql = Some(("UPDATE users SET age = '7'", "UPDATE users SET age = '6'"));
    let request = ByHandRequest { sql, guard: Some("SELECT true"), ..FILL };
    let drafted = verbs::by_hand(other.path(), &request).unwrap();
    for (file, text) in other.migrations().iter().filter(|(file, _)| !base.contains_key(*file)) {
        project.write(&format!("migrations/{file}"), text);
    }
    assert!(project.refused().contains("two heads"));
    let rebased = verbs::rebase(project.path(), Some(&drafted.name)).unwrap();
    let (was, is) = &rebased.renamed[0];
    assert_eq!((was, is.ends_with("_users_v1_1_0_fill_ages")), (&drafted.name, true), "{is}");
    let up = project.read(&format!("migrations/sqlite/{is}.up.sql"));
    assert!(up.contains(is.as_str()) && up.contains("v1.1.0, by hand") && up.contains("age = '7'"), "{up}");
    assert_eq!(manifest(&project, is).guard.as_deref(), Some("SELECT true"));
    assert!(!project.file(&format!("migrations/{was}.json")).exists());
    project.built();
    project.check().unwrap();
}
