//! Unique sets inside tables, where everybody but zmig writes them: for SQLite they are no indexes that can be dropped.

use super::{bare, held};
use crate::project::{Database, Project, postgres_and_sqlite};

const MEMBERS: &str = "
CREATE TABLE members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE,
  nick TEXT UNIQUE,
  first TEXT, last TEXT,
  phone TEXT,
  CONSTRAINT whole_name UNIQUE (first, last),
  UNIQUE (phone)
);
CREATE TABLE visits (member TEXT NOT NULL REFERENCES members (email) ON DELETE CASCADE, at TEXT);
CREATE INDEX members_last ON members (last);
CREATE INDEX members_short ON members (substr(last, 1, 3));
INSERT INTO members (email, nick, first, last, phone) VALUES ('ada@x', 'ada', 'Ada', 'L', '1'), ('bob@x', 'bob', 'Bob', 'M', '2');
INSERT INTO visits VALUES ('ada@x', 'today');
CREATE VIEW mails AS SELECT email FROM members;
CREATE TRIGGER visited AFTER INSERT ON visits BEGIN UPDATE members SET last = last WHERE email = new.member; END;
";

/// A project that was pulled from a database, and the database.
fn pulled(sql: &str) -> (Project, Database) {
    let [database, _] = postgres_and_sqlite();
    let project = bare();
    database.sql(&project, sql);
    project.zmig(["pull", "--name", "club"], ["-d", &database.url(&project)]).ok();
    (project, database)
}

/// Edits the file and makes a migration of it.
fn edit(project: &Project, version: [&str; 2], edits: &[(&str, &str)]) {
    let file = "schemas/zSchema.club.yaml";
    let mut text = project.read(file).replace(version[0], version[1]);
    for (from, to) in edits {
        assert!(text.contains(from), "{from}: {text}");
        text = text.replace(from, to);
    }
    project.write(file, &text);
    project.build();
}

#[test]
fn a_set_inside_a_table_is_dropped_and_the_rest_stays() {
    let (project, database) = pulled(MEMBERS);
    let url = database.url(&project);
    let d = ["-d", &url];
    let before = held(&url);
    edit(&project, ["v1.0.0", "v1.1.0"], &[("nick:  {type: text, unique: true}", "nick:  text")]);
    let migration = project.migrations().pop().unwrap();
    let sql = project.read(&format!("migrations/sqlite/{migration}.up.sql"));
    assert!(sql.contains("DROP INDEX \"uq_members_nick\"") && !sql.contains("CREATE TABLE"), "{sql}");
    let said = project.zmig(["migrate", "--auto-approve"], d).ok();
    assert!(said.contains("applied 1 migration"), "{said}");

    let after = held(&url);
    let mut expected = before.schema.clone();
    expected.tables.get_mut("members").unwrap().uniques.retain(|u| u.columns != ["nick"]);
    assert_eq!((after.schema, after.unmanaged), (expected, before.unmanaged));
    // The same nick twice; every other set still holds, and so does what refers to one.
    database.sql(&project, "INSERT INTO members (email, nick) VALUES ('eve@x', 'ada')");
    for refused in [
        "INSERT INTO members (email) VALUES ('ada@x')",
        "INSERT INTO members (email, first, last) VALUES ('new@x', 'Ada', 'L')",
        "INSERT INTO visits VALUES ('nobody@x', 'today')",
    ] {
        assert!(database.try_sql(&project, refused).is_err(), "{refused}");
    }
    database.sql(
        &project,
        "INSERT INTO visits VALUES ('bob@x', 'today'); DELETE FROM members WHERE email = 'ada@x'",
    );

    // And back again, once nothing stands in the way.
    database.sql(&project, "DELETE FROM members WHERE email = 'eve@x'");
    project.zmig(["rollback", "--yes"], d).ok();
    assert_eq!(held(&url).schema, before.schema);
}

#[test]
fn columns_of_sets_inside_a_table_are_renamed_and_dropped() {
    let (project, database) = pulled(MEMBERS);
    let url = database.url(&project);
    edit(
        &project,
        ["v1.0.0", "v2.0.0"],
        &[
            ("  nick:  {type: text, unique: true}\n", ""),
            ("phone: {", "call:  {renamed_from: phone, "),
            ("  Meta:\n", "  Meta:\n    dropped: [nick]\n"),
        ],
    );
    project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
    let members = &held(&url).schema.tables["members"];
    let sets: Vec<&str> = members.uniques.iter().map(|u| u.name.as_str()).collect();
    assert_eq!(sets, ["uq_members_call", "uq_members_email", "whole_name"]);
    assert!(members.column("nick").is_none() && members.column("call").is_some());
}

#[test]
fn what_a_copy_would_lose_stops_it_before_anything_is_changed() {
    let (project, database) = pulled(
        "CREATE TABLE members (id INTEGER PRIMARY KEY, nick TEXT UNIQUE ON CONFLICT REPLACE, mail TEXT)",
    );
    let url = database.url(&project);
    let before = held(&url);
    edit(&project, ["v1.0.0", "v1.1.0"], &[("nick: {type: text, unique: true}", "nick: text")]);
    let said = project.zmig(["migrate", "--auto-approve"], ["-d", &url]).fails(1);
    for part in ["inside the table members", "conflict clause unique (nick)", "by hand"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(held(&url), before);
}
