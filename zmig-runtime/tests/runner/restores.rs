//! Backups put back: what comes back is what was there, and nothing is changed where it does not fit.

use super::support::*;
use std::path::PathBuf;
use zmig_runtime::{Backup, BackupOptions, Error, RestoreOptions, RollbackTarget};

const EVERYTHING: &str = "SELECT id, note FROM t1 ORDER BY id";

/// Two tables that refer to each other, rows of every kind of text, and a trigger that would see them come back.
async fn shop(backend: Backend) -> (Db, tempfile::TempDir) {
    let db = Db::new(backend).await;
    migrations(&tables(2)).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 (id, note) VALUES (1, 'ünïcode ☃'), (2, NULL), (3, ''), (4, '\\N'), (5, 'tab\t\"q\" ''s''')").await;
    (db, tempfile::tempdir().unwrap())
}

async fn backup(db: &Db, folder: &tempfile::TempDir) -> Backup {
    migrations(&[]).backup(&db.url, &BackupOptions::in_folder(folder.path())).await.unwrap()
}

fn name_of(db: &Db) -> String {
    match db.backend {
        Backend::Sqlite => "app.db".to_owned(),
        Backend::Csv => "Data".to_owned(),
        Backend::Postgres => db.url.rsplit_once('/').unwrap().1.to_owned(),
    }
}

async fn restore(db: &Db, backup: impl Into<PathBuf>) -> Result<Backup, Error> {
    migrations(&[]).restore(&db.url, &RestoreOptions::new(backup, name_of(db))).await
}

#[tokio::test]
async fn rows_come_back_as_they_were() {
    for backend in ALL {
        let (db, folder) = shop(backend).await;
        let before = db.rows(EVERYTHING).await;
        let made = backup(&db, &folder).await;
        db.rows("DELETE FROM t1 WHERE id > 2; UPDATE t1 SET note = 'gone'; INSERT INTO t2 (id) VALUES (9)")
            .await;
        let restored = restore(&db, &made.path).await.unwrap();
        assert_eq!(restored, made);
        assert_eq!(db.rows(EVERYTHING).await, before, "{backend:?}");
        assert_eq!(db.value("SELECT count(*) FROM t2").await, "0", "{backend:?}");
        // The history says that it is where it was, and a run goes on.
        assert_eq!(migrations(&tables(3)).run_pending(&db.url).await.unwrap().applied.len(), 1);
    }
}

#[tokio::test]
async fn a_backup_that_was_touched_or_is_of_something_else_is_refused() {
    for backend in ALL {
        let (db, folder) = shop(backend).await;
        let made = backup(&db, &folder).await;
        let before = db.rows(EVERYTHING).await;
        db.rows("DELETE FROM t1 WHERE id = 1").await;
        let now = db.rows(EVERYTHING).await;
        let refused = async |error: Result<Backup, Error>, part: &str| {
            let text = error.unwrap_err().to_string();
            assert!(text.contains(part) && text.contains("nothing was changed"), "{part}: {text}");
            assert_eq!(db.rows(EVERYTHING).await, now, "{backend:?}");
        };
        let other = RestoreOptions::new(&made.path, "production");
        refused(migrations(&[]).restore(&db.url, &other).await, "and not production").await;
        refused(restore(&db, folder.path()).await, "is no backup").await;
        let manifest = made.path.join("manifest.json");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let (mine, others) =
            if backend == Backend::Postgres { ("postgres", "sqlite") } else { ("sqlite", "postgres") };
        let dialect = |of: &str| format!("\"dialect\": \"{of}\"");
        std::fs::write(&manifest, text.replacen(&dialect(mine), &dialect(others), 1)).unwrap();
        refused(restore(&db, &made.path).await, "and the database is of").await;
        std::fs::write(&manifest, text.replacen("\"format\": 1", "\"format\": 2", 1)).unwrap();
        refused(restore(&db, &made.path).await, "has format 2").await;
        // What the manifest says of the rows counts too.
        std::fs::write(&manifest, text.replacen("\"rows\": 5", "\"rows\": 4", 1)).unwrap();
        let part = match backend {
            Backend::Sqlite => "not what the database holds",
            Backend::Postgres => "came back as something else",
            Backend::Csv => "has 5 rows, and the backup was made of 4",
        };
        refused(restore(&db, &made.path).await, part).await;
        std::fs::write(&manifest, &text).unwrap();
        let data = std::fs::read_dir(&made.path).unwrap().map(|e| e.unwrap().path());
        let data = data
            .filter(|p| !p.ends_with("manifest.json"))
            .max_by_key(|p| p.metadata().unwrap().len())
            .unwrap();
        let whole = std::fs::read(&data).unwrap();
        std::fs::write(&data, &whole[..whole.len() - 1]).unwrap();
        refused(restore(&db, &made.path).await, "it was changed").await;
        std::fs::write(&data, &whole).unwrap();
        restore(&db, &made.path).await.unwrap();
        assert_eq!(db.rows(EVERYTHING).await, before, "{backend:?}");
    }
}

