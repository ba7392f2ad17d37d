//! Folders of CSV files: what is written, what is kept, what is refused.

use super::support::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use zmig_runtime::{CsvFolder, Error, Migrations, RollbackTarget};

/// Everything in a folder but what is nobody's data.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        fs::read_dir(folder).map(|all| all.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
    let entries: Vec<std::path::PathBuf> = entries;
    let name = |p: &Path| p.file_name().unwrap().to_str().unwrap().to_owned();
    entries
        .iter()
        .filter(|p| name(p) != ".zmig-lock")
        .map(|p| (name(p), fs::read(p).unwrap_or_default()))
        .collect()
}

pub fn text(folder: &Path, name: &str) -> String {
    String::from_utf8(fs::read(folder.join(name)).unwrap()).unwrap()
}

fn folder_with(all: &[(&str, &str)]) -> (Db, std::path::PathBuf) {
    let db =
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(Db::new(Backend::Csv)));
    let path = db.path();
    fs::create_dir_all(&path).unwrap();
    for (name, text) in all {
        fs::write(path.join(name), text).unwrap();
    }
    (db, path)
}

const USERS: &str = "CREATE TABLE users (\n  id INTEGER PRIMARY KEY NOT NULL,\n  name VARCHAR(20) NOT NULL,\n  \
                     price DECIMAL(10,2),\n  born DATE,\n  ok BOOLEAN,\n  big INTEGER\n);\n";

fn users() -> Vec<One> {
    vec![
        one(1, USERS, "DROP TABLE users;\n"),
        one(
            2,
            "ALTER TABLE users ADD COLUMN note VARCHAR DEFAULT 'new, here';\n",
            "ALTER TABLE users DROP COLUMN note;\n",
        ),
        one(3, "UPDATE users SET price = 2 WHERE id = 2;\n", "UPDATE users SET price = 1 WHERE id = 2;\n"),
        one(
            4,
            "CREATE TABLE pets (id INTEGER PRIMARY KEY NOT NULL, owner INTEGER REFERENCES users (id));\n\
                INSERT INTO pets (owner) VALUES (2), (NULL);\n",
            "DROP TABLE pets;\n",
        ),
    ]
}

fn first(n: usize) -> Migrations {
    migrations(&users()[..n])
}

