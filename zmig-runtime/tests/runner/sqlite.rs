//! What only SQLite has: copied tables and what hangs on them.

use super::support::*;
use zmig_runtime::RollbackTarget;

const REBUILD: &str = "-- no-transaction
-- zmig:file 1 up sqlite 2_parents
-- zmig:foreign-keys-off
-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- zmig:step change parents
-- zmig:rebuilds parents
-- age goes
CREATE TABLE zmig_new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO zmig_new_parents (id, name) SELECT id, name FROM parents;
DROP TABLE parents;
PRAGMA legacy_alter_table = ON;
ALTER TABLE zmig_new_parents RENAME TO parents;
PRAGMA legacy_alter_table = OFF;
-- zmig:after
COMMIT;
PRAGMA foreign_keys = ON;
";

fn family() -> Vec<One> {
    let up = "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT, age TEXT);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
CREATE TABLE log (what TEXT);
";
    vec![one(1, up, "DROP TABLE log; DROP TABLE children; DROP TABLE parents;\n")]
}

async fn populated(extra: &str) -> Db {
    let db = Db::new(Backend::Sqlite).await;
    migrations(&family()).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO parents VALUES (1, 'a', '30'), (2, 'b', '40'); INSERT INTO children VALUES (1, 1), (2, 1), (3, 2)").await;
    db.rows(extra).await;
    db
}

fn with_rebuild(manifest: &str) -> zmig_runtime::Migrations {
    let mut all = family();
    let down = REBUILD.replace("name TEXT NOT NULL", "name TEXT");
    all.push(One { manifest: manifest.to_owned(), ..one(2, REBUILD, down) });
    migrations(&all)
}

#[tokio::test]
async fn a_copied_table_keeps_all_that_hangs_on_it() {
    let db = populated(
        "CREATE VIEW adults AS SELECT name FROM parents;
         CREATE TRIGGER noted AFTER INSERT ON parents BEGIN INSERT INTO log VALUES (new.name); END;
         CREATE INDEX mine ON parents (name); CREATE INDEX dropped ON parents (name); CREATE INDEX of_age ON parents (age)",
    )
    .await;
    let set = with_rebuild(
        r#"{ "changes": [ { "drop_index": { "table": "parents", "index": { "name": "dropped" } } } ] }"#,
    );
    set.run_pending(&db.url).await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM children").await, "3");
    assert_eq!(db.column("SELECT name FROM adults ORDER BY 1").await, ["a", "b"]);
    db.rows("INSERT INTO parents VALUES (3, 'c')").await;
    assert_eq!(db.column("SELECT what FROM log").await, ["c"]);
    let names = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'parents' ORDER BY 1";
    // The one that the migration drops is gone, and so is the one whose column is.
    assert_eq!(db.column(names).await, ["mine"]);
    let keys = "SELECT \"table\", on_delete FROM pragma_foreign_key_list('children')";
    assert_eq!(db.rows(keys).await, [["parents", "CASCADE"]]);
    assert!(db.try_rows("INSERT INTO children VALUES (9, 99)").await.is_err(), "the foreign key holds again");
    set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM children").await, "3");
}

#[tokio::test]
async fn a_view_that_would_break_stops_the_migration() {
    let db = populated("CREATE VIEW ages AS SELECT age FROM parents").await;
    let error = with_rebuild("{}").run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains("the view ages"), "{error}");
    assert_eq!(db.value("SELECT count(*) FROM ages").await, "2");
}

#[tokio::test]
async fn rows_that_point_at_nothing_stop_the_commit() {
    let db = populated("SELECT 1").await;
    let mut all = family();
    let up = REBUILD.replace("FROM parents;", "FROM parents WHERE id = 1;");
    all.push(one(2, up, "SELECT 1;\n"));
    let error = migrations(&all).run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains("children row 3 -> parents"), "{error}");
    assert_eq!(db.value("SELECT count(*) FROM parents").await, "2");
}

#[tokio::test]
async fn a_fresh_database_takes_everything_in_one_transaction() {
    let db = Db::new(Backend::Sqlite).await;
    let mut all = tables(40);
    all[20].up = format!("{}INSERT INTO t1 VALUES (21, 'here');\n", all[20].up);
    db.rows("PRAGMA journal_mode = WAL").await;
    migrations(&all).run_pending(&db.url).await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM __zmigration").await, "40");
    // A statement time-out stops what runs too long.
    let nap = super::children::nap(Backend::Sqlite, 60_000);
    all.push(one(41, nap, "SELECT 1;\n"));
    let options =
        zmig_runtime::RunOptions::default().statement_timeout(std::time::Duration::from_millis(200));
    let error = migrations(&all).run_pending_with(&db.url, &options).await.unwrap_err().to_string();
    assert!(error.contains("interrupted"), "{error}");
}
