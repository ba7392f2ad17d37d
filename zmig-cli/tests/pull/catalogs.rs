//! Whole databases in the styles of those who are out there: pulled, made elsewhere by their migration, read again.

use super::{SHOP, bare, held};
use crate::project::{Database, postgres_and_sqlite};
use std::collections::BTreeSet;
use zmig_core::{Schema, UnmanagedKind, drift};

/// A cinema of PostgreSQL with every kind of object.
const RENTAL: &str = include_str!("../../../tests/catalogs/rental.sql");
/// Shops and a library of SQLite, in foreign spellings.
const FOREIGN: &str = include_str!("../../../tests/suite/introspect/foreign.sql");

/// Pulls, makes the same in an empty database by what was written, and compares the catalogs of those tables.
fn there_and_back(
    database: &Database,
    other: &Database,
    prepare: impl FnOnce(&str) -> String,
    layout: &str,
) -> usize {
    let project = bare();
    let url = database.url(&project);
    let before = held(&url);
    let said = project.zmig(["pull", "--name", "there", "--skip-unsupported", layout], ["-d", &url]).ok();
    assert!(said.contains("as applied"), "{said}");
    assert_eq!(held(&url).schema, before.schema, "the tables were changed");
    assert!(project.zmig(["migrate"], ["-d", &url]).ok().contains("up to date"));

    let elsewhere = project.copy();
    std::fs::remove_file(elsewhere.path("app.db")).ok();
    let url = other.url(&elsewhere);
    let first = prepare(&url);
    if !first.is_empty() {
        other.sql(&elsewhere, &first);
    }
    elsewhere.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
    let after = held(&url).schema;
    let pulled: BTreeSet<&String> = after.tables.keys().collect();
    let mut expected = before.schema.clone();
    expected.tables.retain(|name, _| pulled.contains(name));
    let used = |schema: &Schema| -> BTreeSet<String> {
        let users = |name: &&String| schema.users_of_enum(name).next().is_some();
        schema.enums.keys().filter(users).cloned().collect()
    };
    let (mut after, used) = (after.clone(), used(&expected));
    expected.enums.retain(|name, _| used.contains(name));
    after.enums.retain(|name, _| used.contains(name));
    // What could not be described is left out, and said.
    let conflicts = drift(&expected, &after, &[]);
    let strange: Vec<String> = conflicts
        .iter()
        .filter(|c| {
            !said.contains(&format!(" {} of {}", c.object.name, c.object.in_table().unwrap_or_default()))
        })
        .map(ToString::to_string)
        .collect();
    assert!(strange.is_empty(), "{}", strange.join("\n"));
    after.tables.len()
}

#[test]
fn a_catalog_of_sqlite_is_made_again_by_its_migration() {
    for layout in ["--one-file", "--per-table"] {
        let [database, _] = postgres_and_sqlite();
        let [other, _] = postgres_and_sqlite();
        let project = bare();
        database.sql(&project, FOREIGN);
        database.sql(&project, SHOP);
        // The file lies in the project that made it.
        let url = database.url(&project);
        let path = url.trim_start_matches("sqlite://").split('?').next().unwrap().to_owned();
        let kept = tempfile::tempdir().unwrap();
        let file = kept.path().join("old.db");
        std::fs::copy(path, &file).unwrap();
        let tables = there_and_back(&Database::File(file), &other, |_| String::new(), layout);
        assert!(tables >= 25, "only {tables} tables");
    }
}

#[test]
fn a_catalog_of_postgres_is_made_again_by_its_migration() {
    for layout in ["--one-file", "--per-table"] {
        let [_, database] = postgres_and_sqlite();
        let [_, other] = postgres_and_sqlite();
        let project = bare();
        database.sql(&project, RENTAL);
        database.sql(&project, SHOP);
        database.sql(
            &project,
            "CREATE TABLE one (id int); CREATE TABLE two (id int); CREATE TABLE three (id int)",
        );
        // Types of the database's own over types that the migration makes would need to be made in its middle.
        database
            .sql(&project, "ALTER TABLE address DROP COLUMN parts; ALTER TABLE staff DROP COLUMN strict;");
        let before = held(&database.url(&project));
        let needed = |_: &str| {
            let kinds = [UnmanagedKind::Extension, UnmanagedKind::Sequence];
            let of_kind = |thing: &&zmig_core::Unmanaged| {
                let function = ["sales.code", "worth"].iter().any(|n| thing.name.starts_with(n));
                let other = matches!(&thing.kind, UnmanagedKind::Other(what) if what == "range type" || thing.name == "bytewise");
                kinds.contains(&thing.kind) || function || other
            };
            let made = before.unmanaged.iter().filter(of_kind).filter_map(|thing| thing.definition.clone());
            let mut all =
                ["CREATE SCHEMA sales", "CREATE SCHEMA ext", "CREATE COLLATION telephone FROM \"C\""]
                    .map(ToOwned::to_owned)
                    .to_vec();
            all.extend(made);
            all.join(";\n")
        };
        let tables = there_and_back(&database, &other, needed, layout);
        assert!(tables >= 25, "only {tables} tables");
    }
}

