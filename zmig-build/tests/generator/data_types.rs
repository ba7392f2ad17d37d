//! Schemas whose data moves to another kind of place: their `Data_Type` changes.

use crate::Project;
use std::collections::BTreeMap;
use zmig_build::verbs::{self, ByHandRequest, Template, TemplateRequest};
use zmig_core::{
    DataType, DataTypeChange, Dialect, Manifest, Reversibility, Snapshot, SqlFile, fold_manifests,
};

/// The schema `users`, whose data is in such a place.
fn users(project: &Project, data_type: &str, version: &str, columns: &str) {
    let said = if data_type.is_empty() { String::new() } else { format!("  Data_Type: {data_type}\n") };
    let text = format!(
        "Meta:\n{said}  zMigration: true\n  zMigrationVersion: {version}\n\n\
         users:\n  id: {{type: int, pk: true}}\n{columns}"
    );
    project.write("schemas/zSchema.users.yaml", &text);
}

fn manifest(project: &Project, name: &str) -> Manifest {
    Manifest::parse(&project.read(&format!("migrations/{name}.json"))).unwrap()
}

fn snapshot(project: &Project) -> Snapshot {
    Snapshot::parse(&project.read("migrations/snapshot.json")).unwrap()
}

/// The manifests in order lead to the snapshot that is written.
fn folds(project: &Project) {
    let all: BTreeMap<String, Manifest> = project
        .migrations()
        .into_iter()
        .filter(|(file, _)| file.ends_with(".json") && *file != "snapshot.json")
        .map(|(file, text)| (file, Manifest::parse(&text).unwrap()))
        .collect();
    assert_eq!(fold_manifests(all.values()).unwrap(), snapshot(project));
}

fn moved(from: DataType, to: DataType) -> Option<DataTypeChange> {
    Some(DataTypeChange { from: Some(from), to })
}

/// A schema in CSV files that has two migrations.
fn in_csv() -> Project {
    let mut project = Project::new();
    users(&project, "csv", "v1.0.0", "");
    project.built();
    users(&project, "csv", "v1.1.0", "  name: str\n");
    project.built();
    project
}

#[test]
fn a_schema_in_csv_files_has_the_sql_of_sqlite() {
    let project = in_csv();
    let first = manifest(&project, "20251220130000_users_v1_0_0");
    assert_eq!(first.dialects.keys().collect::<Vec<_>>(), [&Dialect::Sqlite]);
    assert_eq!((first.format, first.data_type), (3, Some(DataTypeChange::first(DataType::Csv))));
    let second = manifest(&project, "20251220140000_users_v1_1_0");
    assert_eq!((second.format, second.data_type), (1, None), "what is known is not said again");
    assert_eq!(snapshot(&project).data_type("zSchema.users"), Some(DataType::Csv));
    folds(&project);
    project.check().unwrap();
}

