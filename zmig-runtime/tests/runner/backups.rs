//! Backups: made under the lock, read back before they count, and nothing that looks like one where one failed.

use super::support::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use zmig_runtime::schema::{Column, Type};
use zmig_runtime::{
    ApplyOptions, AutoMigrateOptions, BackupOptions, BackupPolicy, Error, MigrationPlan, RollbackTarget,
    RunOptions, backups,
};

/// A migration of the risk HIGH, if its manifest says so.
fn risky(n: u32) -> One {
    One { risk: zmig_runtime::Risk::High, ..table(n) }
}

fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn populated(backend: Backend) -> Db {
    let db = Db::new(backend).await;
    migrations(&tables(2)).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 (id, note) VALUES (1, 'ünïcode ☃'), (2, NULL), (3, ''), (4, '\\N')").await;
    db
}

fn copy_of(backup: &Path) -> String {
    format!("sqlite://{}", backup.join("database.sqlite").display())
}

async fn rows_of(url: &str, sql: &str) -> Vec<Vec<String>> {
    Db::at(Backend::Sqlite, url).rows(sql).await
}

#[tokio::test]
async fn a_copy_of_sqlite_has_what_stands_in_the_log_alone() {
    let db = populated(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let pool = sqlx::SqlitePool::connect(&db.url).await.unwrap();
    sqlx::query("PRAGMA journal_mode = WAL").execute(&pool).await.unwrap();
    sqlx::query("PRAGMA wal_autocheckpoint = 0").execute(&pool).await.unwrap();
    sqlx::raw_sql("CREATE TABLE late (x); INSERT INTO late VALUES (x'00ff'), (1e300), ('a')")
        .execute(&pool)
        .await
        .unwrap();
    // The file without its log lacks the table, which is what a plain copy of it is.
    let plain = folder.path().join("plain.db");
    std::fs::copy(db.path(), &plain).unwrap();
    assert!(
        Db::at(Backend::Sqlite, &format!("sqlite://{}", plain.display()))
            .try_rows("SELECT * FROM late")
            .await
            .is_err()
    );

    let made =
        migrations(&[]).backup(&db.url, &BackupOptions::in_folder(folder.path().join("b"))).await.unwrap();
    let url = copy_of(&made.path);
    assert_eq!(rows_of(&url, "SELECT hex(x) FROM late WHERE typeof(x) = 'blob'").await, [["00FF"]]);
    assert_eq!(rows_of(&url, "SELECT id, note FROM t1").await, db.rows("SELECT id, note FROM t1").await);
    assert_eq!(made.database, "app.db");
    assert!(made.whole && made.tables.iter().any(|t| t.name == "late" && t.rows == 3), "{made}");
    assert_eq!(backups(folder.path().join("b")).unwrap(), [made]);
    pool.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    for backend in ALL {
        let db = populated(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let options = BackupOptions::in_folder(folder.path().join("deep/er"));
        let made = migrations(&[]).backup(&db.url, &options).await.unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("deep/er")), 0o700);
        assert_eq!(mode(&made.path), 0o700);
        assert!(entries(&made.path).len() > 1);
        for name in entries(&made.path) {
            assert_eq!(mode(&made.path.join(&name)), 0o600, "{name}");
        }
    }
}