/// A folder as people make it: quotes, zeros, an order of its own, no end of the last line.
const BY_HAND: &str = "\u{feff}name,\"id\",big,price,born,ok\r\n\"Ada\",007,9223372036854775807,1.50,1815-12-10,yes\r\n\
                       \"a \"\"b\"\", c\",2,-1,1,,0\n\u{fc}mit,03,,1.5,2000-02-29,TRUE";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_made_by_hand_becomes_a_table_and_keeps_its_bytes() {
    let (db, path) = folder_with(&[("users.csv", BY_HAND), ("notes.txt", "x"), ("other.csv", "what,ever\n")]);
    first(1).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "users.csv"), BY_HAND);
    assert_eq!(text(&path, "other.csv"), "what,ever\n");
    assert_eq!(
        db.rows("SELECT id, name, price, born, ok, big FROM users ORDER BY id").await,
        [
            ["2", "a \"b\", c", "1", "NULL", "0", "-1"],
            ["3", "\u{fc}mit", "1.5", "2000-02-29", "1", "NULL"],
            ["7", "Ada", "1.5", "1815-12-10", "1", "9223372036854775807"]
        ]
    );
    // A column more: nothing else moves.
    first(2).run_pending(&db.url).await.unwrap();
    let wider = "\u{feff}name,\"id\",big,price,born,ok,note\r\n\"Ada\",007,9223372036854775807,1.50,1815-12-10,yes,\"new, here\"\r\n\
                 \"a \"\"b\"\", c\",2,-1,1,,0,\"new, here\"\n\u{fc}mit,03,,1.5,2000-02-29,TRUE,\"new, here\"";
    assert_eq!(text(&path, "users.csv"), wider);
    first(3).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "users.csv"), wider.replace(",2,-1,1,", ",2,-1,2.00,"));
    first(4).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "pets.csv"), "id,owner\n1,2\n2,\n");
    let status = first(4).status(&db.url).await.unwrap();
    assert_eq!((status.applied.len(), status.pending.len()), (4, 0));
    first(4).rollback(&db.url, RollbackTarget::Last).await.unwrap();
    assert!(!path.join("pets.csv").exists());
    first(4).rollback(&db.url, RollbackTarget::Id(name(1)[..14].parse().unwrap())).await.unwrap();
    assert_eq!(text(&path, "users.csv"), BY_HAND.replace(",2,-1,1,", ",2,-1,1.00,"));
    first(4).rollback(&db.url, RollbackTarget::Base).await.unwrap();
    assert!(!path.join("users.csv").exists());
    let kept: Vec<String> = files(&path).into_keys().collect();
    assert_eq!(
        kept,
        [
            "__zmigration.csv",
            "__zmigration_database.csv",
            "__zmigration_steps.csv",
            "notes.txt",
            "other.csv",
            "schema.json"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_makes_nothing_and_the_second_run_changes_nothing() {
    let db = Db::new(Backend::Csv).await;
    assert_eq!(first(3).status(&db.url).await.unwrap().pending.len(), 3);
    assert!(first(3).history(&db.url).await.unwrap().is_empty());
    assert!(!db.path().exists());
    first(3).run_pending(&db.url).await.unwrap();
    let marks = || {
        let mark = |e: fs::DirEntry| (e.file_name(), e.metadata().unwrap().modified().unwrap());
        let mut all: Vec<_> = fs::read_dir(db.path()).unwrap().map(|e| mark(e.unwrap())).collect();
        all.sort();
        all
    };
    let before = marks();
    assert!(first(3).run_pending(&db.url).await.unwrap().is_up_to_date());
    first(3).status(&db.url).await.unwrap();
    assert_eq!(marks(), before);
}

/// Names a fault, and leaves the folder as it was.
async fn refused(set: &Migrations, db: &Db, parts: &[&str]) {
    let before = files(&db.path());
    let error = set.run_pending(&db.url).await.expect_err(parts[0]).to_string();
    for part in parts {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(files(&db.path()), before, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_of_a_file_is_told_at_once_and_nothing_is_changed() {
    let head = "id,name,price,born,ok,big\n";
    let long = format!("{head}1,{},,,,\n", "x".repeat((64 << 20) + 1));
    let cases: Vec<(Vec<u8>, &[&str])> = vec![
        (
            format!("{head}1,Ada,1.5,,,\n2,Bob\n3,Cy,,,,,\n\n").into(),
            &["users.csv:3: has 2 cells", "users.csv:4: has 7 cells", "users.csv:5: is blank"],
        ),
        (
            format!("{head}x,Ada,1.555,2025-02-30,maybe,9223372036854775808\n1,{},,,,\n", "n".repeat(21))
                .into(),
            &[
                "users.csv:2: id = \"x\"",
                "price = \"1.555\"",
                "born = \"2025-02-30\"",
                "ok = \"maybe\"",
                "big = \"9223372036854775808\"",
                "users.csv:3: name",
                "at most 20 characters",
                "nothing was changed",
            ],
        ),
        ("name,price,born,ok,big,id,NAME\n".into(), &["names the column NAME twice"]),
        (
            "id,nmae,price,born,ok,big\n".into(),
            &["names the column \"nmae\"", "is name meant?", "lacks the column name"],
        ),
        ("id,price\n".into(), &["lacks the column name"]),
        ("".into(), &["users.csv: is empty"]),
        (format!("{head}1,a\0b,,,,\n").into(), &["users.csv:2: name", "NUL"]),
        ([head.as_bytes(), b"1,\xff,,,,\n"].concat(), &["users.csv:2: name", "no UTF-8"]),
        (b"\xff\xfei\0d\0".to_vec(), &["UTF-16"]),
        (long.into(), &["users.csv:2: name", "64 MiB"]),
        (
            format!("{head}1,Ada,,,,\n1,Bob,,,,\n").into(),
            &["users.csv:3: the table refuses the row", "UNIQUE"],
        ),
        (format!("{head}1,\"Ada,,,,\n").into(), &["users.csv:2: name", "never closed"]),
    ];
    for (bytes, parts) in cases {
        let (db, path) = folder_with(&[]);
        fs::write(path.join("users.csv"), bytes).unwrap();
        refused(&first(4), &db, parts).await;
    }
    let many: String = (0..50).map(|i| format!("x{i},a,,,,\n")).collect();
    let (db, _) = folder_with(&[("users.csv", &format!("{head}{many}"))]);
    refused(&first(1), &db, &["users.csv:21", "and 30 more"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_known_tables_may_be_edited_and_are_held_against_their_types() {
    let (db, path) = folder_with(&[("users.csv", BY_HAND)]);
    first(1).run_pending(&db.url).await.unwrap();
    fs::write(path.join("users.csv"), "id,name,price,born,ok,big\n5,Eve,,,,\n").unwrap();
    first(2).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "users.csv"), "id,name,price,born,ok,big,note\n5,Eve,,,,,\"new, here\"\n");
    for (text, part) in [
        ("id,name,price,born,ok,big,note\nfive,Eve,,,,,\n", "users.csv:2: id = \"five\""),
        ("id,name,price,born,ok,big\n", "lacks the column note"),
    ] {
        fs::write(path.join("users.csv"), text).unwrap();
        refused(&first(3), &db, &[part, "next: mend them"]).await;
    }
    fs::remove_file(path.join("users.csv")).unwrap();
    refused(&first(3), &db, &["users.csv: is not there"]).await;
    fs::write(path.join("users.csv"), "id,name,price,born,ok,big,note\n").unwrap();
    let sidecar = text(&path, "schema.json");
    for (broken, part) in [
        ("{".to_owned(), "schema.json cannot be read"),
        (sidecar.replace("\"format\": 1", "\"format\": 9"), "format 9"),
        (sidecar.replace("\"users.csv\"", "\"../users.csv\""), "cannot be in a file"),
        (sidecar.replace("CREATE TABLE users", "CREATE TABLE others"), "makes another table"),
    ] {
        fs::write(path.join("schema.json"), broken).unwrap();
        refused(&first(3), &db, &[part]).await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn links_and_folders_that_lead_elsewhere_are_refused() {
    let (db, path) = folder_with(&[]);
    let outside = path.parent().unwrap().join("outside.csv");
    fs::write(&outside, "id,name\n").unwrap();
    std::os::unix::fs::symlink(&outside, path.join("users.csv")).unwrap();
    refused(&first(1), &db, &["users.csv is a symbolic link"]).await;
    assert_eq!(fs::read_to_string(&outside).unwrap(), "id,name\n");
    let error = first(1).run_pending(&format!("csv:{}", outside.display())).await.unwrap_err().to_string();
    assert!(error.contains("that is a file and no folder"), "{error}");
    let error = first(1).run_pending("csv:").await.unwrap_err().to_string();
    assert!(error.contains("names no folder"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_migrations_and_rows_of_a_file_are_not_mixed() {
    let mut all = users();
    all[0].up.push_str("INSERT INTO users (id, name) VALUES (1, 'mine');\n");
    let (db, _) = folder_with(&[("users.csv", BY_HAND)]);
    refused(&migrations(&all[..1]), &db, &["users.csv", "bring rows of their own"]).await;
    let (db, _) = folder_with(&[("users.csv", BY_HAND), ("pets.csv", "id,owner\n1,2\n2,99\n")]);
    let mut all = users();
    all[3].up = "CREATE TABLE pets (id INTEGER PRIMARY KEY NOT NULL, owner INTEGER REFERENCES users (id));\n"
        .to_owned();
    refused(&migrations(&all), &db, &["pets.csv", "row 2 points at a row of users that does not exist"])
        .await;
}

/// Without a primary key, with one of several columns, without a rowid, renamed, rebuilt, and deleted from.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_table_keeps_its_order_and_its_bytes() {
    let (db, path) = folder_with(&[
        ("plain.csv", "b,a\n\"z\",01\n\"y\",02\n\"x\",03\n"),
        ("pair.csv", "k,l,v\n2,b,\"two\"\n1,a,\"one\"\n"),
        ("keyed.csv", "v,k\n\"two\",b\n\"one\",a\n"),
    ]);
    let all = [
        one(
            1,
            "CREATE TABLE plain (a INTEGER, b VARCHAR);\nCREATE TABLE pair (k INTEGER, l TEXT, v TEXT, PRIMARY KEY (k, l));\n\
                CREATE TABLE keyed (k TEXT PRIMARY KEY NOT NULL, v TEXT) WITHOUT ROWID;\n",
            "",
        ),
        one(2, "DELETE FROM plain WHERE a = 2;\n", ""),
        one(3, "ALTER TABLE plain RENAME TO simple;\nALTER TABLE simple RENAME COLUMN b TO c;\n", ""),
        one(
            4,
            "INSERT INTO simple (a, c) VALUES (4, 'w');\nINSERT INTO keyed VALUES ('A', 'new');\nUPDATE pair SET v = 'ONE' WHERE k = 1;\n",
            "",
        ),
        one(
            5,
            "CREATE TABLE copy (a BIGINT, c VARCHAR, d INTEGER DEFAULT 0);\nINSERT INTO copy (a, c) SELECT a, c FROM simple;\n\
                DROP TABLE simple;\nALTER TABLE copy RENAME TO simple;\nDELETE FROM pair;\n",
            "",
        ),
    ];
    let expected = [
        (
            "plain.csv",
            "b,a\n\"z\",01\n\"y\",02\n\"x\",03\n",
            "k,l,v\n2,b,\"two\"\n1,a,\"one\"\n",
            "v,k\n\"two\",b\n\"one\",a\n",
        ),
        (
            "plain.csv",
            "b,a\n\"z\",01\n\"x\",03\n",
            "k,l,v\n2,b,\"two\"\n1,a,\"one\"\n",
            "v,k\n\"two\",b\n\"one\",a\n",
        ),
        (
            "simple.csv",
            "c,a\n\"z\",01\n\"x\",03\n",
            "k,l,v\n2,b,\"two\"\n1,a,\"one\"\n",
            "v,k\n\"two\",b\n\"one\",a\n",
        ),
        (
            "simple.csv",
            "c,a\n\"z\",01\n\"x\",03\nw,4\n",
            "k,l,v\n2,b,\"two\"\n1,a,ONE\n",
            "v,k\n\"two\",b\n\"one\",a\nnew,A\n",
        ),
        (
            "simple.csv",
            "c,a,d\n\"z\",01,0\n\"x\",03,0\nw,4,0\n",
            "k,l,v\n",
            "v,k\n\"two\",b\n\"one\",a\nnew,A\n",
        ),
    ];
    for (n, (simple, rows, pair, keyed)) in expected.iter().enumerate() {
        migrations(&all[..=n]).run_pending(&db.url).await.unwrap();
        assert_eq!(
            (
                text(&path, simple).as_str(),
                text(&path, "pair.csv").as_str(),
                text(&path, "keyed.csv").as_str()
            ),
            (*rows, *pair, *keyed),
            "{n}"
        );
    }
    assert!(!path.join("plain.csv").exists());
    // The same in one run, with one staged database from the first to the last.
    let (db, path) = folder_with(&[("plain.csv", "b,a\n\"z\",01\n\"y\",02\n\"x\",03\n")]);
    migrations(&all[..1]).run_pending(&db.url).await.unwrap();
    migrations(&all).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "simple.csv"), "c,a,d\n\"z\",01,0\n\"x\",03,0\nw,4,0\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_are_never_given_twice_go_on() {
    let db = Db::new(Backend::Csv).await;
    let set = |n| {
        let all = [
            one(
                1,
                "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER);\nINSERT INTO t (a) VALUES (1), (2), (3);\n",
                "",
            ),
            one(2, "DELETE FROM t WHERE id > 1;\n", ""),
            one(3, "INSERT INTO t (a) VALUES (4);\n", ""),
        ];
        migrations(&all[..n])
    };
    for n in 1..=3 {
        set(n).run_pending(&db.url).await.unwrap();
    }
    assert_eq!(text(&db.path(), "t.csv"), "id,a\n1,1\n4,4\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_views_and_triggers_stand_in_the_sidecar_and_work() {
    let (db, path) = folder_with(&[]);
    let set = |n| {
        let all = [
            one(
                1,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);\nCREATE UNIQUE INDEX t_a ON t (a);\n\
                    CREATE VIEW v AS SELECT a FROM t;\nCREATE TABLE log (a INTEGER);\n\
                    CREATE TRIGGER told AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;\n\
                    INSERT INTO t (a) VALUES (1);\n",
                "",
            ),
            one(2, "INSERT INTO t (a) VALUES (2);\n", ""),
            one(3, "INSERT INTO t (a) VALUES (3);\n", ""),
        ];
        migrations(&all[..n])
    };
    set(1).run_pending(&db.url).await.unwrap();
    set(2).run_pending(&db.url).await.unwrap();
    assert_eq!(
        (text(&path, "log.csv").as_str(), text(&path, "t.csv").as_str()),
        ("a\n1\n2\n", "id,a\n1,1\n2,2\n")
    );
    fs::write(path.join("t.csv"), "id,a\n1,1\n2,1\n").unwrap();
    refused(&set(3), &db, &["t.csv: its rows do not fit an index", "t.a"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_and_a_change_are_what_they_say() {
    let (db, path) = folder_with(&[("users.csv", "id,name,price,born,ok,big\n1,Ada,1.50,,yes,\n")]);
    first(1).run_pending(&db.url).await.unwrap();
    let folder = CsvFolder::open(&path).unwrap();
    let mut old = folder.read().await.unwrap();
    let mut change = folder.begin().await.unwrap();
    let busy = folder.clone().lock_timeout(std::time::Duration::from_millis(50)).begin().await.unwrap_err();
    assert!(matches!(busy, Error::LockTimeout { .. }), "{busy}");
    sqlx::query("INSERT INTO users (name) VALUES ('Bob')").execute(&mut *change).await.unwrap();
    assert_eq!(text(&path, "users.csv").lines().count(), 2);
    change.commit().await.unwrap();
    assert_eq!(text(&path, "users.csv"), "id,name,price,born,ok,big\n1,Ada,1.50,,yes,\n2,Bob,,,,\n");
    let mut change = folder.begin().await.unwrap();
    sqlx::query("DELETE FROM users").execute(&mut *change).await.unwrap();
    drop(change);
    let mut new = folder.read().await.unwrap();
    let count = |n: i64| move |row: (i64,)| assert_eq!(row.0, n);
    count(1)(sqlx::query_as("SELECT count(*) FROM users").fetch_one(&mut *old).await.unwrap());
    count(2)(sqlx::query_as("SELECT count(*) FROM users").fetch_one(&mut *new).await.unwrap());
    drop((old, new));
    assert!(files(&path).keys().all(|name| !name.starts_with(".zmig")), "{:?}", files(&path).keys());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_nobody_described_are_tables_to_who_looks() {
    let (db, path) = folder_with(&[("people.csv", "id,zip,born\n1,01234,2000-01-01\n2,12345,\n")]);
    let found = zmig_runtime::introspect(&db.url, &Default::default()).await.unwrap();
    let people = found.schema.table("people").unwrap();
    let types: Vec<String> = people.columns.iter().map(|c| c.ty.to_string()).collect();
    assert_eq!(
        (types, people.primary_key.clone()),
        (vec!["int".to_owned(), "text".into(), "date".into()], vec!["id".to_owned()])
    );
    assert_eq!(files(&path).len(), 1);
    // A migration that is recorded and not run takes the file for what it made.
    let made = one(
        1,
        "CREATE TABLE people (id INTEGER PRIMARY KEY NOT NULL, zip TEXT NOT NULL, born DATE);\n",
        "DROP TABLE people;\n",
    );
    let options = zmig_runtime::RunOptions::default().on_missing(zmig_runtime::OnMissing::Record);
    migrations(std::slice::from_ref(&made)).stamp_with(&db.url, None, &options).await.unwrap();
    let more = one(2, "ALTER TABLE people ADD COLUMN age INTEGER;\n", "");
    migrations(&[made, more]).run_pending(&db.url).await.unwrap();
    assert_eq!(text(&path, "people.csv"), "id,zip,born,age\n1,01234,2000-01-01,\n2,12345,,\n");
}