/// Types that zmig does not manage, over an enum and a domain that it does.
const ENTANGLED: &str = "
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN amount AS int CHECK (value > 0);
CREATE TYPE plain AS (x int, y int);
CREATE TYPE parts AS (m mood, n int); CREATE TYPE span AS RANGE (subtype = amount);
CREATE FUNCTION fits(parts) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION odd(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 2 = 1 /* no mood */';
CREATE TABLE held (id int PRIMARY KEY, m mood, a amount, p parts CHECK (fits(p)), s span, q plain, CHECK (odd(id)));
";

#[test]
fn what_an_empty_database_cannot_have_in_time_is_said_with_a_way_out() {
    let [_, database] = postgres_and_sqlite();
    let project = bare();
    database.sql(&project, ENTANGLED);
    let url = database.url(&project);
    let said = project.zmig(["pull", "--name", "held"], ["-d", &url]).ok();
    for part in [
        "an empty database needs 2 objects before the first migration",
        "composite type parts is made of the enum mood",
        "range type span is made of the domain amount",
        "function fits(parts) is made of composite type parts",
        "`pg_dump --schema-only`",
        "`cargo zmig stamp`",
        "`cargo zmig amend --keep-sql`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let text = project.read("schemas/zSchema.held.yaml");
    let (before, entangled) = text.split_once("made of what only the first migration makes").expect(&text);
    assert!(before.contains("function odd(integer)") && before.contains("CREATE TYPE \"plain\""), "{text}");
    assert!(
        entangled.contains("composite type parts, made of the enum mood:\n#     CREATE TYPE \"parts\""),
        "{text}"
    );
    assert!(!before.contains("parts:\n") && !entangled.contains("plain"), "{text}");

    // The other way: the statements in the migration itself, between its types and its tables.
    let [_, other] = postgres_and_sqlite();
    let project_of_files = bare();
    project_of_files.zmig(["pull", "--name", "held", "--files-only"], ["-d", &url]).ok();
    let migration = project_of_files.migrations().pop().unwrap();
    let path = format!("migrations/postgres/{migration}.up.sql");
    let lines = ENTANGLED.lines().filter(|l| l.contains("parts AS") || l.contains("fits(parts) RETURNS"));
    let by_hand = lines.collect::<Vec<_>>().join("\n");
    let table = "-- zmig:step create table held";
    let sql =
        project_of_files.read(&path).replace(table, &format!("-- zmig:step by hand\n{by_hand}\n\n{table}"));
    project_of_files.write(&path, &sql);
    project_of_files.zmig(["amend", "--keep-sql", "--yes"], []).ok();
    let first = ENTANGLED.lines().filter(|l| l.contains("plain AS") || l.contains("odd(int) RETURNS"));
    other.sql(&project_of_files, &first.collect::<Vec<_>>().join("\n"));
    let elsewhere = other.url(&project_of_files);
    project_of_files.zmig(["migrate", "--auto-approve"], ["-d", &elsewhere]).ok();
    assert_eq!(held(&elsewhere), held(&url));

    // As it says: an empty database stops, and one that has everything is recorded.
    for (sql, works) in [("", false), (ENTANGLED, true)] {
        let [_, other] = postgres_and_sqlite();
        other.sql(&project, sql);
        let url = other.url(&project);
        if works {
            project.zmig(["stamp", "--yes"], ["-d", &url]).ok();
            assert!(project.zmig(["migrate"], ["-d", &url]).ok().contains("up to date"));
        } else {
            let said = project.zmig(["migrate", "--auto-approve"], ["-d", &url]).fails(1);
            assert!(said.contains("does not exist"), "{said}");
        }
    }
}