#[tokio::test]
async fn a_run_backs_up_what_it_is_about_to_change() {
    for backend in ALL {
        let db = populated(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let with = |policy| {
            RunOptions::default().backup(policy).backup_options(BackupOptions::in_folder(folder.path()))
        };
        let all = |n: u32| {
            let mut all = tables(2);
            let three = one(3, "DELETE FROM t1;\n", "DELETE FROM t2;\n");
            all.extend([One { risk: zmig_runtime::Risk::High, ..three }, table(4), table(5)]);
            all.truncate(n as usize);
            migrations(&all)
        };
        let none = all(2).run_pending_with(&db.url, &with(BackupPolicy::Always)).await.unwrap();
        assert_eq!((none.backup, entries(folder.path()).len()), (None, 0), "nothing to do");

        let report = all(3).run_pending_with(&db.url, &with(BackupPolicy::WhenRisky)).await.unwrap();
        let backup = report.backup.clone().expect("a risky migration");
        assert!(report.to_string().contains(&format!("backup: {}", backup.path.display())), "{report}");
        assert_eq!(db.value("SELECT count(*) FROM t1").await, "0");
        assert_eq!(backup.tables.iter().find(|t| t.name == "t1").unwrap().rows, 4, "as it was before");

        let safe = all(4).run_pending_with(&db.url, &with(BackupPolicy::WhenRisky)).await.unwrap();
        assert_eq!((safe.applied.len(), safe.backup.is_none()), (1, true));
        let always = all(5).run_pending_with(&db.url, &with(BackupPolicy::Always)).await.unwrap();
        assert!(always.backup.is_some());
        let back = all(5)
            .rollback_with(&db.url, RollbackTarget::Last, &with(BackupPolicy::WhenRisky))
            .await
            .unwrap();
        assert!(back.backup.is_some());
        assert_eq!(backups(folder.path()).unwrap().len(), 3);
    }
}

#[tokio::test]
async fn of_many_runs_at_once_one_makes_a_backup() {
    for backend in ALL {
        let db = populated(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let options = RunOptions::default()
            .backup(BackupPolicy::WhenRisky)
            .backup_options(BackupOptions::in_folder(folder.path()));
        let mut all = tables(2);
        all.push(risky(3));
        let set = migrations(&all);
        let runs: Vec<_> = (0..6)
            .map(|_| {
                let (url, options) = (db.url.clone(), options.clone());
                tokio::spawn(async move { set.run_pending_with(&url, &options).await.unwrap() })
            })
            .collect();
        let mut made = 0;
        for run in runs {
            made += usize::from(run.await.unwrap().backup.is_some());
        }
        assert_eq!((made, entries(folder.path()).len()), (1, 1), "{backend:?}");
    }
}

#[tokio::test]
async fn where_the_backup_fails_nothing_is_changed_and_nothing_looks_like_one() {
    for backend in ALL {
        let db = populated(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        std::fs::write(&file, "").unwrap();
        let mut all = tables(2);
        all.push(risky(3));
        let options = RunOptions::default()
            .backup(BackupPolicy::WhenRisky)
            .backup_options(BackupOptions::in_folder(file.join("backups")));
        let error = migrations(&all).run_pending_with(&db.url, &options).await.unwrap_err();
        assert!(matches!(error, Error::Backup { .. }), "{error}");
        for part in ["a file", "nothing was changed", "next:"] {
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(!db.has_table("t3").await, "{backend:?}");
        assert_eq!(entries(folder.path()), ["a file"]);
        // The lock is free again.
        assert_eq!(migrations(&all).run_pending(&db.url).await.unwrap().applied.len(), 1);
    }
}

#[tokio::test]
async fn a_database_in_memory_is_copied_before_it_changes() {
    let pool =
        sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = RunOptions::default()
        .backup(BackupPolicy::Always)
        .backup_options(BackupOptions::in_folder(folder.path()));
    migrations(&tables(1)).run_pending(&pool).await.unwrap();
    let report = migrations(&tables(2)).run_pending_with(&pool, &options).await.unwrap();
    let backup = report.backup.unwrap();
    assert_eq!((backup.database.as_str(), report.applied.len()), ("memory", 1));
    assert_eq!(
        rows_of(&copy_of(&backup.path), "SELECT count(*) FROM sqlite_master WHERE name IN ('t1', 't2')")
            .await,
        [["1"]]
    );
}

#[tokio::test]
async fn only_backups_of_the_same_database_go_and_never_the_newest() {
    for backend in ALL {
        let (db, other) = (populated(backend).await, populated(backend).await);
        let folder = tempfile::tempdir().unwrap();
        let options = BackupOptions::in_folder(folder.path());
        let of_other = migrations(&[]).backup(&other.url, &options).await.unwrap();
        std::fs::create_dir(folder.path().join("app.db_20200101000000")).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        let mut last: Option<PathBuf> = None;
        for _ in 0..4 {
            last = Some(migrations(&[]).backup(&db.url, &options.clone().keep(2)).await.unwrap().path);
        }
        let left: Vec<PathBuf> = backups(folder.path()).unwrap().into_iter().map(|b| b.path).collect();
        assert_eq!(left.len(), 3, "{left:?}");
        assert!(left.contains(&of_other.path) && left.contains(last.as_ref().unwrap()));
        assert_eq!(entries(folder.path()).len(), 5, "what zmig did not make stays");
        // However short the time, the newest stays.
        let made = migrations(&[]).backup(&db.url, &options.clone().keep_for(Duration::ZERO)).await.unwrap();
        let left: Vec<PathBuf> = backups(folder.path()).unwrap().into_iter().map(|b| b.path).collect();
        assert_eq!(left.len(), 2);
        assert!(left.contains(&made.path) && left.contains(&of_other.path));
        // Long enough, all stay.
        migrations(&[]).backup(&db.url, &options.keep_for(Duration::from_secs(60))).await.unwrap();
        assert_eq!(backups(folder.path()).unwrap().len(), 3);
    }
}

#[tokio::test]
async fn what_a_killed_process_left_is_no_backup_and_goes() {
    let db = populated(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let (old, new, busy) = (".app.db-1.partial", ".app.db-2.partial", ".app.db-3.partial");
    for name in [old, new, busy] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name).join("lock"), "").unwrap();
        std::fs::write(folder.path().join(name).join("manifest.json"), "{}").unwrap();
    }
    let held = std::fs::File::open(folder.path().join(busy).join("lock")).unwrap();
    held.lock().unwrap();
    for name in [old, busy] {
        let handle = std::fs::File::open(folder.path().join(name)).unwrap();
        handle.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    }
    assert_eq!(backups(folder.path()).unwrap(), []);
    migrations(&[]).backup(&db.url, &BackupOptions::in_folder(folder.path())).await.unwrap();
    let left = entries(folder.path());
    assert!(!left.contains(&old.to_owned()), "{left:?}");
    assert!(left.contains(&new.to_owned()) && left.contains(&busy.to_owned()), "{left:?}");
}

/// Every table of PostgreSQL that holds something is read back, whatever stands in it.
#[tokio::test]
async fn a_backup_of_postgres_has_every_table_and_where_its_numbering_stands() {
    let db = populated(Backend::Postgres).await;
    db.rows(
        "CREATE SCHEMA \"O\"\"dd\"; CREATE TYPE mood AS ENUM ('ok', 'it''s, \"odd\"');
         CREATE DOMAIN small AS int CHECK (VALUE < 10);
         CREATE TABLE \"O\"\"dd\".\"T a\" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood[], s small, f float8,
           j json, b bytea, d date, i interval, twice int GENERATED ALWAYS AS (id * 2) STORED, n numeric, t timestamptz,
           \"select\" text DEFAULT 'x');
         INSERT INTO \"O\"\"dd\".\"T a\" (m, s, f, j, b, d, i, n, t, \"select\") VALUES
           (ARRAY['it''s, \"odd\"', NULL]::mood[], 3, 0.1::float8 + 0.2, '{ \"a\" : 1 }', '\\x00ff', '0044-03-15 BC', '1 mon -3 days', 'NaN', 'infinity', E'a\\tb\\n\\\\.\\nc'),
           (NULL, NULL, '-0', NULL, NULL, NULL, NULL, 1e-300, NULL, NULL);
         CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k);
         CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10); INSERT INTO parts VALUES (1, 'a');
         CREATE TABLE computed (a int GENERATED ALWAYS AS (1) STORED); CREATE TABLE none ()",
    )
    .await;
    let folder = tempfile::tempdir().unwrap();
    let made = migrations(&[]).backup(&db.url, &BackupOptions::in_folder(folder.path())).await.unwrap();
    let rows = |name: &str| made.tables.iter().find(|t| t.name == name).map(|t| t.rows);
    assert_eq!(
        (rows("t1"), rows("O\"dd.T a"), rows("parts_1"), rows("parts")),
        (Some(4), Some(2), Some(1), None)
    );
    let manifest = std::fs::read_to_string(made.path.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let odd = manifest["tables"].as_array().unwrap().iter().find(|t| t["name"] == "O\"dd.T a").unwrap();
    assert_eq!(odd["sequences"][0]["last_value"], 2);
    assert_eq!((manifest["format"].as_u64(), manifest["schema"].is_object()), (Some(1), true));
    assert!(!manifest.to_string().contains(db.url.split([':', '@']).nth(2).unwrap()), "no password");

    let some = BackupOptions::in_folder(folder.path()).tables(["parts"]);
    let made = migrations(&[]).backup(&db.url, &some).await.unwrap();
    assert_eq!((made.whole, made.tables.len(), made.tables[0].name.as_str()), (false, 1, "parts_1"));
    let error = migrations(&[]).backup(&db.url, &some.tables(["t1", "nowhere"])).await.unwrap_err();
    assert!(error.to_string().contains("there is no table nowhere"), "{error}");
    assert_eq!(entries(folder.path()).len(), 2);
}

/// Rows that a policy hides are an error and not missing from the copy.
#[tokio::test]
async fn what_the_user_may_not_see_makes_no_backup() {
    let db = populated(Backend::Postgres).await;
    let role = format!("zmig_reader_{}", std::process::id());
    db.rows(&format!(
        "CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA public TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
         GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role};
         ALTER TABLE t1 ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t1 USING (id < 3)"
    ))
    .await;
    let folder = tempfile::tempdir().unwrap();
    let options: sqlx::postgres::PgConnectOptions = db.url.parse().unwrap();
    let set_role = format!("SET ROLE {role}");
    let pool = sqlx::postgres::PgPoolOptions::new()
        .after_connect(move |conn, _| {
            let sql = sqlx::AssertSqlSafe(set_role.clone());
            Box::pin(async move { sqlx::raw_sql(sql).execute(conn).await.map(|_| ()) })
        })
        .connect_with(options)
        .await
        .unwrap();
    let error = migrations(&[]).backup(&pool, &BackupOptions::in_folder(folder.path())).await.unwrap_err();
    assert!(error.to_string().contains("row-level security"), "{error}");
    assert_eq!(entries(folder.path()).len(), 0);
    pool.close().await;
    db.rows(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test]
async fn comparisons_and_plans_in_code_make_backups_too() {
    for backend in ALL {
        let folder = tempfile::tempdir().unwrap();
        let run = RunOptions::default()
            .backup(BackupPolicy::WhenRisky)
            .backup_options(BackupOptions::in_folder(folder.path()));
        let db = populated(backend).await;
        let plan = |stamp: &str| MigrationPlan::new(stamp, "shorter").drop_column("t1", "note");
        let options = ApplyOptions::default().run_options(run.clone());
        let report = plan("20260301120000").apply(&db.url, &options).await.unwrap();
        let backup = report.backup.expect("a risky plan");
        assert_eq!(backup.tables.iter().find(|t| t.name == "t1").unwrap().rows, 4, "{backend:?}");
        let add =
            MigrationPlan::new("20260301120001", "longer").add_column("t1", Column::new("more", Type::Text));
        assert_eq!(add.apply(&db.url, &options).await.unwrap().backup, None, "a safe plan");

        let shop = super::auto::old_shop(backend, false).await;
        shop.rows("CREATE TABLE users_too AS SELECT * FROM users").await;
        let always = run.backup(BackupPolicy::Always);
        let options = AutoMigrateOptions::default().run_options(always);
        let report = super::project::shop().auto_migrate(&shop.url, &options).await.unwrap();
        let backup = report.backup.expect("something changed");
        assert_eq!(backup.tables.iter().find(|t| t.name == "users").unwrap().rows, 3, "{backend:?}");
        let again = super::project::shop().auto_migrate(&shop.url, &options).await.unwrap();
        assert_eq!(again.backup, None, "nothing to do");
    }
}