#[test]
fn another_data_type_is_a_migration_without_changes() {
    let mut project = in_csv();
    let before = project.migrations();
    users(&project, "postgres", "v1.1.0", "  name: str\n");
    let said = project.refused();
    for part in ["changed, and its version is still v1.1.0", "move the data from csv to postgres", "v1.1.1"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(project.migrations(), before);
    let bumped = verbs::bump(project.path(), None, verbs::Raise::AsNeeded).unwrap();
    assert_eq!((bumped.len(), &*bumped[0].to), (1, "v1.1.1"));
    assert!(verbs::bump(project.path(), None, verbs::Raise::AsNeeded).unwrap().is_empty());

    let standing = verbs::check(project.path()).unwrap();
    assert_eq!(standing.moves, ["move the data of zSchema.users from csv to postgres"]);
    assert!(standing.changes.is_empty() && standing.would_write.len() == 1);
    let said = project.check().unwrap_err().to_string();
    assert!(said.contains("changes without a migration") && said.contains("from csv to postgres"), "{said}");

    assert_eq!(project.built().migrations, ["20251220160000_users_v1_1_1"]);
    let written = manifest(&project, "20251220160000_users_v1_1_1");
    assert_eq!(written.data_type, moved(DataType::Csv, DataType::Postgres));
    assert_eq!(written.summary, ["move the data from csv to postgres"]);
    assert!(written.changes.is_empty() && !written.is_by_hand());
    assert_eq!(written.dialects.len(), 2);
    assert!(written.dialects.values().all(|d| d.reversibility == Reversibility::StructureOnly));
    for dialect in Dialect::ALL {
        for up in [true, false] {
            let text =
                project.read(&format!("migrations/{}", Manifest::sql_path(&written.name, dialect, up)));
            let sql = |line: &&str| !line.is_empty() && !line.starts_with("--");
            assert_eq!(text.lines().filter(sql).count(), 0, "{text}");
            assert_eq!(SqlFile::parse(&text).unwrap().steps.len(), 1);
        }
    }
    // What was there before is written for PostgreSQL too, and both places know of the move.
    assert_eq!(manifest(&project, "20251220130000_users_v1_0_0").dialects.len(), 2);
    assert_eq!(snapshot(&project).data_type("zSchema.users"), Some(DataType::Postgres));
    folds(&project);
    let embedded = project.read("out/zmig/embed.rs");
    let said = "from: ::core::option::Option::Some(::zmig::__private::DataType::Csv), \
                to: ::zmig::__private::DataType::Postgres }";
    assert!(embedded.contains(said), "{embedded}");
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
}

#[test]
fn the_data_moves_before_the_tables_change() {
    let mut project = in_csv();
    users(&project, "sqlite", "v1.2.0", "  name: str\n  age: int\n");
    let new = project.built().migrations;
    assert_eq!(new, ["20251220150000_users_v1_2_0", "20251220150001_users_v1_2_0_2"]);
    let (first, second) = (manifest(&project, &new[0]), manifest(&project, &new[1]));
    assert_eq!(first.data_type, moved(DataType::Csv, DataType::Sqlite));
    assert_eq!((first.part, first.parts, first.changes.len()), (1, 2, 0));
    assert_eq!((second.part, second.changes.len(), second.data_type), (2, 1, None));
    assert_eq!(second.parent.as_deref(), Some(&*first.name));
    folds(&project);
    project.check().unwrap();
    // Both are the version's, so both are made again.
    users(&project, "postgres", "v1.2.0", "  name: str\n");
    let amended = verbs::amend(project.path(), None).unwrap().migrations;
    assert_eq!(amended, [&*new[0]]);
    assert_eq!(manifest(&project, &new[0]).data_type, moved(DataType::Csv, DataType::Postgres));
    folds(&project);
    assert!(project.built().migrations.is_empty());
}

/// What a zmig that knew nothing of this left behind.
fn forget(project: &Project) {
    let without = |text: &str| -> String {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
        let object = value.as_object_mut().unwrap();
        object["format"] = 1.into();
        object.remove("data_type");
        for schema in object.get_mut("schemas").and_then(|s| s.as_object_mut()).into_iter().flatten() {
            schema.1.as_object_mut().unwrap().remove("data_type");
        }
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    };
    for (file, text) in project.migrations().iter().filter(|(file, _)| file.ends_with(".json")) {
        project.write(&format!("migrations/{file}"), &without(text));
    }
}

#[test]
fn older_migrations_tell_by_their_sql() {
    // One more look at the same is no difference; it is noted with the next migration.
    let mut project = Project::new();
    users(&project, "sqlite", "v1.0.0", "");
    project.built();
    forget(&project);
    assert!(project.built().migrations.is_empty());
    project.check().unwrap();
    users(&project, "sqlite", "v1.0.1", "  name: str\n");
    let new = project.built().migrations;
    assert_eq!(manifest(&project, &new[0]).data_type, Some(DataTypeChange::first(DataType::Sqlite)));
    folds(&project);
    project.check().unwrap();

    // What was never written for PostgreSQL was never there.
    forget(&project);
    users(&project, "postgres", "v1.0.1", "  name: str\n");
    let said = project.refused();
    assert!(said.contains("move the data from sqlite to postgres"), "{said}");
    users(&project, "postgres", "v1.0.2", "  name: str\n");
    let new = project.built().migrations;
    assert_eq!(manifest(&project, &new[0]).data_type, moved(DataType::Sqlite, DataType::Postgres));

    // And what is written for both may be in either.
    let mut project = Project::new();
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    users(&project, "sqlite", "v1.0.0", "");
    project.built();
    forget(&project);
    users(&project, "postgres", "v1.0.0", "");
    assert!(project.built().migrations.is_empty());
}

#[test]
fn a_schema_without_a_data_type_says_nothing() {
    let mut project = Project::new();
    users(&project, "", "v1.0.0", "");
    let new = project.built().migrations;
    let written = manifest(&project, &new[0]);
    assert_eq!((written.format, written.data_type), (1, None));
    assert_eq!((snapshot(&project).format, snapshot(&project).data_type("zSchema.users")), (1, None));
    // Who says it for the first time, says where it is.
    users(&project, "csv", "v1.0.0", "");
    assert!(project.built().migrations.is_empty());
    // Who says it no more, moves nothing.
    let mut project = in_csv();
    users(&project, "", "v1.1.0", "  name: str\n");
    assert!(project.built().migrations.is_empty());
    assert_eq!(snapshot(&project).data_type("zSchema.users"), Some(DataType::Csv));
}

#[test]
fn each_schema_is_where_it_is() {
    let mut project = in_csv();
    project.write(
        "schemas/zSchema.posts.yaml",
        "Meta:\n  Data_Type: postgres\n  Data_Source: ZDATA_POSTS_URL\n  zMigration: true\n  \
         zMigrationVersion: v1.0.0\nposts:\n  id: {type: int, pk: true}\n",
    );
    project.built();
    let found = snapshot(&project);
    assert_eq!(found.data_type("zSchema.posts"), Some(DataType::Postgres));
    assert_eq!(found.data_type("zSchema.users"), Some(DataType::Csv));
    project.write(
        "schemas/zSchema.more.yaml",
        "Meta:\n  Data_Type: csv\n  extends: zSchema.users\nusers:\n  more: str\n",
    );
    users(&project, "csv", "v1.2.0", "  name: str\n");
    project.built();
    project.check().unwrap();
}

#[test]
fn one_schema_has_one_place() {
    let mut project = in_csv();
    project.write(
        "schemas/zSchema.users2.yaml",
        "Meta:\n  Schema_Name: zSchema.users\n  Data_Type: sqlite\n  zMigration: true\n  \
         zMigrationVersion: v1.2.0\nmore:\n  id: {type: int, pk: true}\n",
    );
    users(&project, "csv", "v1.2.0", "  name: str\n");
    let said = project.refused();
    assert!(said.contains("zSchema.users is given two kinds of data"), "{said}");
    assert!(said.contains("schemas/zSchema.users2.yaml:3:"), "{said}");
}

#[test]
fn an_edited_snapshot_is_told_by_its_place() {
    let mut project = in_csv();
    let text = project.read("migrations/snapshot.json").replace("\"csv\"", "\"sqlite\"");
    project.write("migrations/snapshot.json", &text);
    let said = project.refused();
    assert!(said.contains("the data type of zSchema.users is csv, and the snapshot says sqlite"), "{said}");
}

#[test]
fn a_squash_keeps_where_the_data_came_from() {
    let mut project = in_csv();
    users(&project, "postgres", "v1.2.0", "  name: str\n");
    project.built();
    users(&project, "postgres", "v1.3.0", "  name: str\n  age: int\n");
    project.built();
    let before = project.read("migrations/snapshot.json");
    let request = verbs::SquashRequest::default();
    let done = verbs::squash(project.path(), &request).unwrap();
    let baseline = manifest(&project, &done.baseline);
    assert_eq!((baseline.format, baseline.data_type), (3, moved(DataType::Csv, DataType::Postgres)));
    assert_eq!(project.read("migrations/snapshot.json"), before);
    folds(&project);
    assert!(project.built().migrations.is_empty());
}

#[test]
fn the_other_commands_go_on_behind_a_move() {
    let mut project = in_csv();
    users(&project, "postgres", "v1.2.0", "  name: str\n");
    // Half a change of two kinds is none: a template wants the first one settled.
    let template =
        Template::AddCheck { table: "users".into(), name: "name_there".into(), expr: "name <> ''".into() };
    let request = TemplateRequest { template: &template, note: None, schema: None };
    let said = verbs::from_template(project.path(), &request).unwrap_err().to_string();
    assert!(said.contains("move the data of zSchema.users from csv to postgres"), "{said}");
    project.built();

    let by_hand = ByHandRequest {
        title: "fill names",
        schema: None,
        guard: None,
        depends_on: &[],
        sql: Some(("UPDATE users SET name = 'x';", "")),
    };
    let drafted = verbs::by_hand(project.path(), &by_hand).unwrap();
    assert_eq!(manifest(&project, &drafted.name).data_type, None);
    project.built();
    let done = verbs::from_template(project.path(), &request).unwrap();
    assert_eq!(manifest(&project, &done.migrations[0]).data_type, None);
    assert!(verbs::fmt(project.path(), true).is_ok());
    assert!(project.built().migrations.is_empty());
    folds(&project);
    project.check().unwrap();
}

/// Two projects that were one.
fn branches() -> (Project, Project) {
    (in_csv(), in_csv())
}

fn take(into: &Project, other: &Project) {
    for (file, text) in other.migrations() {
        if file != "snapshot.json" {
            into.write(&format!("migrations/{file}"), &text);
        }
    }
    into.write("migrations/snapshot.json", "<<<<<<< ours\n=======\n>>>>>>> theirs\n");
}

#[test]
fn a_move_goes_behind_another_branch_and_two_moves_do_not() {
    let (mut one, mut other) = branches();
    users(&one, "csv", "v1.2.0", "  name: str\n  age: int\n");
    one.built();
    other.now += 100;
    users(&other, "postgres", "v1.2.0", "  name: str\n");
    other.built();
    take(&one, &other);
    users(&one, "postgres", "v1.2.0", "  name: str\n  age: int\n");
    one.refused();
    let rebased = verbs::rebase(one.path(), None).unwrap();
    assert_eq!(rebased.renamed.len(), 1);
    let moving = manifest(&one, &rebased.renamed[0].1);
    assert_eq!((moving.data_type, &*moving.to), (moved(DataType::Csv, DataType::Postgres), "v1.2.1"));
    one.built();
    folds(&one);
    one.check().unwrap();

    let (mut one, mut other) = branches();
    users(&one, "sqlite", "v1.2.0", "  name: str\n");
    one.built();
    other.now += 100;
    users(&other, "postgres", "v1.2.0", "  name: str\n");
    other.built();
    take(&one, &other);
    let before = one.migrations();
    let said = verbs::rebase(one.path(), None).unwrap_err().to_string();
    for part in ["both branches say where the data of zSchema.users is", "csv to postgres", "csv to sqlite"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(one.migrations(), before);
}