#[tokio::test]
async fn a_file_that_somebody_has_open_is_not_replaced() {
    let (db, folder) = shop(Backend::Sqlite).await;
    let made = backup(&db, &folder).await;
    for mode in ["WAL", "DELETE"] {
        db.rows(&format!("PRAGMA journal_mode = {mode}; DELETE FROM t1 WHERE id = 1")).await;
        let other = sqlx::SqlitePool::connect(&db.url).await.unwrap();
        sqlx::query("SELECT 1 FROM t1").execute(&other).await.unwrap();
        let text = restore(&db, &made.path).await.unwrap_err().to_string();
        assert!(text.contains("is open elsewhere"), "{mode}: {text}");
        sqlx::query("INSERT INTO t2 (id) VALUES (NULL)").execute(&other).await.unwrap();
        other.close().await;
        let names: Vec<_> =
            std::fs::read_dir(db.path().parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(!names.iter().any(|n| n.to_string_lossy().contains(".zmig-")), "{names:?}");
    }
    restore(&db, &made.path).await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM t1").await, "5");
    let text = migrations(&[])
        .restore("sqlite::memory:", &RestoreOptions::new(&made.path, "memory"))
        .await
        .unwrap_err();
    assert!(text.to_string().contains("in memory"), "{text}");
}

#[tokio::test]
async fn a_file_of_sqlite_comes_back_with_its_journal_mode_history_and_mode() {
    let (db, folder) = shop(Backend::Sqlite).await;
    db.rows("PRAGMA journal_mode = WAL").await;
    let made = backup(&db, &folder).await;
    migrations(&tables(4)).run_pending(&db.url).await.unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(db.path(), std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    restore(&db, &made.path).await.unwrap();
    assert_eq!(db.value("PRAGMA journal_mode").await, "wal");
    assert!(!db.has_table("t3").await);
    assert_eq!(migrations(&tables(4)).status(&db.url).await.unwrap().pending.len(), 2);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&db.path().metadata().unwrap().permissions()) & 0o777,
        0o640
    );
}

#[tokio::test]
async fn tables_of_postgres_must_be_what_they_were() {
    let (db, folder) = shop(Backend::Postgres).await;
    let made = backup(&db, &folder).await;
    let changed = one(3, "ALTER TABLE t1 DROP COLUMN note;\n", "ALTER TABLE t1 ADD COLUMN note TEXT;\n");
    let set = migrations(&[table(1), table(2), changed]);
    set.run_pending(&db.url).await.unwrap();
    let text = restore(&db, &made.path).await.unwrap_err().to_string();
    assert!(text.contains("t1: note is missing") && text.contains("cargo zmig rollback"), "{text}");
    // The way back brings the column, and the backup its values.
    set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
    assert_eq!(db.value("SELECT count(note) FROM t1").await, "0");
    restore(&db, &made.path).await.unwrap();
    assert_eq!(db.value("SELECT count(note) FROM t1").await, "4");
    db.rows("CREATE TABLE other (t1_id int REFERENCES t1 (id))").await;
    let text = restore(&db, &made.path).await.unwrap_err().to_string();
    assert!(text.contains("other refers to t1"), "{text}");
}

/// Cycles of foreign keys, triggers, numbering, generated columns, partitions and odd names: everything is as it was, and
/// no trigger saw the rows.
#[tokio::test]
async fn all_that_hangs_on_tables_of_postgres_is_as_it_was() {
    let db = Db::new(Backend::Postgres).await;
    db.rows(
        "CREATE TYPE mood AS ENUM ('ok', 'it''s, \"odd\"');
         CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int, m mood[], twice int GENERATED ALWAYS AS (id * 2) STORED, f float8);
         CREATE TABLE b (id bigserial PRIMARY KEY, a int NOT NULL REFERENCES a (id), up bigint REFERENCES b (id) DEFERRABLE);
         ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b (id);
         CREATE TABLE log (what text);
         CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_OP); RETURN NULL; END $$;
         CREATE TRIGGER told AFTER INSERT OR DELETE ON a FOR EACH ROW EXECUTE FUNCTION tell();
         CREATE TRIGGER emptied AFTER TRUNCATE ON a FOR EACH STATEMENT EXECUTE FUNCTION tell();
         CREATE TRIGGER off AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION tell(); ALTER TABLE b DISABLE TRIGGER off;
         CREATE TABLE parts (k int PRIMARY KEY, a int REFERENCES a (id)) PARTITION BY RANGE (k);
         CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
         INSERT INTO a (m, f) VALUES (ARRAY['it''s, \"odd\"', NULL]::mood[], 0.1::float8 + 0.2), (NULL, 'NaN'); INSERT INTO b (a, up) VALUES (1, 1), (2, 1);
         UPDATE a SET b = id; INSERT INTO parts VALUES (1, 2);
         SELECT nextval('b_id_seq'); ALTER TABLE a ALTER id SET START 1; TRUNCATE log",
    )
    .await;
    let look = "SELECT a::text FROM a UNION ALL SELECT b::text FROM b UNION ALL SELECT parts::text FROM parts ORDER BY 1";
    let keys = "SELECT conname, condeferrable, condeferred, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1, conrelid";
    let triggers = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1";
    let state = async || {
        [
            db.rows(look).await,
            db.rows(keys).await,
            db.rows(triggers).await,
            db.rows("SELECT * FROM log").await,
        ]
    };
    let before = state().await;
    let folder = tempfile::tempdir().unwrap();
    let made = backup(&db, &folder).await;
    db.rows(
        "UPDATE a SET b = NULL; TRUNCATE parts; DELETE FROM b; DELETE FROM a; SELECT setval('b_id_seq', 100)",
    )
    .await;
    restore(&db, &made.path).await.unwrap();
    assert_eq!(state().await, before);
    assert_eq!(db.value("INSERT INTO a (b) VALUES (NULL) RETURNING id").await, "3");
    assert_eq!(db.value("INSERT INTO b (a) VALUES (1) RETURNING id").await, "4");
}
